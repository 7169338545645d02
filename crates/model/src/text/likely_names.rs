//! Names that may stand in a line which recognition is not sure of: those of a list, held against what the network gave
//! for each character.

use crate::model::Line;

/// A name that a line is likely to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyName<'n> {
    /// The name.
    pub name: &'n str,
    /// Where it stands: its first character among those of the line, counted from 0. It takes up as many characters of the
    /// line as it has itself.
    pub at: usize,
    /// `−10 · log₁₀` of its probability as the network gives it; the lower, the likelier.
    pub unlikely: u32,
}

/// What a character counts that the network did not think of.
const UNTHOUGHT: u32 = 45;
/// A name is offered up to so much a character; one of two characters up to [`SHORT`] in all, since words often look like
/// one.
const FAR: u32 = 20;
/// See [`FAR`].
const SHORT: u32 = 25;
/// Another name in the same place must be so much less likely: ten times.
const AHEAD: u32 = 10;

/// The names of a list that clearly score in a line and are not read there already, the likeliest first. No name is
/// offered where another one of the list is nearly as likely in its place.
pub fn likely_names<'n>(line: &Line, names: &'n [String]) -> Vec<LikelyName<'n>> {
    let read: Vec<char> = line.text.chars().collect();
    let mut scored: Vec<(LikelyName<'n>, usize, bool)> = Vec::new();
    for name in names {
        let characters: Vec<char> = name.chars().collect();
        if characters.len() < 2 || characters.len() > read.len() {
            continue;
        }
        for (at, window) in read.windows(characters.len()).enumerate() {
            if let Some(unlikely) = score(line, at, window, &characters) {
                let is_read = window == characters.as_slice();
                scored.push((LikelyName { name, at, unlikely }, characters.len(), is_read));
            }
        }
    }
    let overlaps = |a: &(LikelyName<'_>, usize, bool), b: &(LikelyName<'_>, usize, bool)| {
        a.0.at < b.0.at + b.1 && b.0.at < a.0.at + a.1
    };
    let is_clear = |own: &&(LikelyName<'n>, usize, bool)| {
        // What is read as a name of the list stays, however unsure it is.
        let rivals = scored.iter().filter(|other| other.0.name != own.0.name && overlaps(own, other));
        !own.2 && rivals.into_iter().all(|other| !other.2 && other.0.unlikely >= own.0.unlikely + AHEAD)
    };
    let mut found: Vec<LikelyName<'n>> = scored.iter().filter(is_clear).map(|(likely, ..)| likely.clone()).collect();
    found.sort_by_key(|likely| (likely.unlikely, likely.at));
    found.dedup_by(|next, kept| next.name == kept.name);
    found
}

/// How unlikely a name is in a place of the line; `None` where it is out of the question.
fn score(line: &Line, at: usize, window: &[char], name: &[char]) -> Option<u32> {
    let (mut unlikely, mut read, mut unthought) = (0, 0usize, 0usize);
    for (offset, (seen, wanted)) in window.iter().zip(name).enumerate() {
        let weak = line.weak.iter().find(|weak| usize::from(weak.at) == at + offset);
        if seen == wanted {
            read += 1;
            continue;
        }
        // A sure character is what it is.
        let weak = weak?;
        match weak.others.iter().find(|other| other.0 == *wanted) {
            Some(other) => unlikely += u32::from(other.1),
            None => {
                unthought += 1;
                unlikely += UNTHOUGHT;
            }
        }
    }
    let most = if name.len() > 2 { FAR * u32::try_from(name.len()).ok()? } else { SHORT };
    let is_possible = unthought == 0 || (unthought == 1 && read >= 2);
    (is_possible && unlikely <= most).then_some(unlikely)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OtherCharacter, WeakCharacter};

    fn line(text: &str, weak: &[(u16, &[(char, u8)])]) -> Line {
        let weak = weak.iter().map(|(at, others)| WeakCharacter {
            at: *at,
            sure: 60,
            others: others.iter().map(|(c, p)| OtherCharacter(*c, *p)).collect(),
        });
        Line { text: text.to_owned(), bbox: [0.0; 4], confidence: 0.8, weak: weak.collect() }
    }

    fn offered(line: &Line, names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        likely_names(line, &names).into_iter().map(|likely| likely.name.to_owned()).collect()
    }

    #[test]
    fn a_name_that_the_network_thought_of_is_offered() {
        let read = line("主持人：素祥韦", &[(4, &[('秦', 9), ('泰', 12)]), (6, &[('伟', 13)])]);
        assert_eq!(offered(&read, &["秦祥伟", "王芳", "陆霞树"]), ["秦祥伟"]);
        let two = line("记录人：王方", &[(5, &[('芳', 8)])]);
        assert_eq!(offered(&two, &["王芳"]), ["王芳"]);
        let one_unthought = line("罗毓翠户", &[(1, &[('敏', 50)])]);
        assert_eq!(offered(&line("罗毓翠户", &[(1, &[])]), &["罗敏翠"]), ["罗敏翠"], "the two others are read");
        assert_eq!(offered(&one_unthought, &["罗敏翠"]), ["罗敏翠"]);
    }

    #[test]
    fn no_name_is_offered_without_a_clear_reason() {
        let read = line("记录人：王方", &[(5, &[('芳', 8)])]);
        assert_eq!(offered(&line("记录人：王方", &[]), &["王芳"]), [""; 0], "sure characters stay");
        assert_eq!(offered(&read, &["王芬"]), [""; 0], "the network did not think of it");
        assert_eq!(offered(&read, &["王芳", "王方"]), [""; 0], "another of the list is read there");
        let both = line("王方", &[(1, &[('芳', 8), ('万', 11)])]);
        assert_eq!(offered(&both, &["王芳", "王万"]), [""; 0], "two are nearly as likely");
        let far = line("委会", &[(0, &[('万', 28)]), (1, &[('余', 29)])]);
        assert_eq!(offered(&far, &["万余"]), [""; 0], "a word");
        assert_eq!(offered(&read, &["王", ""]), [""; 0]);
        assert_eq!(offered(&line("", &[]), &["王芳"]), [""; 0]);
    }
}
