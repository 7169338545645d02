//! Files that hold captions of photos (照片说明), told by their names.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    model::ArchivePath,
    text::{fold::fold_name, names::strip_order, pattern},
};

/// Names of papers that hold captions of photos.
static TABLE_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:照片|影像|图片|相片).{0,6}(?:说明|摘要|目录|清单|登记|档案册|一览)"));
/// Names of short texts that tell of all pictures in their folder.
static NOTE_NAME: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:文字|活动|会议|公示|拍摄)?(?:说明|摘要)$"));

/// Whether a file's name says that it holds captions of photos: `照片说明.docx`, `公示照片说明表.xlsx`.
pub fn is_caption_table(path: &ArchivePath) -> bool {
    is_table_title(path.stem())
}

/// Whether a title says so: `凫山村照片说明`.
pub fn is_table_title(title: &str) -> bool {
    TABLE_NAME.is_match(&fold_name(title))
}

/// Whether a file's name says that it tells of the pictures in its folder: `说明.txt`, `文字说明.docx`.
pub fn is_folder_note(path: &ArchivePath) -> bool {
    let name = fold_name(path.stem());
    is_caption_table(path) || NOTE_NAME.is_match(strip_order(&name))
}

/// Whether a text file is the caption of one photo: it lies beside it under the same name, `1.jpg` and `1.txt` or
/// `1.jpg.txt`.
pub fn is_sidecar(photo: &ArchivePath, text: &ArchivePath) -> bool {
    let same_name = text.stem() == photo.stem() || text.stem() == photo.file_name();
    text.extension() == "txt" && text.folder() == photo.folder() && same_name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_captions() {
        let is_table = |name: &str| is_caption_table(&ArchivePath::new(format!("张庄村/{name}")));
        assert!(is_table("照片说明.docx") && is_table("公示照片说明表.xlsx") && is_table("照片文字说明.doc"));
        assert!(!is_table("会议照片.jpg") && !is_table("公示情况说明.pdf"));
        let is_note = |name: &str| is_folder_note(&ArchivePath::new(format!("张庄村/{name}")));
        assert!(is_note("说明.txt") && is_note("02文字说明.docx") && is_note("照片说明.txt"));
        assert!(!is_note("公示情况说明.pdf") && !is_note("资产情况说明.docx"));
        let photo = ArchivePath::new("张庄村/照片/1.JPG");
        assert!(is_sidecar(&photo, &ArchivePath::new("张庄村/照片/1.txt")));
        assert!(is_sidecar(&photo, &ArchivePath::new("张庄村/照片/1.JPG.txt")));
        assert!(!is_sidecar(&photo, &ArchivePath::new("张庄村/1.txt")));
    }
}
