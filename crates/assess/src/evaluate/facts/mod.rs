//! What papers say, read from running text, from tables and from recognised pages alike: each fact with its place,
//! its words, and whether they were recognised with doubt.

pub mod account;
pub mod ballot;
pub mod charter;
pub mod count;
pub mod election;
pub mod figure;
pub mod form;
pub mod gathering;
pub mod matrix;
pub mod meeting;
pub mod notice;
pub mod receipt;
pub mod reported;
pub mod roster;
pub mod sheet;
pub mod sign_in;
pub mod table;

pub use account::Accounts;
pub use election::ElectionPaper;
pub use gathering::{Facts, Minutes};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ballot, figure, form, meeting, notice, roster, sheet, sign_in};
    use crate::evaluate::{
        documents::{issued, prose::flow::Flow},
        fixture::paper,
    };

    proptest! {
        /// Folding makes one character of several bytes into several, or into none, so that ranges of a folded text and
        /// of the original differ most in such texts.
        #[test]
        fn no_text_ends_the_run(text in "(①|⑳|㎡|㍻|½|…|\u{200B}|：|、|。|（|）|年|月|日|\n|\t|[0-9]|2019年5月6日|共计|应到|实到|同意|反对|公示期|至|时间|签字|签名|理事长|成员|资产总额|元|记录|姓名|序号|丁一|电话|\\PC){0,40}") {
            let document = paper("a.docx").saying(&[&text, &text]);
            let flow = Flow::new(&document);
            let _ = (ballot::tally(&document, &flow), ballot::seated(&document, &flow), ballot::appointments(&flow));
            let _ = (ballot::finance_seats(&document, &flow), figure::words_against_digits(&document, &flow));
            let _ = (figure::read(&flow, false), form::signatures(&document), issued::issued(&document));
            let _ = (meeting::minutes(&document), notice::notice(&document), roster::read(&document));
            let _ = (sheet::read(&document), sheet::assets(&document), sign_in::sign_in(&document));
        }
    }
}
