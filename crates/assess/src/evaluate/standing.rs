//! Where units stand, in short, and what changed since they last stood otherwise.

use std::collections::BTreeMap;

use crate::model::{
    ChangeSet, Code, ItemStanding, ItemState, KeptAssessments, Standing, UnitAssessment, UnitChange, UnitStanding,
};

/// Points that differ by less are the same: sums of quarters are not exact.
const SAME: f64 = 1e-6;

/// Where units stand, in their order. They are to be as assessed, before anybody decided.
pub fn of<'u>(units: impl Iterator<Item = &'u UnitAssessment>) -> Standing {
    let units = units.map(|unit| UnitStanding {
        unit: unit.unit.clone(),
        items: unit
            .items
            .iter()
            .map(|item| {
                let mut findings: BTreeMap<Code, u32> = BTreeMap::new();
                for finding in &item.findings {
                    *findings.entry(finding.code).or_default() += 1;
                }
                ItemStanding { id: item.id.clone(), state: item.state, min: item.min, max: item.max, findings }
            })
            .collect(),
    });
    Standing { units: units.collect() }
}

/// What changed between the two runs that are kept; `None` where there is only one, or they differ in nothing that is
/// told.
pub fn changes(runs: &KeptAssessments) -> Option<ChangeSet> {
    let (now, before) = (runs.now.as_ref()?, runs.before.as_ref()?);
    let units: Vec<UnitChange> = now.standing.units.iter().filter_map(|unit| change(unit, &before.standing)).collect();
    (!units.is_empty()).then(|| ChangeSet { since: before.at.clone(), at: now.at.clone(), units })
}

fn change(now: &UnitStanding, before: &Standing) -> Option<UnitChange> {
    let mut change = UnitChange {
        unit: now.unit.clone(),
        is_new: false,
        completed: Vec::new(),
        reopened: Vec::new(),
        found: Vec::new(),
        gone: Vec::new(),
        before: (0.0, 0.0),
        now: points(now),
    };
    let Some(before) = before.units.iter().find(|known| known.unit == now.unit) else {
        return Some(UnitChange { is_new: true, ..change });
    };
    change.before = points(before);
    for item in &now.items {
        // An item that the table has only now is no change of the archive.
        let Some(old) = before.items.iter().find(|known| known.id == item.id) else { continue };
        match (old.state == ItemState::Complete, item.state == ItemState::Complete) {
            (false, true) => change.completed.push(item.id.clone()),
            (true, false) => change.reopened.push(item.id.clone()),
            _ => {}
        }
        let codes: std::collections::BTreeSet<&Code> = old.findings.keys().chain(item.findings.keys()).collect();
        for code in codes {
            let (had, has) = (count(old, *code), count(item, *code));
            if has > had {
                change.found.push((item.id.clone(), *code, has - had));
            } else if had > has {
                change.gone.push((item.id.clone(), *code, had - has));
            }
        }
    }
    let is_same = |a: f64, b: f64| (a - b).abs() < SAME;
    let is_told = !(change.completed.is_empty()
        && change.reopened.is_empty()
        && change.found.is_empty()
        && change.gone.is_empty()
        && is_same(change.before.0, change.now.0)
        && is_same(change.before.1, change.now.1));
    is_told.then_some(change)
}

fn count(item: &ItemStanding, code: Code) -> u32 {
    item.findings.get(&code).copied().unwrap_or_default()
}

fn points(unit: &UnitStanding) -> (f64, f64) {
    (unit.items.iter().map(|item| item.min).sum(), unit.items.iter().map(|item| item.max).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{KeptAssessment, Unit};

    fn item(id: &str, state: ItemState, max: f64, findings: &[(Code, u32)]) -> ItemStanding {
        ItemStanding { id: id.to_owned(), state, min: 0.0, max, findings: findings.iter().copied().collect() }
    }

    fn run(units: Vec<(&str, Vec<ItemStanding>)>) -> KeptAssessment {
        let units = units
            .into_iter()
            .map(|(name, items)| UnitStanding { unit: Unit::Village(name.to_owned()), items })
            .collect();
        KeptAssessment { at: "2020-06-18T09:30:00+08:00".to_owned(), is_settled: true, standing: Standing { units } }
    }

    #[test]
    fn each_unit_says_what_became_complete_and_what_is_new_or_gone() {
        let before = run(vec![
            (
                "张庄村",
                vec![
                    item("V01", ItemState::Missing, 2.0, &[(Code::DocumentMissing, 1)]),
                    item("V02", ItemState::Complete, 3.0, &[]),
                ],
            ),
            ("付庄村", vec![item("V01", ItemState::Complete, 2.0, &[])]),
        ]);
        let now = run(vec![
            (
                "张庄村",
                vec![
                    item("V01", ItemState::Complete, 4.0, &[]),
                    item("V02", ItemState::Fault, 3.0, &[(Code::NoticeTooShort, 2)]),
                ],
            ),
            ("付庄村", vec![item("V01", ItemState::Complete, 2.0, &[])]),
            ("李庄村", Vec::new()),
        ]);
        let changes =
            changes(&KeptAssessments { now: Some(now.clone()), before: Some(before) }).expect("there are some");
        assert_eq!(changes.units.len(), 2, "付庄村 is as it was");
        let zhang = &changes.units[0];
        assert_eq!(
            (zhang.completed.as_slice(), zhang.reopened.as_slice()),
            (&["V01".to_owned()][..], &["V02".to_owned()][..])
        );
        assert_eq!(zhang.found, [("V02".to_owned(), Code::NoticeTooShort, 2)]);
        assert_eq!(zhang.gone, [("V01".to_owned(), Code::DocumentMissing, 1)]);
        assert_eq!((zhang.before, zhang.now), ((0.0, 5.0), (0.0, 7.0)));
        assert!(changes.units[1].is_new);
        assert!(super::changes(&KeptAssessments { now: Some(now.clone()), before: None }).is_none());
        assert!(super::changes(&KeptAssessments { now: Some(now.clone()), before: Some(now) }).is_none());
    }
}
