//! What a unit still has to do, in plain words, most urgent first.
//!
//! An action is listed once, however many items it helps. A file that could not be read is never called missing: the
//! action there is to make it readable.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{
        ArchivePath, Changes, Citation, Code, Finding, ItemAssessment, ItemState, Lang, Message, NoticeCode, Severity,
        Unit, UnitAssessment,
    },
    report::{view::Report, words},
    rubric::Item,
};

/// How many findings of one code are listed one by one; more are summed up in one line.
const SAID_ONE_BY_ONE: usize = 3;
/// How many files an action names before it only counts the rest.
const FILES_NAMED: usize = 2;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Todo {
    /// The items that it helps, in the rubric's order; empty where a file concerns no item yet.
    pub items: Vec<String>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What to do.
    pub action: Message,
    /// The code of the finding that asks for it; `None` where a decision is to be looked at again.
    pub code: Option<Code>,
    /// The places that it is about.
    pub citations: Vec<Citation>,
}

/// How urgent an action is: first by class, then by the points at stake.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Urgency {
    /// What sort of action.
    pub class: Class,
    /// The points that are not settled yet in its items, shared evenly among the actions of an item.
    pub points: f64,
}

/// The sorts of actions, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Correct what takes points.
    Fault,
    /// Make a file readable: until then it is not known what is missing.
    Unread,
    /// Add what is missing.
    Gap,
    /// Check by eye.
    Warning,
}

impl Class {
    /// All of them, most urgent first.
    pub const ALL: [Class; 4] = [Class::Fault, Class::Unread, Class::Gap, Class::Warning];

    /// Its name in addresses: `?class=gap`.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Fault => "fault",
            Class::Unread => "unread",
            Class::Gap => "gap",
            Class::Warning => "warning",
        }
    }

    /// The word for the class.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Class::Fault => lang.pick("先核实", "correct first"),
            Class::Unread => lang.pick("先处理读不出的文件", "make readable"),
            Class::Gap => lang.pick("补材料", "add papers"),
            Class::Warning => lang.pick("请核实", "please verify"),
        }
    }
}

/// The to-do list of a unit, most urgent first; empty where nothing is left to do.
pub fn todos(report: &Report, unit: &UnitAssessment) -> Vec<Todo> {
    let mut list = TodoList::default();
    let mut unread = unread_files(report, &unit.unit);
    for item in &unit.items {
        let rule = report.rubric.item(&item.id);
        let actions = actions(item, rule, &mut unread);
        #[expect(clippy::cast_precision_loss, reason = "an item has a handful of actions")]
        let share = (item.points - item.min).max(0.0) / actions.len().max(1) as f64;
        for (class, code, action, citations) in actions {
            list.add(Some(&item.id), Urgency { class, points: share }, code, action, citations);
        }
    }
    // All unread files are one action: each could be any of the papers that are missed.
    let paths: Vec<ArchivePath> = unread.values().flat_map(|files| files.paths.iter().cloned()).collect();
    if !paths.is_empty() {
        let points = unread.values().map(|files| files.points).sum();
        let action = make_readable(report, &unread);
        let citations = paths.iter().map(Citation::file).collect();
        list.add(None, Urgency { class: Class::Unread, points }, Some(Code::UnreadableFile), action, citations);
        let waiting = |id: &String| unread.values().any(|files| files.items.contains(id));
        if let Some(todo) = list.0.last_mut() {
            todo.items = unit.items.iter().map(|item| item.id.clone()).filter(waiting).collect();
        }
    }
    list.finish(unit)
}

/// The unread files of one cause, and what waits for them.
#[derive(Default)]
struct UnreadCause {
    paths: BTreeSet<ArchivePath>,
    items: BTreeSet<String>,
    points: f64,
}

/// The unit's files with content that was not read, by cause.
fn unread_files(report: &Report, unit: &Unit) -> BTreeMap<NoticeCode, UnreadCause> {
    let folder = match unit {
        Unit::Township => report.township.folder.as_deref(),
        Unit::Village(name) => {
            report.township.villages.iter().find(|village| &village.name == name).and_then(|it| it.folder.as_deref())
        }
        Unit::Unassigned => None,
    };
    let mut unread = BTreeMap::<NoticeCode, UnreadCause>::new();
    for notice in &report.notices {
        let is_content = notice.code.is_unreadable() || notice.code == NoticeCode::NoTextLayer;
        let Some(path) = notice.path.as_ref().filter(|_| is_content) else { continue };
        let is_own = match report.files.get(path) {
            Some(entry) => entry.unit == *unit,
            None => folder.is_some_and(|folder| lies_in(path, folder)),
        };
        if is_own {
            unread.entry(notice.code).or_default().paths.insert(path.clone());
        }
    }
    unread
}

fn lies_in(path: &ArchivePath, folder: &str) -> bool {
    path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

type Action = (Class, Option<Code>, Message, Vec<Citation>);

/// What one item asks for. What waits for unread files is noted there and not listed again.
fn actions(item: &ItemAssessment, rule: Option<&Item>, unread: &mut BTreeMap<NoticeCode, UnreadCause>) -> Vec<Action> {
    let mut actions = Vec::new();
    let unreadable = item.state == ItemState::Unreadable;
    let gaps: Vec<_> = item.slots.iter().filter(|slot| !slot.is_filled()).collect();
    if unreadable {
        wait_for_files(item, unread, &mut actions);
    } else {
        for slot in &gaps {
            let named = rule.and_then(|rule| rule.slots.iter().find(|named| named.id == slot.id));
            if let Some(named) = named {
                let order = counted(&named.todo, slot.found, slot.required);
                actions.push((Class::Gap, Some(Code::DocumentMissing), order, Vec::new()));
            }
        }
    }
    if let Some(error) = &item.internal_error {
        let action = crate::msg!(
            "程序处理本项材料时出错，本项没有检查完：请人工核对这些材料，并把通知里的那一行发给开发者。",
            "The program failed on this item's papers and did not finish its checks: please check them by hand, and send the developers the line in the notice."
        );
        actions.push((Class::Warning, None, action, error.places.clone()));
    }
    let said_by_slots = |code| code == Code::DocumentMissing && !gaps.is_empty();
    let shown: Vec<&Finding> = item
        .findings
        .iter()
        .filter(|finding| finding.severity != Severity::Hint && !said_by_slots(finding.code))
        .filter(|finding| !(is_about_reading(finding.code) && (unreadable || is_noted(finding, unread))))
        .collect();
    for finding in shown {
        let class = if finding.severity == Severity::Fault { Class::Fault } else { Class::Warning };
        actions.push((class, Some(finding.code), finding.message.clone(), finding.places.clone()));
    }
    actions.extend(look_again(item));
    summed_up(item, actions)
}

/// What was decided on evidence that has changed since.
fn look_again(item: &ItemAssessment) -> Vec<Action> {
    let mut actions = Vec::new();
    let places = |changes: &Changes| changes.changed.iter().chain(&changes.added).map(Citation::file).collect();
    if let Some(decision) = item.decision.as_ref().filter(|decision| decision.said.is_stale()) {
        let (by, score) = (&decision.said.by, words::points(decision.score));
        let action = crate::msg!(
            "评定之后材料有变动，请复核评分（{by} 评定 {score} 分）。",
            "The papers have changed since the score was given; please look again ({by} gave {score})."
        );
        actions.push((Class::Warning, None, action, places(&decision.said.changes)));
    }
    for settled in item.settled.iter().filter(|settled| settled.said.is_stale()) {
        let by = &settled.said.by;
        let (title, title_en) = (settled.finding.code.title(Lang::Zh), settled.finding.code.title(Lang::En));
        let action = crate::msg!(
            "对“{title}”的判断之后材料有变动，请复核（{by}）。",
            "The papers have changed since “{title_en}” was settled; please look again ({by})."
        );
        actions.push((Class::Warning, None, action, places(&settled.said.changes)));
    }
    actions
}

/// Whether a finding only says that a file was not read.
fn is_about_reading(code: Code) -> bool {
    matches!(code, Code::UnreadableFile | Code::EncryptedFile | Code::NoTextLayer | Code::UnsupportedFormat)
}

fn is_noted(finding: &Finding, unread: &BTreeMap<NoticeCode, UnreadCause>) -> bool {
    finding.places.iter().any(|place| unread.values().any(|files| files.paths.contains(&place.path)))
}

/// Notes an unreadable item with the files it waits for: those it cites, or else all of the unit's unread ones.
fn wait_for_files(item: &ItemAssessment, unread: &mut BTreeMap<NoticeCode, UnreadCause>, actions: &mut Vec<Action>) {
    let cited: BTreeSet<&ArchivePath> = item
        .evidence
        .iter()
        .map(|evidence| &evidence.citation.path)
        .chain(item.findings.iter().flat_map(|finding| &finding.places).map(|place| &place.path))
        .collect();
    let named = unread.values().any(|files| files.paths.iter().any(|path| cited.contains(path)));
    let waiting: Vec<&mut UnreadCause> =
        unread.values_mut().filter(|files| !named || files.paths.iter().any(|path| cited.contains(path))).collect();
    if waiting.is_empty() {
        // The files are known to the item alone.
        let paths: BTreeSet<ArchivePath> = cited.into_iter().cloned().collect();
        let citations = paths.iter().map(Citation::file).collect();
        let action = crate::msg!(
            "先让相关文件可读，再核对本项。",
            "First make the files concerned readable, then check this item."
        );
        actions.push((Class::Unread, Some(Code::UnreadableFile), action, citations));
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "there are four causes")]
    let share = (item.points - item.min).max(0.0) / waiting.len() as f64;
    for files in waiting {
        files.items.insert(item.id.clone());
        files.points += share;
    }
}

/// Many findings of one code become one line that counts them.
fn summed_up(item: &ItemAssessment, actions: Vec<Action>) -> Vec<Action> {
    let mut by_code = BTreeMap::<(Code, Severity), Vec<&Finding>>::new();
    for finding in &item.findings {
        by_code.entry((finding.code, finding.severity)).or_default().push(finding);
    }
    let mut actions = actions;
    for ((code, severity), findings) in by_code {
        let many = findings.len() > SAID_ONE_BY_ONE;
        let said = |action: &Action| findings.iter().any(|finding| finding.message == action.2);
        if !many || !actions.iter().any(said) {
            continue;
        }
        actions.retain(|action| !said(action));
        let class = if severity == Severity::Fault { Class::Fault } else { Class::Warning };
        let count = findings.len();
        let (zh, en) = (code.title(Lang::Zh), code.title(Lang::En));
        let Some(first) = findings.first().map(|finding| &finding.message) else { continue };
        let message = Message::new(
            format!("{zh}，共 {count} 处，请逐一核实。如：{}", first.zh),
            format!("{en}, {count} places; please verify each. For example: {}", first.en),
        );
        actions.push((
            class,
            Some(code),
            message,
            findings.iter().flat_map(|finding| finding.places.clone()).collect(),
        ));
    }
    actions
}

/// The order of a slot, with how many are still wanted where it asks for several.
fn counted(order: &Message, found: u32, required: u32) -> Message {
    if required <= 1 {
        return order.clone();
    }
    let missing = required.saturating_sub(found);
    Message::new(
        format!("{}（已有 {found}，还差 {missing}）。", order.zh.trim_end_matches('。')),
        format!("{} ({found} found, {missing} more needed).", order.en.trim_end_matches('.')),
    )
}

/// The causes why a file was not read, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hurdle {
    Locked,
    Packed,
    Format,
    Broken,
    /// A picture of a page whose name or folder says what it is.
    Scan,
    /// A picture whose content its name and folder do not tell.
    Nameless,
}

impl Hurdle {
    fn of(report: &Report, path: &ArchivePath, code: NoticeCode) -> Self {
        let name = path.file_name().to_lowercase();
        match code {
            NoticeCode::EncryptedFile => Self::Locked,
            NoticeCode::UnsupportedFormat if name.ends_with(".rar") || name.ends_with(".7z") => Self::Packed,
            NoticeCode::UnsupportedFormat => Self::Format,
            NoticeCode::NoTextLayer if report.files.get(path).is_some_and(|entry| entry.kind.is_some()) => Self::Scan,
            NoticeCode::NoTextLayer => Self::Nameless,
            _ => Self::Broken,
        }
    }

    /// What a clerk can do now; this version reads no text in pictures.
    fn way(self) -> Message {
        match self {
            Self::Locked => crate::msg!("有密码，请取消密码后再放入", "password set; please remove it"),
            Self::Packed => crate::msg!("压缩包，请解压后放入", "packed; please unpack and put the files here"),
            Self::Format => crate::msg!(
                "格式暂不支持，请另存为 PDF 或 Office 新格式",
                "format not supported; please save as PDF or a current Office file"
            ),
            Self::Broken => {
                crate::msg!("打不开，请核实并重新复制或导出", "does not open; please check and copy or export it again")
            }
            Self::Scan => crate::msg!(
                "扫描图，请对照原件核对内容，有电子版的请一并放入",
                "scan; please check it against the original, and add the electronic version if there is one"
            ),
            Self::Nameless => crate::msg!(
                "没有文字的图片，请改名写明是什么材料，或放进对应的文件夹",
                "picture without text; please give it a name that says what it is, or put it in the matching folder"
            ),
        }
    }
}

/// The order to make a unit's files readable: how many, then some of them by cause.
fn make_readable(report: &Report, unread: &BTreeMap<NoticeCode, UnreadCause>) -> Message {
    let mut hurdles = BTreeMap::<Hurdle, BTreeSet<&ArchivePath>>::new();
    let mut all = BTreeSet::new();
    for (code, files) in unread {
        for path in &files.paths {
            hurdles.entry(Hurdle::of(report, path, *code)).or_default().insert(path);
            all.insert(path);
        }
    }
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (hurdle, paths) in hurdles {
        let names: Vec<&str> = paths.iter().take(FILES_NAMED).map(|path| told_apart(path, &paths)).collect();
        let rest = paths.len() - names.len();
        let (more_zh, more_en) = match rest {
            0 => (String::new(), String::new()),
            _ => (format!(" 等 {} 份", paths.len()), format!(" and {rest} more")),
        };
        let way = hurdle.way();
        zh.push(format!("{}{more_zh}（{}）", names.join("、"), way.zh));
        en.push(format!("{}{more_en} ({})", names.join(", "), way.en));
    }
    let count = all.len();
    let files = if count == 1 { "this file" } else { "these files" };
    Message::new(
        format!("先让这 {count} 份文件可读：{}。", zh.join("；")),
        format!("First make {files} readable ({count}): {}.", en.join("; ")),
    )
}

/// A file's name, with the folder in front where another of them has the same.
fn told_apart<'p>(path: &'p ArchivePath, among: &BTreeSet<&ArchivePath>) -> &'p str {
    let name = path.file_name();
    if among.iter().filter(|other| other.file_name() == name).count() < 2 {
        return name;
    }
    let above = path.folder();
    let folder = above.rsplit_once('/').map_or(above, |(_, folder)| folder);
    let length = if folder.is_empty() { name.len() } else { folder.len() + 1 + name.len() };
    path.as_str().get(path.as_str().len().saturating_sub(length)..).unwrap_or(name)
}

/// The list while it grows: one entry an action.
#[derive(Default)]
struct TodoList(Vec<Todo>);

impl TodoList {
    fn add(
        &mut self,
        item: Option<&str>,
        urgency: Urgency,
        code: Option<Code>,
        action: Message,
        citations: Vec<Citation>,
    ) {
        let same = self.0.iter().position(|todo| todo.action == action && todo.urgency.class == urgency.class);
        let at = same.unwrap_or(self.0.len());
        if same.is_none() {
            let urgency = Urgency { points: 0.0, ..urgency };
            self.0.push(Todo { items: Vec::new(), urgency, code, action, citations: Vec::new() });
        }
        let Some(todo) = self.0.get_mut(at) else { return };
        todo.urgency.points += urgency.points;
        if let Some(item) = item
            && !todo.items.iter().any(|known| known == item)
        {
            todo.items.push(item.to_owned());
        }
        for citation in citations {
            if !todo.citations.contains(&citation) {
                todo.citations.push(citation);
            }
        }
    }

    /// Sorts by class, points at stake (most first), the first item's place in the rubric and the words.
    fn finish(mut self, unit: &UnitAssessment) -> Vec<Todo> {
        let place = |todo: &Todo| {
            let first = todo.items.first();
            unit.items.iter().position(|item| Some(&item.id) == first).unwrap_or(usize::MAX)
        };
        self.0.sort_by(|a, b| {
            let points = b.urgency.points.total_cmp(&a.urgency.points);
            let class = a.urgency.class.cmp(&b.urgency.class);
            class.then(points).then_with(|| place(a).cmp(&place(b))).then_with(|| a.action.cmp(&b.action))
        });
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn lines(report: &Report, unit: &UnitAssessment) -> Vec<(String, String)> {
        todos(report, unit).into_iter().map(|todo| (todo.items.join(" "), todo.action.zh)).collect()
    }

    #[test]
    fn faults_come_first_then_points_then_warnings() {
        let report = fixture::report();
        let said = lines(&report, &report.villages[0]);
        let expected = [
            ("V11", "第 3 条疑似限制外嫁女，请核实并建议修改。"),
            (
                "V19",
                "先让这 2 份文件可读：章程.pdf（有密码，请取消密码后再放入）；成员办法.pdf（没有文字的图片，\
                 请改名写明是什么材料，或放进对应的文件夹）。",
            ),
            ("V20", "请补一张能看到公示栏全貌的照片。"),
            ("V03", "请补一张能看到公示栏全貌的照片（已有 1，还差 1）。"),
            ("V03", "公示期 5 天，通常不少于 7 天，请核实。"),
        ];
        assert_eq!(said, expected.map(|(items, action)| (items.to_owned(), action.to_owned())));
    }

    #[test]
    fn an_unread_file_is_never_called_missing() {
        let report = fixture::report();
        let all = todos(&report, &report.villages[0]);
        assert!(all.iter().all(|todo| todo.action.zh != "请补本村章程。"));
        let unread = all.iter().find(|todo| todo.items == ["V19"]).expect("the charter is on the list");
        assert!(unread.citations.iter().any(|place| place.path.as_str() == "01张庄村/03章程/章程.pdf"));
        assert_eq!(all.iter().filter(|todo| todo.urgency.class == Class::Unread).count(), 1, "said once a village");
        assert!((unread.urgency.points - 6.0).abs() < 1e-9);
    }

    #[test]
    fn the_same_action_is_said_once_for_all_its_items() {
        let mut report = fixture::report();
        report.villages[0].items[0].slots[1].required = 1;
        report.villages[0].items[0].slots[1].found = 0;
        let all = todos(&report, &report.villages[0]);
        let same: Vec<_> = all.iter().filter(|todo| todo.action.en.starts_with("Add a photo")).collect();
        assert_eq!(same.len(), 1);
        assert_eq!(same[0].items, ["V03", "V20"]);
    }

    #[test]
    fn many_findings_of_one_code_become_one_line() {
        let mut report = fixture::report();
        let found = report.villages[0].items[1].findings[0].clone();
        report.villages[0].items[1].findings =
            (0..5).map(|n| Finding { message: Message::same(format!("第 {n} 处")), ..found.clone() }).collect();
        let said = lines(&report, &report.villages[0]);
        assert_eq!(said[0].1, "疑似侵权条款，共 5 处，请逐一核实。如：第 0 处");
        assert_eq!(said.iter().filter(|(items, _)| items == "V11").count(), 1);
    }

    #[test]
    fn nothing_left_gives_an_empty_list() {
        let mut report = fixture::report();
        report.villages[1].items.remove(2);
        assert!(todos(&report, &report.villages[1]).is_empty());
    }
}
