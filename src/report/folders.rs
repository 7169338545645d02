//! Whose folders are, in words, and the warning where most files belong to nobody.

use crate::{
    model::{FolderOwner, FolderStep, Lang},
    report::{view::Report, words},
};

/// Whose a folder is, in words. `path` is empty for the archive's own.
pub fn owner(owner: &FolderOwner, path: &str, lang: Lang) -> String {
    match owner {
        FolderOwner::Village { name } => name.clone(),
        FolderOwner::Township { name } if !name.is_empty() => name.clone(),
        FolderOwner::Township { .. } if path.is_empty() => {
            lang.pick("全镇档案（镇名未知）", "a township's archive, its name is not known").to_owned()
        }
        FolderOwner::Township { .. } => lang.pick("镇级", "Township").to_owned(),
        FolderOwner::Gathers => lang.pick("下面是各村", "villages lie in it").to_owned(),
        FolderOwner::Nobody => lang.pick("不属于任何村", "nobody's").to_owned(),
    }
}

/// What somebody did about a folder, in words.
pub fn step(step: &FolderStep, path: &str, lang: Lang) -> String {
    match step {
        FolderStep::Write(said) => format!("{}{}", lang.pick("文件夹归属：", "folder: "), owner(said, path, lang)),
        FolderStep::Withdraw | FolderStep::Undo { .. } => {
            lang.pick("撤销文件夹归属的上一步", "took back what was said of the folder").to_owned()
        }
    }
}

/// That many files belong to nobody, and what to do, where they are more than a tenth.
pub fn warning(report: &Report, lang: Lang) -> Option<String> {
    let (own, all) = report.many_unassigned()?;
    let [own, all] = [own, all].map(words::count);
    Some(match lang {
        Lang::Zh => {
            format!("{all} 份文件中有 {own} 份不属于任何村，也不属于镇级，没有计入检查：请指明哪个文件夹是哪个村")
        }
        Lang::En => format!(
            "{own} of {all} files belong to no village and not to the township and are not checked: say which folder is which village's"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::ArchivePath, report::fixture};

    #[test]
    fn a_tenth_is_still_quiet_and_more_is_told() {
        let mut report = fixture::report();
        report.ledger.files = 104;
        report.ledger.ignored = 4;
        let file = |n: usize| ArchivePath::new(format!("散页/{n}.pdf"));
        report.unassigned.files = (0..10).map(file).collect();
        assert_eq!(warning(&report, Lang::Zh), None);
        report.unassigned.files = (0..11).map(file).collect();
        let told = warning(&report, Lang::Zh).expect("a warning");
        assert!(told.contains("100 份文件中有 11 份"), "{told}");
        assert!(warning(&report, Lang::En).expect("a warning").contains("11 of 100"));
    }
}
