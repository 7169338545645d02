//! The page of accounts.

use crate::{
    catalog::Account,
    model::{AccessRole, Person},
    report::fixture::HOSTILE,
};

/// Somebody of each role, one of them of a village that is not there.
pub(super) fn accounts() -> Vec<Account> {
    let roles =
        [AccessRole::Township, AccessRole::Village(HOSTILE.to_owned()), AccessRole::Village("王庄村".to_owned())];
    let account = |(number, role): (usize, AccessRole)| Account {
        person: Person { name: format!("<b>{number}"), role },
        password: "$argon2id$secret".to_owned(),
        created: "2020-06-18T09:30:00+08:00".to_owned(),
    };
    roles.into_iter().enumerate().map(account).collect()
}
