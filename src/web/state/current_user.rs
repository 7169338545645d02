//! The sender of a request.

use crate::model::{AccessRole, Person};

/// The sender of a request, once authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CurrentUser {
    /// The user of this machine: there are no accounts to log in with, and everything is allowed.
    Local,
    /// An account that has logged in.
    Person(Person),
}

impl CurrentUser {
    /// What they may see and do. Without accounts the user of this machine may do what the township may.
    pub fn role(&self) -> &AccessRole {
        match self {
            CurrentUser::Local => &AccessRole::Township,
            CurrentUser::Person(person) => &person.role,
        }
    }

    /// The name under which they logged in, where they did.
    pub fn name(&self) -> Option<&str> {
        match self {
            CurrentUser::Local => None,
            CurrentUser::Person(person) => Some(&person.name),
        }
    }
}
