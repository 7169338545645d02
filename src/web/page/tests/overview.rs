//! The overview.

use super::page;
use crate::{
    model::Lang,
    web::page::overview::{Order, OverviewFilter},
};

pub(super) fn ordered(order: Order) -> OverviewFilter {
    OverviewFilter { order, ..OverviewFilter::default() }
}

#[test]
fn the_header_says_the_deadline_and_what_waits() {
    let html = page("overview", Lang::Zh);
    assert!(html.contains("2020-06-30 截止，还有 12 天"));
    assert!(html.contains("<a href=\"/notices\" data-count=\"ledger\">已读 1,233 / 1,236 份（3 份待处理）</a>"));
    assert!(html.contains("href=\"/?lang=en\""));
}

#[test]
fn the_overview_orders_villages_and_links_each_cell() {
    let html = page("overview", Lang::Zh);
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is on the page"));
    assert!(place("李庄村</a></th>") < place("张庄村</a></th>"), "the one that lacks most comes first");
    assert!(html.contains("href=\"/village/%E5%BC%A0%E5%BA%84%E6%9D%91/item/V19\" title=\"V19 未能读取\""));
    assert!(html.contains("<th scope=\"col\" title=\"成员确认办法不侵犯特殊群体权益\""));
    assert!(html.contains("3 个村，平均已确认 6.67 分，最高可得 13 分，满分 26 分"));
}
