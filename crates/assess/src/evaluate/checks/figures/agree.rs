//! The same figure in every paper (R18).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{kind_name, places, shown};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words, schema},
        facts::{figure::Figure, matrix::Difference},
    },
    model::{Code, FigureKey, FigureValue, FigureVerdict, Finding, Lang, Reason, Severity},
    msg,
    rubric::{KindId, KindRole, TopicRole, is_among},
};

/// The same figure in every paper (R18).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FiguresAgree {
    /// The kinds that are compared.
    #[schemars(length(min = 1))]
    kinds: Vec<KindId>,
    /// Only differences in which one of these kinds takes part; empty for all.
    #[serde(default)]
    about: Vec<KindId>,
    /// What a difference between two readable places weighs.
    #[schemars(schema_with = "schema::severity")]
    severity: Severity,
    /// With all read and all equal, the item has its full points by rule.
    #[serde(default)]
    settles: bool,
}

impl CheckType for FiguresAgree {
    const NAME: &'static str = "figures-agree";
    const CODES: &'static [Code] = &[Code::FiguresDisagree];
    const WORDS: Words = Words {
        looks_for: ["同一数据在各份材料里是否一致", "whether a figure is the same in every paper"],
        reads: [
            "资产、负债、土地、户数、人数、股数等数据，来自正文、表格和识别出的行",
            "sums, land, households, members and shares, from text, tables and recognised lines",
        ],
        blind_to: ["没有读出或把握不大的数字；哪一份才对", "figures not read or not read surely; which paper is right"],
    };
}

impl Check for FiguresAgree {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, &self.kinds, &self.about, self.severity)
    }

    fn reasons(&self, on: &Target<'_>) -> Vec<Reason> {
        if self.compares_all_figures() { reasons(on.case, &self.kinds) } else { Vec::new() }
    }

    fn settles(&self, on: &Target<'_>, findings: &[Finding]) -> bool {
        self.settles && is_settled(on.case, on.filled, findings)
    }
}

impl FiguresAgree {
    /// Whether the figures of all papers are held against each other, so that their table belongs to the item.
    pub(in crate::evaluate::checks) fn compares_all_figures(&self) -> bool {
        self.about.is_empty()
    }
}

/// At most so many papers are named in one message.
const NAMED: usize = 4;

/// Names every figure that papers of these kinds give differently. With `about`, only differences in which a paper of
/// one of those kinds takes part count.
fn check(case: &Case<'_>, kinds: &[KindId], about: &[KindId], weight: Severity) -> Vec<Finding> {
    let differences = case.accounts.differences.iter();
    let mut findings: Vec<Finding> =
        differences.flat_map(|difference| of_figure(case, difference, kinds, about, weight)).collect();
    if about.is_empty() {
        findings.extend(reported(case, weight));
    }
    findings
}

/// Names every figure that the township's summary sheet gives otherwise than the village's papers (上报镇街数据). Which of
/// the two is wrong is for a person to say.
fn reported(case: &Case<'_>, weight: Severity) -> Vec<Finding> {
    let said = case.unit.village().and_then(|village| case.shared.reported.get(village)).into_iter().flatten();
    let mut findings = Vec::new();
    for figure in said.filter(|said| said.is_of(case.rubric.settings.reference_date)).map(|said| &said.figure) {
        let Some(row) = case.accounts.rows.iter().find(|row| row.key == figure.key) else { continue };
        let (Some(FigureValue::Number(own)), FigureValue::Number(given)) = (row.agreed, figure.value) else { continue };
        // A person in doubt which of several papers is right is told so already.
        let equal: Vec<_> = row.cells.iter().filter(|cell| cell.verdict == FigureVerdict::Equal).collect();
        if own.saturating_sub(given).saturating_abs() <= figure.slack.max(100) || equal.len() < 2 {
            continue;
        }
        let own = FigureValue::Number(own);
        let (title_zh, title_en) = (figure.key.title(Lang::Zh), figure.key.title(Lang::En));
        let (given_zh, own_zh) = (shown(figure.key, figure.value, Lang::Zh), shown(figure.key, own, Lang::Zh));
        let (given_en, own_en) = (shown(figure.key, figure.value, Lang::En), shown(figure.key, own, Lang::En));
        let message = msg!(
            "{title_zh}与上报数据不一致：镇汇总表 {given_zh}，村材料 {own_zh}；请核实以哪个为准",
            "{title_en} differ from what was reported: the township's sheet has {given_en}, the village's papers {own_en}; please check which is right"
        );
        let village = equal.iter().filter_map(|cell| cell.place.clone()).take(1);
        let places = std::iter::once(figure.place.citation.clone()).chain(village).collect();
        let finding = Finding::new(Code::FiguresDisagree, weight.max(Severity::Warning), message, places);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

fn of_figure(
    case: &Case<'_>,
    difference: &Difference,
    kinds: &[KindId],
    about: &[KindId],
    weight: Severity,
) -> Vec<Finding> {
    let is_of = |kinds: &[KindId], document: usize| {
        let kind = case.documents.get(document).and_then(|document| document.kind.as_ref());
        kind.is_some_and(|kind| is_among(kinds, kind))
    };
    let wanted = |list: &[(usize, Figure)]| -> Vec<(usize, Figure)> {
        list.iter().filter(|(document, _)| is_of(kinds, *document)).cloned().collect()
    };
    let concerns =
        |list: &[(usize, Figure)]| about.is_empty() || list.iter().any(|(document, _)| is_of(about, *document));
    let key = difference.key;
    let agreeing = wanted(&difference.agreeing);
    let mut findings = Vec::new();
    // Without a value that leads, two readable papers that differ are needed; with one, each that differs counts.
    let differing = wanted(&difference.differing);
    let is_contradiction = if agreeing.is_empty() { differing.len() > 1 } else { !differing.is_empty() };
    if is_contradiction && concerns(&differing) {
        let is_loose = differing
            .iter()
            .chain(agreeing.first())
            .any(|(document, figure)| figure.is_loose || is_before_settling(case, *document, key));
        // The day is another item's business, which takes the points for it; here it explains the other figures.
        let is_day = matches!(key, FigureKey::ReferenceDate | FigureKey::MemberDate);
        let severity = if is_loose || is_day { weight.max(Severity::Warning) } else { weight };
        let all: Vec<&(usize, Figure)> = agreeing.first().into_iter().chain(differing.iter()).collect();
        let listed = |lang: Lang, comma: &str| {
            let one = |(document, figure): &&(usize, Figure)| {
                format!("{} {}", kind_name(case, *document, lang), shown(key, figure.value, lang))
            };
            all.iter().take(NAMED).map(one).collect::<Vec<_>>().join(comma)
        };
        let (zh, en) = (listed(Lang::Zh, "，"), listed(Lang::En, ", "));
        let (title_zh, title_en) = (key.title(Lang::Zh), key.title(Lang::En));
        let message =
            msg!("{title_zh}不一致：{zh}；请核实以哪个为准", "{title_en} differ: {en}; please check which is right");
        findings.push(Finding::new(
            Code::FiguresDisagree,
            severity,
            message,
            places(all.iter().map(|(_, figure)| figure)),
        ));
    }
    let doubtful = wanted(&difference.doubtful);
    if let (Some(best), Some((document, figure))) = (agreeing.first(), doubtful.first())
        && concerns(&doubtful)
    {
        let (name_zh, name_en) = (kind_name(case, *document, Lang::Zh), kind_name(case, *document, Lang::En));
        let (read, other) = (figure.value, best.1.value);
        let (title_zh, title_en) = (key.title(Lang::Zh), key.title(Lang::En));
        let message = msg!(
            "{name_zh}中的{title_zh}读作 {read}，与其他材料的 {other} 不同，但识别不确定：请人工核对",
            "{title_en} in {name_en} was read as {read}, elsewhere {other}, but the reading is not certain: please look"
        );
        let places = places(doubtful.iter().map(|(_, figure)| figure).chain([&best.1]));
        findings.push(Finding::new(Code::FiguresDisagree, Severity::Warning, message, places));
    }
    let rounded = wanted(&difference.rounded);
    if let (Some(best), false) = (agreeing.first(), rounded.is_empty())
        && concerns(&rounded)
    {
        let (title_zh, title_en) = (key.title(Lang::Zh), key.title(Lang::En));
        let exact_zh = shown(key, best.1.value, Lang::Zh);
        let exact_en = shown(key, best.1.value, Lang::En);
        let message = msg!(
            "{title_zh}有的材料按整数取舍，与 {exact_zh} 相符；建议统一写到分",
            "some papers round {title_en}; it agrees with {exact_en}, which is better written out"
        );
        findings.push(Finding::new(
            Code::FiguresDisagree,
            Severity::Hint,
            message,
            places(rounded.iter().map(|(_, figure)| figure).chain([&best.1])),
        ));
    }
    findings
}

/// Whether a meeting speaks of people before the roster was settled, so that its number may honestly be another.
fn is_before_settling(case: &Case<'_>, document: usize, key: FigureKey) -> bool {
    let is_people = matches!(key, FigureKey::Members | FigureKey::Households);
    let Some(document) = case.documents.get(document) else { return false };
    let is_meeting = document.role(case.rubric) == Some(KindRole::Resolution);
    let last_list = case
        .documents
        .iter()
        .filter(|other| {
            other.role(case.rubric) == Some(KindRole::PublicNotice)
                && other.has_topic(case.rubric, TopicRole::MemberConfirmation)
        })
        .filter_map(|other| other.own_date().map(|own| own.date))
        .max();
    let own = document.own_date().map(|own| own.date);
    is_people && is_meeting && own.zip(last_list).is_some_and(|(own, last)| own < last)
}

/// Whether every figure that the item asks to be compared was read in every paper that should give it, and is the same
/// in all: then the rule alone settles it, since the table takes points only where an error is found.
///
/// Asked for are the sums of the balance sheet in the notice and the charter, one class of the balance sheet in its
/// detail sheet, and the shares in plan and charter.
fn is_settled(case: &Case<'_>, filled: &[Filled<'_>], findings: &[Finding]) -> bool {
    use FigureKey::{
        Cash, Construction, FixedAssets, Inventories, Liabilities, LongInvestments, Members, NetAssets, Payables,
        PerShare, QuantifiedAmount, Receivables, SharesTotal, ShortLoans, TotalAssets,
    };
    use KindRole::{BalanceSheet, Charter, InventoryReport, MemberRoster, PublicNotice, SharePlan};
    let is_full =
        filled.iter().filter(|slot| slot.is_required()).all(|slot| slot.is_filled() && slot.read >= slot.slot.required);
    let equal_in = |key: FigureKey, roles: &[KindRole]| {
        case.accounts.rows.iter().find(|row| row.key == key).is_some_and(|row| {
            let equal = row.cells.iter().filter(|cell| cell.verdict == FigureVerdict::Equal);
            let given: Vec<Option<KindRole>> = equal.map(|cell| case.rubric.role_of(&cell.kind)).collect();
            roles.iter().all(|role| given.contains(&Some(*role)))
                && row.cells.iter().all(|cell| cell.verdict == FigureVerdict::Equal && !cell.rounded)
        })
    };
    let sums =
        [TotalAssets, Liabilities, NetAssets].iter().all(|key| equal_in(*key, &[BalanceSheet, PublicNotice, Charter]));
    let classes = [Cash, Receivables, Inventories, LongInvestments, FixedAssets, Construction, ShortLoans, Payables];
    let details = classes.iter().any(|key| equal_in(*key, &[BalanceSheet, InventoryReport]));
    let shares = [QuantifiedAmount, SharesTotal, PerShare].iter().all(|key| equal_in(*key, &[SharePlan, Charter]));
    let members = equal_in(Members, &[MemberRoster, Charter]);
    is_full && findings.is_empty() && sums && details && shares && members && case.accounts.differences.is_empty()
}

/// What was compared, in a sentence a figure.
fn reasons(case: &Case<'_>, kinds: &[KindId]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for row in &case.accounts.rows {
        let cells: Vec<_> = row.cells.iter().filter(|cell| is_among(kinds, &cell.kind)).collect();
        let count = |verdict: FigureVerdict| cells.iter().filter(|cell| cell.verdict == verdict).count();
        let (equal, all) = (count(FigureVerdict::Equal), cells.len());
        let (Some(agreed), true) = (row.agreed, equal > 1) else { continue };
        let (title_zh, title_en) = (row.key.title(Lang::Zh), row.key.title(Lang::En));
        let (value_zh, value_en) = (shown(row.key, agreed, Lang::Zh), shown(row.key, agreed, Lang::En));
        let places = cells
            .iter()
            .filter(|cell| cell.verdict == FigureVerdict::Equal)
            .filter_map(|cell| cell.place.clone())
            .collect();
        let message = msg!(
            "{title_zh} {value_zh}：{all} 份材料中 {equal} 份一致",
            "{title_en} {value_en}: the same in {equal} of {all} papers"
        );
        reasons.push(Reason { message, places });
    }
    reasons
}
