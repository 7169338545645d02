//! The layout: which folder is which village, and which is the township's own.
//!
//! Names are compared after folding, without order numbers (`01`, `1.`, `（一）`) and without the ending that says
//! what the body is (`村`, `村委会`), so that `张庄`, `01张庄村` and `张庄村委会` are one village.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use super::describe::{ArchiveDescription, DescriptionError};
use crate::{
    model::{ArchivePath, FolderOwner, FolderReason, KnownFolder, Layout, Township, Unit, Village},
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
    /// Endings of a name that is a room's or a body's, unless an ending of a village follows.
    bodies: Vec<&'static str>,
    /// Last characters of many villages' names.
    place_endings: Vec<char>,
    /// Names that end as a township's does and are none.
    no_township: Vec<&'static str>,
}

static WORDS: LazyLock<FolderWords> = LazyLock::new(|| {
    let bodies = vocabulary!("bodies.tsv");
    let of = |reader| bodies.read_by(reader).collect();
    FolderWords {
        village_endings: of("village-folder"),
        township: of("township-folder"),
        office_endings: of("office-folder"),
        papers: vocabulary!("folders.tsv").read_by("no-village").collect(),
        bodies: vocabulary!("folders.tsv").read_by("body-ending").collect(),
        place_endings: vocabulary!("folders.tsv").read_by("place-endings").flat_map(str::chars).collect(),
        no_township: vocabulary!("folders.tsv").read_by("no-township").collect(),
    }
});

/// Reads the layout off an archive's description, where it has one, what people said of folders, and the paths of its files.
///
/// `root_name` is the archive folder's own name: a single village's folder can be given as the archive. `folders` are those
/// at the top and one level down, so that a village is known by its folder before any paper lies in it. What a person said
/// of a folder (`said`, by path, empty for the archive's own) goes before the description, and that before any guess.
///
/// # Errors
/// A [`DescriptionError`] where a boundary in the description cannot be read.
pub fn lay_out<'a>(
    root_name: &str,
    description: Option<ArchiveDescription>,
    said: &BTreeMap<String, FolderOwner>,
    paths: impl Iterator<Item = &'a ArchivePath>,
    folders: &[ArchivePath],
) -> Result<Layout, DescriptionError> {
    let listed = description.is_some();
    let described = description.as_ref().map(ArchiveDescription::owners).unwrap_or_default();
    let mut township = match description {
        Some(description) => description.into_township()?,
        None => Township::default(),
    };
    if let Some(FolderOwner::Township { name }) = said.get("") {
        township.name.clone_from(name);
    } else if !listed {
        township.name = township_in(root_name).unwrap_or_default();
    }
    let mut tree = Tree::of(paths);
    let with_files = tree.children.clone();
    folders.iter().for_each(|folder| tree.add(folder.as_str()));
    let mut claims = Claims { township, owners: BTreeMap::new(), with_files, known: BTreeMap::new() };
    claims.claim_told(&tree, said, FolderReason::Said);
    claims.claim_described(&tree);
    claims.claim_told(&tree, &described, FolderReason::Described);
    // In one village's folder lie folders of papers, whatever they are called; one of another village shows that it is
    // no single village's.
    let is_one_village = !listed
        && !said.contains_key("")
        && is_of_one_village(root_name)
        && !tree.children("").any(|folder| {
            is_of_one_village(folder)
                || claims.is_township_name(&plain_name(folder))
                || names_office(&plain_name(folder))
        });
    if is_one_village {
        claims.claim_root(root_name);
    } else if !matches!(said.get(""), Some(FolderOwner::Village { .. })) {
        // Names that are certainly villages' first, so that `付庄产改` is known to be 付庄村's whichever comes first.
        let (certain, other): (Vec<&str>, Vec<&str>) =
            tree.children("").partition(|folder| is_of_one_village(folder) || names_office(&plain_name(folder)));
        for folder in certain.into_iter().chain(other) {
            claims.claim(&tree, folder, listed, Above::default());
        }
        if !listed && claims.owners.is_empty() {
            claims.claim_root(root_name);
        }
    }
    if !listed {
        claims.township.villages.sort_by(|a, b| a.folder.cmp(&b.folder));
    }
    let known = claims.known_folders(&tree, root_name);
    let mut layout = Layout::new(claims.township, claims.owners);
    layout.folders = known;
    layout.is_described = listed;
    Ok(layout)
}

/// A layout in the making.
struct Claims {
    /// The township and every village, listed or found.
    township: Township,
    /// Folders (or containers, with `!`) by unit.
    owners: BTreeMap<String, Unit>,
    /// Folders in which files lie, at whatever depth.
    with_files: BTreeMap<String, Vec<String>>,
    /// What each folder was taken for that was asked whose it is, and why.
    known: BTreeMap<String, (FolderOwner, FolderReason)>,
}

/// What lies above a folder.
#[derive(Debug, Clone, Copy, Default)]
struct Above<'a> {
    /// The office whose folder it lies in.
    office: Option<&'a str>,
    /// How many folders that gather villages it lies in.
    levels: usize,
}

/// How many folders that gather villages may lie in each other: one around all of them, and the offices'.
const GATHERING_LEVELS: usize = 2;

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

    /// The folders of which a person or the archive itself says whose they are.
    fn claim_told(&mut self, tree: &Tree, told: &BTreeMap<String, FolderOwner>, reason: FolderReason) {
        for (folder, owner) in told {
            if !tree.has(folder) || self.owners.contains_key(folder) || self.known.contains_key(folder) {
                continue;
            }
            match owner {
                FolderOwner::Village { name } => {
                    let village = self.listed(name).unwrap_or_else(|| {
                        self.township.villages.push(Village { name: name.clone(), ..Village::default() });
                        self.township.villages.len() - 1
                    });
                    let office = folder.rsplit_once('/').map(|(above, _)| plain_name(above));
                    self.assign(village, folder, office.as_deref().filter(|name| names_office(name)));
                }
                FolderOwner::Township { .. } if folder.is_empty() => {}
                FolderOwner::Township { .. } => {
                    self.township.folder.get_or_insert_with(|| folder.clone());
                    self.owners.insert(folder.clone(), Unit::Township);
                }
                FolderOwner::Gathers => {}
                FolderOwner::Nobody => {
                    self.owners.insert(folder.clone(), Unit::Unassigned);
                }
            }
            self.known.insert(folder.clone(), (owner.clone(), reason));
        }
    }

    /// The village of this very name.
    fn listed(&self, name: &str) -> Option<usize> {
        self.township.villages.iter().position(|village| village.name == *name)
    }

    fn know(&mut self, folder: &str, owner: FolderOwner, reason: FolderReason) {
        self.known.entry(folder.to_owned()).or_insert((owner, reason));
    }

    fn know_village(&mut self, folder: &str, village: usize, reason: FolderReason) {
        if let Some(village) = self.township.villages.get(village) {
            let owner = FolderOwner::Village { name: village.name.clone() };
            self.know(folder, owner, reason);
        }
    }

    /// What every folder that was asked about is taken for, with the archive's own first.
    fn known_folders(&mut self, tree: &Tree, root_name: &str) -> Vec<KnownFolder> {
        let own = FolderOwner::Township { name: self.township.name.clone() };
        let is_named = !self.township.name.is_empty() && root_name.contains(&self.township.name);
        self.know("", own, if is_named { FolderReason::TownshipWord } else { FolderReason::NoVillage });
        let folders = self.known.iter().map(|(path, (owner, reason))| KnownFolder {
            path: path.clone(),
            owner: owner.clone(),
            reason: *reason,
            files: tree.files_below(path),
        });
        folders.collect()
    }

    /// Finds the unit that a folder belongs to; for a folder that gathers villages, that of each folder in it.
    fn claim(&mut self, tree: &Tree, folder: &str, listed: bool, above: Above<'_>) {
        if self.owners.contains_key(folder) {
            if let Some(Unit::Village(name)) = self.owners.get(folder).cloned()
                && let Some(village) = self.listed(&name)
            {
                self.know_village(folder, village, FolderReason::Described);
            }
            return;
        }
        let name = plain_name(folder);
        let gathers = matches!(self.known.get(folder), Some((FolderOwner::Gathers, _)));
        if gathers {
            self.claim_below(tree, folder, listed, above);
        } else if let Some(village) = self.village_named(&name) {
            self.assign(village, folder, above.office);
            self.know_village(folder, village, FolderReason::SameVillage);
        } else if self.is_township_name(&name) && !gathers_villages(tree, folder) {
            self.township.folder.get_or_insert_with(|| folder.to_owned());
            self.owners.insert(folder.to_owned(), Unit::Township);
            self.know(folder, FolderOwner::Township { name: String::new() }, FolderReason::TownshipWord);
        } else if above.levels < GATHERING_LEVELS
            && (self.is_office(tree, folder, &name) || (!listed && gathers_villages(tree, folder)))
        {
            self.know(folder, FolderOwner::Gathers, FolderReason::Gathers);
            self.claim_below(tree, folder, listed, above);
        } else if !listed && looks_like_village(&name) && self.is_meant(folder, &name) {
            let certain = has_village_ending(&name);
            let village = self.discover(&name);
            self.assign(village, folder, above.office);
            let reason = if certain { FolderReason::VillageEnding } else { FolderReason::LikeVillage };
            self.know_village(folder, village, reason);
        } else if !listed && let Some(head) = village_before_papers(&name) {
            let village = self.village_named(head).unwrap_or_else(|| self.discover(head));
            self.assign(village, folder, above.office);
            self.know_village(folder, village, FolderReason::VillageAndPapers);
        } else {
            self.know(folder, FolderOwner::Nobody, FolderReason::NoVillage);
        }
    }

    /// Claims each folder of one that gathers villages.
    fn claim_below(&mut self, tree: &Tree, folder: &str, listed: bool, above: Above<'_>) {
        let name = plain_name(folder);
        let office = Some(name.as_str()).filter(|name| names_office(name)).or(above.office);
        let (certain, other): (Vec<&str>, Vec<&str>) =
            tree.children(folder).partition(|child| is_of_one_village(child));
        for child in certain.into_iter().chain(other) {
            self.claim(tree, child, listed, Above { office, levels: above.levels + 1 });
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
            let certain = is_of_one_village(root_name);
            let reason = if certain { FolderReason::VillageEnding } else { FolderReason::LikeVillage };
            self.know_village("", village, reason);
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
        self.township.villages.push(Village { name: village_full_name(name), ..Village::default() });
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

/// A village's full name, from any that it goes by: `01付庄`, `付庄村委会` and `付庄村` give `付庄村`.
pub fn village_full_name(name: &str) -> String {
    let key = village_key(name);
    let community = name.ends_with("社区") || name.contains("居委会") || name.contains("居民委员会");
    if has_village_ending(&key) { key } else { format!("{key}{}", if community { "社区" } else { "村" }) }
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

/// Whether folders of two villages or more lie in a folder, by their names' endings.
fn gathers_villages(tree: &Tree, folder: &str) -> bool {
    let named: BTreeSet<String> = tree
        .children(folder)
        .filter(|child| is_of_one_village(child))
        .map(|child| village_key(&plain_name(child)))
        .collect();
    named.len() > 1
}

/// The village's name at the beginning of a name that then says what papers lie there: `付庄会议记录`. Only names that end as
/// many villages' do are taken for one.
fn village_before_papers(name: &str) -> Option<&str> {
    let at = WORDS.papers.iter().filter_map(|word| name.find(word)).min()?;
    let head = name.get(..at)?.trim_end_matches(|c: char| !c.is_alphabetic());
    let is_place = head.chars().last().is_some_and(|last| WORDS.place_endings.contains(&last));
    ((2..=5).contains(&head.chars().count()) && (is_place || has_village_ending(head)) && looks_like_village(head))
        .then_some(head)
}

/// Whether a name ends as those of townships do: `凫城镇`, `北山街道`.
pub fn is_township_name(name: &str) -> bool {
    township_in(name).is_some_and(|township| township == fold_name(name))
}

/// The township's name in that of an archive's folder: `凫城镇产改档案`, `2020年凫城镇资料` and `甲市凫城镇` give `凫城镇`.
fn township_in(root_name: &str) -> Option<String> {
    let name = fold_name(strip_order(root_name));
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    name.split(|c| !han(c)).find_map(|run| {
        let run = run.trim_start_matches(['年', '月', '日', '度']);
        let (at, ending) =
            ["镇", "街道", "乡"].into_iter().filter_map(|ending| Some((run.find(ending)?, ending))).min()?;
        let whole = run.get(..at + ending.len())?;
        // What stands above the township is no part of its name.
        let own = whole.rsplit(['省', '市', '县', '区', '旗']).next().unwrap_or(whole);
        let is_generic = WORDS.no_township.iter().any(|word| own.starts_with(word) && own != format!("{word}{ending}"));
        ((2..=4).contains(&own.chars().count().saturating_sub(ending.chars().count())) && !is_generic)
            .then(|| own.to_owned())
    })
}

fn names_office(name: &str) -> bool {
    WORDS.office_endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a name could be a village's: a few Chinese characters and no word for papers.
fn looks_like_village(name: &str) -> bool {
    let key = village_key(name);
    let is_body = !has_village_ending(name) && WORDS.bodies.iter().any(|ending| name.ends_with(ending));
    (2..=7).contains(&key.chars().count())
        && !is_body
        && key.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && !WORDS.papers.iter().any(|word| name.contains(word))
        && !WORDS.township.iter().any(|word| name.contains(word))
        && !names_office(name)
}

/// The folders of the archive, containers included.
struct Tree {
    children: BTreeMap<String, Vec<String>>,
    /// How many files lie in each folder itself.
    files: BTreeMap<String, usize>,
}

impl Tree {
    fn of<'a>(paths: impl Iterator<Item = &'a ArchivePath>) -> Self {
        let mut tree = Self { children: BTreeMap::from([(String::new(), Vec::new())]), files: BTreeMap::new() };
        paths.for_each(|path| {
            tree.add(path.folder());
            *tree.files.entry(path.folder().to_owned()).or_default() += 1;
        });
        tree
    }

    /// How many files lie in a folder, at whatever depth.
    fn files_below(&self, folder: &str) -> usize {
        let is_below = |path: &str| {
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.files.iter().filter(|(path, _)| is_below(path)).map(|(_, count)| count).sum()
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
mod tests;
