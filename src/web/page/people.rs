//! Who may log in, and as what.

use super::{Frame, Lang, Template};
use crate::{
    catalog::Account,
    model::{Role, Township},
    pipeline::{NAME_LIMIT, PASSWORD_LENGTHS},
    report::{history, words},
};

/// A person in the list.
#[derive(Debug)]
struct PersonRow {
    name: String,
    role: String,
    created: String,
    /// The roles to choose from: value, words, whether it is theirs.
    roles: Vec<(String, String, bool)>,
    /// A village's clerk whose village the archive does not have: they see nothing.
    is_lost: bool,
}

/// `/people`
#[derive(Debug, Template)]
#[template(path = "people.html")]
pub struct PeoplePage {
    lang: Lang,
    frame: Frame,
    people: Vec<PersonRow>,
    roles: Vec<(String, String, bool)>,
    done: Option<String>,
    trouble: Option<String>,
    name_limit: usize,
    least: usize,
    most: usize,
}

impl PeoplePage {
    /// The page with everybody, and what is said to what was sent: done, or not.
    pub fn new(accounts: &[Account], township: &Township, said: Option<Result<&str, &str>>, frame: Frame) -> Self {
        let lang = frame.lang;
        let [least, most] = PASSWORD_LENGTHS;
        let people = accounts.iter().map(|account| {
            let role = &account.person.role;
            let is_known = |name| township.villages.iter().any(|village| village.name == name);
            PersonRow {
                name: account.person.name.clone(),
                role: words::role(role, lang),
                created: history::minute(&account.created),
                roles: roles(township, role, lang),
                is_lost: role.village().is_some_and(|name| !is_known(name)),
            }
        });
        // The first has to be of the township; after that most are clerks.
        let usual = if accounts.is_empty() { Role::Township } else { Role::Assessor };
        Self {
            lang,
            people: people.collect(),
            roles: roles(township, &usual, lang),
            frame: frame.titled(lang.pick("人员", "People"), "people"),
            done: said.and_then(Result::ok).map(str::to_owned),
            trouble: said.and_then(Result::err).map(str::to_owned),
            name_limit: NAME_LIMIT,
            least,
            most,
        }
    }
}

/// Every role there can be, and the one that somebody has.
fn roles(township: &Township, chosen: &Role, lang: Lang) -> Vec<(String, String, bool)> {
    let villages = township.villages.iter().map(|village| Role::Village(village.name.clone()));
    let mut all: Vec<Role> = [Role::Township, Role::Assessor].into_iter().chain(villages).collect();
    if !all.contains(chosen) {
        all.push(chosen.clone());
    }
    all.into_iter().map(|role| (role.to_string(), words::role(&role, lang), role == *chosen)).collect()
}
