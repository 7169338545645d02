//! Reads one line of text that is cut out of a picture.

use std::collections::{BTreeMap, BTreeSet};

use image::RgbImage;
use rten_tensor::{AsView, Layout, NdTensor};

use super::{
    network::Network,
    raster::{cut_out, pixels, whole},
    strip::Strip,
};
use crate::{
    model::{OtherCharacter, SURE_LINE, WeakCharacter},
    text::fold_char,
};

/// The height of a line as the recogniser takes it.
const HEIGHT: u32 = 48;
/// Lines are at least this wide, so that a single character does not vanish.
const NARROWEST: u32 = 32;
/// Longer lines are squeezed: about 130 characters.
const WIDEST: u32 = 6_400;

/// A character below this probability is doubtful.
const DOUBTFUL: f32 = 0.6;
/// The widths at which a line with a doubtful character is read again, as parts of its own.
const DRAWN: [f32; 2] = [0.8, 1.5];
/// What is read as unsurely as this, on the whole, is no text, and not read again.
const NOISE: f32 = 0.4;

/// What else a character may be is kept down to this probability, and so many of them at most.
const LEAST_LIKELY: f32 = 1e-5;
const MOST_OTHERS: usize = 20;
/// Where the simplified form of a character is at most so many times less likely than the traditional one, it is taken:
/// the papers are written in simplified characters, and hurried strokes look like either.
const SIMPLIFIED: f32 = 2.0;

/// A character as the network gave it, before the forms of marks were unified.
#[derive(Debug, Clone, PartialEq, Default)]
struct RecognisedCharacter {
    text: &'static str,
    /// How sure it is, 0 to 1.
    sure: f32,
    /// What else it may be, the most likely first; only where it is not sure.
    others: Vec<(char, f32)>,
}

/// The text of one line and how sure it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct LineReading {
    pub(super) text: String,
    /// Mean over the characters, 0 to 1.
    pub(super) confidence: f32,
    characters: Vec<RecognisedCharacter>,
}

impl LineReading {
    fn is_doubtful(&self) -> bool {
        self.characters.iter().any(|character| character.sure < DOUBTFUL)
    }

    /// The characters of `text` that are not sure.
    pub(super) fn weak(&self) -> Vec<WeakCharacter> {
        let mut weak = Vec::new();
        let mut at = 0usize;
        for character in &self.characters {
            if character.sure < SURE_LINE
                && let Ok(at) = u16::try_from(at)
            {
                let others = character.others.iter().map(|(c, p)| OtherCharacter(*c, unlikely(*p))).collect();
                weak.push(WeakCharacter { at, sure: percent(character.sure), others });
            }
            at += character.text.chars().count();
        }
        weak
    }

    /// The same reading, its doubtful characters decided by the sum of what all readings give for each. Readings of
    /// another number of characters are left out.
    fn voted(&self, others: &[Self]) -> Self {
        let others: Vec<&Self> =
            others.iter().filter(|other| other.characters.len() == self.characters.len()).collect();
        let decide = |(at, own): (usize, &RecognisedCharacter)| {
            if own.sure >= DOUBTFUL {
                return own.clone();
            }
            let candidates = || std::iter::once(own).chain(others.iter().map(|other| &other.characters[at]));
            let votes =
                |text: &str| -> f32 { candidates().filter(|other| other.text == text).map(|other| other.sure).sum() };
            let best =
                candidates().max_by(|a, b| votes(a.text).total_cmp(&votes(b.text))).map_or(own.text, |it| it.text);
            let sure = candidates().filter(|other| other.text == best).map(|other| other.sure).fold(0.0, f32::max);
            let mut likely: BTreeMap<char, f32> = BTreeMap::new();
            for candidate in candidates() {
                let read = candidate.text.chars().next().map(|c| (c, candidate.sure));
                for (c, p) in candidate.others.iter().copied().chain(read.filter(|(c, _)| is_ideograph(*c))) {
                    let known = likely.entry(c).or_default();
                    *known = known.max(p);
                }
            }
            likely.retain(|c, _| !best.starts_with(*c));
            RecognisedCharacter { text: best, sure, others: most_likely_first(likely) }
        };
        Self::of(&self.characters.iter().enumerate().map(decide).collect::<Vec<_>>())
    }

    fn of(characters: &[RecognisedCharacter]) -> Self {
        let is_space = |character: &&RecognisedCharacter| character.text.trim().is_empty();
        let start = characters.iter().take_while(is_space).count();
        let end = characters.len() - characters[start..].iter().rev().take_while(is_space).count();
        let kept = &characters[start..end];
        if kept.is_empty() {
            return Self::default();
        }
        let text: String = kept.iter().map(|character| character.text).collect();
        let sum: f32 = kept.iter().map(|character| character.sure).sum();
        let confidence = sum / pixels(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        Self { text: even_marks(&text), confidence, characters: kept.to_vec() }
    }
}

/// A probability in percent, rounded down.
fn percent(p: f32) -> u8 {
    u8::try_from(whole((p.clamp(0.0, 1.0) * 100.0).floor())).unwrap_or(100)
}

/// `−10 · log₁₀` of a probability.
fn unlikely(p: f32) -> u8 {
    u8::try_from(whole((-10.0 * p.max(f32::MIN_POSITIVE).log10()).max(0.0))).unwrap_or(u8::MAX)
}

fn most_likely_first(likely: BTreeMap<char, f32>) -> Vec<(char, f32)> {
    let mut others: Vec<(char, f32)> = likely.into_iter().collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1));
    others.truncate(MOST_OTHERS);
    others
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The characters that the recogniser tells apart, by its class numbers.
pub(super) struct Alphabet {
    classes: Vec<&'static str>,
    /// The simplified forms of traditional characters, both of which the network knows.
    simplified: BTreeMap<&'static str, &'static str>,
}

impl Alphabet {
    /// `list` has one character a line. Class 0 is "no character", the class after the list is the space.
    pub(super) fn new(list: &'static str) -> Self {
        let classes: Vec<&'static str> = std::iter::once("").chain(list.lines()).chain([" "]).collect();
        let known: BTreeSet<&'static str> = classes.iter().copied().collect();
        let simplified = classes.iter().filter_map(|text| {
            let c = text.chars().next().filter(|c| is_ideograph(*c))?;
            let simple: String = fold_char(c).collect();
            known.get(simple.as_str()).filter(|other| *other != text).map(|other| (*text, *other))
        });
        Self { simplified: simplified.collect(), classes }
    }

    /// How many classes there are.
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// Takes the most likely class of each step; a class that goes on over several steps is one character, and the
    /// same character twice has a step of class 0 between.
    pub(super) fn decode<'a>(&self, steps: impl Iterator<Item = &'a [f32]>) -> LineReading {
        let mut read: Vec<RecognisedCharacter> = Vec::new();
        let mut likely: BTreeMap<char, f32> = BTreeMap::new();
        let mut before = 0;
        for step in steps {
            let (class, probability) = most_likely(step);
            if class != before {
                finish(&mut read, &mut likely);
            }
            if class != 0 && class != before {
                let text = self.classes.get(class).copied().unwrap_or_default();
                read.push(RecognisedCharacter { text, sure: probability, others: Vec::new() });
            }
            if class != 0 && read.last().is_some_and(|character| character.sure < SURE_LINE) {
                self.add_likely(step, &mut likely);
            }
            before = class;
        }
        finish(&mut read, &mut likely);
        LineReading::of(&read)
    }

    /// A reading with simplified forms where they are nearly as likely. It is asked of what was decided: a form preferred in
    /// one of several readings would vote against a rare character that looks like it.
    fn simplify(&self, reading: LineReading) -> LineReading {
        let prefer = |mut character: RecognisedCharacter| {
            let form = self.simplified.get(character.text).copied();
            let others = &mut character.others;
            let at = form.and_then(|form| others.iter().position(|(c, _)| form.starts_with(*c)));
            if let (Some(form), Some(at)) = (form, at)
                && let Some((_, p)) = others.get(at).copied().filter(|(_, p)| p * SIMPLIFIED >= character.sure)
            {
                let traditional = character.text.chars().next().map(|c| (c, character.sure));
                others.remove(at);
                others.extend(traditional);
                others.sort_by(|(_, a), (_, b)| b.total_cmp(a));
                (character.text, character.sure) = (form, character.sure.max(p));
            }
            character
        };
        LineReading::of(&reading.characters.into_iter().map(prefer).collect::<Vec<_>>())
    }

    fn add_likely(&self, step: &[f32], likely: &mut BTreeMap<char, f32>) {
        for (p, text) in step.iter().zip(&self.classes).filter(|(p, _)| **p >= LEAST_LIKELY) {
            if let Some(c) = text.chars().next().filter(|c| is_ideograph(*c)) {
                let known = likely.entry(c).or_default();
                *known = known.max(*p);
            }
        }
    }
}

/// Gives the last character what else it may be.
fn finish(read: &mut [RecognisedCharacter], likely: &mut BTreeMap<char, f32>) {
    let mut likely = std::mem::take(likely);
    if let Some(last) = read.last_mut().filter(|_| !likely.is_empty()) {
        likely.retain(|c, _| !last.text.starts_with(*c));
        last.others = most_likely_first(likely);
    }
}

/// Wide and narrow forms of a mark look nearly alike in Chinese type. A colon between Chinese characters is given in
/// its wide form, and the closing bracket in the form of the opening one.
fn even_marks(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let chinese = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(|c| is_ideograph(*c));
    let mut open = Vec::new();
    let mut out = String::with_capacity(text.len());
    for (at, c) in characters.iter().enumerate() {
        let even = match c {
            ':' if chinese(at.checked_sub(1)) && (at + 1 == characters.len() || chinese(Some(at + 1))) => '：',
            '(' | '（' => {
                open.push(*c);
                *c
            }
            ')' | '）' => match open.pop() {
                Some('(') => ')',
                Some(_) => '）',
                None => *c,
            },
            other => *other,
        };
        out.push(even);
    }
    out
}

fn most_likely(step: &[f32]) -> (usize, f32) {
    step.iter().copied().enumerate().fold((0, 0.0), |best, (class, p)| if p > best.1 { (class, p) } else { best })
}

/// Reads the strip of the picture. A line with a doubtful character is read again, drawn together and drawn out, and
/// the readings vote on that character: a rare one of many strokes may come out more surely in another width. `None`
/// where the network could not be run.
pub(super) fn line(network: &Network, alphabet: &Alphabet, picture: &RgbImage, strip: &Strip) -> Option<LineReading> {
    let natural = pixels(HEIGHT) * strip.width / strip.height.max(1.0);
    let first = read(network, alphabet, picture, strip, natural)?;
    if first.confidence < NOISE || !first.is_doubtful() {
        return Some(alphabet.simplify(first));
    }
    let again = |by| read(network, alphabet, picture, strip, natural * by);
    let others = DRAWN.into_iter().map(again).collect::<Option<Vec<_>>>()?;
    Some(alphabet.simplify(first.voted(&others)))
}

fn read(network: &Network, alphabet: &Alphabet, picture: &RgbImage, strip: &Strip, width: f32) -> Option<LineReading> {
    let width = whole(width).clamp(NARROWEST, WIDEST);
    let cut = cut_out(picture, strip, width, HEIGHT);
    let input = NdTensor::from_data([1, 3, HEIGHT as usize, width as usize], cut);
    let steps = <NdTensor<f32, 3>>::try_from(network.run(input)?).ok()?;
    let classes = alphabet.len();
    if steps.shape()[2] != classes {
        return None;
    }
    Some(match steps.data() {
        Some(values) => alphabet.decode(values.chunks_exact(classes)),
        None => alphabet.decode(steps.to_vec().chunks_exact(classes)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps whose likely class is named; the others share the rest.
    fn decode(steps: &[(usize, f32)]) -> LineReading {
        let alphabet = Alphabet::new("村\n民\n一");
        let steps: Vec<Vec<f32>> = steps
            .iter()
            .map(|(class, p)| {
                let mut step = vec![(1.0 - p) / 4.0; alphabet.len()];
                step[*class] = *p;
                step
            })
            .collect();
        alphabet.decode(steps.iter().map(Vec::as_slice))
    }

    #[test]
    fn repeated_classes_are_one_character_unless_parted() {
        assert_eq!(decode(&[(0, 0.9), (1, 0.8), (1, 0.9), (0, 0.9), (2, 0.6)]).text, "村民");
        assert_eq!(decode(&[(1, 0.8), (0, 0.9), (1, 0.8)]).text, "村村");
        assert_eq!(decode(&[(3, 0.8), (3, 0.8), (3, 0.8)]).text, "一");
        assert_eq!(decode(&[(0, 0.9), (0, 0.9)]), LineReading::default());
        assert_eq!(decode(&[]), LineReading::default());
    }

    fn reading(characters: &[(&'static str, f32)]) -> LineReading {
        let character =
            |(text, sure): &(&'static str, f32)| RecognisedCharacter { text, sure: *sure, others: Vec::new() };
        LineReading::of(&characters.iter().map(character).collect::<Vec<_>>())
    }

    /// Steps with the probabilities of some characters of an alphabet; the rest is no character.
    fn decode_with(list: &'static str, steps: &[&[(&str, f32)]]) -> LineReading {
        let alphabet = Alphabet::new(list);
        let steps: Vec<Vec<f32>> = steps
            .iter()
            .map(|given| {
                let p = |text: &&str| given.iter().find(|(known, _)| known == text).map_or(0.0, |(_, p)| *p);
                alphabet.classes.iter().map(p).collect()
            })
            .collect();
        alphabet.decode(steps.iter().map(Vec::as_slice))
    }

    #[test]
    fn weak_characters_keep_what_else_they_may_be() {
        let read = decode_with(
            "王\n芳\n方\n，",
            &[&[("王", 0.99)], &[("", 1.0)], &[("芳", 0.6), ("方", 0.01), ("，", 0.3)], &[("芳", 0.7), ("方", 0.1)]],
        );
        assert_eq!(read.text, "王芳");
        let other = OtherCharacter('方', 10);
        assert_eq!(read.weak(), [WeakCharacter { at: 1, sure: 60, others: vec![other] }], "the likeliest of its steps");
        let voted = read.voted(std::slice::from_ref(&read));
        assert_eq!(voted.weak(), read.weak());
        assert!(decode_with("王\n芳", &[&[("王", 0.98)]]).weak().is_empty());
    }

    #[test]
    fn a_simplified_form_is_taken_where_it_is_nearly_as_likely() {
        let list = "東\n东\n王";
        let alphabet = Alphabet::new(list);
        let read = |traditional, simplified| {
            alphabet.simplify(decode_with(list, &[&[("東", traditional), ("东", simplified)]]))
        };
        assert_eq!(read(0.5, 0.3).text, "东");
        assert!((read(0.5, 0.3).confidence - 0.5).abs() < 1e-6, "no surer than the surer form");
        assert_eq!(read(0.9, 0.05).text, "東", "what clearly is traditional stays");
        assert_eq!(read(0.3, 0.5).text, "东");
        let other = alphabet.simplify(decode_with(list, &[&[("王", 0.5), ("东", 0.4)]]));
        assert_eq!(other.text, "王", "another character is no form of it");
    }

    #[test]
    fn only_doubtful_characters_are_voted_on() {
        let first = reading(&[("汪", 0.99), ("禎", 0.55)]);
        let others = [reading(&[("江", 0.99), ("禛", 0.5)]), reading(&[("汪", 0.9), ("禛", 0.4)])];
        let voted = first.voted(&others);
        assert_eq!(voted.text, "汪禛", "the sure character stays, whatever the others say");
        assert!((voted.confidence - (0.99 + 0.5) / 2.0).abs() < 1e-6, "no surer than its surest reading");
        assert_eq!(first.voted(&[]), first);
        assert_eq!(first.voted(&[others[0].clone()]).text, "汪禎", "one less sure voice does not decide");
    }

    #[test]
    fn readings_of_another_length_have_no_vote() {
        let first = reading(&[("余", 0.99), ("骉", 0.4)]);
        assert_eq!(first.voted(&[reading(&[("余", 0.99)]), reading(&[("余", 0.9), ("马", 0.9), ("马", 0.9)])]), first);
        assert!(first.is_doubtful() && !reading(&[("余", 0.61)]).is_doubtful());
    }

    #[test]
    fn confidence_is_the_mean_over_the_first_steps_of_characters() {
        let reading = decode(&[(0, 1.0), (1, 0.8), (1, 0.3), (2, 0.6)]);
        assert!((reading.confidence - 0.7).abs() < 1e-6);
    }

    #[test]
    fn marks_take_the_form_of_their_surroundings() {
        assert_eq!(even_marks("单位:元"), "单位：元");
        assert_eq!(even_marks("时间 9:30"), "时间 9:30");
        assert_eq!(even_marks("记录人:"), "记录人：");
        assert_eq!(even_marks("金额（元)"), "金额（元）");
        assert_eq!(even_marks("(1）项（2)"), "(1)项（2）");
        assert_eq!(even_marks("1)"), "1)");
    }

    #[test]
    fn spaces_are_kept_within_and_not_around() {
        assert_eq!(decode(&[(4, 0.9), (1, 0.8), (4, 0.9), (2, 0.8), (4, 0.9)]).text, "村 民");
        assert_eq!(decode(&[(4, 0.9)]), LineReading::default(), "a line of nothing but spaces is none");
    }
}
