//! How the questions that the table leaves open are read, in plain words.

use crate::{
    model::Lang,
    report::view::Report,
    rubric::{Fraction, Level, NoticePeriodSettings, SettingName, Settings, ThresholdSettings, Total},
};

/// A question that the table leaves open, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingShown {
    /// The items it is about, as the rubric has it; empty for all.
    pub items: String,
    /// The question.
    pub question: String,
    /// How it is read here.
    pub answer: String,
}

/// Every open question, in the order of the rubric file; in a village's own report those that concern villages.
pub fn shown(report: &Report, lang: Lang) -> Vec<SettingShown> {
    // Destructured by name, so that a new setting cannot be forgotten here.
    let Settings {
        group_counts_each_task,
        tours_for_trainings,
        empty_standard_by_presence,
        event_counts_twice,
        total,
        notice,
        reference_date,
        yearly_reference_dates,
        members_meeting,
        first_round_counts,
        overlay_is_enough,
    } = &report.rubric.settings;
    let yes = |is: bool, yes: (&str, &str), no: (&str, &str)| {
        let (zh, en) = if is { yes } else { no };
        lang.pick(zh, en).to_owned()
    };
    let is_shown =
        |id: &str| report.town.is_some() || report.rubric.item(id).is_none_or(|item| item.level != Level::Township);
    let row = |setting: Option<SettingName>, zh: &str, en: &str, answer| {
        let all: Vec<&str> = setting.into_iter().flat_map(|setting| report.rubric.items_with(setting)).collect();
        let items: Vec<&str> = all.iter().copied().filter(|id| is_shown(id)).collect();
        // What concerns the township's items alone is not for a village's own report.
        let is_own = all.is_empty() || !items.is_empty();
        is_own.then(|| SettingShown { items: items.join(" "), question: lang.pick(zh, en).to_owned(), answer })
    };
    let yearly: Vec<String> = yearly_reference_dates.iter().map(ToString::to_string).collect();
    let yearly = yearly.join(lang.pick("、", ", "));
    let reference = match (yearly.is_empty(), lang) {
        (true, _) => reference_date.to_string(),
        (false, Lang::Zh) => format!("{reference_date}；标题写明年度清查的，可为 {yearly}"),
        (false, Lang::En) => format!("{reference_date}; in yearly inventories named as such also {yearly}"),
    };
    let deadline = report.deadline();
    let window = match (report.rubric.evidence_from, lang) {
        (Some(from), Lang::Zh) => format!("{from} 至 {deadline}"),
        (Some(from), Lang::En) => format!("{from} to {deadline}"),
        (None, Lang::Zh) => format!("{deadline} 之前"),
        (None, Lang::En) => format!("up to {deadline}"),
    };
    let villages = report.township.villages.len();
    let rows = [
        row(
            Some(SettingName::GroupCountsEachTask),
            "一个实施小组兼管几项工作，计一个还是几个？",
            "A group set up for several tasks: does it count once, or once a task?",
            yes(*group_counts_each_task, ("每项各计一个", "once a task"), ("计一个", "once")),
        ),
        row(
            Some(SettingName::ToursForTrainings),
            "标准里的“专项培训”是否就是“考察学习”？",
            "The standard says “training” where the item says “tour”: is the tour meant?",
            yes(
                *tours_for_trainings,
                ("是，按考察学习计", "yes, tours are counted"),
                ("不是，按培训计", "no, trainings are counted"),
            ),
        ),
        row(
            Some(SettingName::EmptyStandardByPresence),
            "量化标准空白的项目怎么打分？",
            "How are items with a blank standard scored?",
            yes(
                *empty_standard_by_presence,
                ("按材料有无给建议，由评定人确认", "points are suggested by presence, a person confirms"),
                ("不给建议，由评定人定", "nothing is suggested, a person decides"),
            ),
        ),
        row(
            Some(SettingName::EventCountsTwice),
            "同一次活动能否在两个项目里都计？",
            "May one event count in both items?",
            yes(*event_counts_twice, ("可以", "yes"), ("不可以，提醒核实", "no; it is named for checking")),
        ),
        row(
            None,
            "各村的得分怎样合成全表的总分？",
            "How do the villages' totals become the table's total?",
            match total {
                Total::Village => lang.pick("每村各自与镇级相加", "each village with the township's part"),
                Total::Mean => lang.pick("镇级加各村平均", "the township's part with the mean of the villages"),
                Total::Both => lang.pick("两种都列出", "both are printed"),
            }
            .to_owned(),
        ),
        row(
            Some(SettingName::Notice),
            "公示期多长、张几榜？",
            "How long do notices stay up, and how many lists?",
            period(*notice, lang),
        ),
        row(Some(SettingName::ReferenceDate), "哪一天是正确的登记时点？", "Which reference date is right?", reference),
        row(
            Some(SettingName::MembersMeeting),
            "2020 年 11 月示范章程之前，成员（代表）大会的人数和票数要求？",
            "What did the members' meeting need before the model charter of November 2020?",
            thresholds(*members_meeting, lang),
        ),
        row(None, "哪段时间的材料有效？", "From when to when do papers count?", window),
        row(
            Some(SettingName::FirstRoundCounts),
            "第一轮（2018 年）形成的村级材料还算数吗？",
            "Do a village's papers of the first round (2018) still count?",
            yes(*first_round_counts, ("算数", "yes"), ("不算", "no")),
        ),
        row(
            Some(SettingName::OverlayIsEnough),
            "照片的时间、地点取自水印、文件名或说明，可以吗？",
            "May a photo's time and place come from its watermark, name or caption?",
            yes(
                *overlay_is_enough,
                ("可以，并注明来源", "yes, and the source is shown"),
                ("不可以，只认相机记录", "no, the camera's own record only"),
            ),
        ),
        row(
            None,
            "各村的名称、别名和范围从哪里来？",
            "Where do the villages' names and places come from?",
            match lang {
                Lang::Zh => format!("archive.json，没有的按文件夹名；现有 {villages} 个村"),
                Lang::En => format!("archive.json, or else the folders' names; {villages} villages are known"),
            },
        ),
    ];
    rows.into_iter().flatten().collect()
}

fn period(notice: NoticePeriodSettings, lang: Lang) -> String {
    let NoticePeriodSettings { days, working, lists, lists_advised } = notice;
    match lang {
        Lang::Zh => {
            let sort = if working { "个工作日" } else { "天" };
            format!("不少于 {days} {sort}，不少于 {lists} 榜；不足 {lists_advised} 榜的提醒核实")
        }
        Lang::En => {
            let sort = if working { "working days" } else { "calendar days" };
            format!(
                "{days} {sort} at least, {lists} list(s) at least; fewer than {lists_advised} are named for checking"
            )
        }
    }
}

fn thresholds(needed: ThresholdSettings, lang: Lang) -> String {
    let share = |Fraction(part, whole)| format!("{part}/{whole}");
    let ThresholdSettings { present, ordinary, charter } = needed;
    let (present, ordinary, charter) = (share(present), share(ordinary), share(charter));
    match lang {
        Lang::Zh => {
            format!("先看本村章程；章程没写的，到会不少于 {present}，一般事项同意超过 {ordinary}，章程不少于 {charter}")
        }
        Lang::En => format!(
            "the village's own charter; where it is silent, {present} present at least, over {ordinary} of them in favour, {charter} at least for a charter"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_twelve_open_questions_are_answered_in_both_languages() {
        let mut report = fixture::report();
        let zh = shown(&report, Lang::Zh);
        assert_eq!(zh.len(), 12);
        assert!(zh.iter().all(|row| !row.question.is_empty() && !row.answer.is_empty()));
        assert_eq!(zh[5].answer, "不少于 7 天，不少于 1 榜；不足 2 榜的提醒核实");
        assert!(zh.iter().all(|row| row.items.is_empty()), "the rubric names no items");
        let mut rubric = (*report.rubric).clone();
        rubric.settings.notice = NoticePeriodSettings { days: 10, working: true, lists: 3, lists_advised: 3 };
        rubric.settings.total = Total::Mean;
        for item in rubric.items.iter_mut().take(2) {
            item.settings = vec![SettingName::Notice];
        }
        let ids: Vec<&str> = rubric.items.iter().take(2).map(|item| item.id.as_str()).collect();
        let ids = ids.join(" ");
        report.rubric = std::sync::Arc::new(rubric);
        let en = shown(&report, Lang::En);
        assert_eq!(en[5].items, ids);
        assert!(en[5].answer.starts_with("10 working days at least, 3 list(s)"));
        assert!(en[4].answer.contains("mean"));
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let mut rubric = (*report.rubric).clone();
        rubric.items.iter_mut().for_each(|item| item.settings.clear());
        let town = rubric.items.iter_mut().find(|item| item.level == Level::Township).expect("the township's item");
        town.settings = vec![SettingName::Notice, SettingName::ReferenceDate];
        let village = rubric.items.iter_mut().find(|item| item.level == Level::Village).expect("a village's item");
        village.settings = vec![SettingName::ReferenceDate];
        let id = village.id.clone();
        report.rubric = std::sync::Arc::new(rubric);
        let own = shown(&report.for_village("张庄村"), Lang::Zh);
        assert_eq!(own.len(), 11, "that of the township's item is left out");
        assert_eq!(own.iter().filter(|row| row.items == id).count(), 1, "of the other the village's item is named");
        assert!(en.iter().all(|row| !chinese(&row.question) && !chinese(&row.answer)), "{en:?}");
    }
}
