//! The address that the overview's form leads to.

use crate::report::{Report, link};

/// The township in addresses; a village stands there by its name.
pub(crate) const TOWNSHIP: &str = "township";

/// The page that the form's “open” leads to: a unit, by name or `township`, and an item of it, either of which may be
/// empty. `None` where there is no such page.
pub(super) fn opened(report: &Report, unit: &str, item: &str) -> Option<String> {
    let item = report.rubric.item(item);
    if unit.is_empty() {
        return Some(item.map_or_else(|| "/".to_owned(), |item| link::item_everywhere(&item.id)));
    }
    let found = if unit == TOWNSHIP { report.town.as_ref() } else { report.village(unit) }?;
    let has = item.filter(|item| found.items.iter().any(|own| own.id == item.id));
    Some(has.map_or_else(|| link::unit(&found.unit), |item| link::item(&found.unit, &item.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_form_opens_a_unit_or_an_item() {
        let report = fixture::report();
        assert_eq!(opened(&report, "township", "T01").as_deref(), Some("/township/item/T01"));
        assert_eq!(opened(&report, "township", "V03").as_deref(), Some("/township"), "it has no such item");
        assert_eq!(opened(&report, "张庄村", ""), Some(link::unit(&report.villages[0].unit)));
        assert_eq!(opened(&report, "", "V03").as_deref(), Some("/?item=V03"));
        assert_eq!(opened(&report, "", "").as_deref(), Some("/"));
        assert_eq!(opened(&report, "没有村", "V03"), None);
    }
}
