//! States, severities and intervals in words and signs.

use crate::{
    model::{ItemState, Lang, Score, Severity},
    report::words,
};

/// A state with its sign, word and style class.
#[derive(Debug, Clone, Copy)]
pub struct StateShown {
    /// One character.
    pub sign: &'static str,
    /// The word.
    pub word: &'static str,
    /// The class in the style sheet, the state's permanent name.
    pub class: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// An interval of points.
#[derive(Debug, Clone)]
pub struct ScoreShown {
    /// `61.5 – 88`.
    pub interval: String,
    /// The full points.
    pub full: String,
    /// What is confirmed, in percent of the full points, for a bar.
    pub confirmed: String,
    /// What can be reached, likewise.
    pub possible: String,
}

/// A state in a language.
pub fn state_shown(state: ItemState, lang: Lang) -> StateShown {
    StateShown {
        sign: words::state_sign(state),
        word: words::state_word(state, lang),
        class: state.as_str(),
        meaning: words::state_meaning(state, lang),
    }
}

/// A severity's permanent name, sign, word and what it means, weightiest first.
pub fn severities(lang: Lang) -> [(&'static str, &'static str, &'static str, &'static str); 3] {
    let meaning = |severity| match severity {
        Severity::Fault => lang.pick("标准为此扣分；请先核实。", "The standard takes points for it; verify first."),
        Severity::Warning => lang.pick("请人看一眼再定。", "A person should look before deciding."),
        Severity::Hint => lang.pick("仅供参考，不影响得分。", "For information; it does not move the score."),
    };
    [Severity::Fault, Severity::Warning, Severity::Hint].map(|severity| {
        let word = words::severity_word(severity, lang);
        (severity.as_str(), words::severity_sign(severity), word, meaning(severity))
    })
}

/// An interval of points.
pub fn score(score: Score) -> ScoreShown {
    let percent = |points: f64| {
        let share = if score.max > 0.0 { points / score.max * 100.0 } else { 0.0 };
        words::points(share.clamp(0.0, 100.0))
    };
    ScoreShown {
        interval: words::interval(score.confirmed, score.possible),
        full: words::points(score.max),
        confirmed: percent(score.confirmed),
        possible: percent(score.possible),
    }
}
