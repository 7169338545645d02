//! Accounts and sessions of a workbench: whom a session's token belongs to.

use std::path::Path;

use axum::http::{HeaderMap, header};

use super::current_user::CurrentUser;
use crate::pipeline::{self, People, PeopleError};

/// The accounts of a workbench, and whether a login is required.
#[derive(Debug)]
pub struct Authentication {
    people: People,
    /// Only this machine reaches the pages: then no login is required as long as there are no accounts.
    is_local: bool,
    /// The session cookie's name. Cookies know no ports, so that two workbenches on one machine need two names.
    cookie_name: String,
}

/// The sender of a request, by its session token.
pub(crate) enum SenderIdentity {
    /// The user of this machine, or an account that has logged in.
    Known(CurrentUser),
    /// The request has no valid session; a login is required.
    Unknown,
    /// There are no accounts, and other machines reach the pages or there were accounts: every request is refused.
    NoAccounts,
}

impl Authentication {
    /// The accounts kept in a store. `is_local` says that only this machine reaches the pages.
    ///
    /// # Errors
    /// As [`People::open`].
    pub fn open(store: &Path, is_local: bool) -> Result<Self, PeopleError> {
        let people = People::open(store)?;
        let place = std::path::absolute(store).unwrap_or_else(|_| store.to_owned());
        let digest = blake3::hash(place.as_os_str().as_encoded_bytes()).to_hex();
        Ok(Self { people, is_local, cookie_name: format!("session-{}", &digest[..8]) })
    }

    /// The accounts.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// The name of the session cookie.
    pub(crate) fn cookie_name(&self) -> &str {
        &self.cookie_name
    }

    /// Whom a token belongs to, and whether the end of the session is to be moved.
    pub(crate) fn identify(&self, token: Option<&str>) -> Result<(SenderIdentity, bool), PeopleError> {
        if self.people.is_empty()? {
            // People who have gone, by whatever way, leave the door closed.
            let is_open = self.is_local && self.people.is_desk_of_one()?;
            let identity = if is_open { SenderIdentity::Known(CurrentUser::Local) } else { SenderIdentity::NoAccounts };
            return Ok((identity, false));
        }
        let person = match token {
            Some(token) => self.people.visitor(token, &pipeline::now())?,
            None => None,
        };
        Ok(match person {
            Some((person, moves)) => (SenderIdentity::Known(CurrentUser::Person(person)), moves),
            None => (SenderIdentity::Unknown, false),
        })
    }

    /// The cookie that keeps a session's token; an empty one ends it. It ends with the browser.
    pub(crate) fn session_cookie(&self, token: &str, headers: &HeaderMap) -> String {
        let name = &self.cookie_name;
        let ends = if token.is_empty() { "; Max-Age=0" } else { "" };
        // Behind a proxy that speaks HTTPS the browser says so.
        let is_https = headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"));
        let secure = if is_https { "; Secure" } else { "" };
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{ends}{secure}")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn two_workbenches_have_two_cookies() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let open = |name: &str| Authentication::open(&dir.path().join(name), true).expect("a store");
        let (one, two) = (open("a"), open("b"));
        assert_ne!(one.cookie_name, two.cookie_name);
        let mut headers = HeaderMap::new();
        assert!(one.session_cookie("x", &headers).ends_with("=x; Path=/; HttpOnly; SameSite=Lax"));
        headers.insert(header::ORIGIN, HeaderValue::from_static("https://workbench.example"));
        assert!(one.session_cookie("", &headers).ends_with("=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"));
    }
}
