//! Ruled tables.

use super::{run, units};

/// Half-points of the letters in a table.
const SIZE: u32 = 18;

/// A ruled table.
#[derive(Debug)]
pub(in crate::report) struct Table<'a> {
    /// The columns' widths in millimetres.
    pub(in crate::report) widths_mm: &'a [f64],
    /// The row of heads; empty for none.
    pub(in crate::report) head: Vec<String>,
    /// The rows, a cell a column.
    pub(in crate::report) rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Cell {
    text: String,
    is_centred: bool,
    is_bold: bool,
    /// Part of the cell above it.
    is_joined: bool,
    /// First of several cells that stand as one.
    begins: bool,
}

impl Cell {
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
        let align = if self.is_centred { "<w:jc w:val=\"center\"/>" } else { "" };
        let middle = if self.is_centred { "<w:vAlign w:val=\"center\"/>" } else { "" };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{merge}{middle}</w:tcPr><w:p><w:pPr><w:spacing w:before=\"20\" w:after=\"20\" w:line=\"250\" w:lineRule=\"exact\"/>{align}</w:pPr>{}</w:p></w:tc>",
            units(width_mm),
            run(&self.text, SIZE, self.is_bold, false)
        )
    }
}

impl Table<'_> {
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
        if !self.head.is_empty() {
            let head: Vec<Cell> = self.head.iter().map(|head| Cell::centred(head).bold()).collect();
            xml.push_str(&self.row(&head, "<w:cantSplit/><w:tblHeader/>"));
        }
        for row in &self.rows {
            xml.push_str(&self.row(row, "<w:cantSplit/>"));
        }
        xml.push_str("</w:tbl>");
        xml
    }

    fn row(&self, cells: &[Cell], properties: &str) -> String {
        let blank = Cell::default();
        let cells = self.widths_mm.iter().zip(cells.iter().chain(std::iter::repeat(&blank)));
        let cells: String = cells.map(|(width, cell)| cell.xml(*width)).collect();
        format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
    }
}
