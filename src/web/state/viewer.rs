//! The sender of a request.

use crate::model::{Person, Role};

/// The sender of a request, once authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// The user of this machine: there are no accounts to log in with, and everything is allowed.
    Local,
    /// An account that has logged in.
    Person(Person),
}

impl Viewer {
    /// What they may see and do. Without accounts the user of this machine may do what the township may.
    pub fn role(&self) -> &Role {
        match self {
            Viewer::Local => &Role::Township,
            Viewer::Person(person) => &person.role,
        }
    }

    /// The name under which they logged in, where they did.
    pub fn name(&self) -> Option<&str> {
        match self {
            Viewer::Local => None,
            Viewer::Person(person) => Some(&person.name),
        }
    }
}
