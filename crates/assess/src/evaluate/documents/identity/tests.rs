//! The identity as a whole.

use proptest::prelude::*;

use super::*;
use crate::{
    evaluate::fixture::{paper, township},
    model::Unit,
    rubric::{Apart, Rubric},
    vocabulary,
};

fn identity(path: &str, pages: &[&str]) -> Identity {
    Identity::read(paper(path).saying(pages).as_paper(), &Places::new(&township()))
}

#[test]
fn a_notice_of_the_township() {
    let text = "凫城镇人民政府文件\n凫政发〔2019〕7号\n关于印发《凫城镇成员身份\n确认工作方案》的通知\n各村民委员会：\n现将方案印发给你们。\n凫城镇人民政府\n2019年3月5日\n凫城镇成员身份确认工作方案\n一、任务";
    let found = identity("扫描0001.pdf", &[text]);
    assert_eq!(found.genre.value().map(|genre| genre.id), Some("notice"));
    assert_eq!(found.inner_genre().map(|genre| genre.id), Some("plan"));
    assert_eq!(found.subject.value().map(|subject| subject.id), Some("membership"));
    assert_eq!(found.is_of_campaign(&["reform".to_owned()]), Some(true));
    let issuer = found.issuer.value().expect("an issuer");
    assert_eq!(
        (issuer.kind, issuer.level, &issuer.whose),
        ("government", Some(AdminLevel::Township), &Whose::Township)
    );
    assert_eq!(found.addressee.value().map(|to| to.name.as_str()), Some("各村民委员会"));
    assert_eq!(found.state.value(), Some(&State::Final));
    assert_eq!(found.day(Occasion::Signed).map(|day| day.value.date.to_string()), Some("2019-03-05".to_owned()));
    let title = found.title.proof().expect("a proof");
    assert_eq!((title.origin, title.place.page), (Origin::Title, Some(1)));
    assert_eq!(title.place.quote, "关于印发《凫城镇成员身份\n确认工作方案》的通知");
}

/// Why papers of 李庄村 are no evidence of the reform.
fn apart(title: &str, text: &str) -> Vec<Apart> {
    let found = identity("扫描0001.pdf", &[&format!("{title}\n{text}")]);
    let reasons = found.set_apart(&Unit::Village("李庄村".to_owned()), &["reform".to_owned()]);
    reasons.into_iter().map(|apart| apart.why).collect()
}

#[test]
fn what_is_no_evidence_is_set_apart() {
    for (title, text, why) in [
        ("李庄村第十届村民委员会换届选举公告", "选举日为2018年3月1日。", Apart::OtherCampaign),
        ("李庄村农村土地承包经营权确权登记颁证工作方案", "一、总体要求", Apart::OtherCampaign),
        ("李庄村2019年城乡居民医疗保险缴费花名册", "序号\t户主\t金额", Apart::OtherCampaign),
        (
            "黑石镇人民政府文件",
            "黑政发〔2019〕3号\n关于成立农村集体产权制度改革领导小组的通知\n黑石镇人民政府\n2019年3月5日",
            Apart::OtherPlace,
        ),
        ("国务院办公厅关于做好农村集体产权制度改革工作的通知", "国务院办公厅\n2019年3月5日", Apart::HigherLevel),
        ("全省农村集体产权制度改革推进会召开", "昨日，会议在省城召开。", Apart::HigherLevel),
        ("农村集体产权制度改革推进会召开", "本报讯（记者 甲乙）昨日，会议在县城召开。", Apart::News),
        ("黑石镇：股权证发到农民手", "来源：区融媒体中心 2019-03-11\n近日，股权证陆续发放。（记者 甲乙）", Apart::News),
        ("小小股权证 农民变股东", "来源：农业农村报\n记者 甲乙\n近日，各村陆续发证。", Apart::News),
        ("李庄村2019年第二季度农村低保对象评议公示", "公示期七天。", Apart::OtherCampaign),
        ("李庄村高速公路征地补偿款分配方案", "每人2300元。", Apart::OtherCampaign),
        ("李庄村农村无害化卫生厕所改造台账", "序号\t户主\t类型", Apart::OtherCampaign),
        ("李庄村党员大会记录", "议题：讨论接收林一为预备党员\n表决：同意33票", Apart::OtherCampaign),
        ("黑石镇白沙村集体资产清产核资工作方案", "一、时点\n黑石镇白沙村民委员会\n2018年7月9日", Apart::OtherPlace),
        ("张庄村集体经济组织成员名册", "张庄村民委员会\n2019年7月9日", Apart::OtherPlace),
        (
            "山东省人民政府办公厅文件",
            "鲁政办发〔2018〕1号\n关于推进农村集体产权制度改革的实施意见\n山东省人民政府办公厅\n2018年3月5日",
            Apart::HigherLevel,
        ),
        ("中华人民共和国村民委员会组织法", "第一条 为了保障村民自治，制定本法。", Apart::Law),
        ("中华人民共和国农民专业合作社法", "第一条 为了规范组织和行为，制定本法。", Apart::Law),
        ("山东省农村集体资产管理条例", "第一条 为了加强管理，制定本条例。", Apart::Law),
        ("李庄村集体资产管理办法（已废止）", "第一条 为加强管理，制定本办法。", Apart::Repealed),
        ("李庄村成员身份确认办法", "作废\n第一条 为确认成员，制定本办法。", Apart::Repealed),
        ("李庄村股权管理办法（废止）", "第一条 为管好股权，制定本办法。", Apart::Repealed),
    ] {
        assert!(apart(title, text).contains(&why), "{title}: {:?}", apart(title, text));
    }
    for (title, text) in [
        ("李庄村清产核资工作方案", "一、总体要求"),
        ("李庄村股份经济合作社章程", "第一条 名称"),
        ("凫城镇人民政府关于同意成立李庄村股份经济合作社的批复", "凫城镇人民政府\n2019年3月5日"),
        ("李庄村扶贫光伏资产折股量化方案", "一、量化范围"),
        ("村民代表会议签到表", "序号\t姓名"),
        ("会议纪要", "会议研究了有关事项。"),
    ] {
        assert_eq!(apart(title, text), [], "{title}");
    }
}

#[test]
fn rubrics_name_genres_subjects_and_campaigns_that_there_are() {
    let (genres, subjects) = (vocabulary!("genres.tsv"), vocabulary!("subjects.tsv"));
    let rubric = Rubric::builtin();
    assert!(!rubric.campaigns.is_empty());
    for campaign in &rubric.campaigns {
        assert!(subjects.column("campaign").any(|known| known == campaign), "{campaign}");
    }
    let wanted = rubric.kinds.iter().filter_map(|kind| kind.identity.as_ref());
    for genre in wanted.clone().flat_map(|wanted| &wanted.genres) {
        assert!(genres.column("genre").chain(genres.column("family")).any(|known| known == genre), "{genre}");
    }
    for subject in
        wanted.flat_map(|wanted| &wanted.subjects).chain(rubric.topics.iter().flat_map(|topic| &topic.subjects))
    {
        assert!(subjects.column("subject").any(|known| known == subject), "{subject}");
    }
}

#[test]
fn a_village_of_another_place() {
    let found = identity("章程.docx", &["黑石镇马家洼村股份经济合作社章程\n第一条 名称"]);
    assert_eq!(found.issuer.value().map(|body| &body.whose), Some(&Whose::Foreign("马家洼村".to_owned())));
    assert_eq!(found.level.value(), Some(&AdminLevel::Village));
    // Its folder claims it for the village that it lies with.
    assert_eq!(found.issuer.contrary().next().map(|claim| claim.proof.origin), Some(Origin::Folder));
    let own = identity("章程.docx", &["李庄村股份经济合作社章程\n第一条 名称"]);
    assert_eq!(own.issuer.value().map(|body| &body.whose), Some(&Whose::Village("李庄村".to_owned())));
}

#[test]
fn a_file_without_text_is_what_its_name_says() {
    let found = identity("02会议/3、张庄村成员确认办法（草案） - 副本.pdf", &[]);
    assert_eq!(found.title.value().map(|title| title.text.as_str()), Some("张庄村成员确认办法(草案)"));
    assert_eq!(found.genre.value().map(|genre| genre.id), Some("rule"));
    assert_eq!(found.genre.strength(), Some(Strength::Fair));
    assert_eq!(found.state.value(), Some(&State::Draft));
    assert_eq!(found.subject.value().map(|subject| subject.id), Some("membership"));
    assert!(found.date.is_empty());
    assert!(identity("IMG_0032.jpg", &[]).title.is_empty());
    let parts = identity("典型经验材料-张庄村.pdf", &[]);
    assert_eq!(parts.genre.value().map(|genre| genre.id), Some("model-case"));
}

#[test]
fn an_issue_of_a_brief() {
    let found = identity(
        "扫描.pdf",
        &[
            "凫城镇改革工作简报\n第 6 期\n凫城镇产改办编    2019年5月1日\n张庄村“三步走”做实成员确认\n张庄村在成员确认中，坚持三步走。",
        ],
    );
    assert_eq!(found.genre.value().map(|genre| genre.id), Some("news"));
    assert_eq!(found.title.value().map(|title| title.text.as_str()), Some("张庄村“三步走”做实成员确认"));
    assert_eq!(found.state.value(), Some(&State::News));
}

#[test]
fn the_page_overrules_the_name() {
    let found = identity("张庄村章程.docx", &["李庄村会议记录\n时间：2019年3月5日\n主持人：林一"]);
    assert_eq!(found.genre.value().map(|genre| genre.id), Some("minutes"));
    assert!(found.genre.contrary().any(|claim| claim.value.id == "charter" && claim.proof.origin == Origin::Name));
}

#[test]
fn a_title_stands_on_one_page() {
    let found = identity("扫描0001.pdf", &["张庄村股份经济合作社", "章程\n第一条 本社名称为张庄村股份经济合作社。"]);
    let proof = found.title.proof().expect("a title");
    assert_eq!((proof.place.page, proof.place.quote.as_str()), (Some(2), "章程"));
    assert_eq!(found.genre.value().map(|genre| genre.id), Some("charter"));
    let cut = identity("扫描0002.pdf", &["关于张庄村成员", "章程\n第一条 本社。"]);
    assert!(cut.title.claims().iter().all(|claim| !claim.proof.place.quote.contains('\n')), "{:?}", cut.title);
}

proptest! {
    #[test]
    fn no_paper_panics_and_every_proof_stands_in_it(
        name in "[张庄村章程草案0-9（）.-]{0,12}",
        pages in proptest::collection::vec(cundang_testing::paper(), 0..4),
        head in cundang_testing::paper_or("[关于印发《》第一榜号的通知章程\n：镇村2019年3月5日\t ]{0,40}"),
    ) {
        let mut pages = pages;
        if let Some(first) = pages.first_mut() {
            *first = format!("{head}\n{first}");
        }
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let document = paper(&format!("{name}.docx")).saying(&pages);
        let found = Identity::read(document.as_paper(), &Places::new(&township()));
        let proofs = found.genre.claims().iter().map(|claim| &claim.proof)
            .chain(found.subject.claims().iter().map(|claim| &claim.proof))
            .chain(found.issuer.claims().iter().map(|claim| &claim.proof))
            .chain(found.state.claims().iter().map(|claim| &claim.proof))
            .chain(found.date.claims().iter().map(|claim| &claim.proof))
            .chain(found.addressee.claims().iter().map(|claim| &claim.proof))
            .chain(found.title.claims().iter().map(|claim| &claim.proof));
        for proof in proofs {
            match proof.place.page {
                Some(number) => {
                    let page = &document.content[number as usize - 1];
                    prop_assert!(proof.place.quote.lines().all(|line| page.text.contains(line)), "{proof:?}");
                }
                None => prop_assert!(matches!(proof.origin, Origin::Name | Origin::Folder), "{proof:?}"),
            }
        }
    }
}
