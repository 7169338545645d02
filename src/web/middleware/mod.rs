//! What every request passes on its way to a handler: response headers, authentication, the check of its origin, the
//! limits of its body, and the containment of panics.

pub(crate) mod authenticate;
pub(crate) mod bodies;
pub(crate) mod containment;
pub(crate) mod headers;
pub(crate) mod origin;
