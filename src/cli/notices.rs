//! `cundang notices`: what each village is to put right, as files to hand out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    args::{Common, NoticesArgs, OutputFormat},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    containment::contain,
    msg,
    report::rectification::{Package, PackageError},
};

/// Writes the lists, notices and workbooks of all villages, or of one, to a folder or a ZIP file.
pub(super) fn notices(common: &Common, args: &NoticesArgs, output: &mut Output) -> Result<Ending, Stop> {
    if common.format != OutputFormat::Terminal {
        return Err(Stop::Error(CliError::unsupported("notices", "terminal")));
    }
    let Some(place) = &common.output else {
        return Err(Stop::Error(CliError::new(
            msg!("没有说明写到哪里", "the place to write to is missing"),
            msg!("请加 --output 整改通知（文件夹）或 --output 整改通知.zip", "add --output DIR or --output FILE.zip"),
        )));
    };
    refuse_archive(place, &args.archive.archive)?;
    let (workspace, _) = workspace::open_fresh(common, &args.archive, output)?;
    let report = workspace::report(&workspace, &args.archive, common.lang)?;
    let package = Package::new(&report, args.due, common.lang);
    let is_zip = place.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    let made = contain(|| if is_zip { zip(&package, place) } else { folder(&package, place) });
    let count = made.unwrap_or_else(|panic| Err(CliError::not_written(&panic.place)))?;
    let (villages, place) = (report.villages.len(), place.display());
    output.say(&msg!(
        "{villages} 个村的 {count} 份文件已写入 {place}",
        "{count} files of {villages} villages were written to {place}"
    ));
    Ok(Ending::of_reading(report.ledger, common.strict).or_gaps(common.strict, !report.is_complete()))
}

/// The archive is never written to.
fn refuse_archive(place: &Path, archive: &Path) -> Result<(), CliError> {
    let Ok(archive) = archive.canonicalize() else { return Ok(()) };
    let absolute = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
    // The place itself need not be there yet.
    let known = absolute.ancestors().find_map(|known| known.canonicalize().ok());
    if known.is_some_and(|known| known.starts_with(&archive)) {
        let place = place.display();
        return Err(CliError::new(
            msg!("{place} 在档案文件夹里面，档案只读不写", "{place} lies in the archive, which is never written to"),
            msg!("请写到档案以外的位置", "write to a place outside the archive"),
        ));
    }
    Ok(())
}

/// What stops the writing.
enum WriteFailure {
    Made(PackageError),
    Written(PathBuf, std::io::Error),
}

impl From<PackageError> for WriteFailure {
    fn from(error: PackageError) -> Self {
        WriteFailure::Made(error)
    }
}

impl From<WriteFailure> for CliError {
    fn from(failure: WriteFailure) -> Self {
        match failure {
            WriteFailure::Made(error) => CliError::not_written(&error),
            WriteFailure::Written(path, error) => CliError::output(&path, &error),
        }
    }
}

/// Writes a folder a village; returns how many files. Other files that lie there stay.
fn folder(package: &Package<'_>, place: &Path) -> Result<usize, CliError> {
    let mut count = 0;
    package.write(|file| {
        let folder = place.join(&file.folder);
        fs::create_dir_all(&folder).map_err(|error| WriteFailure::Written(folder.clone(), error))?;
        let path = folder.join(&file.name);
        fs::write(&path, &file.bytes).map_err(|error| WriteFailure::Written(path, error))?;
        count += 1;
        Ok::<(), WriteFailure>(())
    })?;
    Ok(count)
}

fn zip(package: &Package<'_>, place: &Path) -> Result<usize, CliError> {
    let (bytes, count) = package.zip().map_err(WriteFailure::Made)?;
    fs::write(place, bytes).map_err(|error| WriteFailure::Written(place.to_owned(), error))?;
    Ok(count)
}
