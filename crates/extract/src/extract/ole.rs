//! OLE2 files whose chains of sectors contain a cycle (MS-CFB 2.2).
//!
//! A library that follows such a chain never comes to its end and keeps every sector on the way, so that a file of a
//! few kilobytes takes all the memory that its reader may have.

/// Numbers from here on name no sector but say what an entry is for.
const FIRST_RESERVED: u32 = 0xFFFF_FFFA;
/// Allocation tables that the header itself lists.
const LISTED: usize = 109;
const DIRECTORY_ENTRY: usize = 128;

/// Whether the chain of the allocation tables, of the directory or of a stream contains a cycle; false for a file that
/// is damaged in another way.
pub(super) fn has_cyclic_chain(bytes: &[u8]) -> bool {
    circle(bytes).unwrap_or(false)
}

fn circle(bytes: &[u8]) -> Option<bool> {
    let shift = u16::from_le_bytes(bytes.get(30..32)?.try_into().ok()?);
    if shift != 9 && shift != 12 {
        return None;
    }
    let size = 1usize << shift;
    let most = bytes.len() / size;
    let sector = |number: u32| {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(size)?;
        bytes.get(start..start.checked_add(size)?.min(bytes.len()))
    };

    let mut tables: Vec<u32> = words(bytes.get(76..)?).take(LISTED).collect();
    let mut next = words(bytes.get(68..72)?).next()?;
    let mut steps = 0;
    while next < FIRST_RESERVED {
        if steps == most {
            return Some(true);
        }
        steps += 1;
        let list: Vec<u32> = words(sector(next)?).collect();
        let (last, numbers) = list.split_last()?;
        tables.extend(numbers);
        next = *last;
    }
    // No more tables than sectors: a list may name the same one again and again.
    let following: Vec<u32> = tables
        .into_iter()
        .filter(|number| *number < FIRST_RESERVED)
        .take(most)
        .filter_map(sector)
        .flat_map(words)
        .collect();

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
    let entries = directory.into_iter().filter_map(sector).flat_map(|sector| sector.chunks_exact(DIRECTORY_ENTRY));
    let mut starts = entries.filter_map(|entry| words(&entry[116..120]).next());
    Some(starts.any(|start| follow(start).is_none()))
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
