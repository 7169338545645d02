//! Photos of which people confirmed that they were used twice or taken elsewhere: they fill no slot any more. Only the units of
//! such photos are assessed again.

use std::{collections::BTreeSet, sync::Arc};

use super::{assessed::AssessedArchive, error::PipelineError, workspace::Workspace};
use crate::{
    evaluate::decision,
    model::{ArchivePath, LogEntry, Step, Unit, Verdict},
};

impl Workspace {
    /// Takes into the last assessment which photos people rejected since it was made.
    pub(super) fn bring_rejections_up(&mut self) -> Result<(), PipelineError> {
        let log = self.decisions()?;
        if let Some(newer) =
            self.assessed.as_ref().map(|known| self.with_rejections(known, &log)).transpose()?.flatten()
        {
            self.assessed = Some(Arc::new(newer));
        }
        Ok(())
    }

    /// An assessment by the photos that people rejected; `None` where it knows them already.
    pub(super) fn with_rejections(
        &self,
        known: &AssessedArchive,
        log: &[LogEntry],
    ) -> Result<Option<AssessedArchive>, PipelineError> {
        let rejected = self.rejected(known, log);
        if rejected == known.rejected {
            return Ok(None);
        }
        let mut newer = known.clone();
        let mut units: BTreeSet<Unit> = BTreeSet::new();
        for document in &mut newer.documents {
            let is_rejected = rejected.contains(&document.path);
            if document.is_rejected != is_rejected {
                document.is_rejected = is_rejected;
                units.insert(document.unit.clone());
            }
        }
        newer.rejected = rejected;
        for unit in &units {
            self.assess_again(&mut newer, unit)?;
        }
        Ok(Some(newer))
    }

    fn rejected(&self, known: &AssessedArchive, log: &[LogEntry]) -> BTreeSet<ArchivePath> {
        let rejects = |entry: &&LogEntry| matches!(entry.step, Step::Verdict { code, verdict: Verdict::Confirmed, .. } if code.rejects_photo());
        let units: BTreeSet<&Unit> =
            decision::standing(log).into_iter().filter(rejects).map(|entry| &entry.unit).collect();
        let digest_of = known.digests();
        let of_unit = |unit: &Unit| {
            let mut unit = self.unit_of(known, unit)?;
            decision::apply(&mut unit, log, &digest_of);
            Some(decision::rejected_photos(&unit))
        };
        units.into_iter().filter_map(of_unit).flatten().collect()
    }
}
