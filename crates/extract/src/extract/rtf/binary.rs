//! What an RTF file holds in bytes: pictures (`\pict`) and objects (`\objdata`), as hexadecimal digits or behind `\bin`.

/// What the bytes of a group are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BinaryKind {
    /// A picture in a form that its own bytes tell: PNG, JPEG, EMF.
    Picture,
    /// A metafile of Windows without a header of its own.
    Wmf,
    /// A bitmap without the header of a file.
    Bitmap,
    /// An object in the form of OLE 1.
    Object,
}

/// The bytes of one group.
#[derive(Debug)]
pub(super) struct Binary {
    pub(super) kind: BinaryKind,
    pub(super) bytes: Vec<u8>,
    /// The first of two digits.
    half: Option<u8>,
}

impl Binary {
    pub(super) fn new(kind: BinaryKind) -> Self {
        Self { kind, bytes: Vec::new(), half: None }
    }

    /// A byte of the file within the group; what is no digit is passed over.
    pub(super) fn digit(&mut self, byte: u8) {
        let Some(value) = char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok()) else { return };
        match self.half.take() {
            Some(high) => self.bytes.push(high << 4 | value),
            None => self.half = Some(value),
        }
    }
}
