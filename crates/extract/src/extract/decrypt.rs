//! Office files that are encrypted with a password which everybody has (MS-OFFCRYPTO 2.3.4).
//!
//! Excel encrypts a workbook whose structure is protected with the password `VelvetSweatshop`, and Excel and WPS try it
//! before they ask for one: people never see that such a file is encrypted.

use aes::{
    Aes128, Aes192, Aes256,
    cipher::{Array, BlockCipherDecrypt, KeyInit},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use super::{limits::Limits, ole};

pub(super) const DEFAULT_PASSWORD: &str = "VelvetSweatshop";
const AES_BLOCK: usize = 16;
/// Times that a password is hashed; programs write 100,000.
const MAX_SPINS: u32 = 1_000_000;
const SEGMENT: usize = 4096;

/// The package inside an encrypted file; `None` where it has a password of its own, or is damaged.
pub(super) fn package(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    opened(bytes, DEFAULT_PASSWORD, limits)
}

fn opened(bytes: &[u8], password: &str, limits: &Limits) -> Option<Vec<u8>> {
    if ole::has_cyclic_chain(bytes) || bytes.len() as u64 > limits.max_uncompressed_bytes {
        return None;
    }
    let info = ole::stream(bytes, "EncryptionInfo")?;
    let content = ole::stream(bytes, "EncryptedPackage")?;
    let (length, content) = content.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let mut plain = match info.get(..4)? {
        [4, 0, 4, 0] => agile(&String::from_utf8_lossy(info.get(8..)?), password, content)?,
        [2..=4, 0, 2, 0] => standard(info.get(8..)?, password, content)?,
        _ => return None,
    };
    plain.truncate(length);
    Some(plain)
}

/// A password as it is hashed.
pub(super) fn password_bytes(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A block cipher with its key.
enum Aes {
    Of128(Box<Aes128>),
    Of192(Box<Aes192>),
    Of256(Box<Aes256>),
}

impl Aes {
    fn new(key: &[u8]) -> Option<Self> {
        Some(match key.len() {
            16 => Self::Of128(Box::new(Aes128::new_from_slice(key).ok()?)),
            24 => Self::Of192(Box::new(Aes192::new_from_slice(key).ok()?)),
            32 => Self::Of256(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    fn block(&self, block: [u8; AES_BLOCK]) -> [u8; AES_BLOCK] {
        let mut block = Array::from(block);
        match self {
            Self::Of128(cipher) => cipher.decrypt_block(&mut block),
            Self::Of192(cipher) => cipher.decrypt_block(&mut block),
            Self::Of256(cipher) => cipher.decrypt_block(&mut block),
        }
        block.into()
    }

    /// Each block by itself; what is less than a block at the end is left out.
    fn separate(&self, content: &[u8]) -> Vec<u8> {
        content.as_chunks().0.iter().flat_map(|block| self.block(*block)).collect()
    }

    /// Each block with the one before it.
    fn chained(&self, start: [u8; AES_BLOCK], content: &[u8]) -> Vec<u8> {
        let mut before = start;
        let mut plain = Vec::with_capacity(content.len());
        for block in content.as_chunks().0 {
            plain.extend(self.block(*block).iter().zip(before).map(|(byte, mask)| byte ^ mask));
            before = *block;
        }
        plain
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Of Office 2007: AES block by block (MS-OFFCRYPTO 2.3.4.5 to 2.3.4.9).
fn standard(info: &[u8], password: &str, content: &[u8]) -> Option<Vec<u8>> {
    let header = word(info, 0)? as usize;
    let length = (word(info, 4 + 16)? / 8) as usize;
    let verifier = info.get(4_usize.checked_add(header)?..)?;
    let (salt, value, hash) = (verifier.get(4..20)?, verifier.get(20..36)?, verifier.get(40..72)?);
    let mut state = Sha1::digest([salt, &password_bytes(password)].concat());
    for turn in 0..50_000_u32 {
        state = Sha1::digest([&turn.to_le_bytes()[..], &state].concat());
    }
    let last = Sha1::digest([&state[..], &[0; 4]].concat());
    let masked = |mask: u8| {
        let mut block = [mask; 64];
        block.iter_mut().zip(last).for_each(|(byte, hash)| *byte ^= hash);
        Sha1::digest(block)
    };
    let key = [masked(0x36), masked(0x5C)].concat();
    let cipher = Aes::new(key.get(..length)?)?;
    let expected = cipher.separate(hash);
    (Sha1::digest(cipher.separate(value))[..] == *expected.get(..20)?).then(|| cipher.separate(content))
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "SHA1" | "SHA-1" => Self::Sha1,
            "SHA256" | "SHA-256" => Self::Sha256,
            "SHA384" | "SHA-384" => Self::Sha384,
            "SHA512" | "SHA-512" => Self::Sha512,
            _ => return None,
        })
    }

    fn of(self, pieces: [&[u8]; 2]) -> Vec<u8> {
        let joined = pieces.concat();
        match self {
            Self::Sha1 => Sha1::digest(joined).to_vec(),
            Self::Sha256 => Sha256::digest(joined).to_vec(),
            Self::Sha384 => Sha384::digest(joined).to_vec(),
            Self::Sha512 => Sha512::digest(joined).to_vec(),
        }
    }
}

/// What a key is for.
const FOR_VALUE: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const FOR_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const FOR_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// Since Office 2010: AES in segments, described in XML (MS-OFFCRYPTO 2.3.4.10 to 2.3.4.15).
fn agile(info: &str, password: &str, content: &[u8]) -> Option<Vec<u8>> {
    let data = tag(info, "keyData")?;
    let secret = tag(info, "encryptedKey")?;
    let binary = |tag: &str, name: &str| STANDARD.decode(attribute(tag, name)?).ok();
    let is_aes = |tag: &str| attribute(tag, "cipherAlgorithm") == Some("AES");
    let is_chained = |tag: &str| attribute(tag, "cipherChaining") == Some("ChainingModeCBC");
    if ![data, secret].into_iter().all(|tag| is_aes(tag) && is_chained(tag)) {
        return None;
    }
    let hash = Hash::named(attribute(secret, "hashAlgorithm")?)?;
    let spins: u32 = attribute(secret, "spinCount")?.parse().ok().filter(|spins| *spins <= MAX_SPINS)?;
    let length = attribute(secret, "keyBits")?.parse::<usize>().ok()? / 8;
    let salt = binary(secret, "saltValue")?;
    let mut state = hash.of([&salt, &password_bytes(password)]);
    for turn in 0..spins {
        state = hash.of([&turn.to_le_bytes(), &state]);
    }
    let plain = |purpose: [u8; 8], name: &str| {
        let mut key = hash.of([&state, &purpose]);
        key.resize(length.min(64), 0x36);
        Some(Aes::new(&key)?.chained(first_block(salt.clone()), &binary(secret, name)?))
    };
    let value = plain(FOR_VALUE, "encryptedVerifierHashInput")?;
    let expected = plain(FOR_HASH, "encryptedVerifierHashValue")?;
    let found = hash.of([value.get(..salt.len())?, &[]]);
    if expected.get(..found.len())? != found {
        return None;
    }
    let mut key = plain(FOR_KEY, "encryptedKeyValue")?;
    key.truncate(attribute(data, "keyBits")?.parse::<usize>().ok()? / 8);
    let cipher = Aes::new(&key)?;
    let hash = Hash::named(attribute(data, "hashAlgorithm")?)?;
    let salt = binary(data, "saltValue")?;
    let segments = (0_u32..)
        .zip(content.chunks(SEGMENT))
        .flat_map(|(number, segment)| cipher.chained(first_block(hash.of([&salt, &number.to_le_bytes()])), segment));
    Some(segments.collect())
}

/// What stands for the block before the first.
fn first_block(mut bytes: Vec<u8>) -> [u8; AES_BLOCK] {
    bytes.resize(AES_BLOCK, 0x36);
    bytes.try_into().unwrap_or([0x36; AES_BLOCK])
}

/// The tag of the first element of a name, with or without a prefix.
fn tag<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let tags = xml.split('<').filter_map(|tag| tag.split('>').next());
    let is_named = |tag: &&str| {
        let found = tag.split([' ', '\n', '\r', '\t', '/']).next().unwrap_or("");
        found.rsplit(':').next() == Some(name)
    };
    tags.into_iter().find(is_named)
}

fn attribute<'x>(tag: &'x str, name: &str) -> Option<&'x str> {
    let behind = tag.split_once(&format!(" {name}=\""))?.1;
    Some(behind.split_once('"')?.0)
}

#[cfg(test)]
mod tests;
