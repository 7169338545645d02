//! `cundang rubric check` and `cundang rubric checks`.

use std::path::Path;

use super::{
    args::{Common, OutputFormat},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
};
use crate::{
    evaluate::campaign,
    msg,
    report::checks,
    rubric::{Level, Rubric},
};

/// Validates a rubric and prints what it contains, or returns everything that is wrong with it.
pub(super) fn check(path: &Path, output: &mut Output) -> Result<Ending, Stop> {
    let rubric = campaign::load(path)?;
    let (id, items, total) = (&rubric.id, rubric.items.len(), rubric.total);
    let (town, village) = (rubric.points_of(Level::Township), rubric.points_of(Level::Village));
    let slots: usize = rubric.items.iter().map(|item| item.slots.len()).sum();
    let kinds = rubric.kinds.len();
    let message = msg!(
        "评估表 {id} 可用：{items} 个项目，镇级 {town} 分，村级 {village} 分，合计 {total} 分；{slots} 个材料位，{kinds} 种材料\n",
        "the rubric {id} can be used: {items} items, township {town}, village {village}, total {total} points; {slots} slots, {kinds} kinds of document\n"
    );
    let text = output.text(&message).to_owned();
    output.data(text.as_bytes())?;
    Ok(Ending::Done)
}

/// Lists the checks of every item, of a rubric file or of the built-in one.
pub(super) fn checks(common: &Common, path: Option<&Path>, output: &mut Output) -> Result<Ending, Stop> {
    if common.format != OutputFormat::Terminal {
        return Err(Stop::Error(CliError::unsupported("rubric checks", "terminal")));
    }
    let rubric = match path {
        None => Rubric::builtin(),
        Some(path) => std::sync::Arc::new(campaign::load(path)?),
    };
    output.data(checks::checks_md(&rubric, common.lang).as_bytes())?;
    Ok(Ending::Done)
}
