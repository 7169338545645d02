//! The built-in rubric against the township's paper.

use std::collections::BTreeSet;

use cundang_assess::{
    evaluate::campaign::parse,
    rubric::{Apart, Count, Level, Medium, Rubric, Scoring, Slot, load::BUILTIN},
};

/// Annex 3 of 凫政发〔2020〕48号, as the paper has it.
const TABLE: &str = include_str!("../../../../tests/data/seed-table.txt");

#[test]
fn the_built_in_rubric_is_valid() {
    let rubric = parse(BUILTIN, "fucheng-2020.json").expect("no problems");
    assert_eq!(*Rubric::builtin(), rubric);
    assert_eq!(rubric.id, "fucheng-2020");
    assert_eq!(rubric.deadline.to_string(), "2020-06-30");
}

#[test]
fn texts_and_standards_stand_verbatim_in_the_paper() {
    let cells: BTreeSet<&str> = TABLE.lines().map(str::trim).collect();
    let rubric = Rubric::builtin();
    for item in &rubric.items {
        assert!(cells.contains(item.text.as_str()), "{}: {}", item.id, item.text);
        assert!(cells.contains(item.standard.as_str()), "{}: {}", item.id, item.standard);
    }
    // Every longer cell of the table is an item or a standard, so none was left out.
    let known: BTreeSet<&str> =
        rubric.items.iter().flat_map(|item| [item.text.as_str(), item.standard.as_str()]).collect();
    for cell in cells.iter().filter(|cell| cell.chars().count() > 18) {
        assert!(known.contains(cell) || *cell == rubric.title, "not in the rubric: {cell}");
    }
    assert!(cells.contains(rubric.title.as_str()));
}

#[test]
fn cells_stand_in_the_papers_order_with_their_points() {
    let mut lines = TABLE.lines().map(str::trim);
    for item in &Rubric::builtin().items {
        lines.find(|line| *line == item.text).unwrap_or_else(|| panic!("{} out of order", item.id));
        assert_eq!(lines.next(), Some(item.standard.as_str()), "{}", item.id);
        assert_eq!(lines.next(), Some(item.points.to_string().as_str()), "{}", item.id);
    }
}

#[test]
fn points_add_up() {
    let rubric = Rubric::builtin();
    let count = |level| rubric.items_of(level).count();
    assert_eq!((count(Level::Township), count(Level::Village)), (15, 26));
    assert_eq!((rubric.points_of(Level::Township), rubric.points_of(Level::Village)), (100.0, 100.0));
    assert_eq!(rubric.total, 200.0);
    let ids: Vec<_> = rubric.items.iter().map(|item| item.id.clone()).collect();
    let expected: Vec<_> = (1..=15).map(|n| format!("T{n:02}")).chain((1..=26).map(|n| format!("V{n:02}"))).collect();
    assert_eq!(ids, expected);
}

#[test]
fn blanks_and_slips_are_read_beside_the_text_and_not_in_it() {
    let rubric = Rubric::builtin();
    let item = |id| rubric.item(id).expect("every id exists");
    for id in ["T02", "T08", "T12", "V02", "V16", "V25"] {
        assert!(item(id).interpretation.is_some(), "{id}");
    }
    assert_eq!((item("T12").standard.as_str(), item("V16").standard.as_str()), ("", ""));
    assert!(item("T03").text.contains("会议 通知"));
    assert!(item("V02").text.contains("清查核资"));
    assert!(item("V25").text.contains("村名代表会议"));
}

#[test]
fn every_item_asks_for_something_and_counting_items_can_reach_their_points() {
    let rubric = Rubric::builtin();
    for item in &rubric.items {
        assert!(item.slots.iter().any(|slot| slot.required > 0), "{} asks for nothing", item.id);
        if let Scoring::CountCap { slot, unit, cap } = &item.scoring {
            let slot = rubric.slot(slot).expect("validated");
            assert_eq!(f64::from(slot.required) * unit, *cap, "{}", item.id);
            assert_eq!(*cap, item.points, "{}", item.id);
        }
        for slot in item.slots.iter().filter(|slot| slot.count == Count::CompleteEvents) {
            assert!(slot.kinds.len() > 1, "{} has nothing to complete", slot.id);
        }
    }
}

#[test]
fn every_kind_with_a_place_in_the_table_is_asked_for() {
    let rubric = Rubric::builtin();
    let asked: BTreeSet<&str> = rubric
        .items
        .iter()
        .flat_map(|item| &item.slots)
        .flat_map(|slot| slot.kinds.iter().map(String::as_str))
        .collect();
    let idle: Vec<_> = rubric.kinds.iter().map(|kind| kind.id.as_str()).filter(|id| !asked.contains(id)).collect();
    assert_eq!(idle, ["REG_CERT", "MTG_AGENDA"], "kinds that only keep papers from being taken for something else");
}

#[test]
fn items_that_use_photos_say_what_is_found_in_them() {
    for text in [BUILTIN, include_str!("../../../../schema/land-contract-2015.json")] {
        let rubric = parse(text, "rubric.json").expect("no problems");
        let is_picture = |id: &String| rubric.kind(id).is_some_and(|kind| kind.medium == Medium::Image);
        for item in &rubric.items {
            let uses = item.slots.iter().flat_map(|slot| &slot.kinds).any(is_picture);
            assert!(!uses || item.checks.iter().any(|asked| asked.check == "photos"), "{} asks for photos", item.id);
        }
    }
}

#[test]
fn news_counts_only_where_reports_in_the_press_are_asked_for() {
    let rubric = Rubric::builtin();
    let takes = |slot: &&Slot| slot.accepts.contains(&Apart::News);
    for slot in rubric.items.iter().flat_map(|item| &item.slots).filter(takes) {
        let is_press = slot.kinds == ["MEDIA"];
        // News of a meeting is one of the papers of it, and earns nothing without the others.
        let is_beside = slot.required == 0 || slot.count == Count::CompleteEvents;
        assert!(is_press || is_beside, "{} takes news for evidence", slot.id);
    }
}
