//! Pages that need a person: what they say in figures, votes and dates gives no finding of its own accord.

use crate::{
    evaluate::Case,
    model::{ArchivePath, Code, Finding},
};

/// Whether what a finding of this code says rests on figures: amounts, counts, votes, numbers of identity, dates.
fn rests_on_figures(code: Code) -> bool {
    matches!(
        code,
        Code::DateAfterDeadline
            | Code::DateOutOfOrder
            | Code::DateAmbiguous
            | Code::WeekdayMismatch
            | Code::Anachronism
            | Code::ReferenceDateWrong
            | Code::QuorumNotMet
            | Code::VoteNotPassed
            | Code::AttendanceMismatch
            | Code::NoticeTooShort
            | Code::FiguresDisagree
            | Code::ArithmeticWrong
            | Code::RosterIdInvalid
            | Code::RosterDuplicatePerson
            | Code::RosterCountMismatch
            | Code::ReceiptCountMismatch
            | Code::CertificateNumberGap
            | Code::PieceNumberGap
    )
}

/// Whether a finding holds figures of a handwritten or doubtful page against something.
pub(super) fn rests_on_unsure_page(case: &Case<'_>, finding: &Finding) -> bool {
    let is_unsure = |path: &ArchivePath, page| {
        let document = case.documents.iter().find(|document| document.path == *path);
        document.is_some_and(|document| document.needs_person(page))
    };
    rests_on_figures(finding.code)
        && finding.places.iter().any(|place| place.page.is_some_and(|page| is_unsure(&place.path, page)))
}
