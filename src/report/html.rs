//! The report as one self-contained HTML file, to send, keep and print.

use askama::Template;

use crate::{
    model::Lang,
    report::{
        folders, history,
        settings::{self, SettingShown},
        shown::{Links, MatrixShown, NoticeShown, Show, StateShown, UnitShown},
        view::Report,
        words,
    },
};

/// The style sheet of the file and of the web pages.
pub const STYLE: &str = include_str!("page/style.css");

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    lang: Lang,
    style: &'static str,
    township: &'a str,
    title: &'a str,
    source: &'a str,
    generated_at: String,
    deadline: String,
    days: String,
    ledger: [String; 4],
    /// That many files belong to nobody.
    misplaced: Option<String>,
    matrices: Vec<MatrixShown>,
    legend: Vec<StateShown>,
    units: Vec<UnitShown>,
    settings: Vec<SettingShown>,
    notices: Vec<NoticeShown>,
    unassigned: Vec<&'a str>,
}

/// The report as a self-contained HTML page.
///
/// # Errors
/// Only where the template engine itself fails; these templates do not cause it.
pub fn report_html(report: &Report, lang: Lang) -> askama::Result<String> {
    let show = Show::new(report, lang, Links::Inside);
    let villages: Vec<_> = report.villages.iter().collect();
    let ledger = report.ledger;
    let page = ReportPage {
        lang,
        style: STYLE,
        township: report.township_name(),
        title: &report.rubric.title,
        source: &report.rubric.source,
        generated_at: history::minute(&report.generated_at),
        deadline: report.deadline().to_string(),
        days: words::days_left(report.today, report.deadline(), lang),
        ledger: [ledger.files, ledger.read, ledger.unreadable, ledger.ignored].map(words::count),
        misplaced: folders::warning(report, lang),
        matrices: report
            .town
            .iter()
            .map(|town| show.matrix(lang.pick("镇级", "Township"), &[town]))
            .chain([show.matrix(lang.pick("各村", "Villages"), &villages)])
            .collect(),
        legend: show.legend(),
        units: report.units().map(|unit| show.unit(unit)).collect(),
        settings: settings::shown(report, lang),
        notices: report.notices.iter().map(|notice| show.notice(notice)).collect(),
        unassigned: report.unassigned.files.iter().map(|path| path.as_str()).collect(),
    };
    page.render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn page(lang: Lang) -> String {
        report_html(&fixture::report(), lang).expect("the page renders")
    }

    #[test]
    fn the_file_loads_nothing_and_links_only_inside() {
        let page = page(Lang::Zh);
        for outside in ["src=", "http://", "https://", "url(", "@import", "<script", "<link"] {
            assert!(!page.contains(outside), "{outside}");
        }
        for link in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
            let target = link.strip_prefix('#').expect("links stay inside");
            assert!(page.contains(&format!("id=\"{target}\"")), "{link} leads nowhere");
        }
    }

    #[test]
    fn hostile_names_and_quotes_are_text() {
        let page = page(Lang::Zh);
        assert!(page.contains("&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;"));
        assert!(page.contains("外嫁女一律不享受&#60;b&#62;分配&#60;/b&#62;"));
        assert!(!page.contains("<b>") && !page.contains("style=\""));
    }

    #[test]
    fn it_says_what_to_do_and_where_it_shows() {
        let page = page(Lang::Zh);
        assert!(page.contains("第 3 条疑似限制外嫁女，请核实并建议修改。"));
        assert!(page.contains("01张庄村/01清产核资/公示.pdf"));
        assert!(page.contains("根据公示影像清晰和详实程度酌情打分"));
        assert!(page.contains("标准一栏为空，按实地走访评定。"));
        assert!(page.contains("散页/未命名&#60;1&#62;.pdf"));
        assert!(page.contains("没有这个村的文件夹"));
    }

    #[test]
    fn english_words_and_chinese_evidence() {
        let page = page(Lang::En);
        assert!(page.contains("<html lang=\"en\">"));
        assert!(page.contains("First make these files readable"));
        assert!(page.contains("<q lang=\"zh-CN\">公示期：6月15日至6月19日</q>"));
        assert!(!page.contains("齐全"));
    }
}
