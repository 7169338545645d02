//! Reads one line of text that is cut out of a picture.

use image::RgbImage;
use rten_tensor::{AsView, Layout, NdTensor};

use super::{
    network::Network,
    raster::{cut_out, pixels, whole},
    strip::Strip,
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

/// The text of one line and how sure it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Reading {
    pub(super) text: String,
    /// Mean over the characters, 0 to 1.
    pub(super) confidence: f32,
    /// Its characters as the network gave them, before the forms of marks were unified, and how sure each is.
    characters: Vec<(&'static str, f32)>,
}

impl Reading {
    fn is_doubtful(&self) -> bool {
        self.characters.iter().any(|(_, sure)| *sure < DOUBTFUL)
    }

    /// The same reading, its doubtful characters decided by the sum of what all readings give for each. Readings of
    /// another number of characters are left out.
    fn voted(&self, others: &[Self]) -> Self {
        let others: Vec<&Self> =
            others.iter().filter(|other| other.characters.len() == self.characters.len()).collect();
        let decide = |(at, own): (usize, &(&'static str, f32))| {
            if own.1 >= DOUBTFUL {
                return *own;
            }
            let candidates = || std::iter::once(*own).chain(others.iter().map(|other| other.characters[at]));
            let votes = |character: &str| -> f32 {
                candidates().filter(|(other, _)| *other == character).map(|(_, sure)| sure).sum()
            };
            let best = candidates().max_by(|a, b| votes(a.0).total_cmp(&votes(b.0))).map_or(own.0, |(best, _)| best);
            let sure = candidates().filter(|(other, _)| *other == best).map(|(_, sure)| sure).fold(0.0, f32::max);
            (best, sure)
        };
        let characters: Vec<(&'static str, f32)> = self.characters.iter().enumerate().map(decide).collect();
        Self::of(&characters)
    }

    fn of(characters: &[(&'static str, f32)]) -> Self {
        let is_space = |(character, _): &&(&str, f32)| character.trim().is_empty();
        let start = characters.iter().take_while(is_space).count();
        let end = characters.len() - characters[start..].iter().rev().take_while(is_space).count();
        let kept = &characters[start..end];
        if kept.is_empty() {
            return Self::default();
        }
        let text: String = kept.iter().map(|(character, _)| *character).collect();
        let sum: f32 = kept.iter().map(|(_, sure)| *sure).sum();
        let confidence = sum / pixels(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        Self { text: even_marks(&text), confidence, characters: kept.to_vec() }
    }
}

/// The characters that the recogniser tells apart, by its class numbers.
pub(super) struct Alphabet(Vec<&'static str>);

impl Alphabet {
    /// `list` has one character a line. Class 0 is "no character", the class after the list is the space.
    pub(super) fn new(list: &'static str) -> Self {
        Self(std::iter::once("").chain(list.lines()).chain([" "]).collect())
    }

    /// How many classes there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes the most likely class of each step; a class that goes on over several steps is one character, and the
    /// same character twice has a step of class 0 between.
    pub(super) fn decode<'a>(&self, steps: impl Iterator<Item = &'a [f32]>) -> Reading {
        let mut read: Vec<(&str, f32)> = Vec::new();
        let mut before = 0;
        for step in steps {
            let (class, probability) = most_likely(step);
            if class != 0 && class != before {
                read.push((self.0.get(class).copied().unwrap_or_default(), probability));
            }
            before = class;
        }
        Reading::of(&read)
    }
}

/// Wide and narrow forms of a mark look nearly alike in Chinese type. A colon between Chinese characters is given in
/// its wide form, and the closing bracket in the form of the opening one.
fn even_marks(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let chinese = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'))
    };
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
pub(super) fn line(network: &Network, alphabet: &Alphabet, picture: &RgbImage, strip: &Strip) -> Option<Reading> {
    let natural = pixels(HEIGHT) * strip.width / strip.height.max(1.0);
    let first = read(network, alphabet, picture, strip, natural)?;
    if first.confidence < NOISE || !first.is_doubtful() {
        return Some(first);
    }
    let again = |by| read(network, alphabet, picture, strip, natural * by);
    let others = DRAWN.into_iter().map(again).collect::<Option<Vec<_>>>()?;
    Some(first.voted(&others))
}

fn read(network: &Network, alphabet: &Alphabet, picture: &RgbImage, strip: &Strip, width: f32) -> Option<Reading> {
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
    fn decode(steps: &[(usize, f32)]) -> Reading {
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
        assert_eq!(decode(&[(0, 0.9), (0, 0.9)]), Reading::default());
        assert_eq!(decode(&[]), Reading::default());
    }

    fn reading(characters: &[(&'static str, f32)]) -> Reading {
        Reading::of(characters)
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
        assert_eq!(decode(&[(4, 0.9)]), Reading::default(), "a line of nothing but spaces is none");
    }
}
