//! OLE2 files (MS-CFB): whether their chains of sectors contain a cycle, and what a stream holds.
//!
//! A library that follows such a chain never comes to its end and keeps every sector on the way, so that a file of a
//! few kilobytes takes all the memory that its reader may have.

/// Numbers from here on name no sector but say what an entry is for.
const FIRST_RESERVED: u32 = 0xFFFF_FFFA;
/// Allocation tables that the header itself lists.
const LISTED: usize = 109;
const DIRECTORY_ENTRY: usize = 128;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
/// Shorter streams lie in the stream of the first directory entry, in sectors of their own size.
const SHORTEST_PLAIN: u64 = 4096;
const SHORT_SECTOR: usize = 64;

/// Whether the chain of the allocation tables, of the directory or of a stream contains a cycle; false for a file that
/// is damaged in another way.
pub(super) fn has_cyclic_chain(bytes: &[u8]) -> bool {
    circle(bytes).unwrap_or(false)
}

fn circle(bytes: &[u8]) -> Option<bool> {
    let file = CompoundSectors::open(bytes)?;
    let Some(following) = file.following()? else { return Some(true) };

    let mut passed = vec![0_u32; following.len()];
    let mut chains = 0;
    // Follows a chain; `None` for one with a cycle. A sector that an earlier chain passed leads to that chain's end.
    let mut follow = |start: u32| {
        chains += 1;
        let mut chain = Vec::new();
        let mut at = start;
        while let Some(mark) = passed.get_mut(at as usize) {
            if *mark == chains {
                return None;
            } else if *mark > 0 {
                break;
            }
            *mark = chains;
            chain.push(at);
            at = following[at as usize];
        }
        Some(chain)
    };
    let Some(directory) = follow(words(bytes.get(48..52)?).next()?) else { return Some(true) };
    let entries = directory.into_iter().filter_map(|number| file.sector(number));
    let entries = entries.flat_map(|sector| sector.chunks_exact(DIRECTORY_ENTRY));
    let mut starts = entries.filter_map(|entry| words(&entry[116..120]).next());
    Some(starts.any(|start| follow(start).is_none()))
}

/// The sectors of a file.
struct CompoundSectors<'b> {
    bytes: &'b [u8],
    size: usize,
    /// As many sectors as the file can hold.
    most: usize,
}

impl<'b> CompoundSectors<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = u16::from_le_bytes(bytes.get(30..32)?.try_into().ok()?);
        if shift != 9 && shift != 12 {
            return None;
        }
        let size = 1usize << shift;
        Some(Self { bytes, size, most: bytes.len() / size })
    }

    fn word(&self, at: usize) -> Option<u32> {
        words(self.bytes.get(at..)?).next()
    }

    /// Where a sector begins in the file, or would.
    fn place(&self, number: u32) -> Option<usize> {
        usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.size)
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = self.place(number)?;
        self.bytes.get(start..start.checked_add(self.size)?.min(self.bytes.len()))
    }

    /// The number that follows each sector; `None` within where the list of tables comes back to itself.
    fn following(&self) -> Option<Option<Vec<u32>>> {
        let mut tables: Vec<u32> = words(self.bytes.get(76..)?).take(LISTED).collect();
        let mut next = self.word(68)?;
        let mut steps = 0;
        while next < FIRST_RESERVED {
            if steps == self.most {
                return Some(None);
            }
            steps += 1;
            let list: Vec<u32> = words(self.sector(next)?).collect();
            let (last, numbers) = list.split_last()?;
            tables.extend(numbers);
            next = *last;
        }
        // No more tables than sectors: a list may name the same one again and again.
        let tables = tables.into_iter().filter(|number| *number < FIRST_RESERVED).take(self.most);
        Some(Some(tables.filter_map(|number| self.sector(number)).flat_map(words).collect()))
    }

    /// The places of the sectors of a chain, and how much of `length` they hold. A chain that leads out of the file ends
    /// there.
    fn chain(&self, following: &[u32], start: u32, length: u64) -> (Vec<usize>, u64) {
        let (mut places, mut held, mut at) = (Vec::new(), 0, start);
        while at != END_OF_CHAIN && places.len() <= self.most {
            let Some(place) = self.place(at).filter(|place| *place < self.bytes.len()) else { break };
            places.push(place);
            held = length.min(held + self.size as u64);
            if held == length {
                break;
            }
            let Some(next) = following.get(at as usize) else { break };
            at = *next;
        }
        (places, held)
    }

    /// The bytes of a chain's sectors, with zeros where the file ends within the last.
    fn joined(&self, places: &[usize], unit: usize, length: u64) -> Vec<u8> {
        let mut joined = Vec::with_capacity(places.len() * unit);
        for (at, place) in (1..).zip(places) {
            let end = place.saturating_add(unit).min(self.bytes.len());
            joined.extend_from_slice(self.bytes.get(*place..end).unwrap_or_default());
            joined.resize(at * unit, 0);
        }
        joined.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        joined
    }

    /// Streams of fewer than 4096 bytes lie in a stream of their own, in sectors of 64.
    fn short_stream(&self, following: &[u32], root: &[u8], start: u32, length: u64) -> Option<Vec<u8>> {
        let (tables_start, tables) = (self.word(60)?, u64::from(self.word(64)?));
        let (root_start, root_length) = self.extent(root)?;
        let (outer, held) = self.chain(following, root_start, root_length);
        let (places, listed) = self.chain(following, tables_start, tables.saturating_mul(self.size as u64));
        let following: Vec<u32> = words(&self.joined(&places, self.size, listed)).collect();
        let (mut places, mut at, mut left) = (Vec::new(), start, length);
        while at != END_OF_CHAIN && left > 0 {
            let inner = u64::from(at) * SHORT_SECTOR as u64;
            // What lies beyond the stream of streams is nobody's.
            if inner + left.min(SHORT_SECTOR as u64) > held {
                break;
            }
            let Some(outer) = outer.get((inner / self.size as u64) as usize) else { break };
            places.push(outer + (inner % self.size as u64) as usize);
            left = left.saturating_sub(SHORT_SECTOR as u64);
            let Some(next) = following.get(at as usize) else { break };
            at = *next;
        }
        Some(self.joined(&places, SHORT_SECTOR, length - left))
    }

    /// Where the stream of a directory entry begins, and its length.
    fn extent(&self, entry: &[u8]) -> Option<(u32, u64)> {
        let mut numbers = words(entry.get(116..)?);
        let (start, low, high) = (numbers.next()?, numbers.next()?, numbers.next()?);
        let high = if self.size == 512 { 0 } else { high };
        Some((start, u64::from(high) << 32 | u64::from(low)))
    }
}

/// What the stream of this name holds, as far as the file has it: the first such entry, wherever it stands.
pub(super) fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let file = CompoundSectors::open(bytes)?;
    let following = file.following().flatten()?;
    let (places, held) = file.chain(&following, file.word(48)?, u64::MAX);
    let directory = file.joined(&places, file.size, held);
    let mut entries = directory.chunks_exact(DIRECTORY_ENTRY);
    let root = entries.clone().next()?;
    let is_named = |entry: &&[u8]| {
        let found = encoding_rs::UTF_16LE.decode(&entry[..64]).0;
        found.split('\0').next().is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    let (start, length) = entries.find(is_named).and_then(|entry| file.extent(entry))?;
    if length < SHORTEST_PLAIN {
        return file.short_stream(&following, root, start, length);
    }
    let (places, held) = file.chain(&following, start, length);
    Some(file.joined(&places, file.size, held))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) const END: u32 = 0xFFFF_FFFE;

    /// A file of five sectors: the table of what follows each, the directory of one stream, two more of the stream and
    /// a further list of tables.
    pub(in super::super) fn file(following: [u32; 5], more_tables: u32) -> Vec<u8> {
        let mut bytes = vec![0; 512 * 6];
        let mut put = |at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        put(0, 0xE011_CFD0);
        put(4, 0xE11A_B1A1);
        put(24, 3 << 16 | 0x3E);
        put(28, 9 << 16 | 0xFFFE);
        put(32, 6);
        put(44, 1);
        put(48, 1);
        put(56, 4096);
        put(60, END);
        put(68, more_tables);
        (0..109).for_each(|at| put(76 + 4 * at, if at == 0 { 0 } else { u32::MAX }));
        for (at, value) in (0..128).zip(following.into_iter().chain(std::iter::repeat(u32::MAX))) {
            put(512 + 4 * at, value);
        }
        put(1024 + 64, 4);
        put(1024 + 116, 2);
        put(1024 + 120, u32::MAX);
        (0..128).for_each(|at| put(512 * 5 + 4 * at, if at == 127 { more_tables } else { u32::MAX }));
        bytes
    }

    /// A file with these streams, each filled up with zeros to a length at which it lies in plain sectors.
    pub(in super::super) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
        const FREE: u32 = u32::MAX;
        let filled = |content: &[u8]| {
            let mut content = content.to_vec();
            content.resize(content.len().max(SHORTEST_PLAIN as usize).next_multiple_of(512), 0);
            content
        };
        let contents: Vec<Vec<u8>> = streams.iter().map(|(_, content)| filled(content)).collect();
        let sectors: usize = contents.iter().map(|content| content.len() / 512).sum();
        let tables = (sectors + 3).div_ceil(127);
        let mut following = vec![0xFFFF_FFFD; tables];
        following.push(END);
        let mut directory = vec![0; 512];
        let mut entry = |at: usize, name: &str, kind: u8, start: u32, length: u32| {
            let entry = &mut directory[at * 128..][..128];
            entry.iter_mut().zip(name.encode_utf16().flat_map(u16::to_le_bytes)).for_each(|(to, from)| *to = from);
            (entry[64], entry[66]) = (2 * name.len() as u8 + 2, kind);
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&length.to_le_bytes());
        };
        entry(0, "Root Entry", 5, END, 0);
        for (at, ((name, _), content)) in (1..).zip(streams.iter().zip(&contents)) {
            let (start, count) = (following.len() as u32, (content.len() / 512) as u32);
            entry(at, name, 2, start, content.len() as u32);
            following.extend((1..=count).map(|next| if next == count { END } else { start + next }));
        }
        following.resize(tables * 128, FREE);
        let mut header = vec![0; 512];
        let mut put = |at: usize, value: u32| header[at..at + 4].copy_from_slice(&value.to_le_bytes());
        put(0, 0xE011_CFD0);
        put(4, 0xE11A_B1A1);
        put(24, 3 << 16 | 0x3E);
        put(28, 9 << 16 | 0xFFFE);
        put(32, 6);
        put(44, tables as u32);
        put(48, tables as u32);
        put(56, 4096);
        put(60, END);
        put(68, END);
        (0..109).for_each(|at| put(76 + 4 * at, if at < tables { at as u32 } else { FREE }));
        let following = following.into_iter().flat_map(u32::to_le_bytes).collect();
        [vec![header, following, directory], contents].concat().concat()
    }

    #[test]
    fn chains_that_end_are_no_circles() {
        assert!(!has_cyclic_chain(&file([0xFFFF_FFFD, END, 3, END, 0xFFFF_FFFC], END)));
        assert!(!has_cyclic_chain(&file([0xFFFF_FFFD, 2, 3, END, END], END)), "a chain that leads into another");
        let whole = file([0xFFFF_FFFD, END, 3, END, 0xFFFF_FFFC], END);
        for end in 0..whole.len() {
            assert!(!has_cyclic_chain(&whole[..end]));
        }
    }
}
