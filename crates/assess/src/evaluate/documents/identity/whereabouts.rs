//! Of which places a paper tells: a report about another county's village has no issuer, but its title or its first lines
//! name the county.

use crate::text::Cut;

use super::{
    lines::Lines,
    place::{Places, Whose},
    proof::{Origin, Part, Strength},
    title::Head,
};

/// Lines that are read for places.
const WITHIN: usize = 60;
/// How often a place stands in a text for the text to be about it.
const OFTEN: usize = 3;
/// Signs behind which a name of a place may begin.
const BEFORE: &[char] = &[',', '。', ':', ';', '、', '—', '(', ')', '《', '》', '“', '”', '!', '?', '在', '到', '由'];

/// Reads the places that a paper tells of.
pub(super) fn read(lines: &Lines<'_>, head: &Head, places: &Places<'_>) -> Part<Whose> {
    let mut found = Part::default();
    let mut title_lines = 0..0;
    if let Some((title, range)) = &head.title {
        title_lines = range.clone();
        let mut named = places.own_in(&title.text);
        for whose in foreign(&title.text, places, 1) {
            if !named.contains(&whose) {
                named.push(whose);
            }
        }
        for whose in named {
            found.add(whose, lines.proof(range.start, Origin::Title, Strength::Strong));
        }
    }
    let mut counts: Vec<(Whose, usize, usize)> = Vec::new();
    for (at, line) in lines.lines.iter().enumerate().take(WITHIN).filter(|(at, _)| !title_lines.contains(at)) {
        for whose in places.own_in(&line.tight).into_iter().chain(foreign(&line.tight, places, 2)) {
            match counts.iter_mut().find(|(known, ..)| *known == whose) {
                Some((_, count, _)) => *count += 1,
                None => counts.push((whose, 1, at)),
            }
        }
    }
    counts.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    for (whose, count, at) in counts {
        let strength = if count >= OFTEN { Strength::Weak } else { Strength::Faint };
        found.add(whose, lines.proof(at, Origin::Text, strength));
    }
    found
}

/// Places of others in a text, where a name may begin: `least` is how many levels they must name one behind the other, since
/// one alone is often a common noun.
fn foreign(text: &str, places: &Places<'_>, least: usize) -> Vec<Whose> {
    let starts = text.match_indices(BEFORE).map(|(at, sign)| at + sign.len());
    let mut found = Vec::new();
    for start in std::iter::once(0).chain(starts) {
        let segments = places.leading(text.part(start..));
        let last = segments.last().map(|last| last.whose.clone());
        if let Some(Whose::Foreign(name)) = last.filter(|_| segments.len() >= least)
            && !found.contains(&Whose::Foreign(name.clone()))
        {
            found.push(Whose::Foreign(name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{
        documents::identity::{Identity, Places},
        fixture::{paper, township},
    };

    fn place(text: &str) -> Option<(Whose, Strength)> {
        let place = Identity::read(paper("文件.docx").saying(&[text]).as_paper(), &Places::new(&township())).place;
        place.value().cloned().zip(place.strength())
    }

    #[test]
    fn places_of_titles_and_texts() {
        let foreign = |name: &str| Whose::Foreign(name.to_owned());
        for (text, whose, strength) in [
            ("农民当上股东——张庄村见闻\n来源：某报", Whose::Village("张庄村".to_owned()), Strength::Strong),
            ("红包分到手——黑石县两个村过年领钱\n来源：某报", foreign("黑石县"), Strength::Strong),
            ("凫城镇清产核资方案\n一、任务", Whose::Township, Strength::Strong),
            ("分红了\n昨天，黑石县石桥镇马家洼村的村民领到了钱。", foreign("马家洼村"), Strength::Faint),
        ] {
            assert_eq!(place(text), Some((whose, strength)), "{text}");
        }
        for text in ["农村集体经济\n在试点村，各村都要开会。", "村规民约\n第一条 爱护公物。", ""]
        {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
