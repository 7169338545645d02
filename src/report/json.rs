//! The report as JSON, `cundang-report/1`, and the photos as JSON, `cundang-photos/1`.
//!
//! These shapes are public and frozen. They are written out here apart from the internal types, so that a change
//! inside cannot change what scripts read.

pub mod slice;

use serde::{Serialize, Serializer};

use crate::{
    evaluate::decision::finding_keys_of,
    model::{
        ArchivePath, Changes, Citation, Finding, ItemAssessment, Lang, Ledger, LogEntry, MeetingRecord, Notice,
        PhotoRecord, Said, Score, Step, Unit, UnitAssessment,
    },
    report::{figures, view::Report},
    rubric::{Rubric, Settings},
};

/// The whole report, `cundang-report/1`, indented, with messages in one language and a newline at the end.
///
/// # Errors
/// Only where the serializer itself fails, which these shapes give no cause for.
pub fn report_json(report: &Report, lang: Lang) -> serde_json::Result<String> {
    let view = ReportV1 {
        format: "cundang-report/1",
        generated_at: &report.generated_at,
        rubric: RubricV1::new(&report.rubric),
        ledger: LedgerV1::new(report.ledger),
        notices: report.notices.iter().map(|notice| NoticeV1::new(notice, lang)).collect(),
        township: township(report, report.town.as_ref(), lang),
        villages: report.villages.iter().map(|unit| village(report, unit, lang)).collect(),
        unassigned: UnassignedV1 {
            files: report.unassigned.files.iter().map(|path| path.as_str()).collect(),
            photos: photos(&report.unassigned.photos, lang),
        },
    };
    written(&view)
}

/// The photos of an archive, `cundang-photos/1`, written like [`report_json`].
///
/// # Errors
/// As [`report_json`].
pub fn photos_json(report: &Report, lang: Lang) -> serde_json::Result<String> {
    let view = PhotosV1 {
        format: "cundang-photos/1",
        generated_at: &report.generated_at,
        township: TownPhotosV1 {
            name: &report.township.name,
            photos: report.town.as_ref().map_or_else(Vec::new, |town| whole_photos(&town.photos, lang)),
        },
        villages: report
            .villages
            .iter()
            .map(|village| VillagePhotosV1 {
                name: village.unit.village().unwrap_or_default(),
                folder: folder(report, &village.unit),
                photos: whole_photos(&village.photos, lang),
            })
            .collect(),
        unassigned: UnassignedPhotosV1 { photos: whole_photos(&report.unassigned.photos, lang) },
    };
    written(&view)
}

/// The log of decisions, `cundang-decisions/1`, written like [`report_json`].
///
/// # Errors
/// As [`report_json`].
pub fn decisions_json(rubric: &str, log: &[LogEntry]) -> serde_json::Result<String> {
    let view = DecisionsV1 { format: "cundang-decisions/1", rubric, entries: log.iter().map(EntryV1::new).collect() };
    written(&view)
}

fn written(view: &impl Serialize) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(view)?;
    text.push('\n');
    Ok(text)
}

fn township<'a>(report: &'a Report, town: Option<&'a UnitAssessment>, lang: Lang) -> TownshipV1<'a> {
    TownshipV1 {
        name: &report.township.name,
        own: town.map(|town| TownPartV1 {
            score: ScoreV1::new(town.score),
            items: items(town, lang),
            photos: photos(&town.photos, lang),
            meetings: meetings(&town.meetings),
        }),
    }
}

fn village<'a>(report: &'a Report, village: &'a UnitAssessment, lang: Lang) -> VillageV1<'a> {
    VillageV1 {
        name: village.unit.village().unwrap_or_default(),
        folder: folder(report, &village.unit),
        score: ScoreV1::new(village.score),
        items: items(village, lang),
        photos: photos(&village.photos, lang),
        meetings: meetings(&village.meetings),
        figures: figures::json(village, lang),
    }
}

fn folder<'a>(report: &'a Report, unit: &Unit) -> Option<&'a str> {
    let village = report.township.villages.iter().find(|village| Some(village.name.as_str()) == unit.village())?;
    village.folder.as_deref()
}

fn items(unit: &UnitAssessment, lang: Lang) -> Vec<ItemV1<'_>> {
    unit.items.iter().map(|item| ItemV1::new(item, lang)).collect()
}

fn photos(photos: &[PhotoRecord], lang: Lang) -> Vec<PhotoV1<'_>> {
    photos.iter().map(|photo| PhotoV1::new(photo, lang)).collect()
}

fn meetings(meetings: &[MeetingRecord]) -> Vec<MeetingV1<'_>> {
    meetings.iter().map(MeetingV1::new).collect()
}

fn whole_photos(photos: &[PhotoRecord], lang: Lang) -> Vec<WholePhotoV1<'_>> {
    photos.iter().map(|photo| WholePhotoV1::new(photo, lang)).collect()
}

fn findings(findings: &[Finding], lang: Lang) -> Vec<FindingV1<'_>> {
    findings.iter().map(|finding| FindingV1::new(finding, lang)).collect()
}

/// A number without needless decimals: `4`, not `4.0`; points are rounded to hundredths.
struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rounded = (self.0 * 100.0).round() / 100.0;
        if rounded.fract() == 0.0 && rounded.abs() < 1e15 {
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
            serializer.serialize_i64(rounded as i64)
        } else {
            serializer.serialize_f64(rounded)
        }
    }
}

#[derive(Serialize)]
struct ReportV1<'a> {
    format: &'static str,
    generated_at: &'a str,
    rubric: RubricV1<'a>,
    ledger: LedgerV1,
    notices: Vec<NoticeV1<'a>>,
    township: TownshipV1<'a>,
    villages: Vec<VillageV1<'a>>,
    unassigned: UnassignedV1<'a>,
}

#[derive(Serialize)]
struct RubricV1<'a> {
    id: &'a str,
    title: &'a str,
    total: Number,
    /// As they stand in the rubric file, whose format is public too.
    settings: &'a Settings,
}

impl<'a> RubricV1<'a> {
    fn new(rubric: &'a Rubric) -> Self {
        Self { id: &rubric.id, title: &rubric.title, total: Number(rubric.total), settings: &rubric.settings }
    }
}

#[derive(Serialize)]
struct LedgerV1 {
    files: u64,
    read: u64,
    unreadable: u64,
    ignored: u64,
    bytes: u64,
}

impl LedgerV1 {
    fn new(ledger: Ledger) -> Self {
        let Ledger { files, read, unreadable, ignored, bytes } = ledger;
        Self { files, read, unreadable, ignored, bytes }
    }
}

#[derive(Serialize)]
struct NoticeV1<'a> {
    path: &'a str,
    code: &'static str,
    message: &'a str,
}

impl<'a> NoticeV1<'a> {
    fn new(notice: &'a Notice, lang: Lang) -> Self {
        Self {
            path: notice.path.as_ref().map_or("", |path| path.as_str()),
            code: notice.code.as_str(),
            message: notice.message.get(lang),
        }
    }
}

#[derive(Serialize)]
struct TownshipV1<'a> {
    name: &'a str,
    /// Left out of what a village's clerk sees.
    #[serde(flatten)]
    own: Option<TownPartV1<'a>>,
}

#[derive(Serialize)]
struct TownPartV1<'a> {
    score: ScoreV1,
    items: Vec<ItemV1<'a>>,
    photos: Vec<PhotoV1<'a>>,
    meetings: Vec<MeetingV1<'a>>,
}

#[derive(Serialize)]
struct VillageV1<'a> {
    name: &'a str,
    folder: Option<&'a str>,
    score: ScoreV1,
    items: Vec<ItemV1<'a>>,
    photos: Vec<PhotoV1<'a>>,
    meetings: Vec<MeetingV1<'a>>,
    figures: Vec<figures::FigureV1<'a>>,
}

#[derive(Serialize)]
struct UnassignedV1<'a> {
    files: Vec<&'a str>,
    photos: Vec<PhotoV1<'a>>,
}

#[derive(Serialize)]
struct ScoreV1 {
    confirmed: Number,
    possible: Number,
    max: Number,
}

impl ScoreV1 {
    fn new(score: Score) -> Self {
        Self { confirmed: Number(score.confirmed), possible: Number(score.possible), max: Number(score.max) }
    }
}

#[derive(Serialize)]
struct ItemV1<'a> {
    id: &'a str,
    points: Number,
    state: &'static str,
    decided_by: &'static str,
    suggested: Option<Number>,
    min: Number,
    max: Number,
    slots: Vec<SlotV1<'a>>,
    evidence: Vec<EvidenceV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    reasons: Vec<ReasonV1<'a>>,
    decision: Option<DecisionV1<'a>>,
    settled: Vec<SettledV1<'a>>,
}

impl<'a> ItemV1<'a> {
    fn new(item: &'a ItemAssessment, lang: Lang) -> Self {
        Self {
            id: &item.id,
            points: Number(item.points),
            state: item.state.as_str(),
            decided_by: item.decided_by.as_str(),
            suggested: item.suggested.map(Number),
            min: Number(item.min),
            max: Number(item.max),
            slots: item
                .slots
                .iter()
                .map(|slot| SlotV1 { id: &slot.id, required: slot.required, found: slot.found })
                .collect(),
            evidence: item
                .evidence
                .iter()
                .map(|evidence| EvidenceV1 { slot: &evidence.slot, place: PlaceV1::new(&evidence.citation) })
                .collect(),
            findings: keyed(item, lang),
            reasons: item
                .reasons
                .iter()
                .map(|reason| ReasonV1 {
                    message: reason.message.get(lang),
                    r#where: reason.places.iter().map(PlaceV1::new).collect(),
                })
                .collect(),
            decision: item.decision.as_ref().map(|decision| DecisionV1 {
                score: Number(decision.score),
                original_seen: decision.original_seen,
                suggested: decision.suggested.map(Number),
                said: SaidV1::new(&decision.said),
            }),
            settled: item
                .settled
                .iter()
                .map(|settled| SettledV1 {
                    verdict: settled.verdict.as_str(),
                    said: SaidV1::new(&settled.said),
                    finding: FindingV1 { key: Some(settled.key.clone()), ..FindingV1::new(&settled.finding, lang) },
                })
                .collect(),
        }
    }
}

/// An item's findings with the keys by which a person settles them. Keys are made over all findings of the item, those
/// called wrong alarms too.
fn keyed(item: &ItemAssessment, lang: Lang) -> Vec<FindingV1<'_>> {
    let keys = finding_keys_of(item);
    let shown = item.findings.iter().zip(keys);
    shown.map(|(finding, key)| FindingV1 { key: Some(key), ..FindingV1::new(finding, lang) }).collect()
}

#[derive(Serialize)]
struct ReasonV1<'a> {
    message: &'a str,
    r#where: Vec<PlaceV1<'a>>,
}

#[derive(Serialize)]
struct DecisionV1<'a> {
    score: Number,
    original_seen: bool,
    suggested: Option<Number>,
    #[serde(flatten)]
    said: SaidV1<'a>,
}

#[derive(Serialize)]
struct SettledV1<'a> {
    verdict: &'static str,
    #[serde(flatten)]
    said: SaidV1<'a>,
    finding: FindingV1<'a>,
}

/// Who said it, when and why, and what has changed since.
#[derive(Serialize)]
struct SaidV1<'a> {
    by: &'a str,
    at: &'a str,
    reason: &'a str,
    stale: bool,
    changes: ChangesV1<'a>,
}

#[derive(Serialize)]
struct ChangesV1<'a> {
    changed: Vec<&'a str>,
    added: Vec<&'a str>,
    removed: Vec<&'a str>,
}

impl<'a> SaidV1<'a> {
    fn new(said: &'a Said) -> Self {
        let paths = |list: &'a [ArchivePath]| list.iter().map(ArchivePath::as_str).collect();
        let Changes { added, removed, changed } = &said.changes;
        Self {
            by: &said.by,
            at: &said.at,
            reason: &said.reason,
            stale: said.is_stale(),
            changes: ChangesV1 { changed: paths(changed), added: paths(added), removed: paths(removed) },
        }
    }
}

#[derive(Serialize)]
struct SlotV1<'a> {
    id: &'a str,
    required: u32,
    found: u32,
}

#[derive(Serialize)]
struct EvidenceV1<'a> {
    slot: &'a str,
    #[serde(flatten)]
    place: PlaceV1<'a>,
}

#[derive(Serialize)]
struct PlaceV1<'a> {
    path: &'a str,
    page: Option<u32>,
    quote: &'a str,
}

impl<'a> PlaceV1<'a> {
    fn new(citation: &'a Citation) -> Self {
        Self { path: citation.path.as_str(), page: citation.page, quote: &citation.quote }
    }
}

#[derive(Serialize)]
struct FindingV1<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    r#where: Vec<PlaceV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl<'a> FindingV1<'a> {
    fn new(finding: &'a Finding, lang: Lang) -> Self {
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            message: finding.message.get(lang),
            r#where: finding.places.iter().map(PlaceV1::new).collect(),
            key: None,
        }
    }
}

#[derive(Serialize)]
struct MeetingV1<'a> {
    date: Option<String>,
    name: &'a str,
    body: &'static str,
    topics: &'a [String],
    expected: Option<u32>,
    present: Option<u32>,
    r#for: Option<u32>,
    against: Option<u32>,
    abstain: Option<u32>,
    decision: Option<&'a str>,
    host: Option<&'a str>,
    recorder: Option<&'a str>,
    r#where: PlaceV1<'a>,
    papers: Vec<&'a str>,
}

impl<'a> MeetingV1<'a> {
    fn new(meeting: &'a MeetingRecord) -> Self {
        Self {
            date: meeting.date.map(|date| date.to_string()),
            name: &meeting.name,
            body: meeting.body.as_str(),
            topics: &meeting.topics,
            expected: meeting.expected,
            present: meeting.present,
            r#for: meeting.in_favour,
            against: meeting.against,
            abstain: meeting.abstained,
            decision: meeting.decision.as_deref(),
            host: meeting.host.as_deref(),
            recorder: meeting.recorder.as_deref(),
            r#where: PlaceV1::new(&meeting.citation),
            papers: meeting.papers.iter().map(|path| path.as_str()).collect(),
        }
    }
}

#[derive(Serialize)]
struct PhotoV1<'a> {
    path: &'a str,
    captured: CapturedV1<'a>,
    place: PhotoPlaceV1<'a>,
    people: &'a [String],
    event: &'a str,
    caption: CaptionV1<'a>,
    findings: Vec<FindingV1<'a>>,
}

impl<'a> PhotoV1<'a> {
    fn new(photo: &'a PhotoRecord, lang: Lang) -> Self {
        Self {
            path: photo.path.as_str(),
            captured: CapturedV1 { value: photo.captured.value.as_deref(), source: photo.captured.source.as_str() },
            place: PhotoPlaceV1 {
                lat: photo.place.lat,
                lon: photo.place.lon,
                text: photo.place.text.as_deref(),
                source: photo.place.source.as_str(),
                inside: photo.place.inside,
            },
            people: &photo.people,
            event: &photo.event,
            caption: CaptionV1 { elements: &photo.caption.elements, source: photo.caption.source.as_str() },
            findings: findings(&photo.findings, lang),
        }
    }
}

/// A photo in `cundang-photos/1`: what the report says of it, and what only this list says.
#[derive(Serialize)]
struct WholePhotoV1<'a> {
    #[serde(flatten)]
    photo: PhotoV1<'a>,
    kind: &'a str,
    elements: Vec<ElementV1<'a>>,
    alike: Vec<AlikeV1<'a>>,
    burst: Vec<&'a str>,
    written: Option<WrittenV1<'a>>,
}

impl<'a> WholePhotoV1<'a> {
    fn new(photo: &'a PhotoRecord, lang: Lang) -> Self {
        Self {
            photo: PhotoV1::new(photo, lang),
            kind: &photo.kind,
            elements: photo
                .elements
                .iter()
                .map(|said| ElementV1 {
                    element: &said.element,
                    value: &said.value,
                    source: said.source.as_str(),
                    r#where: said.place.as_ref().map(PlaceV1::new),
                })
                .collect(),
            alike: photo
                .alike
                .iter()
                .map(|alike| AlikeV1 {
                    path: alike.path.as_str(),
                    same_bytes: alike.same_bytes,
                    similarity: alike.similarity(),
                    mirrored: alike.mirrored,
                    other_unit: alike.other_unit,
                })
                .collect(),
            burst: photo.burst.iter().map(|path| path.as_str()).collect(),
            written: photo.written.as_ref().map(|written| WrittenV1 {
                by: &written.by,
                at: &written.at,
                time: &written.caption.time,
                people: &written.caption.people,
                place: &written.caption.place,
                event: &written.caption.event,
                text: &written.caption.text,
                stale: written.is_stale,
            }),
        }
    }
}

/// What a person wrote of a photo in the catalogue; fields left empty are empty.
#[derive(Serialize)]
struct WrittenV1<'a> {
    by: &'a str,
    at: &'a str,
    time: &'a str,
    people: &'a str,
    place: &'a str,
    event: &'a str,
    text: &'a str,
    stale: bool,
}

#[derive(Serialize)]
struct ElementV1<'a> {
    element: &'a str,
    value: &'a str,
    source: &'static str,
    r#where: Option<PlaceV1<'a>>,
}

#[derive(Serialize)]
struct AlikeV1<'a> {
    path: &'a str,
    same_bytes: bool,
    similarity: u32,
    mirrored: bool,
    other_unit: bool,
}

#[derive(Serialize)]
struct CapturedV1<'a> {
    value: Option<&'a str>,
    source: &'static str,
}

#[derive(Serialize)]
struct PhotoPlaceV1<'a> {
    lat: Option<f64>,
    lon: Option<f64>,
    text: Option<&'a str>,
    source: &'static str,
    inside: Option<bool>,
}

#[derive(Serialize)]
struct CaptionV1<'a> {
    elements: &'a [String],
    source: &'static str,
}

#[derive(Serialize)]
struct PhotosV1<'a> {
    format: &'static str,
    generated_at: &'a str,
    township: TownPhotosV1<'a>,
    villages: Vec<VillagePhotosV1<'a>>,
    unassigned: UnassignedPhotosV1<'a>,
}

#[derive(Serialize)]
struct DecisionsV1<'a> {
    format: &'static str,
    rubric: &'a str,
    entries: Vec<EntryV1<'a>>,
}

#[derive(Serialize)]
struct EntryV1<'a> {
    seq: u64,
    at: &'a str,
    by: &'a str,
    /// `null` for the township.
    village: Option<&'a str>,
    item: &'a str,
    reason: &'a str,
    #[serde(flatten)]
    step: StepV1<'a>,
    evidence: Vec<SeenV1<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
enum StepV1<'a> {
    Score { score: Number, original_seen: bool, suggested: Option<Number> },
    Verdict { finding: &'a str, code: &'static str, verdict: &'static str },
    Undo { of: u64 },
}

#[derive(Serialize)]
struct SeenV1<'a> {
    path: &'a str,
    digest: &'a str,
}

impl<'a> EntryV1<'a> {
    fn new(entry: &'a LogEntry) -> Self {
        Self {
            seq: entry.seq,
            at: &entry.at,
            by: &entry.by,
            village: entry.unit.village(),
            item: &entry.item,
            reason: &entry.reason,
            step: match &entry.step {
                Step::Score { score, original_seen, suggested } => StepV1::Score {
                    score: Number(*score),
                    original_seen: *original_seen,
                    suggested: suggested.map(Number),
                },
                Step::Verdict { finding, code, verdict } => {
                    StepV1::Verdict { finding, code: code.as_str(), verdict: verdict.as_str() }
                }
                Step::Undo { of } => StepV1::Undo { of: *of },
            },
            evidence: entry.seen.iter().map(|seen| SeenV1 { path: seen.path.as_str(), digest: &seen.digest }).collect(),
        }
    }
}

#[derive(Serialize)]
struct TownPhotosV1<'a> {
    name: &'a str,
    photos: Vec<WholePhotoV1<'a>>,
}

#[derive(Serialize)]
struct VillagePhotosV1<'a> {
    name: &'a str,
    folder: Option<&'a str>,
    photos: Vec<WholePhotoV1<'a>>,
}

#[derive(Serialize)]
struct UnassignedPhotosV1<'a> {
    photos: Vec<WholePhotoV1<'a>>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::fixture;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).expect("the report is JSON")
    }

    #[test]
    fn the_report_has_the_shape_of_the_contract() {
        let text = report_json(&fixture::report(), Lang::Zh).expect("it is written");
        assert!(text.ends_with("}\n"));
        let report = value(&text);
        assert_eq!(report["format"], "cundang-report/1");
        assert_eq!(report["generated_at"], "2020-06-18T09:30:00+08:00");
        let title = "凫城镇农村集体产权制度改革工作考评表";
        let settings = serde_json::to_value(crate::rubric::Settings::default()).expect("they are JSON");
        assert_eq!(report["rubric"], json!({"id": "fixture", "title": title, "total": 34, "settings": settings}));
        assert_eq!(
            report["ledger"],
            json!({"files": 1240, "read": 1233, "unreadable": 3, "ignored": 4, "bytes": 987_654_321})
        );
        assert_eq!(
            report["notices"][1],
            json!({"path": "01张庄村/03章程/章程.pdf", "code": "encrypted-file",
                "message": "文件有密码，请取消密码后再放入。"})
        );
        assert_eq!(report["township"]["name"], "凫城镇");
        assert_eq!(report["township"]["photos"], json!([]));
        assert_eq!(report["villages"][2]["folder"], Value::Null);
        assert_eq!(report["villages"][0]["score"], json!({"confirmed": 0, "possible": 19, "max": 26}));
        assert_eq!(report["unassigned"]["files"], json!(["散页/未命名<1>.pdf"]));
    }

    #[test]
    fn an_item_carries_slots_evidence_and_findings() {
        let report = value(&report_json(&fixture::report(), Lang::En).expect("it is written"));
        let expected = json!({
            "id": "V03", "points": 4, "state": "partial", "decided_by": "human", "suggested": 3, "min": 0, "max": 3,
            "slots": [{"id": "V03.1", "required": 1, "found": 1}, {"id": "V03.2", "required": 2, "found": 1}],
            "evidence": [
                {"slot": "V03.1", "path": "01张庄村/01清产核资/清产核资报表.xlsx", "page": 1,
                 "quote": "资产总额\t1,234,567.00"},
                {"slot": "V03.2", "path": "01张庄村/01清产核资/公示近景.jpg", "page": null, "quote": ""}],
            "findings": [{"code": "notice-too-short", "severity": "warning",
                "message": "The notice period is 5 days, usually at least 7; please verify.",
                "where": [{"path": "01张庄村/01清产核资/公示.pdf", "page": 2, "quote": "公示期：6月15日至6月19日"}],
                "key": "notice-too-short:1223088a940f"}],
            "reasons": [], "decision": null, "settled": []
        });
        assert_eq!(report["villages"][0]["items"][0], expected);
        assert_eq!(report["villages"][0]["items"][2]["suggested"], Value::Null);
    }

    #[test]
    fn what_people_decided_stands_beside_what_was_found() {
        let mut report = fixture::report();
        let log = fixture::decided(&mut report);
        let value = value(&report_json(&report, Lang::Zh).expect("it is written"));
        let item = &value["villages"][0]["items"][0];
        assert_eq!(
            item["decision"],
            json!({"score": 2.5, "original_seen": false, "suggested": 3, "by": "周小满",
                "at": "2020-06-18T09:30:00+08:00", "reason": "公示清晰", "stale": true,
                "changes": {"changed": [], "added": ["01张庄村/01清产核资/公示近景.jpg"], "removed": []}})
        );
        assert_eq!((&item["min"], &item["max"], &item["decided_by"]), (&json!(2.5), &json!(2.5), &json!("human")));
        let settled = &value["villages"][0]["items"][1];
        assert_eq!((&settled["state"], &settled["findings"]), (&json!("complete"), &json!([])));
        assert_eq!(settled["settled"][0]["verdict"], "wrong-alarm");
        assert_eq!(settled["settled"][0]["finding"]["code"], "rights-infringing-clause");
        let listed: Value =
            serde_json::from_str(&decisions_json("fixture", &log).expect("it is written")).expect("JSON");
        assert_eq!(listed["entries"][0]["step"], "score");
        assert_eq!(listed["entries"][1]["verdict"], "wrong-alarm");
        assert_eq!(listed["entries"][1]["village"], "张庄村");
    }

    #[test]
    fn meetings_carry_their_numbers_and_their_papers() {
        let mut report = fixture::report();
        let place = crate::model::Citation {
            path: crate::model::ArchivePath::new("a.docx"),
            page: Some(1),
            quote: "会议名称".to_owned(),
        };
        report.villages[0].meetings.push(MeetingRecord {
            date: Some(jiff::civil::date(2019, 6, 3)),
            name: "清产核资会议".to_owned(),
            body: crate::model::MeetingBody::VillageRepresentatives,
            topics: vec!["asset-inventory".to_owned()],
            expected: Some(30),
            present: Some(25),
            in_favour: Some(24),
            against: Some(1),
            abstained: None,
            decision: Some("通过".to_owned()),
            host: Some("赵甲".to_owned()),
            recorder: None,
            papers: vec![place.path.clone()],
            citation: place,
        });
        let value = value(&report_json(&report, Lang::Zh).expect("it is written"));
        assert_eq!(
            value["villages"][0]["meetings"][0],
            json!({"date": "2019-06-03", "name": "清产核资会议", "body": "village-representatives",
                "topics": ["asset-inventory"], "expected": 30, "present": 25, "for": 24, "against": 1, "abstain": null,
                "decision": "通过", "host": "赵甲", "recorder": null,
                "where": {"path": "a.docx", "page": 1, "quote": "会议名称"}, "papers": ["a.docx"]})
        );
        assert_eq!(value["township"]["meetings"], json!([]));
    }

    #[test]
    fn photos_say_where_each_fact_comes_from() {
        let photos = value(&photos_json(&fixture::report(), Lang::Zh).expect("it is written"));
        assert_eq!(photos["format"], "cundang-photos/1");
        assert_eq!(
            photos["villages"][0]["photos"][0],
            json!({"path": "01张庄村/01清产核资/公示近景.jpg",
                "captured": {"value": "2020-06-15T10:20:30+08:00", "source": "exif"},
                "place": {"lat": 35.1, "lon": 117.0, "text": null, "source": "exif", "inside": true},
                "people": [], "event": "清产核资公示",
                "caption": {"elements": ["time", "event"], "source": "file-name"}, "findings": [],
                "kind": "notice-near",
                "elements": [
                    {"element": "time", "value": "2020-06-15", "source": "file-name", "where": null},
                    {"element": "event", "value": "清产核资公示", "source": "file-name", "where": null}],
                "alike": [], "burst": [], "written": null})
        );
        let mut written = fixture::report();
        fixture::caption(&mut written, "01张庄村/01清产核资/公示近景.jpg");
        let with = value(&photos_json(&written, Lang::Zh).expect("it is written"));
        assert_eq!(
            with["villages"][0]["photos"][0]["written"],
            json!({"by": "钱多福", "at": "2020-06-17T16:20:00+08:00", "time": "", "people": "", "place": "",
                "event": "张贴公示", "text": "", "stale": false})
        );
        let report = value(&report_json(&fixture::report(), Lang::Zh).expect("it is written"));
        let photo = report["villages"][0]["photos"][0].as_object().expect("a photo");
        assert_eq!(photo.len(), 7, "the report keeps to its shape: {photo:?}");
        assert_eq!(photos["unassigned"]["photos"][0]["captured"], json!({"value": null, "source": "none"}));
        assert_eq!(photos["unassigned"]["photos"][0]["findings"][0]["code"], "photo-without-time");
        assert_eq!(photos["township"], json!({"name": "凫城镇", "photos": []}));
    }

    #[test]
    fn numbers_bear_no_needless_decimals() {
        let text = |number| serde_json::to_string(&Number(number)).expect("a number is written");
        assert_eq!([4.0, 61.5, -0.0, 0.1 + 0.2].map(text), ["4", "61.5", "0", "0.3"]);
    }
}
