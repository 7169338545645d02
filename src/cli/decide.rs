//! `cundang decide`: records a decision in the store's log, or lists the log.

use super::{
    args::{Common, DecideArgs, OutputFormat},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    model::{Lang, Message, Unit},
    msg,
    pipeline::{self, AskedDecision, AskedVerdict, EntryError, Ruling, Workspace},
    report::{Report, history, json, words},
    rubric::Level,
};

/// Records a decision, or lists all of them.
pub(super) fn decide(common: &Common, args: &DecideArgs, output: &mut Output) -> Result<Ending, Stop> {
    let forms =
        if args.list { [OutputFormat::Terminal, OutputFormat::Json].as_slice() } else { &[OutputFormat::Terminal] };
    if !forms.contains(&common.format) {
        return Err(Stop::Error(CliError::unsupported("decide", if args.list { "terminal json" } else { "terminal" })));
    }
    let asked = if args.list { None } else { Some(asked(args)?) };
    // The archive is read again before a decision is recorded; its scans need not be recognised for it.
    let (mut workspace, _) = workspace::open_read(common, &args.archive, output)?;
    let report = workspace::report(&workspace, &args.archive, common.lang)?;
    let Some((item, by, what)) = asked else {
        return list(common, args, &report, output);
    };
    let unit = unit(args, &item, &report)?;
    let ruling = Ruling { unit: unit.clone(), item: item.clone(), by, what, saw: None };
    workspace.decide(&ruling, &pipeline::now()).map_err(refused)?;
    say(&workspace, &unit, &item, output)
}

/// Prints the item's state and interval after the decision.
fn say(workspace: &Workspace, unit: &Unit, item: &str, output: &mut Output) -> Result<Ending, Stop> {
    let report = workspace.report(&pipeline::now()).map_err(CliError::from)?;
    let decided = report.units().find(|known| known.unit == *unit);
    if let Some(decided) = decided.and_then(|known| known.items.iter().find(|known| known.id == item)) {
        let (name, name_en) = (words::unit_name(unit, Lang::Zh), words::unit_name(unit, Lang::En));
        let interval = words::interval(decided.min, decided.max);
        let points = words::points(decided.points);
        let (state, state_en) =
            (words::state_word(decided.state, Lang::Zh), words::state_word(decided.state, Lang::En));
        let message = msg!(
            "已记录。{name} {item}：{state}，{interval} / {points} 分\n",
            "Kept. {name_en} {item}: {state_en}, {interval} / {points}\n"
        );
        let text = output.text(&message).to_owned();
        output.data(text.as_bytes())?;
    }
    Ok(Ending::Done)
}

/// The item, the name and the decision that the options give.
fn asked(args: &DecideArgs) -> Result<(String, String, AskedDecision), CliError> {
    let item = args.item.clone().ok_or_else(|| lacking(msg!("缺少 --item", "--item is missing")))?;
    let by = args.by.clone().ok_or_else(|| lacking(msg!("缺少 --by 姓名", "--by NAME is missing")))?;
    let reason = args.reason.clone();
    let what = match (args.score, &args.finding, args.verdict, args.undo) {
        (Some(score), ..) => AskedDecision::Score { score, original_seen: args.original, reason },
        (None, Some(finding), Some(verdict), _) => {
            AskedDecision::Verdicts(vec![AskedVerdict { finding: finding.clone(), verdict, reason }])
        }
        (None, _, _, true) => AskedDecision::Undo { of: None, reason },
        _ => {
            return Err(lacking(msg!("没有说明要做什么", "it is not said what to do")));
        }
    };
    Ok((item, by, what))
}

fn lacking(message: Message) -> CliError {
    CliError::new(
        message,
        msg!(
            "例如：cundang decide 档案 --village 张庄 --item V03 --score 3 --reason \"公示清晰\" --by 王芳；另有 --finding、--undo、--list",
            "for example: cundang decide ARCHIVE --village 张庄 --item V03 --score 3 --reason \"…\" --by NAME; also --finding, --undo, --list"
        ),
    )
}

/// The unit of the item: the township, or the village named.
fn unit(args: &DecideArgs, item: &str, report: &Report) -> Result<Unit, CliError> {
    let level = report.rubric.item(item).map(|item| item.level);
    match (level, &args.archive.village) {
        (None, _) => Err(CliError::new(
            msg!("评估表里没有项目 {item}", "the rubric has no item {item}"),
            msg!("请核对 --item，如 T01、V03", "check --item, as in T01 or V03"),
        )),
        (Some(Level::Township), _) => Ok(Unit::Township),
        (Some(Level::Village), Some(_)) => match report.villages.first().and_then(|village| village.unit.village()) {
            Some(name) => Ok(Unit::Village(name.to_owned())),
            None => Err(lacking(msg!("没有这个村", "there is no such village"))),
        },
        (Some(Level::Village), None) => {
            Err(lacking(msg!("{item} 是村级项目，缺少 --village", "{item} is a village's item: --village is missing")))
        }
    }
}

fn list(common: &Common, args: &DecideArgs, report: &Report, output: &mut Output) -> Result<Ending, Stop> {
    let shown = |unit: &Unit, item: &str| {
        let is_unit = args.archive.village.is_none() || report.villages.iter().any(|village| village.unit == *unit);
        is_unit && args.item.as_deref().is_none_or(|wanted| wanted == item)
    };
    let log: Vec<_> = report.log.iter().filter(|entry| shown(&entry.unit, &entry.item)).cloned().collect();
    if common.format == OutputFormat::Json {
        let text = json::decisions_json(&report.rubric.id, &log).map_err(|error| CliError::not_written(&error))?;
        output.data(text.as_bytes())?;
        return Ok(Ending::Done);
    }
    if log.is_empty() {
        let text = output.text(&msg!("还没有决定。\n", "Nothing has been decided yet.\n")).to_owned();
        output.data(text.as_bytes())?;
    }
    for line in history::lines(&report.log, &log, common.lang) {
        output.data(format!("{line}\n").as_bytes())?;
    }
    Ok(Ending::Done)
}

fn refused(error: EntryError) -> CliError {
    match error {
        EntryError::Pipeline(error) => error.into(),
        other => CliError::new(
            other.to_message(),
            msg!("请改正后再运行一次；已有的记录没有变动", "correct it and run again; nothing was changed"),
        ),
    }
}
