//! Cache of rendered forms of a report: JSON, tables and workbooks take longer than all pages together, so each is
//! rendered once.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use axum::body::Bytes;
use jiff::civil::Date;

use crate::{
    containment::{contain, trip},
    model::Lang,
    report::{Report, assessment, csv, json, rectification::Package, xlsx},
};

/// A form of the report that is handed out whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `cundang-report/1`
    Json,
    /// A row an item.
    Csv,
    /// A row a finding.
    FindingsCsv,
    /// A row a task.
    TasksCsv,
    /// The workbook.
    Xlsx,
    /// The assessment table as a Word document.
    Docx,
    /// What each village is to put right, by which day, as a ZIP.
    Rectification(Option<Date>),
}

impl Form {
    /// The name of its last part in addresses, for tests.
    fn name(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Csv => "csv",
            Form::FindingsCsv => "findings.csv",
            Form::TasksCsv => "tasks.csv",
            Form::Xlsx => "xlsx",
            Form::Docx => "docx",
            Form::Rectification(_) => "rectification.zip",
        }
    }

    /// The form as bytes; `None` where it cannot be rendered.
    fn rendered(self, report: &Report, lang: Lang) -> Option<Bytes> {
        let rendered = contain(|| {
            trip("form", self.name());
            self.render(report, lang)
        });
        rendered.ok().flatten()
    }

    fn render(self, report: &Report, lang: Lang) -> Option<Bytes> {
        Some(match self {
            Form::Json => json::report_json(report, lang).ok()?.into(),
            Form::Csv => csv::report_csv(report, lang).into(),
            Form::FindingsCsv => csv::findings_csv(report, lang).into(),
            Form::TasksCsv => csv::tasks_csv(report, lang).into(),
            Form::Xlsx => xlsx::report_xlsx(report, lang).ok()?.into(),
            Form::Docx => assessment::assessment_docx(report, lang).ok()?.into(),
            Form::Rectification(due) => Package::new(report, due, lang).zip().ok()?.0.into(),
        })
    }
}

/// A form that is rendered, or being rendered.
#[derive(Debug)]
struct CachedForm {
    /// Told apart by its place in memory, which stays taken as long as this entry knows it.
    report: Weak<Report>,
    lang: Lang,
    form: Form,
    bytes: Arc<OnceLock<Option<Bytes>>>,
}

/// The forms of the reports that are in use.
#[derive(Debug, Default)]
pub(super) struct FormCache(Mutex<Vec<CachedForm>>);

impl FormCache {
    /// A form of a report, rendered when it is first asked for; `None` where it cannot be rendered. Those of reports that
    /// are no longer in use are dropped.
    pub(super) fn get(&self, report: &Arc<Report>, lang: Lang, form: Form) -> Option<Bytes> {
        let bytes = {
            let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            entries.retain(|entry| entry.report.strong_count() > 0);
            let known = entries.iter().find(|entry| {
                std::ptr::eq(entry.report.as_ptr(), Arc::as_ptr(report)) && entry.lang == lang && entry.form == form
            });
            match known {
                Some(entry) => Arc::clone(&entry.bytes),
                None => {
                    let bytes = Arc::default();
                    let report = Arc::downgrade(report);
                    entries.push(CachedForm { report, lang, form, bytes: Arc::clone(&bytes) });
                    bytes
                }
            }
        };
        // Requests for a form that is being rendered wait for it; requests for other forms do not.
        bytes.get_or_init(|| form.rendered(report, lang)).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_form_is_made_once_and_goes_with_its_report() {
        let cache = FormCache::default();
        let report = Arc::new(fixture::report());
        let first = cache.get(&report, Lang::Zh, Form::Json).expect("it is made");
        let again = cache.get(&report, Lang::Zh, Form::Json).expect("it is there");
        assert_eq!(first.as_ptr(), again.as_ptr(), "the same bytes, not equal ones");
        assert_ne!(cache.get(&report, Lang::En, Form::Json).expect("it is made"), first);
        assert!(cache.get(&report, Lang::Zh, Form::Xlsx).expect("it is made").starts_with(b"PK"));
        drop(report);
        let mut other = fixture::report();
        other.township.name = "凰山镇".to_owned();
        let other = Arc::new(other);
        let fresh = cache.get(&other, Lang::Zh, Form::Json).expect("it is made");
        assert!(String::from_utf8_lossy(&fresh).contains("凰山镇"));
        assert_eq!(cache.0.lock().expect("entries").len(), 1, "what belongs to no report is gone");
    }
}
