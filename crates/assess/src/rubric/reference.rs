//! References inside a rubric, and patterns, that validate themselves as they are read.
//!
//! A check's parameters name kinds, topics, slots and items by their ids. Each sort of reference is a type of its own:
//! while a rubric is validated ([`KnownIds::watch`]), reading an id that the rubric does not have is an error at its place.
//! A rubric that was validated once is read again without that.

use std::{borrow::Cow, cell::RefCell, fmt, ops::Deref, rc::Rc};

use regex::Regex;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

use super::shape::{Item, Rubric};
use crate::{model::Message, msg};

/// The ids that a check of one item can name.
#[derive(Debug, Default)]
pub(super) struct KnownIds {
    item: String,
    items: Vec<String>,
    own_slots: Vec<String>,
    level_slots: Vec<String>,
    kinds: Vec<String>,
    topics: Vec<String>,
    /// What the reference that was refused last wants changed.
    refused: RefCell<Option<Message>>,
}

thread_local! {
    /// What this thread validates against; nothing where it only reads.
    static KNOWN: RefCell<Option<Rc<KnownIds>>> = const { RefCell::new(None) };
}

impl KnownIds {
    /// What checks of this item can name.
    pub(super) fn of(rubric: &Rubric, item: &Item) -> Rc<Self> {
        Rc::new(Self {
            item: item.id.clone(),
            items: rubric.items.iter().map(|item| item.id.clone()).collect(),
            own_slots: item.slots.iter().map(|slot| slot.id.clone()).collect(),
            level_slots: rubric.items_of(item.level).flat_map(|item| &item.slots).map(|slot| slot.id.clone()).collect(),
            kinds: rubric.kinds.iter().map(|kind| kind.id.clone()).collect(),
            topics: rubric.topics.iter().map(|topic| topic.id.clone()).collect(),
            refused: RefCell::new(None),
        })
    }

    /// Runs `read` while references are held against these ids. Gives its result, and what a refused reference wants
    /// changed, for serde carries one language only.
    pub(super) fn watch<T>(self: &Rc<Self>, read: impl FnOnce() -> T) -> (T, Option<Message>) {
        let before = KNOWN.replace(Some(self.clone()));
        let done = read();
        KNOWN.set(before);
        (done, self.refused.take())
    }
}

/// Refuses a value, with what to do about it.
fn refuse<E: Error>(message: Message) -> E {
    let error = E::custom(&message.en);
    KNOWN.with_borrow(|known| {
        if let Some(known) = known {
            known.refused.replace(Some(message));
        }
    });
    error
}

/// Holds an id against the known ones, if this thread validates.
fn hold<E: Error>(id: String, problem: impl FnOnce(&KnownIds, &str) -> Option<Message>) -> Result<String, E> {
    let known = KNOWN.with_borrow(Clone::clone);
    match known.and_then(|known| problem(&known, &id)) {
        Some(message) => Err(refuse(message)),
        None => Ok(id),
    }
}

/// What is said of an id that a list of the rubric does not have.
pub(super) fn unknown(zh: &str, en: &str, id: &str, list: &str) -> Message {
    msg!(
        "没有编号为“{id}”的{zh}；请核对拼写，或在 {list} 中补上",
        "there is no {en} “{id}”; check the spelling or add it to {list}"
    )
}

/// What is said of a slot that an item does not have.
pub(super) fn no_own_slot(item: &str, id: &str) -> Message {
    msg!("项目 {item} 没有材料位“{id}”；请核对编号", "item {item} has no slot “{id}”; check the id")
}

macro_rules! references {
    ($($(#[$doc:meta])+ $name:ident: |$known:ident, $id:ident| $problem:expr;)+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub struct $name(String);

            impl Deref for $name {
                type Target = str;

                fn deref(&self) -> &str {
                    &self.0
                }
            }

            impl AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl PartialEq<str> for $name {
                fn eq(&self, other: &str) -> bool {
                    self.0 == other
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let id = String::deserialize(deserializer)?;
                    hold(id, |$known, $id| $problem).map(Self)
                }
            }

            impl JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ "type": "string", "minLength": 1 })
                }
            }
        )+
    };
}

references! {
    /// The id of a kind of document.
    KindId: |known, id| (!known.kinds.iter().any(|kind| kind == id)).then(|| unknown("文种", "kind", id, "kinds"));

    /// The id of a topic.
    TopicId: |known, id| (!known.topics.iter().any(|topic| topic == id)).then(|| unknown("主题", "topic", id, "topics"));

    /// The id of another item.
    OtherItem: |known, id| (!known.items.iter().any(|item| item == id) || id == known.item).then(|| msg!(
        "“{id}”不是另一个项目的编号；请核对",
        "“{id}” is not the id of another item; check it"
    ));

    /// The id of a slot of the item itself.
    OwnSlot: |known, id| (!known.own_slots.iter().any(|slot| slot == id)).then(|| no_own_slot(&known.item, id));

    /// The id of a slot of any item of the same level.
    LevelSlot: |known, id| (!known.level_slots.iter().any(|slot| slot == id)).then(|| msg!(
        "同一层级中没有材料位“{id}”；请核对编号",
        "no item of this level has a slot “{id}”; check the id"
    ));
}

/// Whether an id is one of those that are referred to.
pub fn is_among(references: &[impl AsRef<str>], id: &str) -> bool {
    references.iter().any(|reference| reference.as_ref() == id)
}

/// A regular expression, compiled as it is read.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// What is wrong with the text of a pattern; nothing where it can be used.
    pub(super) fn problem(text: &str) -> Option<Message> {
        Self::compile(text).err()
    }

    fn compile(text: &str) -> Result<Self, Message> {
        // An empty pattern fits everything, which nobody means.
        if text.is_empty() {
            return Err(empty());
        }
        Regex::new(text).map(Self).map_err(|error| {
            let detail = last_line(&error);
            msg!(
                "不是正确的正则表达式；请改正（{detail}）",
                "this is not a correct regular expression; correct it ({detail})"
            )
        })
    }
}

/// What is said of a text that must not be empty.
pub(super) fn empty() -> Message {
    msg!("这里不能为空；请填写", "this is empty; fill it in")
}

/// The regex crate draws its errors over several lines; the last one says what is wrong.
fn last_line(error: &impl fmt::Display) -> String {
    error.to_string().lines().last().unwrap_or_default().trim().trim_start_matches("error: ").to_owned()
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::compile(&String::deserialize(deserializer)?).map_err(refuse)
    }
}

impl JsonSchema for Pattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "$ref": "#/$defs/regex" })
    }
}
