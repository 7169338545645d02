//! Workbook streams encrypted with the password that everybody has (MS-XLS 2.2.10, MS-OFFCRYPTO 2.3.5 to 2.3.7).

use md5::{Digest, Md5};
use sha1::Sha1;

use super::record::{u16_at, u32_at};
use crate::extract::decrypt::{DEFAULT_PASSWORD, password_bytes};

/// After so many bytes the key changes.
const BLOCK: usize = 1024;
/// Records that are never encrypted.
const PLAIN: [u16; 7] = [0x0809, super::FILE_PASS, 0x00E1, 0x0195, 0x0194, 0x0138, 0x0196];

/// The stream in plain, by what the record of its encryption says; `None` where it has another password.
pub(super) fn decrypted(stream: &[u8], encryption: &[u8]) -> Option<Vec<u8>> {
    opened(stream, encryption, DEFAULT_PASSWORD)
}

fn opened(stream: &[u8], encryption: &[u8], password: &str) -> Option<Vec<u8>> {
    let kind = u16_at(encryption, 0)?;
    // Before 1997 there was but one kind, and no number for it.
    if encryption.len() == 4 {
        return unmasked(stream, encryption, password);
    }
    match (kind, u16_at(encryption, 2), u16_at(encryption, 4)) {
        (0, ..) => unmasked(stream, encryption.get(2..)?, password),
        (1, Some(1), Some(1)) => {
            let part = |at: usize| encryption.get(at..at + 16);
            let (salt, verifier, hash) = (part(6)?, part(22)?, part(38)?);
            let key = short_key(salt, password);
            let block = |number| Md5::digest([&key[..], &u32::to_le_bytes(number)].concat()).to_vec();
            verified(block, verifier, hash, |plain| Md5::digest(plain).to_vec())?;
            Some(with_keys(stream, block))
        }
        (1, Some(2..=4), Some(2)) => {
            let header = u32_at(encryption, 10)? as usize;
            let bits = u32_at(encryption, 14 + 16)?;
            let verifier = encryption.get(14_usize.checked_add(header)?..)?;
            let salt = verifier.get(4..20)?;
            let first = Sha1::digest([salt, &password_bytes(password)].concat());
            // No size stands for the smallest.
            let length = if bits == 0 { 5 } else { (bits / 8) as usize };
            let block = |number| {
                let mut key = Sha1::digest([&first[..], &u32::to_le_bytes(number)].concat()).to_vec();
                key.truncate(length);
                if length == 5 {
                    key.resize(16, 0);
                }
                key
            };
            verified(block, verifier.get(20..36)?, verifier.get(40..60)?, |plain| Sha1::digest(plain).to_vec())?;
            Some(with_keys(stream, block))
        }
        _ => None,
    }
}

fn short_key(salt: &[u8], password: &str) -> [u8; 5] {
    let first = Md5::digest(password_bytes(password));
    let piece = [first.get(..5).unwrap_or_default(), salt].concat();
    let hash = Md5::digest(piece.repeat(16));
    let mut key = [0; 5];
    key.copy_from_slice(hash.get(..5).unwrap_or(&[0; 5]));
    key
}

/// Whether the password is the right one: a value was encrypted with it, and the hash of that value behind it.
fn verified(
    block: impl Fn(u32) -> Vec<u8>,
    verifier: &[u8],
    hash: &[u8],
    digest: impl Fn(&[u8]) -> Vec<u8>,
) -> Option<()> {
    let mut both = [verifier, hash].concat();
    let mut stream = Rc4::new(&block(0));
    both.iter_mut().for_each(|byte| *byte ^= stream.next_byte());
    let (plain, expected) = both.split_at_checked(verifier.len())?;
    (digest(plain) == expected).then_some(())
}

/// Decrypts all records, but not their numbers and lengths, with a key for each block.
fn with_keys(stream: &[u8], block: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    let mut plain = Vec::with_capacity(stream.len());
    for (number, piece) in (0..).zip(stream.chunks(BLOCK)) {
        let mut keys = Rc4::new(&block(number));
        plain.extend(piece.iter().map(|byte| byte ^ keys.next_byte()));
    }
    restore(stream, &mut plain);
    plain
}

/// Puts back what was not encrypted: heads of records, some records, and where sheets begin.
fn restore(stream: &[u8], plain: &mut [u8]) {
    let mut at = 0;
    while let (Some(id), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let end = at + 4 + usize::from(length);
        let kept = match id {
            super::SHEET => 8.min(end - at),
            id if PLAIN.contains(&id) => end - at,
            _ => 4,
        };
        if let (Some(from), Some(to)) = (stream.get(at..at + kept), plain.get_mut(at..at + kept)) {
            to.copy_from_slice(from);
        }
        at = end;
    }
}

/// Filling behind a short password.
const FILLING: [u8; 15] = [0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00];

/// Takes a mask of 16 bytes off the records.
fn unmasked(stream: &[u8], said: &[u8], password: &str) -> Option<Vec<u8>> {
    let (key, verifier) = (u16_at(said, 0)?, u16_at(said, 2)?);
    let password = password.as_bytes();
    let turn = |value: u16| (value << 1 & 0x7FFF) | (value >> 14 & 1);
    let hash = password.iter().rev().fold(0, |hash, byte| turn(hash) ^ u16::from(*byte));
    if turn(hash) ^ password.len() as u16 ^ 0xCE4B != verifier {
        return None;
    }
    let bytes = password.iter().chain(&FILLING).zip(key.to_le_bytes().into_iter().cycle());
    let mask: Vec<u8> = bytes.take(16).map(|(byte, key)| (byte ^ key).rotate_left(2)).collect();
    let mut plain = stream.to_vec();
    let mut at = 0;
    while let Some(length) = u16_at(stream, at + 2) {
        let (start, end) = (at + 4, at + 4 + usize::from(length));
        for (place, byte) in plain.iter_mut().enumerate().take(end).skip(start) {
            let mask = mask.get((end + place - start) % 16).copied().unwrap_or(0);
            *byte = byte.rotate_left(3) ^ mask;
        }
        at = end;
    }
    restore(stream, &mut plain);
    Some(plain)
}

/// The stream cipher RC4, which no kept library needs to be asked for: it is these lines.
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state = [0; 256];
        for (at, value) in state.iter_mut().zip(0..=255) {
            *at = value;
        }
        let mut j = 0_u8;
        for (i, key) in (0..256).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[i]).wrapping_add(*key);
            state.swap(i, j.into());
        }
        Self { state, i: 0, j: 0 }
    }

    fn next_byte(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        let first = self.state[usize::from(self.i)];
        self.j = self.j.wrapping_add(first);
        let second = self.state[usize::from(self.j)];
        self.state.swap(self.i.into(), self.j.into());
        self.state[usize::from(first.wrapping_add(second))]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What the record of the encryption says, for each kind.
    pub(in super::super) fn encryptions(password: &str) -> [Vec<u8>; 3] {
        let (salt, value) = ([7_u8; 16], [5_u8; 16]);
        let words = |words: &[u16]| -> Vec<u8> { words.iter().flat_map(|word| word.to_le_bytes()).collect() };
        let sealed = |key: &[u8], hash: &[u8]| {
            let mut keys = Rc4::new(key);
            [&value[..], hash].concat().iter().map(|byte| byte ^ keys.next_byte()).collect::<Vec<u8>>()
        };
        let turn = |value: u16| (value << 1 & 0x7FFF) | (value >> 14 & 1);
        let hash = password.bytes().rev().fold(0, |hash, byte| turn(hash) ^ u16::from(byte));
        let masked = words(&[0, 0x1234, turn(hash) ^ password.len() as u16 ^ 0xCE4B]);
        let key = Md5::digest([&short_key(&salt, password)[..], &[0; 4]].concat());
        let short = [words(&[1, 1, 1]), salt.to_vec(), sealed(&key, &Md5::digest(value))].concat();
        let first = Sha1::digest([&salt[..], &password_bytes(password)].concat());
        let key = Sha1::digest([&first[..], &[0; 4]].concat())[..16].to_vec();
        let both = sealed(&key, &Sha1::digest(value));
        let header = [4_u32, 0, 0x6801, 0x8004, 128, 1, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
        let long = [
            words(&[1, 2, 2, 4, 0, 32, 0]),
            header,
            words(&[16, 0]),
            salt.to_vec(),
            both[..16].to_vec(),
            words(&[20, 0]),
            both[16..].to_vec(),
        ];
        [masked, short, long.concat()]
    }

    /// A stream encrypted so. The ciphers of keys are their own opposites; a mask is put on in the other order.
    pub(in super::super) fn encrypted(stream: &[u8], said: &[u8], password: &str) -> Vec<u8> {
        if u16_at(said, 0) != Some(0) {
            return opened(stream, said, password).expect("the password is right");
        }
        let (mut sealed, mut at) = (stream.to_vec(), 0);
        let key = u16_at(said, 2).expect("a key").to_le_bytes();
        let bytes = password.bytes().chain(FILLING).zip(key.into_iter().cycle());
        let mask: Vec<u8> = bytes.take(16).map(|(byte, key)| (byte ^ key).rotate_left(2)).collect();
        while let Some(length) = u16_at(stream, at + 2) {
            let (start, end) = (at + 4, at + 4 + usize::from(length));
            for place in start..end.min(stream.len()) {
                sealed[place] = (stream[place] ^ mask[(end + place - start) % 16]).rotate_left(5);
            }
            at = end;
        }
        restore(stream, &mut sealed);
        sealed
    }

    #[test]
    fn the_stream_cipher_is_that_of_the_standard() {
        // RFC 6229, key of 40 bits.
        let mut keys = Rc4::new(&[1, 2, 3, 4, 5]);
        let first: Vec<u8> = (0..8).map(|_| keys.next_byte()).collect();
        assert_eq!(first, [0xB2, 0x39, 0x63, 0x05, 0xF0, 0x3D, 0xC0, 0x27]);
    }
}
