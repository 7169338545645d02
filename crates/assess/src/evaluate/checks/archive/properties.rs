//! The four properties (真实性, 完整性, 可用性, 安全性) of a village's folder: the part of DA/T 70-2018 that can be asked of
//! files in folders. They are shown, and settle nothing.

use super::{FormatGrade, survey};
use crate::{
    evaluate::{
        Case,
        case::{
            advice::{Advice, NAMED},
            slot::Filled,
        },
    },
    msg,
};

pub(super) fn properties(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, stages: &[String], advice: &mut Advice) {
    let survey = survey(case, filled, slot, stages);
    if survey.files == 0 {
        return;
    }
    let (files, digests, rows) = (survey.files.saturating_sub(survey.ignored), survey.digests, survey.rows.len());
    let (codes, good, repeated) = (survey.codes, survey.codes_good, survey.repeated);
    let code_zh = if codes == 0 { "无档号".to_owned() } else { format!("档号合规 {good}/{codes}") };
    let code_en =
        if codes == 0 { "no archival codes".to_owned() } else { format!("archival codes in order {good}/{codes}") };
    advice.say(
        msg!(
            "真实性：{files} 份文件，已固化摘要 {digests} 份；{code_zh}；目录重复题名 {repeated} 条",
            "Authenticity: {files} files, digests kept of {digests}; {code_en}; titles repeated in the list: {repeated}"
        ),
        Vec::new(),
    );
    let matched = rows.saturating_sub(survey.without_file.len());
    let (papers, listed) = (survey.papers, survey.papers.saturating_sub(survey.unlisted.len()));
    let jumps = survey.jumps.len();
    let (there, all) = (survey.stages.iter().filter(|(_, there)| *there).count(), survey.stages.len());
    let lacking: Vec<&str> = survey.stages.iter().filter(|(_, there)| !there).map(|(name, _)| name.as_str()).collect();
    let lacking = if lacking.is_empty() { String::new() } else { format!("（未见：{}）", lacking.join("、")) };
    let list_zh = if rows == 0 {
        "未读到目录条目".to_owned()
    } else {
        format!("目录 {rows} 件，有文件 {matched} 件；文件 {papers} 份，已列目录 {listed} 份；件号不连续 {jumps} 处")
    };
    let list_en = if rows == 0 {
        "no rows of a contents list were read".to_owned()
    } else {
        format!(
            "{rows} rows in the list, {matched} with a file; {papers} files, {listed} in the list; {jumps} gaps in numbers"
        )
    };
    advice.say(
        msg!(
            "完整性：{list_zh}；分阶段文件夹 {there}/{all}{lacking}",
            "Completeness: {list_en}; stages with a folder {there}/{all}"
        ),
        survey.unlisted.iter().take(NAMED).cloned().collect(),
    );
    let count = |format: FormatGrade| survey.formats.get(&format).copied().unwrap_or(0);
    let (fit, common, convert, unfit) = (
        count(FormatGrade::Archival),
        count(FormatGrade::Common),
        count(FormatGrade::Convert),
        count(FormatGrade::Unfit),
    );
    let unreadable = survey.unreadable.len();
    advice.say(
        msg!(
            "可用性：归档格式 {fit} 份，通用格式 {common} 份，建议转换 {convert} 份，不宜归档 {unfit} 份；无法读取 {unreadable} 份",
            "Usability: {fit} in archival formats, {common} in common ones, {convert} better converted, {unfit} not fit for filing; {unreadable} could not be read"
        ),
        survey.unreadable.into_iter().take(NAMED).collect(),
    );
    let (executable, ignored) = (survey.executable.len(), survey.ignored);
    advice.say(
        msg!(
            "安全性：可执行或含宏的文件 {executable} 份，系统遗留文件 {ignored} 份（已忽略）；未作病毒查杀",
            "Safety: {executable} files that can run or hold macros, {ignored} left by systems (ignored); no virus scan was made"
        ),
        survey.executable.into_iter().take(NAMED).collect(),
    );
}
