//! How much of one file the readers take in.

/// How much of one file is read at most. What lies beyond is left out with a `partly-read` notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file that is opened, in bytes.
    pub max_input_bytes: usize,
    /// Pages of a document, or sheets of a workbook.
    pub max_pages: usize,
    /// Text of the whole file, in bytes of UTF-8.
    pub max_text_bytes: usize,
    /// What one package or stream may unpack to, in bytes.
    pub max_uncompressed_bytes: u64,
    /// Glyphs drawn on one PDF page; a page of newsprint has about 10,000.
    pub max_glyphs_per_page: usize,
    /// Objects of a PDF file whose forms and remarks are read; 0 leaves these to be told of. A book has some 50,000.
    pub max_objects: usize,
    /// Cells with content in one sheet.
    pub max_cells_per_sheet: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_input_bytes: 512 << 20,
            max_pages: 5_000,
            max_text_bytes: 32 << 20,
            max_uncompressed_bytes: 512 << 20,
            max_glyphs_per_page: 200_000,
            max_objects: 300_000,
            max_cells_per_sheet: 1_000_000,
        }
    }
}

impl Limits {
    /// The same without what reads a whole file at once beside its ordinary reader, for one that broke that reader.
    pub(super) fn careful(self) -> Self {
        Self { max_objects: 0, ..self }
    }
}

/// Memory that the parser of Word and PowerPoint files may use, in bytes: a small file can multiply what it holds.
pub(super) const MAX_OFFICE_MEMORY_BYTES: u64 = 256 << 20;
