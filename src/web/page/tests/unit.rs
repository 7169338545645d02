//! A unit's page.

use super::page;
use crate::{model::Lang, report::fixture::HOSTILE};

#[test]
fn a_unit_page_says_what_to_do_first() {
    let html = page("village", Lang::Zh);
    let fault = html.find("第 3 条疑似限制外嫁女").expect("the fault is named");
    let unread = html.find("先让这 2 份文件可读：章程.pdf").expect("the unread file is named");
    assert!(fault < unread);
    assert!(html.contains("5 件待办"));
    assert!(html.contains("src=\"/thumbnail/01%E5%BC%A0"));
    assert!(page("no-folder", Lang::Zh).contains("没有找到它的文件夹"));
    assert!(page("no-folder", Lang::Zh).contains("还没有照片。请把"));
    assert!(page("hostile", Lang::Zh).contains("&#60;script&#62;alert(&#34;1&#34;)"));
    assert_eq!(HOSTILE.matches("<script>").count(), 1);
}
