//! What a paper's identity adds to what name, title and folders say.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::{
    super::identity::{Genre, Identity, Origin, SetApart, State, Strength},
    Classifier,
};
use crate::{
    evaluate::Document,
    rubric::{DocumentKind, KindRole, Topic},
    text::{Cut, fold::fold_name, pattern},
};

/// Bodies whose own names speak of what they are for.
const ISSUING: [&str; 7] = ["assembly", "group", "office", "government", "party", "board", "election-committee"];

/// Whether a genre is one of papers that a meeting leaves behind.
fn tells_of_a_meeting(genre: &Genre) -> bool {
    genre.is("minutes") || genre.is("sign-in") || genre.is("resolution")
}

/// What the rubric's patterns find in a paper's name and title.
pub(super) struct Named<'m> {
    /// Name or title fit a kind.
    pub(super) kind: bool,
    /// They fit a topic.
    pub(super) topic: bool,
    /// The kinds that the title on the page fits.
    pub(super) of_title: Vec<&'m str>,
    /// The file's name calls it a draft.
    pub(super) draft: bool,
}

/// What minutes set out in full: `成立…工作小组，林一当组长，林二、林三为成员`, and `办法主要几条：①…②…③…④…`.
fn recorded(document: &Document) -> Vec<&'static str> {
    static GROUP: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:成立|组建|设立|商量好|商定|定下)[^。；;]{0,24}小组[^。；;]{0,40}组长[^。；;]{0,120}成员")
    });
    static PLAN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:办法|方案|细则)[^。；;\n]{0,12}(?:几条|如下|以下|一块|主要|内容)[^。；;\n]{0,8}[:：]")
    });
    static POINT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[①-⑳]|(?:^|[\n；;。])\s*(?:[(（]?[一二三四五六七八九十0-9]{1,2}[)）、.．]|第?[一二三四五六七八九]一?条|头一条)",
        )
    });
    /// Characters behind its name in which a plan's points stand, and how many there are at least.
    const WITHIN: usize = 800;
    const POINTS: usize = 4;
    let text: Vec<&str> = document.lines().map(|line| line.text).collect();
    let text = text.join("\n");
    let mut records = Vec::new();
    if GROUP.is_match(&text) {
        records.push("organisation");
    }
    let is_plan = PLAN.find_iter(&text).any(|plan| {
        let behind: String = text.part(plan.end()..).chars().take(WITHIN).collect();
        POINT.find_iter(&behind).count() >= POINTS
    });
    if is_plan {
        records.push("plan");
    }
    records
}

/// That a paper hands something of the village over to somebody else, a school or the township: what the reform asks for are assets
/// that the village is given, or gives to its cooperative. Archives are handed up.
fn given_away(document: &Document) -> Option<SetApart> {
    static PARTY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:(?P<from>移交|交出|转出|捐赠|出让)|(?P<to>接收|接管|转入|受赠|受让))(?:方|单位|人)(?:\([^()]{0,6}\))?[:：\t ]+(?P<who>\p{Han}{2,24})",
        )
    });
    let is_handover =
        document.identity.genre.value().is_some_and(|genre| genre.is("handover") || genre.is("agreement"));
    let is_filing = || ["档案", "资料", "材料", "文件"].iter().any(|word| document.label.contains(word));
    if !is_handover || is_filing() {
        return None;
    }
    // A person signs for whichever side sent them.
    let is_body = |who: &&str| VILLAGES_OWN.iter().chain(&OTHERS).any(|word| who.contains(*word));
    let (mut from, mut to) = (None, None);
    for line in document.lines() {
        for found in PARTY.captures_iter(line.text) {
            let Some(who) = found.name("who").map(|who| who.as_str()).filter(is_body) else { continue };
            let party = if found.name("from").is_some() { &mut from } else { &mut to };
            *party = party.or(Some((who, line)));
        }
    }
    let ((giver, line), (taker, _)) = (from?, to?);
    let is_own = |who: &str| VILLAGES_OWN.iter().any(|word| who.contains(word));
    let quote = line.text.trim();
    (is_own(giver) && !is_own(taker)).then(|| SetApart::by_direction(document.cite(line.page, quote)))
}

/// Bodies of a village and its cooperative.
const VILLAGES_OWN: [&str; 5] = ["村", "居委会", "社区", "合作社", "经济组织"];
/// Others to whom a village gives, or who give to it.
const OTHERS: [&str; 12] = ["学校", "小学", "中学", "镇", "乡", "街道", "政府", "局", "公司", "中心", "医院", "幼儿园"];

impl Classifier<'_> {
    /// What the identity adds: a kind and topics where neither name nor title fits the rubric's patterns, the state, and
    /// why the paper is no evidence.
    pub(super) fn by_identity(&self, document: &mut Document, names: &Named<'_>) {
        let identity = Arc::clone(&document.identity);
        if let Some(kind) = self.kind_by_identity(&identity, document.kind.as_deref(), names) {
            document.kind = Some(kind.id.clone());
        }
        self.topics_by_identity(&identity, document, names.topic);
        if let (Some(state), Some(proof)) = (identity.state.value(), identity.state.proof()) {
            let is_on_top = proof.strength == Strength::Strong && matches!(proof.origin, Origin::Title | Origin::Head);
            document.is_template |= *state == State::Template && is_on_top
                || *state == State::BlankForm && proof.strength >= Strength::Good;
            document.is_draft |= matches!(state, State::Draft | State::ForComment) && is_on_top;
        }
        // Minutes of a draft are no draft of minutes: only name and title speak of the paper itself.
        let is_record = identity.genre.strength() == Some(Strength::Strong)
            && identity.genre.value().is_some_and(tells_of_a_meeting);
        if is_record && !names.draft && !self.is_called_draft(&fold_name(&document.title)) {
            document.is_draft = false;
        }
        let role = document.role(self.matcher.rubric());
        let is_record = matches!(role, Some(KindRole::Minutes | KindRole::Resolution));
        if is_record || identity.genre.value().is_some_and(tells_of_a_meeting) {
            document.records = recorded(document);
        }
        let mut apart = identity.set_apart(&document.unit, &self.matcher.rubric().campaigns);
        apart.extend(given_away(document));
        document.apart = apart.into();
    }

    /// The kind that the identity fits, where it tells more than the kind read so far.
    fn kind_by_identity(&self, identity: &Identity, read: Option<&str>, names: &Named<'_>) -> Option<&DocumentKind> {
        let kinds = &self.matcher.rubric().kinds;
        let strength = identity.genre.strength().filter(|strength| *strength >= Strength::Good)?;
        let named = read.filter(|_| names.kind).and_then(|id| kinds.iter().position(|kind| kind.id == id));
        // A kind that the pattern of another one takes in, as 细则 takes in every sort of rules, is told by the title's
        // subject, where the identity of that other kind does not fit.
        let fits_itself = named.and_then(|named| kinds.get(named)?.identity.as_ref());
        let fits_itself = fits_itself.is_some_and(|wanted| identity.fits(wanted));
        // A file's name is a hint: where the title on the page is that of another kind, the page tells (股权方案上墙.docx,
        // headed 公告).
        let is_in_title = |id: &str| names.of_title.contains(&id);
        let by_title = strength == Strength::Strong && !read.is_some_and(is_in_title);
        let is_about = |subject: &String| identity.strength_of_subject(subject) == Some(Strength::Strong);
        let tells_more = |named: usize, at: usize, kind: &DocumentKind, subjects: &[String]| {
            let is_meetings = subjects.is_empty() && identity.genre.value().is_some_and(tells_of_a_meeting);
            by_title && (is_in_title(&kind.id) || is_meetings) || at < named && subjects.iter().any(is_about)
        };
        let fits = |(at, kind): &(usize, &DocumentKind)| {
            kind.identity.as_ref().is_some_and(|wanted| {
                let is_free = named.is_none_or(|named| !fits_itself && tells_more(named, *at, kind, &wanted.subjects));
                is_free && identity.fits(wanted)
            })
        };
        // Of several that fit, the one that the title's own words fit: 股份量化细则 are rules on shares and no share management.
        let by_words = kinds.iter().enumerate().find(|found| is_in_title(&found.1.id) && fits(found));
        by_words.or_else(|| kinds.iter().enumerate().find(fits)).map(|(_, kind)| kind)
    }

    /// Adds the topics that the identity tells of, and takes out those that it tells are part of something else.
    fn topics_by_identity(&self, identity: &Identity, document: &mut Document, is_named: bool) {
        let rubric = self.matcher.rubric();
        // The title's own subjects are its topics, whatever words they are put in; weaker ones only where no word tells.
        let least = if is_named { Strength::Strong } else { Strength::Good };
        let strength_of =
            |topic: &Topic| topic.subjects.iter().filter_map(|subject| identity.strength_of_subject(subject)).max();
        let topics: Vec<&Topic> = rubric.topics.iter().filter(|topic| strength_of(topic) >= Some(least)).collect();
        if !topics.is_empty() && !is_named {
            document.topics.clear();
        }
        for topic in topics {
            document.add_topic(&topic.id);
        }
        // Where the title says what it is about, words of another topic that nothing else bears out are part of something
        // else: 第二榜 of an inventory is none of the members'.
        let with_subjects = |id: &String| rubric.topic(id).filter(|topic| !topic.subjects.is_empty());
        if document.topics.iter().filter_map(with_subjects).any(|topic| strength_of(topic) == Some(Strength::Strong)) {
            document.topics.retain(|id| with_subjects(id).is_none_or(|topic| strength_of(topic).is_some()));
        }
        let groups = self.groups_set_up(document);
        document.groups = groups.len();
        for topic in groups.into_iter().flatten() {
            document.add_topic(&topic);
        }
    }

    /// The topics of each of the groups that one paper sets up with people of their own: `二、成员确认工作组。组长：…`, or a row
    /// of a table that has a column for heads and one for members. Groups without a topic are left out.
    fn groups_set_up(&self, document: &Document) -> Vec<Vec<String>> {
        static GROUP: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r"^(?:[(（]?[一二三四五六七八九十0-9]{1,2}[)）]?[、.．]?)?(?P<name>\p{Han}{2,14}组)[。:：,，;；(（\t ]",
            )
        });
        if document.identity.strength_of_subject("work-group") < Some(Strength::Good) {
            return Vec::new();
        }
        let by_cells = |line: &str| line.split('\t').map(fold_name).collect::<Vec<_>>().join("\t");
        let lines: Vec<String> = document.lines().map(|line| by_cells(line.text)).collect();
        let names_people = |line: &str| line.contains("组长") || line.contains("成员");
        let is_head = |line: &String| line.contains('\t') && line.contains("组长") && line.contains("成员");
        let head = lines.iter().position(is_head).unwrap_or(lines.len());
        let is_row = |(at, line): &(usize, &String)| names_people(line) || *at > head && line.contains('\t');
        let named = lines.iter().enumerate().filter(is_row);
        let names: Vec<&str> =
            named.filter_map(|(_, line)| GROUP.captures(line)?.name("name")).map(|name| name.as_str()).collect();
        if names.len() < 2 {
            return Vec::new();
        }
        let topics = names.into_iter().map(|name| self.matcher.topics_of(name));
        topics
            .filter(|of_one| !of_one.is_empty())
            .map(|of_one| of_one.into_iter().map(str::to_owned).collect())
            .collect()
    }

    /// Takes the name of who issues a paper out of what it is about: a letter of the office of a leading group sets up no
    /// leading group, and a decision of the representatives need not be about founding their cooperative.
    pub(super) fn without_issuer(&self, document: &mut Document, name: &str, said: &str) {
        // Whose minutes they are is what minutes are asked for.
        if document.identity.genre.value().is_some_and(|genre| genre.is("minutes") || genre.is("sign-in")) {
            return;
        }
        let issuers = document.identity.issuer.claims().iter().filter(|claim| claim.proof.strength >= Strength::Good);
        let issuers: Vec<String> = issuers
            .filter(|claim| ISSUING.contains(&claim.value.kind))
            .map(|claim| fold_name(&claim.value.name))
            .filter(|issuer| document.label.contains(issuer.as_str()))
            .collect();
        if issuers.is_empty() {
            return;
        }
        let bare = |text: &str| issuers.iter().fold(text.to_owned(), |text, issuer| text.replace(issuer.as_str(), " "));
        document.label = bare(&document.label);
        let was_said = self.topics_said(name, said);
        let is_said = self.topics_said(&bare(name), &bare(said));
        document.topics.retain(|topic| is_said.contains(topic) || !was_said.contains(topic));
    }
}
