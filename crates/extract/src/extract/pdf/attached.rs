//! The files inside a PDF file, taken out as its members: those of its list, those associated with the document and
//! those pinned to a page (ISO 32000-1, 7.11.4 and 12.5.6.15).

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, ObjectIdentifier},
};
use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::{
    objects::{Objects, ObjectsTrouble},
    structure::{MAX_LISTED, NAME_KEYS, enclosed},
    text_string::text_string,
};
use crate::{
    archive::container::{ContainerLimits, Member, bomb, distinguish, is_bomb},
    extract::{inside::base_name, limits::Limits, notice},
    model::{ArchivePath, Notice, NoticeCode},
};

/// Steps through all trees and lists of one file together, and how deep a tree is.
const MAX_STEPS: usize = 20_000;
const MAX_DEPTH: u32 = 32;
/// Bytes that nothing at all is packed to at most.
const EMPTY: u64 = 20;

/// Hands on the attached files one by one in the order of their names; `on_member` answers whether to go on.
///
/// The answer tells of those that could not be taken out, by name.
pub(in crate::extract) fn unpack_each(
    holder: &ArchivePath,
    bytes: &[u8],
    limits: ContainerLimits,
    on_member: &mut dyn FnMut(Member) -> bool,
) -> Vec<Notice> {
    let look = catch_unwind(AssertUnwindSafe(|| {
        let pdf = Pdf::new(bytes.to_vec()).ok()?;
        let pages = Limits::default().max_pages;
        Some((enclosed(&pdf, pages).attachments, pages_with_files(&pdf, pages)))
    }));
    // A file that cannot be opened says so where its pages are read.
    let Some((names, pages)) = look.ok().flatten().filter(|(names, _)| !names.is_empty()) else { return Vec::new() };
    let objects = match Objects::with_content(bytes, &pages) {
        Ok(objects) => objects,
        Err(ObjectsTrouble::Encrypted | ObjectsTrouble::Unreadable) => {
            return vec![notice::attachments(&names).at(holder)];
        }
    };
    let mut found = AttachedFiles {
        objects: &objects,
        files: Vec::new(),
        taken: BTreeSet::new(),
        names: BTreeSet::new(),
        left: MAX_STEPS,
    };
    found.gather(&pages);
    let mut unread: Vec<String> = names.into_iter().filter(|name| !found.names.contains(name)).collect();
    let most = limits.members.min(MAX_LISTED);
    let beyond = found.files.split_off(found.files.len().min(most));
    unread.extend(beyond.into_iter().filter_map(|file| file.name));

    let mut members: Vec<(Member, PdfAttachment<'_>)> = (1..)
        .zip(found.files)
        .map(|(number, file)| {
            let name = file.name.clone().unwrap_or_else(|| format!("#{number}"));
            (Member::new(ArchivePath::new(format!("{holder}!/{name}"))), file)
        })
        .collect();
    members.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    distinguish(members.iter_mut().map(|(member, _)| member));
    let mut left = limits.total_bytes;
    for (member, file) in members {
        let member = file.unpacked(member, &objects, limits, &mut left);
        if !on_member(member) {
            break;
        }
    }
    if unread.is_empty() { Vec::new() } else { vec![notice::attachments(&unread).at(holder)] }
}

/// The pages to which files are pinned.
fn pages_with_files(pdf: &Pdf, pages: usize) -> BTreeSet<ObjectIdentifier> {
    let is_file = |annotation: Dict<'_>| {
        annotation.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_ref() == b"FileAttachment")
    };
    pdf.pages()
        .iter()
        .take(pages)
        .filter(|page| {
            let annotations = page.raw().get::<Array<'_>>("Annots");
            annotations.is_some_and(|annotations| annotations.iter::<Dict<'_>>().take(MAX_STEPS).any(is_file))
        })
        .filter_map(|page| page.raw().obj_id())
        .collect()
}

/// A file that is attached.
struct PdfAttachment<'o> {
    name: Option<String>,
    stream: &'o Stream,
    /// How many bytes it has, as the file says.
    stated: Option<u64>,
    /// Whether the file says that it is encrypted by itself (ISO 32000-2, 7.6.7).
    is_encrypted: bool,
}

impl PdfAttachment<'_> {
    /// The member with its bytes, or refused.
    fn unpacked(&self, mut member: Member, objects: &Objects, limits: ContainerLimits, left: &mut u64) -> Member {
        if let Some(notice) = crate::archive::walk::not_evidence(&member.path) {
            return member.ignored(notice);
        }
        if self.is_encrypted {
            return member.refused(NoticeCode::EncryptedFile, notice::attachment_encrypted());
        }
        let most = limits.member_bytes.min(*left);
        let packed = self.stream.content.len() as u64;
        let unpack = || objects.content(self.stream, usize::try_from(most).unwrap_or(usize::MAX));
        match catch_unwind(AssertUnwindSafe(unpack)) {
            Ok(Ok(bytes)) if is_bomb(bytes.len() as u64, packed, limits) => {
                member.size = bytes.len() as u64;
                member.refused(NoticeCode::UnreadableFile, bomb(bytes.len() as u64 / packed.max(1)))
            }
            // Damage is unpacked as far as it goes.
            Ok(Ok(bytes)) if bytes.is_empty() && packed > EMPTY => {
                member.size = packed;
                member.refused(NoticeCode::UnreadableFile, notice::attachment_damaged())
            }
            Ok(Ok(bytes)) => {
                if self.stated.is_some_and(|stated| stated > bytes.len() as u64) {
                    member.notices.push(notice::attachment_cut_off().at(&member.path));
                }
                *left = left.saturating_sub(bytes.len() as u64);
                member.size = bytes.len() as u64;
                member.bytes = bytes;
                member
            }
            Ok(Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }))) => {
                member.size = packed;
                member.refused(NoticeCode::UnreadableFile, notice::attachment_too_large(most))
            }
            Ok(Err(_)) | Err(_) => {
                member.size = packed;
                member.refused(NoticeCode::UnreadableFile, notice::attachment_damaged())
            }
        }
    }
}

/// The attached files of a file, each once.
struct AttachedFiles<'o> {
    objects: &'o Objects,
    files: Vec<PdfAttachment<'o>>,
    taken: BTreeSet<ObjectId>,
    /// The names under which they are known, also those that one file has beside its first.
    names: BTreeSet<String>,
    left: usize,
}

impl<'o> AttachedFiles<'o> {
    fn gather(&mut self, pages: &BTreeSet<ObjectIdentifier>) {
        let objects = self.objects;
        if let Some(catalogue) = objects.catalogue() {
            let names = objects.dict(catalogue, "Names").and_then(|names| objects.dict(names, "EmbeddedFiles"));
            if let Some(tree) = names {
                self.walk(tree, 0);
            }
            for file in objects.array(catalogue, "AF") {
                self.add(file, None);
            }
        }
        for page in pages.iter().filter_map(|page| objects.dictionary(*page)) {
            for annotation in objects.array(page, "Annots") {
                let Some((_, Object::Dictionary(annotation))) = objects.resolved(annotation) else { continue };
                if objects.name(annotation, "Subtype") == Some(b"FileAttachment")
                    && let Ok(file) = annotation.get(b"FS")
                {
                    self.add(file, None);
                }
            }
        }
    }

    fn step(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    /// The files of a name tree (ISO 32000-1, 7.9.6).
    fn walk(&mut self, node: &'o Dictionary, depth: u32) {
        let objects = self.objects;
        for pair in objects.array(node, "Names").chunks_exact(2) {
            if let [name, file] = pair {
                self.add(file, Some(name));
            }
        }
        if depth == MAX_DEPTH {
            return;
        }
        for kid in objects.array(node, "Kids") {
            if self.step().is_none() {
                return;
            }
            if let Some((_, Object::Dictionary(kid))) = objects.resolved(kid) {
                self.walk(kid, depth + 1);
            }
        }
    }

    /// Adds the file of a specification, where the file itself is inside; `listed` is its name in the list.
    fn add(&mut self, file: &'o Object, listed: Option<&'o Object>) {
        let objects = self.objects;
        if self.step().is_none() {
            return;
        }
        let Some((_, Object::Dictionary(file))) = objects.resolved(file) else { return };
        let Some(embedded) = objects.dict(file, "EF") else { return };
        let streams = ["UF", "F", "Unix", "DOS", "Mac"].iter().filter_map(|key| embedded.get(key.as_bytes()).ok());
        let stream = streams.filter_map(|stream| objects.resolved(stream)).find_map(|(id, stream)| match stream {
            Object::Stream(stream) => Some((id, stream)),
            _ => None,
        });
        let Some((id, stream)) = stream else { return };
        let listed = || {
            let (_, name) = objects.resolved(listed?)?;
            base_name(&text_string(name.as_str().ok()?)?)
        };
        let name = NAME_KEYS.iter().find_map(|key| base_name(&objects.text(file, key)?)).or_else(listed);
        self.names.extend(name.clone());
        if id.is_some_and(|id| !self.taken.insert(id)) {
            return;
        }
        let is_encrypted = file.has(b"EP");
        let parameters = objects.dict(&stream.dict, "Params");
        let stated = parameters.and_then(|parameters| u64::try_from(objects.flags(parameters, "Size")).ok());
        self.files.push(PdfAttachment { name, stream, stated, is_encrypted });
    }
}
