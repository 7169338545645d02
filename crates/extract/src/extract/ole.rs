//! OLE2 files (MS-CFB): whether their chains of sectors contain a cycle, and where a stream lies.
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
    let file = Compound::open(bytes)?;
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
struct Compound<'b> {
    bytes: &'b [u8],
    size: usize,
    /// As many sectors as the file can hold.
    most: usize,
}

impl<'b> Compound<'b> {
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

    /// The places of the sectors of a chain, and how much of `length` they hold.
    fn chain(&self, following: &[u32], start: u32, length: u64) -> Result<(Vec<usize>, u64), Missing> {
        let (mut places, mut held, mut at) = (Vec::new(), 0, start);
        while at != END_OF_CHAIN {
            if at as usize > self.most || places.len() > self.most {
                return Err(Missing::Absent);
            }
            let place = self.place(at).filter(|place| *place < self.bytes.len()).ok_or(Missing::Unclear)?;
            places.push(place);
            held = length.min(held + self.size as u64);
            if held == length {
                break;
            }
            at = *following.get(at as usize).ok_or(Missing::Unclear)?;
            // Readers go on in their own ways after a sector that is not whole.
            if place + self.size > self.bytes.len() && at != END_OF_CHAIN {
                return Err(Missing::Unclear);
            }
        }
        Ok((places, held))
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
    fn short_chain(&self, following: &[u32], root: &[u8], start: u32, length: u64) -> Result<Stream, Missing> {
        let header = |at| self.word(at).ok_or(Missing::Absent);
        let (tables_start, tables) = (header(60)?, u64::from(header(64)?));
        let (root_start, root_length) = self.extent(root).ok_or(Missing::Absent)?;
        let (outer, held) = self.chain(following, root_start, root_length)?;
        let (places, listed) = self.chain(following, tables_start, tables.saturating_mul(self.size as u64))?;
        let following: Vec<u32> = words(&self.joined(&places, self.size, listed)).collect();
        let (mut places, mut at, mut left) = (Vec::new(), start, length);
        while at != END_OF_CHAIN {
            let inner = u64::from(at) * SHORT_SECTOR as u64;
            // What lies beyond the stream of streams is nobody's.
            if inner + left.min(SHORT_SECTOR as u64) > held {
                return Err(Missing::Unclear);
            }
            let outer = outer.get((inner / self.size as u64) as usize).ok_or(Missing::Unclear)?;
            places.push(outer + (inner % self.size as u64) as usize);
            left = left.saturating_sub(SHORT_SECTOR as u64);
            if left == 0 {
                break;
            }
            at = *following.get(at as usize).ok_or(Missing::Unclear)?;
        }
        let bytes = self.joined(&places, SHORT_SECTOR, length - left);
        Ok(Stream { bytes, places, unit: SHORT_SECTOR })
    }

    /// Where the stream of a directory entry begins, and its length.
    fn extent(&self, entry: &[u8]) -> Option<(u32, u64)> {
        let mut numbers = words(entry.get(116..)?);
        let (start, low, high) = (numbers.next()?, numbers.next()?, numbers.next()?);
        let high = if self.size == 512 { 0 } else { high };
        Some((start, u64::from(high) << 32 | u64::from(low)))
    }
}

/// Why there is no stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// There is none of that name, or no reader can come to its end.
    Absent,
    /// The file is damaged such that readers may differ about what is in it.
    Unclear,
}

/// What a stream holds, and where in the file.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) bytes: Vec<u8>,
    places: Vec<usize>,
    unit: usize,
}

impl Stream {
    /// Where in the file a byte of the stream lies.
    pub(super) fn place(&self, at: usize) -> Option<usize> {
        self.places.get(at / self.unit)?.checked_add(at % self.unit)
    }
}

/// The stream of this name, as the readers of workbooks look for it: the first such entry, wherever it stands.
pub(super) fn stream(bytes: &[u8], name: &str) -> Result<Stream, Missing> {
    let file = Compound::open(bytes).ok_or(Missing::Absent)?;
    let following = file.following().flatten().ok_or(Missing::Absent)?;
    let (places, held) = file.chain(&following, file.word(48).ok_or(Missing::Absent)?, u64::MAX)?;
    let directory = file.joined(&places, file.size, held);
    let mut entries = directory.chunks_exact(DIRECTORY_ENTRY);
    let root = entries.clone().next().ok_or(Missing::Absent)?;
    let is_named = |entry: &&[u8]| {
        let found = encoding_rs::UTF_16LE.decode(&entry[..64]).0;
        found.split('\0').next().is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    let (start, length) = entries.find(is_named).and_then(|entry| file.extent(entry)).ok_or(Missing::Absent)?;
    if length < SHORTEST_PLAIN {
        return file.short_chain(&following, root, start, length);
    }
    let (places, held) = file.chain(&following, start, length)?;
    Ok(Stream { bytes: file.joined(&places, file.size, held), places, unit: file.size })
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
