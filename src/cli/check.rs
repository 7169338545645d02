//! `cundang index` and `cundang check`.

use super::{
    args::{ArchiveArgs, Common, OutputFormat, Table},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    containment::{contain, trip},
    msg,
    report::{Report, assessment, csv, file_name, html, json, terminal, xlsx},
};

/// Brings the store up to date.
pub(super) fn index(common: &Common, args: &ArchiveArgs, output: &mut Output) -> Result<Ending, Stop> {
    if common.format != OutputFormat::Terminal {
        return Err(Stop::Error(CliError::unsupported("index", "terminal")));
    }
    let (_, summary) = workspace::open_fresh(common, args, output)?;
    Ok(Ending::of_reading(summary.ledger, common.strict))
}

/// Brings the store up to date and prints the report.
pub(super) fn check(common: &Common, args: &ArchiveArgs, table: Table, output: &mut Output) -> Result<Ending, Stop> {
    if table != Table::Items && common.format != OutputFormat::Csv {
        return Err(Stop::Error(CliError::new(
            msg!("--table 只用于 CSV", "--table is for CSV only"),
            msg!("请加 --format csv", "add --format csv"),
        )));
    }
    output.refuse_terminal(common.format)?;
    let (workspace, _) = workspace::open_fresh(common, args, output)?;
    let report = workspace::report(&workspace, args, common.lang)?;
    let extension = if common.format == OutputFormat::Terminal { "txt" } else { common.format.name() };
    output.name(file_name::assessment(&report, common.lang, extension));
    write(&report, common, table, output)?;
    Ok(Ending::of_reading(report.ledger, common.strict).or_gaps(common.strict, !report.is_complete()))
}

/// Writes a form of the report. A panic while it is made is an error of this form alone; the store stays valid.
fn write(report: &Report, common: &Common, table: Table, output: &mut Output) -> Result<(), Stop> {
    let made = contain(|| {
        trip("form", common.format.name());
        write_form(report, common, table, output)
    });
    made.unwrap_or_else(|panic| Err(Stop::Error(CliError::not_written(&panic.place))))
}

fn write_form(report: &Report, common: &Common, table: Table, output: &mut Output) -> Result<(), Stop> {
    let lang = common.lang;
    match common.format {
        OutputFormat::Terminal => {
            let (style, columns) = (output.style(), output.columns());
            output.write(|out| terminal::write(report, lang, style, columns, out))
        }
        OutputFormat::Json => {
            let text = json::report_json(report, lang).map_err(|error| CliError::not_written(&error))?;
            output.data(text.as_bytes())
        }
        OutputFormat::Html => {
            let text = html::report_html(report, lang).map_err(|error| CliError::not_written(&error))?;
            output.data(text.as_bytes())
        }
        OutputFormat::Csv => {
            let text = match table {
                Table::Items => csv::report_csv(report, lang),
                Table::Findings => csv::findings_csv(report, lang),
                Table::Tasks => csv::tasks_csv(report, lang),
            };
            output.data(text.as_bytes())
        }
        OutputFormat::Xlsx => {
            let bytes = xlsx::report_xlsx(report, lang).map_err(|error| CliError::not_written(&error))?;
            output.data(&bytes)
        }
        OutputFormat::Docx => {
            let bytes = assessment::assessment_docx(report, lang).map_err(|error| CliError::not_written(&error))?;
            output.data(&bytes)
        }
    }
}
