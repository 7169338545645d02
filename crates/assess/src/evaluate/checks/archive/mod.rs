//! The order of a village's archive (V23): its contents lists against its files both ways (R23), numbers without gaps
//! (R24), archival codes, formats, and a folder for each stage; after DA/T 22-2015 and a part of DA/T 70-2018.

mod listed;
mod properties;
mod stated;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use self::stated::{StatedPieces, stated_pieces};
use super::{Check, CheckType, Target, Words, rights};
use crate::{
    evaluate::{
        Case, Document,
        case::{
            advice::Advice,
            slot::{Filled, PieceState},
        },
        documents::contents_list::{ListedPaper, rows},
    },
    model::{ArchivePath, Citation, Code, FileStatus, Finding, Severity},
    msg,
    rubric::OwnSlot,
    text::{fold::fold_name, names::strip_order},
};

/// Contents lists and files agree, numbers have no gap (R23, R24), and what DA/T 70 asks of a folder is shown.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveOrder {
    /// The slot of the contents list.
    slot: OwnSlot,
    /// The stages that want a folder of their own.
    #[schemars(length(min = 1))]
    stages: Vec<String>,
}

impl CheckType for ArchiveOrder {
    const NAME: &'static str = "archive-order";
    const CODES: &'static [Code] =
        &[Code::CatalogueMissing, Code::CatalogueMismatch, Code::PieceNumberGap, Code::UnreadableFile];
    const WORDS: Words = Words {
        looks_for: [
            "目录与文件是否对得上（多张照片可列一件），件号是否连续，各阶段有没有文件夹",
            "contents lists against files (several photos may be one item), item numbers, a folder for each stage",
        ],
        reads: ["卷内目录和文件夹", "contents lists and folders"],
        blind_to: ["档案盒、装订、标签的实物", "boxes, binding and labels themselves"],
    };
}

impl Check for ArchiveOrder {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.slot, &self.stages)
    }

    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        properties::properties(on.case, on.filled, &self.slot, &self.stages, advice);
    }
}

/// At most so many places are named in one finding.
const NAMED: usize = 20;

/// An archival code after DA/T 22-2015: `Z109-WS·2020-Y-BGS-0001`; villages without a fonds number leave it out.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[A-Z0-9]{1,12}[-—])?(?:[A-Z]{2}[·.•・])?[0-9]{4}[-—·](?:Y|D30|D10|永久|30年|10年|长期|短期)(?:[-—·][A-Z0-9\p{Han}]{1,6})?[-—·][0-9]{1,5}$")
        .expect("the pattern is constant")
});
/// A folder that is a box.
static BOX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("第?[0-9一二三四五六七八九十]{1,3}盒|^盒[0-9]|卷宗|案卷[0-9一二三]").expect("the pattern is constant")
});

/// How a file's format stands to what archives take (GB/T 18894-2016 and its family).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FormatGrade {
    /// PDF, OFD, JPEG, TIFF.
    Archival,
    /// Common, and better converted before filing.
    Common,
    /// To be converted before filing.
    Convert,
    /// Not to be filed as it is.
    Unfit,
}

/// The format of a file by its extension.
fn format_of(path: &ArchivePath) -> FormatGrade {
    match path.extension().as_str() {
        "pdf" | "ofd" | "jpg" | "jpeg" | "tif" | "tiff" => FormatGrade::Archival,
        "docx" | "xlsx" | "wps" | "et" | "png" | "txt" | "csv" | "heic" | "rtf" | "xml" => FormatGrade::Common,
        "doc" | "xls" | "ppt" | "pptx" | "bmp" | "gif" | "webp" | "mp4" | "mov" | "zip" | "dps" | "md" | "html"
        | "htm" => FormatGrade::Convert,
        _ => FormatGrade::Unfit,
    }
}

/// What a unit's archive shows of its order.
#[derive(Debug, Default)]
pub(crate) struct ArchiveSurvey {
    /// The contents lists' rows, each with its list.
    pub rows: Vec<(ArchivePath, ListedPaper)>,
    /// Whether there is a contents list at all.
    pub has_list: bool,
    /// Whether every contents list was read.
    pub lists_read: bool,
    /// Boxes that no contents list lies above or in.
    pub boxes_without: Vec<String>,
    /// Rows that no file was found for.
    pub without_file: Vec<usize>,
    /// Papers that no row names.
    pub unlisted: Vec<Citation>,
    /// Papers that a list would name.
    pub papers: usize,
    /// Rows whose numbers do not follow each other: the row before and the row behind.
    pub jumps: Vec<(usize, usize)>,
    /// Lists that say how many papers they have, and list another number of them.
    pub stated: Vec<StatedPieces>,
    /// Archival codes that are well formed.
    pub codes_good: usize,
    /// Rows with an archival code.
    pub codes: usize,
    /// Titles that stand twice in a list.
    pub repeated: usize,
    /// Files by format.
    pub formats: BTreeMap<FormatGrade, usize>,
    /// Files that could not be read.
    pub unreadable: Vec<Citation>,
    /// Files that can run by themselves.
    pub executable: Vec<Citation>,
    /// Files of the system, left out.
    pub ignored: usize,
    /// Files with a digest in the store.
    pub digests: usize,
    /// All files.
    pub files: usize,
    /// The stages, with whether a folder bears the name.
    pub stages: Vec<(String, bool)>,
}

/// Looks over a unit's archive.
pub(in super::super) fn survey(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, stages: &[String]) -> ArchiveSurvey {
    let mut survey = ArchiveSurvey::default();
    let lists = rights::papers(case, filled, &[slot.to_owned()]);
    let pieces = filled.iter().filter(|filled| filled.slot.id == slot).flat_map(|filled| &filled.pieces);
    survey.has_list = pieces.filter(|piece| piece.state != PieceState::Template).count() > 0;
    survey.lists_read = !lists.is_empty() && lists.iter().all(|list| !list.has_unread_pages);
    for list in &lists {
        survey.rows.extend(rows(&list.content).into_iter().map(|row| (list.path.clone(), row)));
    }
    survey.stated = lists.iter().filter(|list| !list.has_unread_pages).filter_map(|list| stated_pieces(list)).collect();
    // The item's own papers (lists, remarks, labels, photos of boxes) are not what a list names.
    let own: BTreeSet<usize> = filled.iter().flat_map(|filled| &filled.pieces).map(|piece| piece.document).collect();
    let papers: Vec<&Document> = case
        .documents
        .iter()
        .enumerate()
        .filter(|(at, document)| {
            !own.contains(at)
                && document.status == FileStatus::Read
                && !document.is_photo()
                && !document.is_container
                && !document.is_template
                && !document.is_draft
                && document.kind.is_some()
        })
        .map(|(_, document)| document)
        .collect();
    files(case, &mut survey);
    survey.boxes_without = boxes_without(case, &lists);
    survey.stages = stages_with_folder(case, stages);
    numbers(&mut survey);
    listed::compare(case, &mut survey, &papers);
    survey
}

fn files(case: &Case<'_>, survey: &mut ArchiveSurvey) {
    for document in case.documents {
        survey.files += 1;
        match document.status {
            FileStatus::Ignored => {
                survey.ignored += 1;
                continue;
            }
            FileStatus::Unreadable => survey.unreadable.push(Citation::file(&document.path)),
            FileStatus::Read => {}
        }
        survey.digests += usize::from(document.digest.is_some());
        *survey.formats.entry(format_of(&document.path)).or_default() += 1;
        if matches!(
            document.path.extension().as_str(),
            "exe" | "scr" | "bat" | "cmd" | "com" | "js" | "vbs" | "msi" | "lnk" | "docm" | "xlsm" | "pptm"
        ) {
            survey.executable.push(Citation::file(&document.path));
        }
    }
}

/// Folders that are boxes and have no contents list in them, above them or below them.
fn boxes_without(case: &Case<'_>, lists: &[&Document]) -> Vec<String> {
    let folder = |document: &Document| {
        document.below_unit.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned())
    };
    let with: Vec<String> = lists.iter().map(|list| folder(list)).collect();
    let mut boxes: BTreeSet<String> = BTreeSet::new();
    for document in case.documents.iter().filter(|document| document.status != FileStatus::Ignored) {
        let mut path = String::new();
        for part in folder(document).split('/').filter(|part| !part.is_empty()) {
            path = if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") };
            if BOX.is_match(&fold_name(part)) {
                boxes.insert(path.clone());
            }
        }
    }
    let covers = |list: &str, folder: &str| {
        let below =
            |above: &str, inner: &str| above.is_empty() || inner == above || inner.starts_with(&format!("{above}/"));
        below(list, folder) || below(folder, list)
    };
    boxes.into_iter().filter(|folder| !with.iter().any(|list| covers(list, folder))).collect()
}

fn stages_with_folder(case: &Case<'_>, stages: &[String]) -> Vec<(String, bool)> {
    let folders: BTreeSet<String> = case
        .documents
        .iter()
        .flat_map(|document| {
            let folders = document.below_unit.rsplit_once('/').map_or("", |(folders, _)| folders);
            folders.split('/').map(|folder| strip_order(&fold_name(folder)).to_owned()).collect::<Vec<_>>()
        })
        .collect();
    let topics: BTreeSet<&str> = folders.iter().flat_map(|folder| case.matcher.topics_of(folder)).collect();
    case.rubric
        .stages
        .iter()
        .filter(|stage| stages.contains(&stage.id))
        .map(|stage| {
            let named = folders.iter().any(|folder| folder.contains(&stage.name.zh));
            (stage.name.zh.clone(), named || topics.contains(stage.id.as_str()))
        })
        .collect()
}

/// Where numbers jump. A list that begins again at 1, for the next box, does not.
fn numbers(survey: &mut ArchiveSurvey) {
    let mut before: Option<(usize, u32)> = None;
    let mut list: Option<&ArchivePath> = None;
    for (at, (path, row)) in survey.rows.iter().enumerate() {
        if list != Some(path) {
            (list, before) = (Some(path), None);
        }
        let Some(number) = row.number else { continue };
        if let Some((last, previous)) = before
            && previous.checked_add(1) != Some(number)
            && number != 1
        {
            survey.jumps.push((last, at));
        }
        before = Some((at, number));
    }
    survey.codes = survey.rows.iter().filter(|(_, row)| !row.code.is_empty()).count();
    survey.codes_good = survey.rows.iter().filter(|(_, row)| CODE.is_match(&fold_name(&row.code))).count();
    let mut seen = BTreeSet::new();
    survey.repeated =
        survey.rows.iter().filter(|(path, row)| !seen.insert((path, fold_name(&row.title), row.date.clone()))).count();
}

/// The contents lists that have rows.
fn lists(survey: &ArchiveSurvey) -> BTreeSet<Citation> {
    survey.rows.iter().map(|(path, _)| Citation::file(path)).collect()
}

fn check(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, stages: &[String]) -> Vec<Finding> {
    let survey = survey(case, filled, slot, stages);
    let mut findings = Vec::new();
    let mut note = |code, severity, message, places: Vec<Citation>| {
        findings.push(Finding { code, severity, message, places });
    };
    let may_be_unread = case.documents.iter().any(Document::is_unknown);
    let has_papers = survey.papers > 0;
    if !survey.has_list && has_papers && !may_be_unread {
        note(
            Code::CatalogueMissing,
            Severity::Warning,
            msg!(
                "未找到卷内目录（归档文件目录）：请按件编制目录，写明顺序号、责任者、题名、日期和页数",
                "no contents list was found: please make one with number, author, title, date and pages of every paper"
            ),
            Vec::new(),
        );
    } else if survey.has_list && !survey.boxes_without.is_empty() {
        let (count, list) = (survey.boxes_without.len(), survey.boxes_without.join("、"));
        note(
            Code::CatalogueMissing,
            Severity::Warning,
            msg!(
                "有 {count} 盒没有卷内目录：{list}。请补齐",
                "{count} boxes have no contents list: {list}. Please add them"
            ),
            Vec::new(),
        );
    }
    let cite = |at: usize| {
        let (path, row) = survey.rows.get(at)?;
        Some(Citation::on(path, row.page, &row.line))
    };
    let (count, all) = (survey.without_file.len(), survey.rows.len());
    // A list of which most rows fit nothing is one of something else, or its files have telling names nowhere.
    let speaks_of_these = count * 2 <= all;
    if count > 0 && speaks_of_these {
        let severity = if may_be_unread { Severity::Hint } else { Severity::Warning };
        note(
            Code::CatalogueMismatch,
            severity,
            msg!(
                "目录列有 {all} 件，其中 {count} 件未找到对应文件：请核实是否漏存或题名不同",
                "of {all} papers in the contents list, {count} have no file: please check whether they lack or have another name"
            ),
            survey.without_file.iter().take(NAMED).filter_map(|&at| cite(at)).collect(),
        );
    }
    let (count, all) = (survey.unlisted.len(), survey.papers);
    if count > 0 && survey.lists_read && speaks_of_these && !survey.rows.is_empty() && count * 2 <= all {
        note(
            Code::CatalogueMismatch,
            Severity::Warning,
            msg!(
                "{all} 份文件中有 {count} 份未列入目录：请核实并补登",
                "of {all} files, {count} are not in the contents list: please check and add them"
            ),
            // The files, and the list that they are to be added to.
            survey.unlisted.iter().take(NAMED).cloned().chain(lists(&survey)).collect(),
        );
    }
    for list in &survey.stated {
        let (stated, listed) = (list.stated, list.listed);
        note(
            Code::CatalogueMismatch,
            if list.is_recognised { Severity::Hint } else { Severity::Warning },
            msg!(
                "目录写明 {stated} 件，逐件列出 {listed} 件：请核实",
                "the contents list says {stated} papers and lists {listed}: please check"
            ),
            list.places.clone(),
        );
    }
    if !survey.jumps.is_empty() {
        let count = survey.jumps.len();
        let recognised = |at: usize| {
            let Some((path, row)) = survey.rows.get(at) else { return false };
            case.documents.iter().any(|document| document.path == *path && document.is_doubtful(row.page, &row.line))
        };
        let doubtful = survey.jumps.iter().all(|&(before, after)| recognised(before) || recognised(after));
        note(
            Code::PieceNumberGap,
            if doubtful { Severity::Hint } else { Severity::Warning },
            msg!(
                "目录的顺序号（件号）有 {count} 处不连续或重复：请核实",
                "the numbers of the contents list have {count} gaps or repetitions: please check"
            ),
            survey
                .jumps
                .iter()
                .take(NAMED / 2)
                .flat_map(|&(before, after)| [cite(before), cite(after)])
                .flatten()
                .collect(),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{
        evaluate::{
            assess_item,
            fixture::{builtin_checks, paper, photo, rubric, scan, slot, with_case},
        },
        model::ItemAssessment,
    };

    const HEAD: &str = "卷内目录\n顺序号\t文号\t责任者\t题名\t日期\t页数\n";

    /// An archive with these papers, and a contents list of these rows where any is given.
    fn item(rows: &str, mut documents: Vec<Document>) -> ItemAssessment {
        if !rows.is_empty() {
            let text = format!("{HEAD}{rows}");
            documents.push(paper("综合/目录.xlsx").kind("plan").saying(&[&text]));
        }
        let slots = json!([slot("plan", 1, &json!({}))]);
        with_case(rubric(&json!({ "type": "judgement" }), &slots, &builtin_checks("V23")), documents, assess_item)
    }

    fn titled(path: &str, title: &str) -> Document {
        Document { title: title.to_owned(), ..paper(path).kind("minutes") }
    }

    /// Five papers in order.
    fn papers() -> Vec<Document> {
        vec![
            titled("一/001.pdf", "张庄村资产盘点工作安排"),
            titled("一/002.pdf", "盘点小组第一次碰头会记录"),
            titled("一/003.pdf", "机井和房屋盘点登记簿"),
            titled("二/004.pdf", "入户摸底情况汇总表"),
            titled("二/005.pdf", "村民代表会议纪要"),
        ]
    }

    const ROWS: &str = "1\t\t村委会\t资产盘点工作安排\t20180501\t3\n2\t\t村委会\t盘点小组第一次碰头会记录\t20180503\t2\n\
                        3\t\t村委会\t机井、房屋盘点登记簿\t20180510\t8\n4\t\t村委会\t入户摸底情况汇总表\t20180520\t5\n\
                        5\t\t村委会\t张庄村村民代表会议纪要\t20180601\t2\n";

    fn codes(item: &ItemAssessment) -> Vec<Code> {
        let own = [Code::CatalogueMissing, Code::CatalogueMismatch, Code::PieceNumberGap];
        item.findings.iter().map(|finding| finding.code).filter(|code| own.contains(code)).collect()
    }

    #[test]
    fn a_list_and_files_that_agree_are_left_alone() {
        let clean = item(ROWS, papers());
        assert_eq!(codes(&clean), [], "{:?}", clean.findings);
        let said: Vec<&str> = clean.reasons.iter().map(|reason| reason.message.zh.as_str()).collect();
        assert!(said[0].starts_with("真实性：6 份文件"), "{said:?}");
        assert!(said[1].starts_with("完整性：目录 5 件，有文件 5 件；文件 5 份，已列目录 5 份"), "{said:?}");
        assert!(said[2].starts_with("可用性：归档格式 5 份，通用格式 1 份"), "{said:?}");
        assert!(said[3].starts_with("安全性："), "{said:?}");
    }

    #[test]
    fn rows_without_a_file_and_files_without_a_row_are_named() {
        let mut rest = papers();
        rest.remove(2);
        rest.push(titled("二/006.docx", "光伏电站租赁协议"));
        let found = item(ROWS, rest);
        assert_eq!(codes(&found), [Code::CatalogueMismatch, Code::CatalogueMismatch]);
        let listed = found.findings.iter().find(|finding| finding.message.zh.contains("未找到对应文件")).expect("one");
        assert_eq!(listed.places[0].quote, "3\t\t村委会\t机井、房屋盘点登记簿\t20180510\t8");
        let unlisted = found.findings.iter().find(|finding| finding.message.zh.contains("未列入目录")).expect("one");
        assert!(unlisted.places[0].path.as_str().ends_with("006.docx"));
        assert!(found.findings.iter().all(|finding| finding.severity != Severity::Fault));
    }

    #[test]
    fn a_numbered_file_beyond_the_list_is_named_whatever_its_words() {
        let more = |path: &str| papers().into_iter().chain([titled(path, "村民代表会议纪要更正")]).collect::<Vec<_>>();
        let found = item(ROWS, more("二/006.pdf"));
        assert_eq!(codes(&found), [Code::CatalogueMismatch]);
        assert!(
            found.findings.iter().any(|finding| finding.places.iter().any(|at| at.path.as_str().ends_with("006.pdf")))
        );
        assert_eq!(codes(&item(ROWS, more("二/更正.pdf"))), [], "a name without a number is told by its words");
        assert_eq!(codes(&item(ROWS, more("二/2018.6.2更正.pdf"))), [], "a day is no number");
        assert_eq!(
            codes(&item(ROWS, [more("二/006.pdf"), vec![photo("二/1.jpg")]].concat())),
            [],
            "two with one number"
        );
    }

    #[test]
    fn a_file_that_nobody_could_read_may_be_the_one() {
        let mut rest = papers();
        rest.remove(2);
        rest.push(scan("二/扫描1.pdf"));
        let found = item(ROWS, rest);
        let mismatch = found.findings.iter().find(|finding| finding.code == Code::CatalogueMismatch).expect("one");
        assert_eq!(mismatch.severity, Severity::Hint);
    }

    #[test]
    fn numbers_that_jump_are_named_and_new_boxes_are_not() {
        let jump = ROWS.replace("4\t\t村委会", "6\t\t村委会");
        let found = item(&jump, papers());
        assert_eq!(codes(&found), [Code::PieceNumberGap]);
        assert_eq!(found.findings[0].places.len(), 4, "to 6, and back to 5");
        let again = ROWS.replace("4\t\t村委会", "1\t\t村委会").replace("5\t\t村委会", "2\t\t村委会");
        assert_eq!(codes(&item(&again, papers())), []);
        let twice = ROWS
            .replace("3\t\t村委会", "2\t\t村委会")
            .replace("4\t\t村委会", "3\t\t村委会")
            .replace("5\t\t村委会", "4\t\t村委会");
        assert_eq!(codes(&item(&twice, papers())), [Code::PieceNumberGap]);
    }

    #[test]
    fn a_missing_list_is_named_once_everything_was_read() {
        assert_eq!(codes(&item("", papers())), [Code::CatalogueMissing]);
        assert_eq!(codes(&item("", Vec::new())), []);
        let mut unread = papers();
        unread.push(scan("扫描.pdf"));
        assert_eq!(codes(&item("", unread)), []);
        let boxed = vec![
            titled("第一盒/001.pdf", "资产盘点工作安排"),
            titled("第二盒/001.pdf", "入户摸底情况汇总表"),
            paper("第一盒/目录.xlsx").kind("plan").saying(&[HEAD]),
        ];
        let found = item("", boxed);
        assert_eq!(codes(&found), [Code::CatalogueMissing]);
        assert!(found.findings[0].message.zh.contains("第二盒"));
    }

    #[test]
    fn a_list_of_something_else_is_not_held_against_the_files() {
        let other = "1\t\t镇政府\t水利普查成果\t20170101\t3\n2\t\t镇政府\t防汛值班表\t20170102\t2\n3\t\t镇政府\t林权证发放簿\t2017\t8\n\
                     4\t\t镇政府\t人口普查底册\t2017\t5\n5\t\t镇政府\t道路硬化图纸\t2017\t2\n";
        assert_eq!(codes(&item(other, papers())), []);
    }

    #[test]
    fn archival_codes_have_a_form() {
        for good in ["Z109-WS·2020-Y-BGS-0001", "WS•2019-D30-0012", "2020-永久-003", "012-KJ.2018-D10-CH-00001"] {
            assert!(CODE.is_match(good), "{good}");
        }
        for bad in ["", "1", "2020", "张庄-2020-1", "WS-2020-X-0001", "Z109-WS·20-Y-0001"] {
            assert!(!CODE.is_match(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_list_can_be_read(rows in cundang_testing::paper_or("[0-9\t\n张庄村方案目录.·-]{0,80}")) {
            let _ = item(&rows, papers());
        }
    }
}
