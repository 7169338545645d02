//! The day that an inventory holds for.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    evaluate::{
        Case,
        checks::{Check, CheckType, Target, Words, schema},
        facts::figure::Figure,
    },
    model::{Code, FigureKey, FigureValue, Finding, Severity},
    msg,
    rubric::{KindId, KindRole, TopicRole, is_among},
};

/// The reference date of papers of these kinds is the one of the settings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferenceDate {
    /// The kinds.
    #[schemars(length(min = 1))]
    kinds: Vec<KindId>,
    /// What another date weighs.
    #[schemars(schema_with = "schema::severity")]
    severity: Severity,
}

impl CheckType for ReferenceDate {
    const NAME: &'static str = "reference-date";
    const CODES: &'static [Code] = &[Code::ReferenceDateWrong];
    const WORDS: Words = Words {
        looks_for: ["登记时点（基准日）是否符合设定", "whether the reference date is the right one"],
        reads: ["写明为时点、基准日的日期", "dates called the reference date"],
        blind_to: ["没有写明时点的材料", "papers that do not state one"],
    };
}

impl Check for ReferenceDate {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        reference_date(on.case, &self.kinds, self.severity)
    }
}

/// Names inventory reports whose reference date is not the one that the settings call right. The end of another year
/// is right where the title calls the paper a yearly one (年度). The day of counting may be any: figures are rolled
/// back (倒轧) to the reference date.
fn reference_date(case: &Case<'_>, kinds: &[KindId], weight: Severity) -> Vec<Finding> {
    let settings = &case.rubric.settings;
    // Only what a label calls so: 截至… in a report's text may be any day.
    let is_labelled = |figure: &Figure| {
        figure.key == FigureKey::ReferenceDate && !figure.place.citation.quote.trim_start().starts_with('截')
    };
    // With the reform's own report there, one for the end of another year is a yearly one, whatever its title says.
    let has_right = case.accounts.sources.iter().any(|source| {
        let kind = case.documents.get(source.document).and_then(|document| document.kind.as_ref());
        let is_of = kind.is_some_and(|kind| is_among(kinds, kind));
        let right = FigureValue::Day(settings.reference_date);
        is_of && source.figures.iter().any(|figure| is_labelled(figure) && figure.value == right)
    });
    let mut findings = Vec::new();
    for source in &case.accounts.sources {
        let Some(document) = case.documents.get(source.document) else { continue };
        // A notice of another matter, the share roster, may go by another day.
        let is_of_another_matter = document.role(case.rubric) == Some(KindRole::PublicNotice)
            && !document.has_topic(case.rubric, TopicRole::AssetInventory);
        if is_of_another_matter || !document.kind.as_ref().is_some_and(|kind| is_among(kinds, kind)) {
            continue;
        }
        let is_yearly = document.label.contains("年度") || document.title.contains("年度");
        let is_right = |value: FigureValue| match value {
            FigureValue::Day(day) => {
                day == settings.reference_date || (is_yearly && settings.yearly_reference_dates.contains(&day))
            }
            FigureValue::Number(_) => true,
        };
        let wrong: Vec<_> =
            source.figures.iter().filter(|figure| is_labelled(figure) && !is_right(figure.value)).collect();
        let Some(first) = wrong.first() else { continue };
        let (read, right, title) = (first.value, settings.reference_date, &document.title);
        // One paper with the right day too is a slip on one sheet; a person should see which.
        let is_mixed = source.figures.iter().any(|figure| is_labelled(figure) && is_right(figure.value));
        let is_doubtful = wrong.iter().all(|figure| figure.place.doubtful);
        let is_year_end =
            |value: FigureValue| settings.yearly_reference_dates.iter().any(|day| value == FigureValue::Day(*day));
        let may_be_yearly = has_right && wrong.iter().all(|figure| is_year_end(figure.value));
        let severity = if is_doubtful || is_mixed || may_be_yearly { weight.max(Severity::Warning) } else { weight };
        let message = if is_doubtful {
            msg!(
                "《{title}》登记时点读作 {read}，应为 {right}，但识别不确定：请人工核对",
                "the reference date of “{title}” was read as {read} and should be {right}, but the reading is not certain: please look"
            )
        } else {
            msg!(
                "《{title}》登记时点为 {read}，应为 {right}：请核实",
                "the reference date of “{title}” is {read} and should be {right}: please check"
            )
        };
        findings.push(Finding::new(Code::ReferenceDateWrong, severity, message, super::places(wrong.into_iter())));
    }
    findings
}
