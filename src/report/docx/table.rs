//! Ruled tables.

use super::{run, units};

/// Half-points of the letters in a table.
const SIZE: u32 = 18;

/// A ruled table.
#[derive(Debug)]
pub(in crate::report) struct WordTable<'a> {
    /// The columns' widths in millimetres.
    pub(in crate::report) widths_mm: &'a [f64],
    /// How many of the rows are heads, repeated on every page.
    pub(in crate::report) heads: usize,
    /// The rows; their cells take all columns together.
    pub(in crate::report) rows: Vec<Vec<WordCell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct WordCell {
    text: String,
    is_centred: bool,
    is_bold: bool,
    /// Part of the cell above it.
    is_joined: bool,
    /// First of several cells that stand as one.
    begins: bool,
    /// How many columns it takes beside its own.
    more_columns: usize,
}

impl WordCell {
    /// Text from the left.
    pub(in crate::report) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Text in the middle.
    pub(in crate::report) fn centred(text: impl Into<String>) -> Self {
        Self { is_centred: true, ..Self::text(text) }
    }

    /// The same cell in bold letters.
    pub(in crate::report) fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    /// The same cell over several columns.
    pub(in crate::report) fn over(self, columns: usize) -> Self {
        Self { more_columns: columns.saturating_sub(1), ..self }
    }

    /// The same cell as the first of several above each other that stand as one.
    pub(in crate::report) fn beginning(self) -> Self {
        Self { begins: true, ..self }
    }

    /// A cell that continues the one above it.
    pub(in crate::report) fn joined() -> Self {
        Self { is_joined: true, ..Self::default() }
    }

    fn xml(&self, width_mm: f64) -> String {
        let merge = match (self.begins, self.is_joined) {
            (true, _) => "<w:vMerge w:val=\"restart\"/>",
            (_, true) => "<w:vMerge/>",
            _ => "",
        };
        let span = match self.more_columns {
            0 => String::new(),
            more => format!("<w:gridSpan w:val=\"{}\"/>", more + 1),
        };
        let align = if self.is_centred { "<w:jc w:val=\"center\"/>" } else { "" };
        let middle = if self.is_centred { "<w:vAlign w:val=\"center\"/>" } else { "" };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merge}{middle}</w:tcPr><w:p><w:pPr><w:spacing w:before=\"20\" w:after=\"20\" w:line=\"250\" w:lineRule=\"exact\"/>{align}</w:pPr>{}</w:p></w:tc>",
            units(width_mm),
            run(&self.text, SIZE, self.is_bold, false)
        )
    }
}

impl WordTable<'_> {
    /// The table's XML.
    pub(super) fn xml(&self) -> String {
        let rules = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"))
            .concat();
        let inner = ["left", "right"].map(|side| format!("<w:{side} w:w=\"70\" w:type=\"dxa\"/>")).concat();
        let whole = units(self.widths_mm.iter().sum());
        let grid: String =
            self.widths_mm.iter().map(|width| format!("<w:gridCol w:w=\"{}\"/>", units(*width))).collect();
        let mut xml = format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>{inner}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        );
        for (number, row) in self.rows.iter().enumerate() {
            let properties = if number < self.heads { "<w:cantSplit/><w:tblHeader/>" } else { "<w:cantSplit/>" };
            xml.push_str(&self.row(row, properties));
        }
        xml.push_str("</w:tbl>");
        xml
    }

    fn row(&self, cells: &[WordCell], properties: &str) -> String {
        let mut widths = self.widths_mm.iter();
        let width = |cell: &WordCell| widths.by_ref().take(cell.more_columns + 1).sum();
        let all: Vec<f64> = cells.iter().map(width).collect();
        let cells: String = cells.iter().zip(all).map(|(cell, width)| cell.xml(width)).collect();
        format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
    }
}
