//! What holds for every page.

use super::{page, pages};
use crate::model::Lang;

#[test]
fn every_page_keeps_the_policy_and_escapes_what_others_wrote() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, html) in pages(lang) {
            assert_eq!(html.matches("<script").count(), 1, "{name}: only the module in the head");
            for inline in [" style=\"", "<style", " onclick", " onload", "javascript:", "http://", "https://"] {
                assert!(!html.contains(inline), "{name}: {inline}");
            }
            assert!(!html.contains("<b>村") && !html.contains("<i>"), "{name}: names are text");
            assert!(html.starts_with("<!DOCTYPE html>") || html.trim_start().starts_with("<!DOCTYPE html>"), "{name}");
        }
    }
}

#[test]
fn every_page_can_be_read_aloud_and_walked_by_keyboard() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, html) in pages(lang) {
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{name}");
            assert!(html.contains("class=\"skip\" href=\"#main\"") && html.contains("id=\"main\""), "{name}");
            assert_eq!(html.matches("<h1").count(), 1, "{name} has one heading");
            assert!(!html.contains("<th>"), "{name}: every table head says what it heads");
            for image in html.split("<img ").skip(1) {
                assert!(image.split('>').next().unwrap_or_default().contains("alt=\""), "{name}");
            }
        }
    }
}

#[test]
fn english_pages_hold_no_chinese_words_of_our_own() {
    let own = ["齐全", "待核", "缺失", "未能读取", "先做这些", "第 ", "搜索", "说明", "照片", "发现", "材料", "还没"];
    for name in ["township", "no-folder", "help", "error", "search-none"] {
        let html = page(name, Lang::En);
        // Evidence and the table's own words stay Chinese: those stand in elements that say so.
        let foreign = |word: &str| {
            html.split("lang=\"zh-CN\"").any(|part| {
                let own_part = part.split_once("</").map_or(part, |(_, rest)| rest);
                own_part.contains(word)
            })
        };
        for word in own {
            assert!(!foreign(word), "{name}: {word}");
        }
    }
}

#[test]
fn every_link_of_ours_has_a_known_form() {
    let known = [
        "/",
        "#",
        "/township",
        "/village/",
        "/search",
        "/file/",
        "/original/",
        "/photos",
        "/photo/",
        "/compare/",
        "/notices",
        "/help",
        "/report.",
        "/findings.csv",
        "/tasks.csv",
        "/assets/",
        "/?",
        "/nowhere",
    ];
    for (name, html) in pages(Lang::Zh) {
        for link in html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
            assert!(known.iter().any(|form| link.starts_with(form)), "{name}: {link}");
            assert!(link.is_ascii(), "{name}: {link} is percent-encoded");
        }
    }
}

#[test]
fn an_item_shows_its_photos_small_and_no_page_promises_text_recognition() {
    assert!(page("item", Lang::Zh).contains("<img src=\"/thumbnail/01%E5%BC%A0%E5%BA%84%E6%9D%91/"));
    for (name, html) in pages(Lang::Zh) {
        assert!(!html.contains("开启文字识别"), "{name}");
    }
}
