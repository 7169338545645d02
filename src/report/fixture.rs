//! A small assessed archive for tests: every state, an unread file, faults, a village without folder, and names
//! that try to break pages.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::date;

use crate::{
    evaluate::decision,
    model::{
        ArchivePath, ByPapers, Caption, CaptionEntry, CaptionStep, CaptionText, Captured, Citation, Code, DecidedBy,
        ElementSaid, Evidence, FileStatus, Finding, ItemAssessment, ItemState, Ledger, LogEntry, Message, Notice,
        NoticeCode, PhotoRecord, Place, Score, Severity, SlotStatus, Source, Step, Township, Unit, UnitAssessment,
        Verdict, Village, Written,
    },
    report::view::{FileEntry, Report, Unassigned},
    rubric::{Count, DocumentKind, Item, Level, LevelTotal, Marks, Medium, Rubric, Scoring, Slot},
};

/// A village name that must reach no page unescaped, and is far too long for a column or a sheet name.
pub(crate) const HOSTILE: &str = "<script>alert(\"1\")</script>'&[很长很长很长很长很长很长很长很长的]村";

/// The fixture.
pub(crate) fn report() -> Report {
    let rubric = rubric();
    let township = Township {
        name: "凫城镇".to_owned(),
        county: Some("山亭区".to_owned()),
        folder: Some("00镇级".to_owned()),
        deadline: Some(date(2020, 6, 30)),
        villages: vec![village("张庄村", Some("01张庄村")), village(HOSTILE, Some("02<b>村")), village("李庄村", None)],
        ..Township::default()
    };
    let ledger = Ledger { files: 1240, read: 1233, unreadable: 3, ignored: 4, bytes: 987_654_321 };
    Report {
        generated_at: "2020-06-18T09:30:00+08:00".to_owned(),
        today: date(2020, 6, 18),
        rubric: Arc::new(rubric),
        township,
        ledger,
        notices: notices(),
        town: Some(town()),
        villages: vec![zhang(), hostile(), li()],
        unassigned: Unassigned {
            files: vec![ArchivePath::new("散页/未命名<1>.pdf")],
            photos: vec![photo("散页/IMG_0001.jpg", false)],
        },
        files: files(),
        log: Vec::new(),
        changes: None,
        captions: Vec::new(),
        corrections: Vec::new(),
        unsure: BTreeMap::new(),
        transcriptions: Vec::new(),
        folders: Vec::new(),
        folder_log: Vec::new(),
        is_described: true,
    }
}

/// Lays decisions of 张庄村 over the report and returns their log: a score for V03, whose evidence has grown since, and
/// the fault of V11 called a wrong alarm.
pub(crate) fn decided(report: &mut Report) -> Vec<LogEntry> {
    let digest_of = |path: &ArchivePath| format!("digest of {path}");
    let zhang = Unit::Village("张庄村".to_owned());
    let entry = |seq, item: &ItemAssessment, step, reason: &str, seen| LogEntry {
        seq,
        at: "2020-06-18T09:30:00+08:00".to_owned(),
        by: "周小满".to_owned(),
        unit: zhang.clone(),
        item: item.id.clone(),
        step,
        reason: reason.to_owned(),
        seen,
    };
    let (scored, faulty) = (&report.villages[0].items[0], &report.villages[0].items[1]);
    let mut seen = decision::seen_of_item(scored, &digest_of);
    seen.retain(|seen| !seen.path.as_str().ends_with(".jpg"));
    let score = Step::Score { score: 2.5, original_seen: false, suggested: scored.suggested };
    let finding = decision::finding_keys(&faulty.findings)[0].clone();
    let verdict = Step::Verdict { finding, code: Code::RightsInfringingClause, verdict: Verdict::WrongAlarm };
    let seen_of_fault = decision::seen_of_finding(&faulty.findings[0], &digest_of);
    let log =
        vec![entry(1, scored, score, "公示清晰", seen), entry(2, faulty, verdict, "条款后半句另有保护", seen_of_fault)];
    decision::apply(&mut report.villages[0], &log, &digest_of);
    report.log.clone_from(&log);
    log
}

/// Gives a photo of 张庄村 a caption that somebody wrote in the catalogue.
pub(crate) fn caption(report: &mut Report, path: &str) {
    let caption = CaptionText { event: "张贴公示".to_owned(), ..CaptionText::default() };
    let (by, at) = ("钱多福".to_owned(), "2020-06-17T16:20:00+08:00".to_owned());
    let photo = report.villages[0].photos.iter_mut().find(|photo| photo.path.as_str() == path).expect("the photo");
    photo.elements.retain(|said| said.element != "event");
    photo.elements.push(ElementSaid {
        element: "event".to_owned(),
        value: caption.event.clone(),
        source: Source::Caption,
        place: None,
        by_person: true,
    });
    photo.written = Some(Written { seq: 4, by: by.clone(), at: at.clone(), said: caption.clone(), is_stale: false });
    let (path, digest) = (photo.path.clone(), "0f".repeat(32));
    report.captions = vec![CaptionEntry { seq: 4, at, by, path, digest, step: CaptionStep::Write(caption) }];
}

/// An archive without villages, files or anything asked.
pub(crate) fn empty() -> Report {
    let mut report = report();
    let mut rubric = rubric();
    rubric.items.clear();
    report.rubric = Arc::new(rubric);
    report.township = Township::default();
    report.ledger = Ledger::default();
    report.notices.clear();
    report.town = Some(unit(Unit::Township, Vec::new(), Vec::new()));
    report.villages.clear();
    report.unassigned = Unassigned::default();
    report.files.clear();
    report.log.clear();
    report
}

fn rubric() -> Rubric {
    let item = |id: &str, points, text: &str, standard: &str, scoring, slots| Item {
        id: id.to_owned(),
        level: if id.starts_with('T') { Level::Township } else { Level::Village },
        points,
        text: text.to_owned(),
        standard: standard.to_owned(),
        interpretation: None,
        scoring,
        settings: Vec::new(),
        slots,
        checks: Vec::new(),
    };
    let mut blank = item(
        "V26",
        10.0,
        "按照程序规范推进改革，群众满意度高，无因改革引发的信访事件",
        "",
        Scoring::JudgementField { veto: "引发信访的不得分".to_owned() },
        vec![slot("V26.1", "走访记录", "interview records", "请附走访或座谈记录。", "Add interview records.", 1)],
    );
    blank.interpretation =
        Some(Message::new("标准一栏为空，按实地走访评定。", "The standard is blank; field work decides."));
    Rubric {
        campaigns: Vec::new(),
        format: "cundang-rubric/1".to_owned(),
        id: "fixture".to_owned(),
        title: "凫城镇农村集体产权制度改革工作考评表".to_owned(),
        source: "样例".to_owned(),
        deadline: date(2020, 6, 30),
        evidence_from: None,
        total: 34.0,
        settings: crate::rubric::Settings::default(),
        levels: vec![
            LevelTotal { level: Level::Township, title: "镇级工作考评".to_owned(), points: 8.0 },
            LevelTotal { level: Level::Village, title: "村级工作考评".to_owned(), points: 26.0 },
        ],
        marks: Marks { template: "样表".to_owned(), draft: "草案".to_owned() },
        topics: Vec::new(),
        kinds: vec![kind("PUB_NOTICE", "公示", "public notice"), kind("CHARTER", "章程", "charter")],
        stages: Vec::new(),
        items: vec![
            item(
                "T01",
                5.0,
                "成立农村集体产权制度改革领导小组",
                "需要提供原件作为支撑材料",
                Scoring::PresenceFull { needs_original: true },
                vec![slot(
                    "T01.1",
                    "成立文件",
                    "founding paper",
                    "请补领导小组成立文件。",
                    "Add the founding paper.",
                    1,
                )],
            ),
            item(
                "T02",
                3.0,
                "成立清产核资、成员确认、折股量化、档案管理、综合提升等专项工作小组",
                "每成立一个专项工作组得1分，累计最高3分",
                Scoring::CountCap { slot: "T02.1".to_owned(), unit: 1.0, cap: 3.0 },
                vec![slot(
                    "T02.1",
                    "专项工作组文件",
                    "special group papers",
                    "请补专项工作组成立文件。",
                    "Add papers that set up the special groups.",
                    3,
                )],
            ),
            item(
                "V03",
                4.0,
                "形成清产核资报表，进行公示，保留公示影像资料",
                "根据公示影像清晰和详实程度酌情打分",
                Scoring::Judgement {},
                vec![
                    slot(
                        "V03.1",
                        "清产核资报表",
                        "asset inventory",
                        "请补清产核资报表。",
                        "Add the asset inventory.",
                        1,
                    ),
                    slot(
                        "V03.2",
                        "公示照片（远景、近景）",
                        "photos of the notice, far and near",
                        "请补一张能看到公示栏全貌的照片。",
                        "Add a photo that shows the whole notice board.",
                        2,
                    ),
                ],
            ),
            item(
                "V11",
                2.0,
                "成员确认办法不侵犯特殊群体权益",
                "出现侵权条款的不得分",
                Scoring::VetoZero { veto: "侵权条款".to_owned() },
                vec![slot(
                    "V11.1",
                    "成员确认办法",
                    "membership rules",
                    "请补成员确认办法。",
                    "Add the membership rules.",
                    1,
                )],
            ),
            item(
                "V19",
                6.0,
                "制定集体经济组织章程",
                "照搬照抄的不得分",
                Scoring::VetoZero { veto: "照搬照抄".to_owned() },
                vec![slot("V19.1", "章程", "charter", "请补本村章程。", "Add the village's charter.", 1)],
            ),
            item(
                "V20",
                4.0,
                "向全体成员公示结果，保留公示影像资料",
                "有公示照片得满分",
                Scoring::PresenceFull { needs_original: false },
                vec![slot(
                    "V20.1",
                    "公示照片",
                    "photos of the notice",
                    "请补一张能看到公示栏全貌的照片。",
                    "Add a photo that shows the whole notice board.",
                    1,
                )],
            ),
            blank,
        ],
    }
}

fn slot(id: &str, zh: &str, en: &str, todo_zh: &str, todo_en: &str, required: u32) -> Slot {
    Slot {
        accepts: Vec::new(),
        bodies: Vec::new(),
        id: id.to_owned(),
        name: Message::new(zh, en),
        todo: Message::new(todo_zh, todo_en),
        stage: None,
        kinds: Vec::new(),
        topics: Vec::new(),
        containing: None,
        secondary: false,
        required,
        count: Count::Files,
    }
}

fn kind(id: &str, zh: &str, en: &str) -> DocumentKind {
    DocumentKind {
        identity: None,
        id: id.to_owned(),
        name: Message::new(zh, en),
        pattern: zh.to_owned(),
        not: None,
        within: Vec::new(),
        medium: Medium::Any,
        sample_counts: false,
        role: None,
    }
}

fn village(name: &str, folder: Option<&str>) -> Village {
    Village { name: name.to_owned(), folder: folder.map(str::to_owned), ..Village::default() }
}

fn cite(path: &str, page: Option<u32>, quote: &str) -> Citation {
    Citation { path: ArchivePath::new(path), page, quote: quote.to_owned() }
}

fn finding(code: Code, severity: Severity, zh: &str, en: &str, places: Vec<Citation>) -> Finding {
    Finding { code, severity, message: Message::new(zh, en), places }
}

fn notices() -> Vec<Notice> {
    let notice =
        |path: &str, code, zh: &str, en: &str| Notice::new(code, Message::new(zh, en)).at(&ArchivePath::new(path));
    vec![
        notice("00镇级/Thumbs.db", NoticeCode::SystemFile, "系统文件，不作材料。", "A system file, no evidence."),
        notice(
            "01张庄村/03章程/章程.pdf",
            NoticeCode::EncryptedFile,
            "文件有密码，请取消密码后再放入。",
            "The file has a password; please remove it.",
        ),
        notice(
            "01张庄村/成员办法.pdf",
            NoticeCode::NoTextLayer,
            "第 1–4 页是扫描图，尚未识别。",
            "Pages 1–4 are scans and have not been recognised.",
        ),
    ]
}

/// Builds an item assessment; the slots are those of the fixture's rubric, each found as told.
fn item(id: &str, state: ItemState, interval: (f64, f64), found: &[u32]) -> ItemAssessment {
    let rubric = rubric();
    let rule = rubric.item(id).expect("the fixture asks for its own items");
    let decided_by = match rule.scoring {
        Scoring::Judgement {} => DecidedBy::Human,
        Scoring::JudgementField { .. } => DecidedBy::Field,
        _ => DecidedBy::Rule,
    };
    ItemAssessment {
        id: id.to_owned(),
        points: rule.points,
        state,
        decided_by,
        reasons: Vec::new(),
        suggested: (state != ItemState::Unreadable).then_some(interval.1),
        min: interval.0,
        max: interval.1,
        internal_error: None,
        slots: rule
            .slots
            .iter()
            .zip(found)
            .map(|(slot, &found)| SlotStatus { id: slot.id.clone(), required: slot.required, found })
            .collect(),
        evidence: Vec::new(),
        findings: Vec::new(),
        by_papers: ByPapers {
            // The fixture's items with a fault have all their papers.
            state: if state == ItemState::Fault { ItemState::Complete } else { state },
            suggested: (state != ItemState::Unreadable).then_some(interval.1),
            min: interval.0,
            decided_by,
            fault_takes_all: matches!(rule.scoring, Scoring::VetoZero { .. }),
            rests_on: std::collections::BTreeSet::new(),
        },
        decision: None,
        settled: Vec::new(),
    }
}

fn unit(unit: Unit, items: Vec<ItemAssessment>, photos: Vec<PhotoRecord>) -> UnitAssessment {
    let score = Score {
        confirmed: items.iter().map(|item| item.min).sum(),
        possible: items.iter().map(|item| item.max).sum(),
        max: items.iter().map(|item| item.points).sum(),
    };
    UnitAssessment { unit, score, items, photos, meetings: Vec::new(), figures: Vec::new(), failures: Vec::new() }
}

fn town() -> UnitAssessment {
    let mut lead = item("T01", ItemState::Complete, (0.0, 5.0), &[1]);
    lead.evidence.push(Evidence {
        slot: "T01.1".to_owned(),
        citation: cite("00镇级/01领导小组文件.pdf", Some(1), "关于成立凫城镇农村集体产权制度改革领导小组的通知"),
    });
    let groups = item("T02", ItemState::Partial, (1.0, 1.0), &[1]);
    unit(Unit::Township, vec![lead, groups], Vec::new())
}

fn zhang() -> UnitAssessment {
    let mut assets = item("V03", ItemState::Partial, (0.0, 3.0), &[1, 1]);
    assets.evidence = vec![
        Evidence {
            slot: "V03.1".to_owned(),
            citation: cite("01张庄村/01清产核资/清产核资报表.xlsx", Some(1), "资产总额\t1,234,567.00"),
        },
        Evidence { slot: "V03.2".to_owned(), citation: cite("01张庄村/01清产核资/公示近景.jpg", None, "") },
    ];
    assets.findings.push(finding(
        Code::NoticeTooShort,
        Severity::Warning,
        "公示期 5 天，通常不少于 7 天，请核实。",
        "The notice period is 5 days, usually at least 7; please verify.",
        vec![cite("01张庄村/01清产核资/公示.pdf", Some(2), "公示期：6月15日至6月19日")],
    ));
    let mut rules = item("V11", ItemState::Fault, (0.0, 0.0), &[1]);
    rules.evidence.push(Evidence {
        slot: "V11.1".to_owned(),
        citation: cite("01张庄村/成员办法.docx", Some(1), "成员身份确认办法"),
    });
    rules.findings.push(finding(
        Code::RightsInfringingClause,
        Severity::Fault,
        "第 3 条疑似限制外嫁女，请核实并建议修改。",
        "Article 3 possibly restricts married-out women; please verify.",
        vec![cite("01张庄村/成员办法.docx", Some(3), "外嫁女一律不享受<b>分配</b>")],
    ));
    let mut charter = item("V19", ItemState::Unreadable, (0.0, 6.0), &[0]);
    charter.findings.push(finding(
        Code::EncryptedFile,
        Severity::Warning,
        "章程有密码，未能读取。",
        "The charter has a password and was not read.",
        vec![cite("01张庄村/03章程/章程.pdf", None, "")],
    ));
    let shown = item("V20", ItemState::Missing, (0.0, 0.0), &[0]);
    let field = item("V26", ItemState::Complete, (0.0, 10.0), &[1]);
    let photos = vec![photo("01张庄村/01清产核资/公示近景.jpg", true), photo("01张庄村/会议/IMG_2.jpg", false)];
    unit(Unit::Village("张庄村".to_owned()), vec![assets, rules, charter, shown, field], photos)
}

fn hostile() -> UnitAssessment {
    let complete = |id: &str, points, found: &[u32]| item(id, ItemState::Complete, (points, points), found);
    let mut items = vec![
        complete("V03", 4.0, &[1, 2]),
        complete("V11", 2.0, &[1]),
        item("V19", ItemState::Fault, (0.0, 0.0), &[1]),
        complete("V20", 4.0, &[1]),
        complete("V26", 10.0, &[1]),
    ];
    items[2].findings.push(finding(
        Code::ForeignPlaceName,
        Severity::Fault,
        "章程第 3 页出现“付庄村”，请核实。",
        "Page 3 of the charter names “付庄村”; please verify.",
        vec![cite("02<b>村/章程 \"终稿\" & 'x'.pdf", Some(3), "=HYPERLINK(\"x\") 付庄村<script>")],
    ));
    items[0]
        .evidence
        .push(Evidence { slot: "V03.1".to_owned(), citation: cite("02<b>村/=1+1.xlsx", Some(1), "=1+1") });
    unit(Unit::Village(HOSTILE.to_owned()), items, Vec::new())
}

fn li() -> UnitAssessment {
    let items = [("V03", vec![0, 0]), ("V11", vec![0]), ("V19", vec![0]), ("V20", vec![0]), ("V26", vec![0])]
        .into_iter()
        .map(|(id, found)| item(id, ItemState::Missing, (0.0, 0.0), &found))
        .collect();
    unit(Unit::Village("李庄村".to_owned()), items, Vec::new())
}

fn photo(path: &str, dated: bool) -> PhotoRecord {
    let (captured, place, caption) = if dated {
        (
            Captured { value: Some("2020-06-15T10:20:30+08:00".to_owned()), source: Source::Exif },
            Place { lat: Some(35.1), lon: Some(117.0), text: None, source: Source::Exif, inside: Some(true) },
            Caption { elements: vec!["time".to_owned(), "event".to_owned()], source: Source::FileName },
        )
    } else {
        (Captured::default(), Place::default(), Caption::default())
    };
    let mut findings = Vec::new();
    if !dated {
        findings.push(finding(
            Code::PhotoWithoutTime,
            Severity::Warning,
            "照片没有拍摄时间，请在说明里补上。",
            "The photo bears no time; please add it to the caption.",
            vec![cite(path, None, "")],
        ));
    }
    PhotoRecord {
        path: ArchivePath::new(path),
        captured,
        place,
        people: Vec::new(),
        event: if dated { "清产核资公示".to_owned() } else { String::new() },
        occasion: String::new(),
        written: None,
        caption,
        findings,
        kind: if dated { "notice-near" } else { "other" }.to_owned(),
        elements: if dated {
            let said = |element: &str, value: &str, source| ElementSaid {
                element: element.to_owned(),
                value: value.to_owned(),
                source,
                place: None,
                by_person: false,
            };
            vec![said("time", "2020-06-15", Source::FileName), said("event", "清产核资公示", Source::FileName)]
        } else {
            Vec::new()
        },
        alike: Vec::new(),
        burst: Vec::new(),
    }
}

fn files() -> BTreeMap<ArchivePath, FileEntry> {
    let zhang = Unit::Village("张庄村".to_owned());
    let entry = |unit: &Unit, kind: Option<&str>, title: &str, pages, media_type: &str| FileEntry {
        unit: unit.clone(),
        kind: kind.map(str::to_owned),
        topics: Vec::new(),
        is_draft: false,
        is_template: false,
        apart: Vec::new(),
        issuer: None,
        addressee: None,
        corrected: None,
        title: title.to_owned(),
        date: (pages == 2).then(|| date(2020, 6, 15)),
        status: FileStatus::Read,
        bytes: 312_000,
        pages,
        media_type: media_type.to_owned(),
    };
    [
        ("00镇级/01领导小组文件.pdf", entry(&Unit::Township, None, "关于成立领导小组的通知", 3, "application/pdf")),
        ("01张庄村/01清产核资/公示.pdf", entry(&zhang, Some("PUB_NOTICE"), "清产核资结果公示", 2, "application/pdf")),
        ("01张庄村/01清产核资/公示近景.jpg", entry(&zhang, Some("PUB_NOTICE"), "公示近景", 1, "image/jpeg")),
        ("01张庄村/03章程/章程.pdf", entry(&zhang, Some("CHARTER"), "章程", 0, "application/pdf")),
        (
            "02<b>村/章程 \"终稿\" & 'x'.pdf",
            entry(&Unit::Village(HOSTILE.to_owned()), Some("CHARTER"), "<i>章程</i>", 9, "application/pdf"),
        ),
        ("散页/未命名<1>.pdf", entry(&Unit::Unassigned, None, "未命名<1>", 1, "application/pdf")),
    ]
    .into_iter()
    .map(|(path, entry)| (ArchivePath::new(path), entry))
    .collect()
}
