//! The roles of kinds and topics, and the settings that items name: the same words in schema, program and rubric.

use std::collections::BTreeSet;

use cundang_assess::{
    evaluate::campaign::parse,
    rubric::{KindRole, Rubric, SettingName, Settings, TopicRole, load::BUILTIN},
};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../../../schema/rubric.schema.json");

/// The words that the schema allows at a place.
fn allowed(place: &str) -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let words = schema.pointer(place).and_then(Value::as_array).expect("a list of words");
    words.iter().map(|word| word.as_str().expect("a word").to_owned()).collect()
}

fn words(values: impl IntoIterator<Item = Value>) -> BTreeSet<String> {
    values.into_iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

#[test]
fn the_built_in_rubric_uses_every_role() {
    let rubric = Rubric::builtin();
    let kinds = words(rubric.kinds.iter().map(|kind| json!(kind.role)));
    assert_eq!(kinds, allowed("/$defs/kind/properties/role/enum"));
    let topics = words(rubric.topics.iter().map(|topic| json!(topic.role)));
    assert_eq!(topics, allowed("/properties/topics/items/properties/role/enum"));
}

#[test]
fn items_name_settings_that_there_are() {
    let settings = json!(Settings::default());
    for word in allowed("/$defs/item/properties/settings/items/enum") {
        assert!(settings.get(&word).is_some(), "{word} is a setting");
        serde_json::from_value::<SettingName>(json!(word)).expect("the program knows it");
    }
    let rubric = Rubric::builtin();
    assert_eq!(rubric.items_with(SettingName::Notice).collect::<Vec<_>>(), ["V03", "V10", "V15", "V24"]);
    assert_eq!(rubric.items_with(SettingName::FirstRoundCounts).count(), 0);
}

#[test]
fn kinds_and_topics_are_found_by_their_role() {
    let mut rubric = (*Rubric::builtin()).clone();
    let ids = |rubric: &Rubric, role| rubric.kinds_with(role).map(|kind| kind.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&rubric, KindRole::ShareRoster), ["EQUITY_ROSTER"]);
    assert_eq!((rubric.role_of("EQUITY_ROSTER"), rubric.role_of("BUDGET")), (Some(KindRole::ShareRoster), None));
    let topics = ["asset-inventory".to_owned()];
    assert!(rubric.has_topic(&topics, TopicRole::AssetInventory));
    assert!(!rubric.has_topic(&topics, TopicRole::MemberConfirmation));
    for kind in rubric.kinds.iter_mut().filter(|kind| kind.id == "BUDGET") {
        kind.role = Some(KindRole::ShareRoster);
    }
    assert_eq!(ids(&rubric, KindRole::ShareRoster), ["EQUITY_ROSTER", "BUDGET"], "several kinds may have one");
}

#[test]
fn a_rubric_without_roles_still_loads() {
    let mut old: Value = serde_json::from_str(BUILTIN).expect("JSON");
    let mut strip = |list: &str, field: &str| {
        for one in old[list].as_array_mut().expect("a list") {
            one.as_object_mut().expect("an object").remove(field);
        }
    };
    strip("kinds", "role");
    strip("topics", "role");
    strip("items", "settings");
    let rubric = parse(&old.to_string(), "old.json").expect("no problems");
    assert!(rubric.kinds.iter().all(|kind| kind.role.is_none()));
}
