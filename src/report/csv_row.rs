//! One row of CSV, for every table that is written so.

/// What a cell that is run as a formula begins with; some programs take the full-width forms for the others.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Adds one row, quoted and guarded.
pub(super) fn csv_row<'a>(text: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&quoted(cell));
    }
    text.push_str("\r\n");
}

/// A cell, guarded against being run as a formula and quoted where it must be.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        format!("{guard}{cell}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_guarded_and_quoted() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("@x,y"), "\"'@x,y\"");
        assert_eq!(quoted("-1\n\"a\""), "\"'-1\n\"\"a\"\"\"");
        for (cell, guarded) in [("＝1+1", "'＝1+1"), ("＠a", "'＠a"), ("\n=1", "\"'\n=1\"")] {
            assert_eq!(quoted(cell), guarded);
        }
        assert_eq!(quoted("公示"), "公示");
    }
}
