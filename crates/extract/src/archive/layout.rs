//! The layout: which folder is which village, and which is the township's own.
//!
//! Names are compared after folding, without order numbers (`01`, `1.`, `（一）`) and without the ending that says
//! what the body is (`村`, `村委会`), so that `张庄`, `01张庄村` and `张庄村委会` are one village.

use std::{collections::BTreeMap, sync::LazyLock};

use super::describe::{ArchiveDescription, DescriptionError};
use crate::{
    model::{ArchivePath, Layout, Township, Unit, Village},
    text::{
        fold::fold_name,
        names::{strip_order, village_key, without_remarks},
    },
    vocabulary,
};

/// Words by which folders are told from each other.
struct FolderWords {
    /// Endings of a name that is certainly a village's.
    village_endings: Vec<&'static str>,
    /// Words that mark the township's own folder.
    township: Vec<&'static str>,
    /// Endings of a folder that gathers villages.
    office_endings: Vec<&'static str>,
    /// Words that a village's name never holds, but a folder of papers does.
    papers: Vec<&'static str>,
}

static WORDS: LazyLock<FolderWords> = LazyLock::new(|| {
    let bodies = vocabulary!("bodies.tsv");
    let of = |reader| bodies.read_by(reader).collect();
    FolderWords {
        village_endings: of("village-folder"),
        township: of("township-folder"),
        office_endings: of("office-folder"),
        papers: vocabulary!("folders.tsv").read_by("no-village").collect(),
    }
});

/// Reads the layout off an archive's description, where it has one, and the paths of its files.
///
/// `root_name` is the archive folder's own name: a single village's folder can be given as the archive. `folders` are those
/// at the top and one level down, so that a village is known by its folder before any paper lies in it.
///
/// # Errors
/// A [`DescriptionError`] where a boundary in the description cannot be read.
pub fn lay_out<'a>(
    root_name: &str,
    description: Option<ArchiveDescription>,
    paths: impl Iterator<Item = &'a ArchivePath>,
    folders: &[ArchivePath],
) -> Result<Layout, DescriptionError> {
    let listed = description.is_some();
    let township = match description {
        Some(description) => description.into_township()?,
        None => Township::default(),
    };
    let mut tree = Tree::of(paths);
    let with_files = tree.children.clone();
    folders.iter().for_each(|folder| tree.add(folder.as_str()));
    let mut claims = Claims { township, owners: BTreeMap::new(), with_files };
    claims.claim_described(&tree);
    // In one village's folder lie folders of papers, whatever they are called; one of another village shows that it is
    // no single village's.
    let is_one_village = !listed
        && is_of_one_village(root_name)
        && !tree.children("").any(|folder| {
            is_of_one_village(folder)
                || claims.is_township_name(&plain_name(folder))
                || names_office(&plain_name(folder))
        });
    if is_one_village {
        claims.claim_root(root_name);
    } else {
        for folder in tree.children("") {
            claims.claim(&tree, folder, listed, None);
        }
        if !listed && claims.owners.is_empty() {
            claims.claim_root(root_name);
        }
    }
    if !listed {
        claims.township.villages.sort_by(|a, b| a.folder.cmp(&b.folder));
    }
    Ok(Layout::new(claims.township, claims.owners))
}

/// A layout in the making.
struct Claims {
    /// The township and every village, listed or found.
    township: Township,
    /// Folders (or containers, with `!`) by unit.
    owners: BTreeMap<String, Unit>,
    /// Folders in which files lie, at whatever depth.
    with_files: BTreeMap<String, Vec<String>>,
}

impl Claims {
    /// The folders that `archive.json` names outright.
    fn claim_described(&mut self, tree: &Tree) {
        if let Some(folder) = self.township.folder.clone() {
            if tree.has(&folder) {
                self.owners.insert(folder, Unit::Township);
            } else {
                self.township.folder = None;
            }
        }
        for i in 0..self.township.villages.len() {
            let village = &mut self.township.villages[i];
            match village.folder.clone() {
                Some(folder) if tree.has(&folder) => {
                    self.owners.insert(folder, Unit::Village(village.name.clone()));
                }
                _ => village.folder = None,
            }
        }
    }

    /// Finds the unit that a folder belongs to; for the folder of an office, that of each folder in it.
    fn claim(&mut self, tree: &Tree, folder: &str, listed: bool, office: Option<&str>) {
        if self.owners.contains_key(folder) {
            return;
        }
        let name = plain_name(folder);
        if let Some(village) = self.village_named(&name) {
            self.assign(village, folder, office);
        } else if self.is_township_name(&name) {
            self.township.folder.get_or_insert_with(|| folder.to_owned());
            self.owners.insert(folder.to_owned(), Unit::Township);
        } else if office.is_none() && self.is_office(tree, folder, &name) {
            for child in tree.children(folder) {
                self.claim(tree, child, listed, Some(&name));
            }
        } else if !listed && looks_like_village(&name) && self.is_meant(folder, &name) {
            let village = self.discover(&name);
            self.assign(village, folder, office);
        }
    }

    /// Whether an unlisted folder stands for a village: files lie in it, or its name says so by its ending or number.
    fn is_meant(&self, folder: &str, name: &str) -> bool {
        self.with_files.contains_key(folder) || has_village_ending(name) || is_numbered(folder)
    }

    /// The whole archive as one village's folder, where its name says so.
    fn claim_root(&mut self, root_name: &str) {
        let name = plain_name(root_name);
        if looks_like_village(&name) && (has_village_ending(&name) || is_numbered(root_name)) {
            let village = self.discover(&name);
            let name = self.township.villages[village].name.clone();
            self.township.villages[village].folder = Some(String::new());
            self.owners.insert(String::new(), Unit::Village(name));
        }
    }

    fn assign(&mut self, village: usize, folder: &str, office: Option<&str>) {
        let village = &mut self.township.villages[village];
        village.folder.get_or_insert_with(|| folder.to_owned());
        if village.office.is_none() {
            village.office = office.map(str::to_owned);
        }
        self.owners.insert(folder.to_owned(), Unit::Village(village.name.clone()));
    }

    fn discover(&mut self, name: &str) -> usize {
        let key = village_key(name);
        let community = name.ends_with("社区") || name.contains("居委会") || name.contains("居民委员会");
        let full = format!("{key}{}", if community { "社区" } else { "村" });
        self.township.villages.push(Village { name: full, ..Village::default() });
        self.township.villages.len() - 1
    }

    /// The village that a folder's name means: by its whole name, or by how the name begins (`张庄产改资料`); the
    /// longest village name wins, so that `张庄西村` is not taken for `张庄`.
    fn village_named(&self, name: &str) -> Option<usize> {
        let key = village_key(name);
        let keys = self.township.villages.iter().enumerate().flat_map(|(i, village)| {
            std::iter::once(&village.name).chain(&village.aliases).map(move |name| (i, village_key(&plain_name(name))))
        });
        let mut best: Option<(usize, usize)> = None;
        for (i, candidate) in keys {
            let length = candidate.chars().count();
            let exact = candidate == key;
            let begins = length >= 2 && name.starts_with(&candidate) && !looks_like_village(name);
            let weight = if exact { usize::MAX } else { length };
            if (exact || begins) && best.is_none_or(|(_, best)| weight > best) {
                best = Some((i, weight));
            }
        }
        best.map(|(i, _)| i)
    }

    fn is_township_name(&self, name: &str) -> bool {
        let own = plain_name(&self.township.name);
        WORDS.township.iter().any(|word| name.contains(word)) || (!own.is_empty() && name.contains(&own))
    }

    fn is_office(&self, tree: &Tree, folder: &str, name: &str) -> bool {
        names_office(name) || tree.children(folder).any(|child| self.village_named(&plain_name(child)).is_some())
    }
}

/// The folded last part of a folder's path, without order number and container ending.
fn plain_name(folder: &str) -> String {
    let last = folder.rsplit('/').next().unwrap_or(folder);
    let last =
        last.strip_suffix('!').map_or(last, |container| container.rsplit_once('.').map_or(container, |(s, _)| s));
    without_remarks(&fold_name(last)).to_owned()
}

/// Whether a folder's name says by its ending that it is one village's.
pub fn is_of_one_village(name: &str) -> bool {
    let name = plain_name(name);
    looks_like_village(&name) && has_village_ending(&name)
}

fn has_village_ending(name: &str) -> bool {
    WORDS.village_endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a folder's name begins with an order number, as the folders of a list of villages do.
fn is_numbered(folder: &str) -> bool {
    let name = fold_name(folder.rsplit('/').next().unwrap_or(folder));
    strip_order(&name).len() < name.len()
}

fn names_office(name: &str) -> bool {
    WORDS.office_endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a name could be a village's: a few Chinese characters and no word for papers.
fn looks_like_village(name: &str) -> bool {
    let key = village_key(name);
    (1..=7).contains(&key.chars().count())
        && key.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && !WORDS.papers.iter().any(|word| name.contains(word))
        && !WORDS.township.iter().any(|word| name.contains(word))
        && !names_office(name)
}

/// The folders of the archive, containers included.
struct Tree {
    children: BTreeMap<String, Vec<String>>,
}

impl Tree {
    fn of<'a>(paths: impl Iterator<Item = &'a ArchivePath>) -> Self {
        let mut tree = Self { children: BTreeMap::from([(String::new(), Vec::new())]) };
        paths.for_each(|path| tree.add(path.folder()));
        tree
    }

    /// Adds a folder with those that it lies in.
    fn add(&mut self, folder: &str) {
        let mut end = 0;
        while end < folder.len() {
            let next = folder[end..].find('/').map_or(folder.len(), |slash| end + slash);
            let (parent, child) = (folder[..end].trim_end_matches('/'), &folder[..next]);
            if !self.children.contains_key(child) {
                self.children.insert(child.to_owned(), Vec::new());
                self.children.entry(parent.to_owned()).or_default().push(child.to_owned());
            }
            end = next + 1;
        }
    }

    fn has(&self, folder: &str) -> bool {
        self.children.contains_key(folder)
    }

    fn children<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> {
        self.children.get(folder).into_iter().flatten().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(root: &str, description: Option<&str>, paths: &[&str]) -> Layout {
        layout_with(root, description, paths, &[])
    }

    fn layout_with(root: &str, description: Option<&str>, paths: &[&str], folders: &[&str]) -> Layout {
        let folders: Vec<ArchivePath> = folders.iter().copied().map(ArchivePath::new).collect();
        let paths: Vec<ArchivePath> = paths.iter().copied().map(ArchivePath::new).collect();
        let description = description.map(|text| ArchiveDescription::parse(text).expect("a valid description"));
        lay_out(root, description, paths.iter(), &folders).expect("a layout")
    }

    fn unit(layout: &Layout, path: &str) -> String {
        match layout.unit_of(&ArchivePath::new(path)) {
            Unit::Township => "township".to_owned(),
            Unit::Village(name) => name,
            Unit::Unassigned => "-".to_owned(),
        }
    }

    const LISTED: &str = r#"{"format": "cundang-archive/1", "township": "凫城镇", "villages": [
        {"name": "张庄村", "aliases": ["大张庄"]}, {"name": "张庄西村"}, {"name": "付庄村", "folder": "B/02"},
        {"name": "马庄村"}]}"#;

    #[test]
    fn listed_villages_are_found_by_name_alias_and_folder() {
        let paths = [
            "01张庄村/a.pdf",
            "2.張莊西村/a.pdf",
            "B/02/a.pdf",
            "（三）大张庄村委会/a.pdf",
            "00镇级材料/a.pdf",
            "张庄产改资料(最新)(1).zip!/新建文件夹/a.jpg",
            "其他资料/a.pdf",
            "李庄村/a.pdf",
            "说明.txt",
            "凫城镇产改档案/a.pdf",
        ];
        let layout = layout("档案", Some(LISTED), &paths);
        let units: Vec<String> = paths.iter().map(|path| unit(&layout, path)).collect();
        assert_eq!(units, ["张庄村", "张庄西村", "付庄村", "张庄村", "township", "张庄村", "-", "-", "-", "township"]);
        let none: Vec<_> = layout.township.villages.iter().filter(|village| village.folder.is_none()).collect();
        assert_eq!(none.len(), 1);
        assert_eq!(none[0].name, "马庄村");
        assert_eq!(layout.below_unit(&ArchivePath::new("01张庄村/02会议/a.pdf")), "02会议/a.pdf");
    }

    #[test]
    fn unlisted_villages_are_discovered() {
        let paths =
            ["01张庄村/a.pdf", "02付庄/a.pdf", "张庄村委会/b.pdf", "照片/a.jpg", "镇级/a.pdf", "幸福社区/a.pdf"];
        let layout = layout("档案", None, &paths);
        let names: Vec<_> = layout.township.villages.iter().map(|village| village.name.as_str()).collect();
        assert_eq!(names, ["张庄村", "付庄村", "幸福社区"]);
        assert_eq!(unit(&layout, "张庄村委会/b.pdf"), "张庄村");
        assert_eq!(unit(&layout, "照片/a.jpg"), "-");
        assert_eq!(unit(&layout, "镇级/a.pdf"), "township");
    }

    #[test]
    fn offices_hold_villages() {
        let layout =
            layout("档案", None, &["张庄办事处/01张庄村/a.pdf", "张庄办事处/02李庄/b.pdf", "张庄办事处/c.pdf"]);
        assert_eq!(unit(&layout, "张庄办事处/02李庄/b.pdf"), "李庄村");
        assert_eq!(layout.township.villages[1].office.as_deref(), Some("张庄办事处"));
        assert_eq!(unit(&layout, "张庄办事处/c.pdf"), "-");
    }

    #[test]
    fn one_village_can_be_the_whole_archive() {
        let layout = layout("01张庄村", None, &["01清产核资/a.pdf", "b.pdf"]);
        assert_eq!(unit(&layout, "01清产核资/a.pdf"), "张庄村");
        assert_eq!(unit(&layout, "b.pdf"), "张庄村");
    }

    fn names(layout: &Layout) -> Vec<&str> {
        layout.township.villages.iter().map(|village| village.name.as_str()).collect()
    }

    #[test]
    fn villages_with_an_empty_folder_are_there() {
        let folders = ["01张庄村", "02李庄村", "03王庄村", "03王庄村/会议照片", "04付庄", "新建文件夹", "临时"];
        let found = layout_with("档案", None, &["01张庄村/a.pdf"], &folders);
        assert_eq!(names(&found), ["张庄村", "李庄村", "王庄村", "付庄村"]);
        assert_eq!(found.township.villages[2].folder.as_deref(), Some("03王庄村"));
        let in_office = layout_with("档案", None, &["东办事处/01张庄村/a.pdf"], &["东办事处/02李庄村"]);
        assert_eq!(names(&in_office), ["张庄村", "李庄村"]);
        let listed = layout_with("档案", Some(LISTED), &["01张庄村/a.pdf"], &["01张庄村", "04马庄村", "05李庄村"]);
        assert_eq!(listed.township.villages[3].folder.as_deref(), Some("04马庄村"));
        assert_eq!(names(&listed), ["张庄村", "张庄西村", "付庄村", "马庄村"]);
    }

    #[test]
    fn remarks_and_copies_are_of_the_village_that_they_name() {
        let paths = [
            "01周庄村/a.pdf",
            "周庄村（已审）/a.pdf",
            "周庄村 - 副本/a.pdf",
            "周庄村_2020/a.pdf",
            "周庄/a.pdf",
            "１号 周庄村/a.pdf",
            "周庄村资料.zip!/a.pdf",
            "02.李庄（终稿）/a.pdf",
            "各村2020年报表/a.pdf",
        ];
        let found = layout("档案", None, &paths);
        let units: Vec<String> = paths.iter().map(|path| unit(&found, path)).collect();
        assert_eq!(units, ["周庄村", "周庄村", "周庄村", "周庄村", "周庄村", "周庄村", "周庄村", "李庄村", "-"]);
        assert_eq!(names(&found), ["周庄村", "李庄村"]);
    }

    #[test]
    fn a_single_village_keeps_its_name_whatever_its_folders_are_called() {
        for root in ["01张庄村", "张庄村（已审）", "张庄村 - 副本", "张庄村委会"] {
            let found = layout(root, None, &["01摸底/a.pdf", "02组织领导/a.pdf", "照片/1.jpg", "a.pdf"]);
            assert_eq!(names(&found), ["张庄村"], "{root}");
            assert_eq!(unit(&found, "02组织领导/a.pdf"), "张庄村");
        }
        let several = layout("张庄村", None, &["01李庄村/a.pdf", "02王庄村/a.pdf"]);
        assert_eq!(names(&several), ["李庄村", "王庄村"]);
    }

    #[test]
    fn any_folder_works() {
        let layout = layout("stuff", None, &["docs/a.pdf", "b.pdf"]);
        assert!(layout.township.villages.is_empty());
        assert_eq!(unit(&layout, "docs/a.pdf"), "-");
    }
}
