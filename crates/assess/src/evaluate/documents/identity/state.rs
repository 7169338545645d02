//! In which state a paper is: final, a draft, a model, a blank form, news about it, a law.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::pattern;

use super::{
    genre::Genre,
    issuer::Issued,
    lines::Lines,
    place::AdminLevel,
    proof::{Origin, Part, Strength},
    title::{Head, is_state, state_words},
};

/// The state of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Issued, signed or passed.
    Final,
    /// 草案, 讨论稿, 第二稿.
    Draft,
    /// 征求意见稿.
    ForComment,
    /// A model for others to follow: 范本, 示范文本, or one whose names and figures are blanks (`XX村`).
    Template,
    /// A form with labels and no values.
    BlankForm,
    /// 复印件.
    Copy,
    /// 废止, 作废.
    Repealed,
    /// A press report about the matter.
    News,
    /// A law, or a regulation of a province or of the state.
    Law,
}

impl State {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "draft" => Self::Draft,
            "comment" => Self::ForComment,
            "template" => Self::Template,
            "blank" => Self::BlankForm,
            "copy" => Self::Copy,
            "repealed" => Self::Repealed,
            "final" => Self::Final,
            _ => return None,
        })
    }
}

/// Placeholders in a text that make a model of it, and that make one suspect it.
const MANY: usize = 8;
const SOME: usize = 3;
/// Blank places that make a form blank, and the share of all places that must be blank.
const BLANKS: usize = 4;
const BLANK_SHARE: f32 = 0.6;
/// Lines at both ends of a text in which the press signs.
const PRESS_LINES: usize = 6;

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^A-Za-z])[X×x]{2,}(?:[^A-Za-z]|$)|[*＊]{2,}(?:村|镇|乡|县|区|市|街道|社|年|月|日|元|人|户|股|亩)|_{2,}|\b[X×](?:年|月|日|村|镇|人)|某某|〔注[:：]|\[填",
    )
});
/// A gap in a line that is to be filled: `应来    人`, `    年  月  日`.
static GAP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\p{Han}|^|\()[ \u{3000}]{2,}(?:人|名|元|个|年|月|户|股|亩|票|份|件|次|日|时|%|平方)|_{2,}")
});
static EMPTY_LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[\s\t])[^\s:,。;]{2,14}:[ \t]*(?:\(盖?章\))?$|:[ ]{3,}"));
static FILLED_LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|\s)[^\s:,。;]{2,14}:[ \t]?\S"));
static PRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"本报讯|本报\p{Han}{0,6}(?:记者|讯)|本报\d{1,2}月\d{1,2}日讯|(?:^|[(\s])(?:见习)?(?:记者|通讯员)[\s:]*\p{Han}|来源:.{0,20}(?:报|网|台|社|客户端|公众号)|责任编辑|新华社|\(《.{2,16}》.{0,10}(?:第.{1,4}期|\d版)",
    )
});
static STAMP: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:此件|本件)?(?:已)?(?:作废|废止)(?:章)?$"));
static COPIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:此件|本件)?(?:与原件(?:一致|核对无误|相符)|复印件与原件.{0,4}(?:一致|相符|无误)|复印件)")
});
static ADOPTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\(.{0,30}(?:通过|批准|修订|印发|发布)\)$"));
static LAW_TITLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^中华人民共和国.*(?:法|条例)|(?:省|自治区|市|州)[^的]{2,30}条例$"));

/// A letter that sends a draft round: 关于征求《…》意见的函. A notice to the public that asks for opinions is one that was posted.
static ASKS_FOR_COMMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern("征求.{0,60}(?:稿|草案).{0,16}意见(?:和?建议)?的?(?:函|通知)$"));

/// Reads the state of a paper.
pub(super) fn read(lines: &Lines<'_>, head: &Head, issued: &Issued, genre: &Part<Genre>) -> Part<State> {
    let mut state = Part::default();
    if let Some((title, range)) = &head.title {
        let mut words: Vec<&str> = title.notes.iter().map(String::as_str).collect();
        // 示范章程 is a model as 章程（示范文本） is.
        if title.subject.ends_with("示范") {
            words.push("示范");
        }
        for (_, name) in words.iter().flat_map(|note| state_words(note)) {
            if let Some(found) = State::of(name) {
                // 试行 is said of what is issued; whether it was is for the signature to show.
                let strength = if found == State::Final { Strength::Weak } else { Strength::Strong };
                state.add(found, lines.proof(range.start, Origin::Title, strength));
            }
        }
        if words.iter().any(|note| is_nth_draft(note)) {
            state.add(State::Draft, lines.proof(range.start, Origin::Title, Strength::Strong));
        }
        if ASKS_FOR_COMMENT.is_match(&title.text) {
            state.add(State::ForComment, lines.proof(range.start, Origin::Title, Strength::Strong));
        }
        if PLACEHOLDER.is_match(&title.text) {
            state.add(State::Template, lines.proof(range.start, Origin::Title, Strength::Good));
        }
        let is_high = issued.level.claims().iter().any(|claim| {
            claim.value >= AdminLevel::Province
                && claim.proof.strength == Strength::Strong
                && claim.proof.origin != Origin::Signature
        });
        let is_rule = title.genre.is_some_and(|genre| genre.is("rule"));
        if LAW_TITLE.is_match(&title.text) || (is_high && is_rule) {
            state.add(State::Law, lines.proof(range.start, Origin::Title, Strength::Strong));
        }
    }
    notes(lines, head, &mut state);
    placeholders(lines, &mut state);
    blanks(lines, &mut state);
    press(lines, genre, &mut state);
    if let Some((at, _)) = issued.signed {
        state.add(State::Final, lines.proof(at, Origin::Signature, Strength::Good));
    }
    state
}

/// Words of a file's name and its folders.
pub(super) fn of_path(lines: &Lines<'_>, name: &str, state: &mut Part<State>) {
    let bracketed = name.rsplit(['(', '[']).next().filter(|_| name.ends_with([')', ']'])).unwrap_or_default();
    for (word, found) in state_words(name) {
        // 关于通过章程（草案）的决议 is no draft: the word counts in a bracket at the end, or as the end.
        let is_own = name.ends_with(word) || bracketed.contains(word);
        if let Some(found) = State::of(found).filter(|found| is_own && *found != State::Final) {
            state.add(found, lines.of_path(name, Origin::Name, Strength::Fair));
        }
    }
    for folder in lines.paper.below_unit.rsplit('/').skip(1) {
        for (_, found) in state_words(folder) {
            if let Some(found) = State::of(found).filter(|found| *found != State::Final) {
                state.add(found, lines.of_path(folder, Origin::Folder, Strength::Faint));
            }
        }
    }
}

fn is_nth_draft(note: &str) -> bool {
    note.ends_with('稿') && note.starts_with(['第', '一', '二', '三', '四', '初'])
}

/// Lines in brackets under the title, stamps, and notes on how to fill in.
fn notes(lines: &Lines<'_>, head: &Head, state: &mut Part<State>) {
    for (at, line) in lines.lines.iter().enumerate() {
        let is_bracket = line.tight.starts_with('(') && line.tight.ends_with(')');
        let is_note = at <= head.end && (is_bracket || is_state(&line.tight));
        if is_note && ADOPTED.is_match(&line.tight) && !PLACEHOLDER.is_match(&line.text) && !GAP.is_match(&line.text) {
            state.add(State::Final, lines.proof(at, Origin::Head, Strength::Good));
        }
        let words = if is_note { state_words(&line.tight) } else { Vec::new() };
        for (_, name) in words {
            if let Some(found) = State::of(name).filter(|found| !matches!(found, State::Final | State::Copy)) {
                let strength = if line.len() <= 10 { Strength::Strong } else { Strength::Good };
                state.add(found, lines.proof(at, Origin::Head, strength));
            }
        }
        if is_note && ["供各", "起草时", "请勿"].iter().any(|words| line.tight.contains(words)) {
            state.add(State::Template, lines.proof(at, Origin::Head, Strength::Good));
        }
        if STAMP.is_match(&line.tight) {
            state.add(State::Repealed, lines.proof(at, Origin::Head, Strength::Strong));
        }
        if COPIED.is_match(&line.tight) {
            state.add(State::Copy, lines.proof(at, Origin::Text, Strength::Good));
        }
        if line.tight.starts_with("填写说明") {
            state.add(State::Template, lines.proof(at, Origin::Text, Strength::Weak));
        }
    }
}

fn placeholders(lines: &Lines<'_>, state: &mut Part<State>) {
    let counts: Vec<(usize, usize)> = lines
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| (at, PLACEHOLDER.find_iter(&line.text).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    let count: usize = counts.iter().map(|(_, count)| count).sum();
    let Some((at, _)) = counts.first() else { return };
    let strength = match count {
        MANY.. => Strength::Good,
        SOME.. => Strength::Weak,
        _ => Strength::Faint,
    };
    state.add(State::Template, lines.proof(*at, Origin::Text, strength));
}

fn blanks(lines: &Lines<'_>, state: &mut Part<State>) {
    let (mut blank, mut filled, mut first) = (0, 0, None);
    for (at, line) in lines.lines.iter().enumerate() {
        let text = line.text.trim_end();
        // A label over entries that follow (会议内容：) is not empty where the next line is a numbered entry.
        let next = lines.get(at + 1).map_or("", |line| line.tight.as_str());
        let leads = next.starts_with(['一', '1', '(']);
        let empty = EMPTY_LABEL.find_iter(text).count().saturating_sub(usize::from(leads && text.ends_with(':')));
        let gaps = GAP.find_iter(text).count() + empty;
        if gaps > 0 && first.is_none() {
            first = Some(at);
        }
        blank += gaps;
        filled += FILLED_LABEL.find_iter(text).count();
        if line.is_row {
            let cells = text.split('\t');
            let (none, some): (Vec<_>, Vec<_>) = cells.partition(|cell| cell.trim().is_empty());
            // A row of labels without values; rows of a roster have empty cells of their own.
            if some.len() == 1 && none.len() > 1 {
                blank += 1;
            }
        }
    }
    let Some(at) = first else { return };
    let share = blank as f32 / (blank + filled).max(1) as f32;
    if blank >= BLANKS && share >= BLANK_SHARE {
        state.add(State::BlankForm, lines.proof(at, Origin::Form, Strength::Good));
    } else if blank >= BLANKS {
        state.add(State::BlankForm, lines.proof(at, Origin::Form, Strength::Weak));
    }
}

fn press(lines: &Lines<'_>, genre: &Part<Genre>, state: &mut Part<State>) {
    let count = lines.lines.len();
    let ends = (0..PRESS_LINES.min(count)).chain(count.saturating_sub(2).max(PRESS_LINES)..count);
    for at in ends {
        let Some(line) = lines.get(at) else { continue };
        let beginning: String = line.text.chars().take(60).collect();
        let tail: String = line.text.chars().skip(line.text.chars().count().saturating_sub(40)).collect();
        if PRESS.is_match(beginning.trim()) || PRESS.is_match(tail.trim()) {
            state.add(State::News, lines.proof(at, Origin::Text, Strength::Good));
            break;
        }
    }
    if let Some(claim) =
        genre.claims().iter().find(|claim| claim.value.is("news") && claim.proof.strength == Strength::Strong)
    {
        state.add(State::News, claim.proof.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{
        documents::identity::{Identity, Places},
        fixture::{paper, township},
    };

    fn state(text: &str) -> Option<(State, Strength)> {
        state_of("文件.docx", text)
    }

    fn state_of(path: &str, text: &str) -> Option<(State, Strength)> {
        let state = Identity::read(paper(path).saying(&[text]).as_paper(), &Places::new(&township())).state;
        state.value().copied().zip(state.strength())
    }

    #[test]
    fn words_behind_the_title() {
        for (text, expected) in [
            ("张庄村章程（草案）\n第一条 为管好资产。", State::Draft),
            ("成员确认办法（征求意见稿）\n一、范围", State::ForComment),
            ("关于征求《集体资产管理办法（征求意见稿）》意见的函\n各村：", State::ForComment),
            ("会议记录样本\n时间：", State::Template),
            ("财务管理制度\n（示范文本）\n一、收入", State::Template),
            ("草　案\n张庄村章程\n第一条 名称", State::Draft),
            ("张庄村股权管理办法（第三稿）\n一、范围", State::Draft),
            ("股权证登记表（空白）\n户主：", State::BlankForm),
        ] {
            assert_eq!(state(text), Some((expected, Strength::Strong)), "{text}");
        }
        for text in [
            "关于通过《张庄村章程（草案）》的决议\n会议通过了章程。",
            "关于征求成员名册意见的函\n各组：",
            "档案管理办法（试行）\n一、范围",
            "示范村名单\n张庄村",
        ] {
            assert!(state(text).is_none_or(|(_, strength)| strength < Strength::Good), "{text}: {:?}", state(text));
        }
    }

    #[test]
    fn names_and_folders_are_hints() {
        assert_eq!(state_of("章程（草案）.docx", "第一条 名称"), Some((State::Draft, Strength::Fair)));
        assert_eq!(state_of("模板/章程.docx", "第一条 名称"), Some((State::Template, Strength::Faint)));
        assert_eq!(state_of("关于章程（草案）的说明.docx", "各位代表：现说明如下。"), None);
    }

    #[test]
    fn blanks_and_placeholders() {
        let model = "第一条 本社名称：XX村股份经济合作社\n第二条 资产XXX元，其中经营性XXX元，土地XX亩\n第三条 成员XX户XX人，股东XX人，XX年XX月XX日起";
        assert_eq!(state(model), Some((State::Template, Strength::Good)));
        assert_eq!(state("本社由XX镇指导。\n一、范围"), Some((State::Template, Strength::Faint)));
        for text in ["林**，3704**********1234，www.xxgk.example", "**第一条** **第二条** **第三条**"] {
            assert_eq!(state(text), None, "masked figures and marks of emphasis are no blanks: {text}");
        }
        let form = "会议记录\n时间：\n地点：\n主持人：\n记录人：\n应到    人，实到    人\n      年    月    日";
        assert_eq!(state(form), Some((State::BlankForm, Strength::Good)));
        for text in
            ["会议记录\n时间：2019年3月5日\n地点：村委会\n主持人：林一\n记录人：林二", "名册\n户主\t林一\t\t\n", ""]
        {
            assert_eq!(state(text), None, "{text}");
        }
    }

    #[test]
    fn the_press_and_the_law() {
        for (text, expected) in [
            ("张庄村分红了\n来源：鲁南日报 2020-01-09\n本报记者 林一", State::News),
            ("凫城镇召开清产核资推进会\n3月5日，会议召开。", State::News),
            ("山东省农村集体资产管理条例\n第一条 为了加强管理。", State::Law),
            ("档案办法\n国家档案局、民政部令第9号\n第一条 为规范工作。", State::Law),
        ] {
            assert_eq!(state(text).map(|(state, _)| state), Some(expected), "{text}");
        }
        for text in [
            "关于召开推进会的通知\n各村：\n请按时参加。",
            "张庄村村规民约\n第一条 爱护公物。",
            "宣传方案\n一、邀请记者和通讯员到村采访，报道改革。",
        ] {
            assert!(!matches!(state(text), Some((State::News | State::Law, _))), "{text}");
        }
    }

    #[test]
    fn what_is_signed_is_final() {
        assert_eq!(state("通知\n各村：\n请办理。\n凫城镇人民政府\n2019年3月5日"), Some((State::Final, Strength::Good)));
        assert_eq!(
            state("张庄村章程\n（2019年3月5日社员大会通过）\n第一条 名称"),
            Some((State::Final, Strength::Good))
        );
    }
}
