//! The assessment table as annex 3 of 凫政发〔2020〕48号 prints it, as a Word document: one table a village, each with the
//! township's part before it, and lines to sign.

use zip::result::ZipError;

use super::docx::{Docx, Look, WordCell, WordTable};
use crate::{
    model::{Lang, Unit, UnitAssessment},
    report::{
        view::{Report, given, level_of},
        words,
    },
};

/// The columns in millimetres: the part's name and the item's text together are 评估项目.
const WIDTHS_MM: [f64; 5] = [12.0, 72.0, 64.0, 14.0, 18.0];

/// The tables of all villages; the township's alone where there is none.
///
/// # Errors
/// Where the document cannot be packed.
pub fn assessment_docx(report: &Report, lang: Lang) -> Result<Vec<u8>, ZipError> {
    let mut docx = Docx::new(lang);
    let town = report.town.as_ref();
    if report.villages.is_empty()
        && let Some(unit) = town
    {
        page(&mut docx, report, None, unit, lang);
    }
    for (number, unit) in report.villages.iter().enumerate() {
        if number > 0 {
            docx.new_page();
        }
        page(&mut docx, report, town, unit, lang);
    }
    docx.finish(report, &report.rubric.title)
}

/// The table of one unit.
fn page(docx: &mut Docx, report: &Report, town: Option<&UnitAssessment>, unit: &UnitAssessment, lang: Lang) {
    docx.paragraph(&report.rubric.title, Look::Title);
    let (name, deadline) = (words::unit_name(&unit.unit, lang), report.deadline());
    let whose = match (lang, &unit.unit) {
        (Lang::Zh, Unit::Village(_)) => format!("评估单位：{}{name}　　材料截至 {deadline}", report.township_name()),
        (Lang::Zh, _) => format!("评估单位：{}　　材料截至 {deadline}", report.township_name()),
        (Lang::En, _) => format!("Assessed: {}, {name}. Papers up to {deadline}", report.township_name()),
    };
    docx.paragraph(&whose, Look::Under);
    let full = words::points(if town.is_some() { report.rubric.total } else { unit.score.max });
    let full = match lang {
        Lang::Zh => format!("综合评估（{full}分）"),
        Lang::En => format!("Assessment ({full} points)"),
    };
    let mut rows = vec![vec![WordCell::centred(full).bold().over(5)]];
    rows.push(vec![
        WordCell::centred(lang.pick("评估项目", "Assessed item")).bold().over(2),
        WordCell::centred(lang.pick("量化标准", "Standard")).bold(),
        WordCell::centred(lang.pick("分值", "Points")).bold(),
        WordCell::centred(lang.pick("合计得分", "Score")).bold(),
    ]);
    let heads = rows.len();
    for part in town.into_iter().chain([unit]) {
        add_part(&mut rows, report, part, lang);
    }
    if let Some(town) = town {
        let both = given(town).zip(given(unit)).map(|(town, own)| town + own);
        rows.push(sum_row(lang.pick("合计", "Total"), town.score.max + unit.score.max, both).into_iter().collect());
    }
    docx.table(&WordTable { widths_mm: &WIDTHS_MM, heads, rows });
    for line in words::signature_lines(lang) {
        docx.paragraph(line, Look::Plain);
    }
}

/// The rows of one part with its subtotal; the part's name stands beside all of them.
fn add_part(rows: &mut Vec<Vec<WordCell>>, report: &Report, unit: &UnitAssessment, lang: Lang) {
    let level = level_of(&unit.unit);
    let level = level.and_then(|level| report.rubric.levels.iter().find(|known| known.level == level));
    let heading = level.map_or("", |level| level.title.as_str());
    let mut name = WordCell::centred(heading).bold().beginning();
    for item in &unit.items {
        let rule = report.rubric.item(&item.id);
        let (text, standard) = rule.map_or(("", ""), |rule| (rule.text.as_str(), rule.standard.as_str()));
        let score = item.decision.as_ref().map(|decision| words::points(decision.score)).unwrap_or_default();
        rows.push(vec![
            std::mem::replace(&mut name, WordCell::joined()),
            WordCell::text(text),
            WordCell::text(standard),
            WordCell::centred(words::points(item.points)),
            WordCell::centred(score),
        ]);
    }
    let score = given(unit).filter(|_| !unit.items.is_empty()).map(words::points).unwrap_or_default();
    rows.push(vec![
        name,
        WordCell::centred(lang.pick("小计", "Subtotal")),
        WordCell::default(),
        WordCell::centred(words::points(unit.score.max)),
        WordCell::centred(score),
    ]);
}

fn sum_row(word: &str, full: f64, score: Option<f64>) -> [WordCell; 4] {
    [
        WordCell::centred(word).bold().over(2),
        WordCell::default(),
        WordCell::centred(words::points(full)).bold(),
        WordCell::centred(score.map(words::points).unwrap_or_default()).bold(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{docx::tests::text_of, fixture};

    #[test]
    fn each_village_has_its_table_with_both_parts_and_lines_to_sign() {
        let report = fixture::report();
        let text = text_of(&assessment_docx(&report, Lang::Zh).expect("it is written"));
        assert_eq!(text.matches("评估单位：凫城镇").count(), 3);
        assert_eq!(text.matches("\n镇级工作考评\n").count(), 3);
        assert_eq!(text.matches("综合评估（34分）").count(), 3);
        let heads = "评估项目\n量化标准\n分值\n合计得分\n";
        assert_eq!(text.matches(heads).count(), 3);
        let item = "形成清产核资报表，进行公示，保留公示影像资料\n根据公示影像清晰和详实程度酌情打分\n4\n\n";
        assert!(text.contains(item), "{text}");
        assert!(text.contains("合计\n\n34\n\n") && text.matches("评定人（签字）").count() == 3);
        let own = text_of(&assessment_docx(&report.for_village("张庄村"), Lang::En).expect("it is written"));
        assert!(own.contains("Assessed: 凫城镇, 张庄村.") && own.contains("Assessment (26 points)"));
        assert!(!own.contains("镇级工作考评") && !own.contains("李庄村"));
        let town = report.only_township().expect("it is shown");
        let town = text_of(&assessment_docx(&town, Lang::Zh).expect("it is written"));
        assert!(town.contains("评估单位：凫城镇　　材料截至") && town.contains("综合评估（8分）"));
    }
}
