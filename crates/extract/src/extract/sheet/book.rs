//! A workbook as its readers give it.

use super::grid::CellGrid;

/// What was read of a workbook.
#[derive(Default)]
pub(super) struct Book {
    pub(super) title: Option<String>,
    /// The sheets that have cells, in their order.
    pub(super) sheets: Vec<Sheet>,
    /// What of the workbook is not there: names of sheets, and of parts that all sheets share.
    pub(super) missing: Vec<String>,
}

/// What was read of a sheet.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    pub(super) grid: CellGrid,
    /// Lines above and below the cells when the sheet is printed.
    pub(super) header: Vec<String>,
    pub(super) footer: Vec<String>,
    /// Remarks and text boxes, a line each.
    pub(super) remarks: Vec<String>,
}

/// The lines of a printed header or footer (ECMA-376 part 1, 18.3.1.46): its left, middle and right part, without the
/// codes for fonts, pages and dates.
pub(super) fn printed(code: &str, sheet: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut chars, mut has_number) = (code.chars().peekable(), vec![false]);
    while let Some(c) = chars.next() {
        let (Some(part), Some(number)) = (parts.last_mut(), has_number.last_mut()) else { break };
        if c != '&' {
            part.push(c);
            continue;
        }
        match chars.next() {
            Some('L' | 'l' | 'C' | 'c' | 'R' | 'r') => {
                parts.push(String::new());
                has_number.push(false);
            }
            Some('&') => part.push('&'),
            Some('A' | 'a') => part.push_str(sheet),
            Some('P' | 'p' | 'N' | 'n' | 'D' | 'd' | 'T' | 't') => *number = true,
            // A font by name, `&"宋体,加粗"`.
            Some('"') => while chars.next().is_some_and(|c| c != '"') {},
            // A colour, `&KFF0000` or `&K01+000`.
            Some('K' | 'k') => (0..6).for_each(|_| {
                chars.next_if(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-'));
            }),
            // A size of letters.
            Some(c) if c.is_ascii_digit() => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    let kept = parts.iter().zip(has_number).filter_map(|(part, has_number)| {
        let line = super::cell::one_line(part);
        // 第 1 页，共 3 页 says nothing without its numbers.
        let is_counting =
            has_number && !line.chars().any(|c| c.is_alphanumeric() && !"第页共张頁總总Page of".contains(c));
        // The name alone stands before the cells anyway.
        (!line.is_empty() && !is_counting && line != sheet).then_some(line)
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn headers_without_their_codes() {
        let cases: [(&str, &[&str]); 10] = [
            ("&C&A", &[]),
            ("&C凫城镇资产清查登记表", &["凫城镇资产清查登记表"]),
            ("&L填表人：王某&R日期：&D", &["填表人：王某", "日期："]),
            ("&C第 &P 页，共 &N 页", &[]),
            ("&C&\"宋体,加粗\"&14&KFF0000资产表&A", &["资产表台账"]),
            ("&C&K01+000附表", &["附表"]),
            ("甲 && 乙", &["甲 & 乙"]),
            ("&L&G&C&F", &[]),
            ("&", &[]),
            ("&\"宋体", &[]),
        ];
        for (code, expected) in cases {
            assert_eq!(printed(code, "台账"), expected, "{code}");
        }
    }
}
