//! The part of a report that a village's clerk may see: their own village, and nothing of the papers of others.
//!
//! Every page and every form of the report is written from [`Report`] alone, so whatever is not in here is shown
//! nowhere.

use std::collections::BTreeMap;

use crate::{
    evaluate::decision::finding_keys_of,
    model::{
        ArchivePath, Citation, Finding, ItemAssessment, Ledger, Message, PhotoRecord, Said, Township, Unit,
        UnitAssessment,
    },
    msg,
    report::view::{FileEntry, Report, Unassigned},
};

impl Report {
    /// The report as the clerk of a village sees it: that village's papers, notices, decisions and sums, and of the
    /// township no more than its name and the deadline. A finding that rests on papers of others too keeps its own
    /// places and says no more than that there are others. Where there is no such village, nothing is left.
    #[must_use]
    pub fn for_village(&self, name: &str) -> Report {
        let unit = Unit::Village(self.village_named(name).unwrap_or_else(|| name.to_owned()));
        let files: BTreeMap<ArchivePath, FileEntry> = self
            .files
            .iter()
            .filter(|(_, entry)| entry.unit == unit)
            .map(|(path, it)| (path.clone(), it.clone()))
            .collect();
        let folder = self.township.villages.iter().find(|village| unit.village() == Some(village.name.as_str()));
        let folder = folder.and_then(|village| village.folder.as_deref()).map(|folder| format!("{folder}/"));
        let own = VillagePapers { files: &files, folder: folder.as_deref() };
        let mut villages: Vec<UnitAssessment> = self.units().filter(|known| known.unit == unit).cloned().collect();
        for village in &mut villages {
            own.unit(village);
        }
        let mut ledger = Ledger::default();
        for entry in files.values() {
            ledger.add(entry.status, entry.bytes);
        }
        let notices = self.notices.iter().filter(|notice| notice.path.as_ref().is_some_and(|path| own.has(path)));
        let changes = self.changes.clone().map(|mut changes| {
            changes.units.retain(|change| change.unit == unit);
            changes
        });
        let mut log: Vec<_> = self.log.iter().filter(|entry| entry.unit == unit).cloned().collect();
        for entry in &mut log {
            entry.seen.retain(|seen| own.has(&seen.path));
        }
        Report {
            generated_at: self.generated_at.clone(),
            today: self.today,
            rubric: self.rubric.clone(),
            township: Township {
                folder: None,
                villages: self
                    .township
                    .villages
                    .iter()
                    .filter(|village| unit.village() == Some(village.name.as_str()))
                    .cloned()
                    .collect(),
                ..self.township.clone()
            },
            ledger,
            notices: notices.cloned().collect(),
            town: None,
            villages,
            unassigned: Unassigned::default(),
            log,
            changes,
            captions: self.captions.iter().filter(|entry| own.has(&entry.path)).cloned().collect(),
            corrections: self.corrections.iter().filter(|entry| own.has(&entry.path)).cloned().collect(),
            unsure: self.unsure.iter().filter(|(path, _)| own.has(path)).map(|(p, n)| (p.clone(), n.clone())).collect(),
            transcriptions: self.transcriptions.iter().filter(|entry| own.has(&entry.path)).cloned().collect(),
            files,
            folders: Vec::new(),
            folder_log: Vec::new(),
            is_described: self.is_described,
        }
    }

    /// The report of the township's own part alone; `None` where it is not shown.
    #[must_use]
    pub fn only_township(&self) -> Option<Report> {
        let town = self.town.clone()?;
        let mut report = self.clone();
        report.town = Some(town);
        report.villages.clear();
        let is_own = |path: &ArchivePath| self.files.get(path).is_some_and(|entry| entry.unit == Unit::Township);
        report.notices.retain(|notice| notice.path.as_ref().is_none_or(is_own));
        report.files.retain(|_, entry| entry.unit == Unit::Township);
        report.unassigned = Unassigned::default();
        if let Some(changes) = &mut report.changes {
            changes.units.retain(|change| change.unit == Unit::Township);
        }
        Some(report)
    }
}

/// The papers of one village.
struct VillagePapers<'a> {
    files: &'a BTreeMap<ArchivePath, FileEntry>,
    /// Its folder with a `/` at the end.
    folder: Option<&'a str>,
}

impl VillagePapers<'_> {
    fn has(&self, path: &ArchivePath) -> bool {
        self.files.contains_key(path)
    }

    fn unit(&self, unit: &mut UnitAssessment) {
        for item in &mut unit.items {
            self.item(item);
        }
        for photo in &mut unit.photos {
            self.photo(photo);
        }
        for meeting in &mut unit.meetings {
            meeting.papers.retain(|path| self.has(path));
        }
        unit.meetings.retain(|meeting| self.has(&meeting.citation.path));
        for row in &mut unit.figures {
            row.cells.retain(|cell| self.has(&cell.path));
        }
    }

    fn item(&self, item: &mut ItemAssessment) {
        let keys = finding_keys_of(item);
        item.evidence.retain(|evidence| self.has(&evidence.citation.path));
        for reason in &mut item.reasons {
            if self.places(&mut reason.places) {
                reason.message = msg!(
                    "与本村以外的材料有相近之处；对照的内容可向镇级了解",
                    "something in papers outside the village is alike; ask the township for the comparison"
                );
            }
        }
        for finding in &mut item.findings {
            self.finding(finding);
        }
        for settled in &mut item.settled {
            self.finding(&mut settled.finding);
            self.said(&mut settled.said);
        }
        // A key is made of the places, some of which have gone.
        for (old, new) in keys.into_iter().zip(finding_keys_of(item)) {
            for settled in item.settled.iter_mut().filter(|settled| settled.key == old) {
                settled.key.clone_from(&new);
            }
        }
        if let Some(decision) = &mut item.decision {
            self.said(&mut decision.said);
        }
    }

    fn photo(&self, photo: &mut PhotoRecord) {
        photo.alike.retain(|alike| self.has(&alike.path));
        photo.burst.retain(|path| self.has(path));
        for element in &mut photo.elements {
            element.place.take_if(|place| !self.has(&place.path));
        }
        for finding in &mut photo.findings {
            self.finding(finding);
        }
    }

    fn finding(&self, finding: &mut Finding) {
        if self.places(&mut finding.places) {
            finding.message = elsewhere(finding);
        }
    }

    /// Keeps the village's own places; says whether there were others.
    fn places(&self, places: &mut Vec<Citation>) -> bool {
        let before = places.len();
        places.retain(|place| self.has(&place.path));
        places.len() < before
    }

    fn said(&self, said: &mut Said) {
        for paths in [&mut said.changes.added, &mut said.changes.changed] {
            paths.retain(|path| self.has(path));
        }
        // Of what is gone only the place is known.
        said.changes.removed.retain(|path| self.folder.is_some_and(|folder| path.as_str().starts_with(folder)));
    }
}

/// What is said of a finding that rests on papers of others too: the words of its own message name them.
fn elsewhere(finding: &Finding) -> Message {
    let (zh, en) = (finding.code.title(crate::model::Lang::Zh), finding.code.title(crate::model::Lang::En));
    msg!(
        "{zh}：与本村以外的材料有关，请核实本村的材料，详情可向镇级了解",
        "{en}: papers outside the village are concerned; please check your own, and ask the township for the rest"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Alike, Code, Lang, LogEntry, Severity, Step, Verdict},
        report::{csv, fixture, json},
    };

    /// The fixture with everything of 张庄村 that can name papers of others.
    fn entangled() -> Report {
        let mut report = fixture::report();
        fixture::decided(&mut report);
        let foreign = Citation {
            quote: "外村原文".to_owned(),
            ..Citation::file(&ArchivePath::new("00镇级/01领导小组文件.pdf"))
        };
        let zhang = &mut report.villages[0];
        let own = Citation::file(&ArchivePath::new("01张庄村/01清产核资/公示.pdf"));
        let copied = Finding {
            code: Code::CopiedText,
            severity: Severity::Hint,
            message: msg!("与李庄村的同类材料相似", "the same as that of 李庄村"),
            places: vec![own.clone(), foreign.clone()],
        };
        zhang.items[0].findings.push(copied.clone());
        zhang.items[0].evidence.push(crate::model::Evidence { slot: "V03.1".to_owned(), citation: foreign.clone() });
        zhang.items[0].reasons.push(crate::model::Reason {
            message: msg!("与李庄村的相似", "like that of 李庄村"),
            places: vec![foreign.clone()],
        });
        zhang.photos[0].findings.push(copied);
        zhang.photos[0].alike.push(Alike {
            path: foreign.path.clone(),
            same_bytes: true,
            distance: 0,
            mirrored: false,
            other_unit: true,
        });
        zhang.photos[0].burst.push(foreign.path);
        report.log.push(LogEntry {
            seq: 9,
            unit: Unit::Village("李庄村".to_owned()),
            step: Step::Undo { of: 1 },
            reason: "李庄村的理由".to_owned(),
            ..report.log[0].clone()
        });
        report
    }

    #[test]
    fn nothing_of_others_is_left_in_any_form() {
        let own = entangled().for_village("张庄村");
        assert!(own.town.is_none() && own.unassigned.files.is_empty() && own.villages.len() == 1);
        assert_eq!(own.units().count(), 1);
        for lang in [Lang::Zh, Lang::En] {
            for text in [
                format!("{:?} {:?} {:?} {:?} {:?}", own.township, own.notices, own.villages, own.files, own.log),
                json::report_json(&own, lang).expect("it is written"),
                json::photos_json(&own, lang).expect("it is written"),
                csv::report_csv(&own, lang),
                csv::findings_csv(&own, lang),
                csv::tasks_csv(&own, lang),
                crate::report::html::report_html(&own, lang).expect("it renders"),
            ] {
                for foreign in ["00镇级", "外村原文", "李庄村", "散页", "02<b>村"] {
                    assert!(!text.contains(foreign), "{foreign}");
                }
            }
        }
        assert!(crate::report::xlsx::report_xlsx(&own, Lang::Zh).is_ok());
    }

    #[test]
    fn its_own_sums_findings_and_decisions_stay() {
        let report = entangled();
        let own = report.for_village("张庄");
        assert_eq!(own.ledger.files, own.files.len() as u64);
        assert_eq!(own.ledger.files, own.ledger.read + own.ledger.unreadable + own.ledger.ignored);
        assert_eq!(own.log.len(), 2);
        let (before, after) = (&report.villages[0], &own.villages[0]);
        assert_eq!((before.score, before.items.len()), (after.score, after.items.len()));
        assert_eq!(before.items[0].findings.len(), after.items[0].findings.len());
        let copied = after.items[0].findings.last().expect("it stays");
        assert_eq!((copied.code, copied.places.len()), (Code::CopiedText, 1));
        assert!(copied.message.zh.contains("本村以外"));
        let nobodys = report.for_village("王庄村");
        assert!(nobodys.units().next().is_none() && nobodys.files.is_empty() && nobodys.notices.is_empty());
    }

    #[test]
    fn a_verdict_finds_its_finding_again() {
        let mut report = entangled();
        let item = &mut report.villages[0].items[0];
        let key = finding_keys_of(item).last().expect("a finding").clone();
        let said = item.decision.as_ref().expect("it is decided").said.clone();
        let finding = item.findings.last().expect("a finding").clone();
        item.settled.push(crate::model::SettledFinding {
            key: key.clone(),
            finding,
            verdict: Verdict::Confirmed,
            said,
        });
        let own = report.for_village("张庄村");
        let item = &own.villages[0].items[0];
        let now = finding_keys_of(item).last().expect("a finding").clone();
        assert_ne!(now, key);
        assert_eq!(item.settled.last().map(|settled| &settled.key), Some(&now));
    }
}
