//! `cundang photos`.

use super::{
    args::{ArchiveArgs, Common, OutputFormat},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    model::ArchivePath,
    report::{json, photos as sheet},
};

/// Verifies photos and prints the list, or the contact sheet.
pub(super) fn photos(common: &Common, args: &ArchiveArgs, output: &mut Output) -> Result<Ending, Stop> {
    if common.format == OutputFormat::Docx {
        return Err(Stop::Error(CliError::unsupported("photos", "terminal, json, html, xlsx, csv")));
    }
    output.refuse_terminal(common.format)?;
    let (workspace, _) = workspace::open_fresh(common, args, output)?;
    let report = workspace::report(&workspace, args, common.lang)?;
    let lang = common.lang;
    let pictures = workspace.pictures();
    let thumbnail = |path: &ArchivePath| pictures.page(path, &workspace.digest_of(path)?, 1, sheet::THUMBNAIL_PX);
    match common.format {
        OutputFormat::Terminal | OutputFormat::Docx => output.write(|out| sheet::write_terminal(&report, lang, out))?,
        OutputFormat::Json => {
            let text = json::photos_json(&report, lang).map_err(|error| CliError::not_written(&error))?;
            output.data(text.as_bytes())?;
        }
        OutputFormat::Csv => output.data(sheet::photos_csv(&report, lang).as_bytes())?,
        OutputFormat::Xlsx => {
            let bytes = sheet::photos_xlsx(&report, lang, &thumbnail).map_err(|error| CliError::not_written(&error))?;
            output.data(&bytes)?;
        }
        OutputFormat::Html => {
            let text =
                sheet::contact_sheet(&report, lang, &thumbnail).map_err(|error| CliError::not_written(&error))?;
            output.data(text.as_bytes())?;
        }
    }
    let gaps = report.units().flat_map(|unit| &unit.photos).any(|photo| !photo.findings.is_empty());
    Ok(Ending::of_reading(report.ledger, common.strict).or_gaps(common.strict, gaps))
}
