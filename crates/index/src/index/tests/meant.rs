//! Other writings, patterns, and the pages that may be meant.

use super::*;
use crate::model::PageSource;

/// A page that was recognised from a picture.
fn recognised(path: &str, text: &str) -> PageDocument {
    PageDocument { source: Some(PageSource::Ocr), format: "JPEG".to_owned(), ..page(path, 1, text) }
}

fn papers() -> Archive {
    let mut minutes = page("记录.docx", 1, "会议记录：二〇二〇年六月十二日，主持人：王芳，记录人：李未");
    minutes.rank = 0;
    Archive::new(vec![
        minutes,
        page("纪要.docx", 1, "会议纪要，2020.6.12召开，到会 32 人"),
        page("收据.txt", 1, "今收到人民币（大写）：壹仟贰佰元整，2020.6.1"),
        page("账.xlsx", 1, "合计\t1,200.00元\n其他 31200元"),
        recognised("扫描.jpg", "主持人：王芬 记录入：李末 股金28600元"),
        page("名单.txt", 1, "汪方 吕晓明 王 芳"),
        page("长句.txt", 1, "审议通过了村集体经济组织成员身份确认办法"),
    ])
}

fn paths(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.path.as_str()).collect()
}

/// The paths of the pages that may be meant for a reason.
fn meant(results: &SearchResults, matched: MatchKind) -> Vec<&str> {
    results.more.iter().filter(|more| more.matched == matched).flat_map(|more| paths(&more.hits)).collect()
}

#[test]
fn dates_and_sums_in_any_writing() {
    let archive = papers();
    for query in ["2020年6月12日", "二○二○年六月十二日", "2020-06-12", "2020/6/12", "2020.06.12"] {
        let mut found = archive.found(query);
        found.sort_unstable();
        assert_eq!(found, ["纪要.docx#1", "记录.docx#1"], "{query}");
    }
    let results = archive.results("2020.6.12", &SearchOptions::default());
    assert_eq!(paths(&results.hits), ["纪要.docx", "记录.docx"], "as asked before other writings");
    assert_eq!(results.hits[0].matched, MatchKind::Exact);
    assert_eq!(results.hits[1].matched, MatchKind::Form);
    assert!(results.hits[1].snippet.contains("<mark>二〇二〇年六月十二日</mark>"));
    assert_eq!(archive.found("\"2020.6.12\""), ["纪要.docx#1"], "quoted is that string");
    assert_eq!(archive.found("2020年6月1日"), ["收据.txt#1"], "2020.6.1 is not 2020.6.12");
    for query in ["1200元", "1,200.00元", "壹仟贰佰元整"] {
        let mut found = archive.found(query);
        found.retain(|path| path != "账.xlsx#1");
        assert_eq!(found, ["收据.txt#1"], "{query}");
        assert!(archive.found(query).contains(&"账.xlsx#1".to_owned()), "{query}");
    }
    assert_eq!(archive.found("0.12万元").len(), 2);
}

#[test]
fn patterns_leave_gaps() {
    let archive = papers();
    assert_eq!(archive.found("主?人"), ["记录.docx#1", "扫描.jpg#1"].map(str::to_owned));
    assert_eq!(archive.found("吕?明"), ["名单.txt#1"]);
    assert_eq!(archive.found("主持人*记录人"), ["记录.docx#1"]);
    assert_eq!(archive.found("记录人*主持人"), Vec::<String>::new(), "in this order");
    assert_eq!(archive.found("审议??了*办法"), ["长句.txt#1"]);
    assert_eq!(archive.found("汪*明"), ["名单.txt#1"]);
    assert_eq!(archive.found("会议纪*"), ["纪要.docx#1"]);
    let results = archive.results("主持人*记录人", &SearchOptions::default());
    assert!(results.hits[0].snippet.contains("<mark>主持人：王芳，记录人</mark>"), "{}", results.hits[0].snippet);
    let mut broken = page("断页.txt", 1, "第一条 本社由");
    broken.next_text = "全体成员组成".to_owned();
    let archive = Archive::new(vec![broken, page("断页.txt", 2, "全体成员组成")]);
    assert_eq!(archive.found("本社*成员"), ["断页.txt#1"], "over the page break");
    assert_eq!(archive.found("全?成"), ["断页.txt#2"], "and never beginning on the next page");
}

#[test]
fn words_of_the_same_meaning_stand_apart() {
    let archive = papers();
    let results = archive.results("会议记录", &SearchOptions::default());
    assert_eq!((results.total, paths(&results.hits)), (1, vec!["记录.docx"]));
    assert_eq!(meant(&results, MatchKind::Synonym), ["纪要.docx"]);
    let more = &results.more[0];
    assert_eq!(more.words, ["会议纪要"], "only words that stand somewhere");
    assert!(more.hits[0].snippet.contains("<mark>会议纪要</mark>"));
    let all = archive.results(&more.query, &SearchOptions::default());
    assert_eq!(all.total, 2, "{}", more.query);
    for (query, alternatives) in [("\"会议记录\"", true), ("会议记录", false)] {
        let options = SearchOptions { alternatives, ..SearchOptions::default() };
        assert!(meant(&archive.results(query, &options), MatchKind::Synonym).is_empty(), "{query}");
    }
}

#[test]
fn what_recognition_may_have_misread_stands_apart() {
    let archive = papers();
    let results = archive.results("李未", &SearchOptions::default());
    assert_eq!(paths(&results.hits), ["记录.docx"]);
    assert_eq!(meant(&results, MatchKind::Doubt), ["扫描.jpg"]);
    assert!(results.more[0].hits[0].snippet.contains("<mark>李末</mark>"));
    let results = archive.results("28500元", &SearchOptions::default());
    assert_eq!((results.total, meant(&results, MatchKind::Doubt)), (0, vec!["扫描.jpg"]));
    // 王芬 was recognised; a page with text of its own is not doubted.
    let results = archive.results("王芬", &SearchOptions::default());
    assert_eq!(paths(&results.hits), ["扫描.jpg"]);
    assert!(meant(&results, MatchKind::Doubt).is_empty());
}

#[test]
fn letters_find_names_where_nothing_else_does() {
    let archive = papers();
    for query in ["wangfang", "wf", "WangFang"] {
        let results = archive.results(query, &SearchOptions::default());
        assert_eq!(results.total, 0, "{query}");
        let mut found = meant(&results, MatchKind::Pinyin);
        found.sort_unstable();
        assert!(found.contains(&"名单.txt") && found.contains(&"记录.docx"), "{query}: {found:?}");
        assert!(results.more[0].words.contains(&"汪方".to_owned()));
    }
    let mut latin = papers();
    latin.add(vec![page("en.txt", 1, "signed by Wang Fang")]);
    let results = latin.results("wangfang", &SearchOptions::default());
    assert_eq!((results.total, results.more.len()), (1, 0), "a literal hit needs no guess");
}

#[test]
fn part_of_the_words_where_next_to_nothing_is_found() {
    let archive = papers();
    let results = archive.results("经济组织成员资格审查办法", &SearchOptions::default());
    assert_eq!((results.total, meant(&results, MatchKind::Part)), (0, vec!["长句.txt"]));
    let part = results.more.last().expect("a part");
    assert!(part.hits[0].snippet.contains("<mark>经济组织成员</mark>"), "{}", part.hits[0].snippet);
    let results = archive.results("王芳 汪方 章程", &SearchOptions::default());
    assert!(meant(&results, MatchKind::Part).contains(&"名单.txt"), "any of the words will do");
    let results = archive.results("王芳 汪方 章程 -格式:TXT", &SearchOptions::default());
    assert!(!meant(&results, MatchKind::Part).contains(&"名单.txt"), "conditions stay");
}

#[test]
fn who_may_see_one_village_finds_and_is_told_of_that_alone() {
    let of = |village: &str, page: PageDocument| PageDocument { village: Some(village.to_owned()), ..page };
    let archive = Archive::new(vec![
        of("张庄村", page("张庄村/通知.txt", 1, "张庄村通知：召开村民代表会议")),
        of("付庄村", page("付庄村/记录.txt", 1, "会议记录：主持人王芳，审议通过了村集体经济组织成员身份确认办法")),
        of("付庄村", page("付庄村/纪要.txt", 1, "会议纪要：汪方")),
        of("付庄村", recognised("付庄村/扫描.jpg", "主持人：王芬")),
        page("镇级/部署.txt", 1, "部署会议：王芳，村民代表会议"),
    ]);
    let within = |query: &str, village: &str| {
        archive.results(query, &SearchOptions { within: Some(village.to_owned()), ..SearchOptions::default() })
    };
    for query in [
        "会议记录",
        "会议纪要",
        "王芳",
        "wangfang",
        "审议身份确认",
        "村:付庄",
        "-通知",
        "王芳 OR 汪方",
        "王*",
        "文件:付庄",
    ] {
        let all = archive.results(query, &SearchOptions::default());
        assert!(all.total > 0 || !all.more.is_empty(), "{query} is found at all");
        let own = within(query, "张庄村");
        assert_eq!((own.total, own.hits.len(), own.facets.len()), (0, 0, 0), "{query}");
        // What may be meant is of the village too: its one page holds part of some of these words.
        for more in &own.more {
            assert_eq!((more.matched, more.total), (MatchKind::Part, 1), "{query}");
            assert_eq!((more.words.len(), paths(&more.hits)), (0, vec!["张庄村/通知.txt"]), "{query}");
        }
    }
    let own = within("村民代表会议", "张庄村");
    assert_eq!((own.total, paths(&own.hits)), (1, vec!["张庄村/通知.txt"]));
    assert_eq!(own.hits[0].score.to_bits(), 1.0_f32.to_bits(), "how rare a word is elsewhere is not told");
    assert!(own.facets.iter().all(|facet| facet.values.iter().map(|(_, count)| count).sum::<usize>() == 1));
    assert_eq!(within("村民代表会议", "张庄").total, 0, "by its full name and no other");
}

#[test]
fn nothing_that_stands_in_other_villages_changes_what_a_village_is_told() {
    let of = |village: &str, page: PageDocument| PageDocument { village: Some(village.to_owned()), ..page };
    let archive = |others: &[&str]| {
        let mut pages = vec![
            of("张庄村", page("张庄村/甲.txt", 1, "鼋鼍鼙鼛鼗鼢的章程，到会人数")),
            of("张庄村", page("张庄村/乙.txt", 1, "村民代表会议的章程，收据")),
            of("张庄村", recognised("张庄村/丙.jpg", "清产核资")),
        ];
        for (number, text) in others.iter().enumerate() {
            pages.push(of("李庄村", recognised(&format!("李庄村/{number}.jpg"), text)));
            pages.push(of("李庄村", page(&format!("李庄村/{number}.txt"), 1, text)));
        }
        Archive::new(pages)
    };
    let worlds = [
        archive(&[]),
        archive(&["王芳", "370000199001010000", "章程章程章程", "章程", "章程", "清产核资"]),
        archive(&["收据收据", "收据", "收据", "到会人数", "王苦", "鼋鼍"]),
    ];
    for query in [
        "鼋鼍鼙鼛鼗鼢王芳",
        "鼋鼍鼙鼛鼗鼢370000199001010000",
        "wangfang",
        "王芳",
        "清产核咨",
        "清产，核资",
        "章程 OR 收据",
        "收据 OR 到会人数",
        "章程 收据 王芳",
    ] {
        let told: Vec<String> = worlds
            .iter()
            .map(|archive| {
                let within = Some("张庄村".to_owned());
                let mut results = archive.results(query, &SearchOptions { within, ..SearchOptions::default() });
                assert!(results.took_ms % 10.0 == 0.0, "{}", results.took_ms);
                results.took_ms = 0.0;
                format!("{results:?}")
            })
            .collect();
        assert!(told.iter().all(|other| *other == told[0]), "{query}: {told:#?}");
    }
}

#[test]
fn hits_are_counted_by_their_facets() {
    let archive = township();
    let results = archive.results("章程 OR 股 OR 公示", &SearchOptions { limit: 1, ..SearchOptions::default() });
    let facet = |field: FacetField| {
        let facet = results.facets.iter().find(|facet| facet.field == field);
        facet.map(|facet| facet.values.clone()).unwrap_or_default()
    };
    assert_eq!(results.total, 4);
    assert_eq!(facet(FacetField::Village), [("张庄村".to_owned(), 3), ("付庄村".to_owned(), 1)]);
    assert_eq!(facet(FacetField::Kind), [("CHARTER".to_owned(), 2), ("MTG_MINUTES".to_owned(), 1)]);
    assert_eq!(facet(FacetField::Month), [("2020-05".to_owned(), 2), ("2020-06".to_owned(), 1)]);
    assert_eq!(facet(FacetField::Item).len(), 3);
    assert_eq!(facet(FacetField::Source), [("plain".to_owned(), 4)]);
    for field in FacetField::ALL {
        for (value, count) in facet(field) {
            let narrowed = format!("(章程 OR 股 OR 公示) {}", field.condition(&value));
            assert_eq!(archive.results(&narrowed, &SearchOptions::default()).total, count, "{narrowed}");
        }
    }
    let none = archive.results("章程", &SearchOptions { facets: false, ..SearchOptions::default() });
    assert!(none.facets.is_empty());
}

#[test]
fn minutes_stand_before_attachments_of_equal_score() {
    let mut documents: Vec<PageDocument> = (0..6).map(|number| page(&format!("{number}.txt"), 1, "表决通过")).collect();
    documents[4].rank = 0;
    documents[2].rank = 1;
    let archive = Archive::new(documents);
    assert_eq!(archive.found("表决")[..3], ["4.txt#1", "2.txt#1", "0.txt#1"]);
}

#[test]
fn villages_in_order() {
    let archive = township();
    let options = SearchOptions { sort: Sort::Village, ..SearchOptions::default() };
    let results = archive.results("村 OR 股", &options);
    assert_eq!(
        paths(&results.hits),
        ["02付庄村/会议/会议记录.docx", "01张庄村/04/章程.pdf", "01张庄村/04/章程.pdf", "镇级/单字.txt"]
    );
}

#[test]
fn many_sessions_end_in_few_segments_and_the_same_answers() {
    let mut archive = Archive::new(Vec::new());
    for number in 0..12 {
        archive
            .add(vec![page(&format!("{number}.txt"), 1, "同样的文字"), recognised(&format!("{number}.jpg"), "同祥")]);
    }
    let results = archive.results("同样", &SearchOptions::default());
    assert_eq!((results.total, results.more[0].total, results.more[0].matched), (12, 12, MatchKind::Doubt));
    let source = results.facets.iter().find(|facet| facet.field == FacetField::Source).expect("a facet");
    assert_eq!(source.values, [("plain".to_owned(), 12)], "over all segments");
}
