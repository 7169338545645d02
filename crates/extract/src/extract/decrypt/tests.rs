use aes::cipher::BlockCipherEncrypt;

use super::*;
use crate::extract::ole::tests::compound;

fn encrypted_block(key: &[u8], block: [u8; AES_BLOCK]) -> [u8; AES_BLOCK] {
    let mut block = Array::from(block);
    match key.len() {
        16 => Aes128::new_from_slice(key).expect("a key").encrypt_block(&mut block),
        _ => Aes256::new_from_slice(key).expect("a key").encrypt_block(&mut block),
    }
    block.into()
}

fn blocks(content: &[u8]) -> Vec<[u8; AES_BLOCK]> {
    let mut padded = content.to_vec();
    padded.resize(content.len().next_multiple_of(AES_BLOCK), 0);
    padded.as_chunks().0.to_vec()
}

fn chained(key: &[u8], start: [u8; AES_BLOCK], content: &[u8]) -> Vec<u8> {
    let mut before = start;
    let mut out = Vec::new();
    for mut block in blocks(content) {
        block.iter_mut().zip(before).for_each(|(byte, mask)| *byte ^= mask);
        before = encrypted_block(key, block);
        out.extend(before);
    }
    out
}

/// As Excel writes it since 2010.
fn agile_file(content: &[u8], password: &str) -> Vec<u8> {
    let (salt, data_salt, key, value) = ([7; 16], [9; 16], [3; 32], [5; 16]);
    let mut state = Hash::Sha512.of([&salt, &password_bytes(password)]);
    for turn in 0..10_u32 {
        state = Hash::Sha512.of([&turn.to_le_bytes(), &state]);
    }
    let sealed = |purpose: [u8; 8], content: &[u8]| {
        let key = Hash::Sha512.of([&state, &purpose]);
        STANDARD.encode(chained(&key[..32], salt, content))
    };
    let xml = format!(
        r#"<?xml version="1.0"?><encryption xmlns:p="x"><keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{}"/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount="10" saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{}" encryptedVerifierHashInput="{}" encryptedVerifierHashValue="{}" encryptedKeyValue="{}"/></keyEncryptor></keyEncryptors></encryption>"#,
        STANDARD.encode(data_salt),
        STANDARD.encode(salt),
        sealed(FOR_VALUE, &value),
        sealed(FOR_HASH, &Hash::Sha512.of([&value, &[]])),
        sealed(FOR_KEY, &key),
    );
    let mut package = (content.len() as u64).to_le_bytes().to_vec();
    for (number, segment) in (0_u32..).zip(content.chunks(SEGMENT)) {
        let start = first_block(Hash::Sha512.of([&data_salt, &number.to_le_bytes()]));
        package.extend(chained(&key, start, segment));
    }
    let info = [&[4, 0, 4, 0, 0x40, 0, 0, 0], xml.as_bytes()].concat();
    compound(&[("EncryptionInfo", &info), ("EncryptedPackage", &package)])
}

/// As Excel 2007 wrote it.
fn standard_file(content: &[u8], password: &str) -> Vec<u8> {
    let (salt, value) = ([7; 16], [5; 16]);
    let mut state = Sha1::digest([&salt[..], &password_bytes(password)].concat());
    for turn in 0..50_000_u32 {
        state = Sha1::digest([&turn.to_le_bytes()[..], &state].concat());
    }
    let last = Sha1::digest([&state[..], &[0; 4]].concat());
    let mut block = [0x36; 64];
    block.iter_mut().zip(last).for_each(|(byte, hash)| *byte ^= hash);
    let key = &Sha1::digest(block)[..16];
    let sealed = |content: &[u8]| blocks(content).into_iter().flat_map(|block| encrypted_block(key, block)).collect();
    let sealed_value: Vec<u8> = sealed(&value);
    let sealed_hash: Vec<u8> = sealed(&Sha1::digest(value));
    let header: Vec<u8> =
        [0x24_u32, 0, 0x660E, 0x8004, 128, 0x18, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
    let info = [
        &[3, 0, 2, 0, 0x24, 0, 0, 0],
        &(header.len() as u32).to_le_bytes()[..],
        &header,
        &16_u32.to_le_bytes(),
        &salt,
        &sealed_value,
        &20_u32.to_le_bytes(),
        &sealed_hash,
    ]
    .concat();
    let sealed_content: Vec<u8> = sealed(content);
    let package = [&(content.len() as u64).to_le_bytes()[..], &sealed_content].concat();
    compound(&[("EncryptionInfo", &info), ("EncryptedPackage", &package)])
}

#[test]
fn the_password_that_everybody_has_opens_a_package() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "应到三十人").expect("a cell");
    let content = book.save_to_buffer().expect("a workbook");
    let limits = Limits::default();
    for file in [agile_file(&content, DEFAULT_PASSWORD), standard_file(&content, DEFAULT_PASSWORD)] {
        assert_eq!(package(&file, &limits).as_deref(), Some(&content[..]));
        let read = crate::extract::extract(&file, crate::archive::identify::Format::EncryptedOffice, &limits);
        assert!(read.notices.is_empty() && read.pages[0].text == "应到三十人", "{:?}", read.notices);
    }
}

#[test]
fn another_password_keeps_its_notice() {
    let limits = Limits::default();
    for file in [agile_file(b"PK", "abc"), standard_file(b"PK", "abc")] {
        assert_eq!(package(&file, &limits), None);
        assert_eq!(opened(&file, "abc", &limits).as_deref(), Some(&b"PK"[..]));
        let read = crate::extract::extract(&file, crate::archive::identify::Format::EncryptedOffice, &limits);
        assert_eq!(read.notices[0].code, crate::model::NoticeCode::EncryptedFile);
        // Nothing that is damaged breaks it.
        for at in 0..file.len().min(6000) {
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            if at % 97 == 0 {
                let _ = package(&changed, &limits);
                let _ = package(&file[..at], &limits);
            }
        }
    }
}
