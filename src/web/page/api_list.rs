//! The list of the API's addresses.

use askama::Template;
use axum::response::Response;
use serde_json::Value;

use crate::{
    model::Lang,
    web::{answer::frame::PageFrame, api::document::document, request::visit::Visit},
};

/// An address of the API.
#[derive(Debug)]
struct Address {
    method: String,
    path: String,
    about: String,
    /// Name, and what it is.
    parameters: Vec<(String, String)>,
}

/// `/api`
#[derive(Debug, Template)]
#[template(path = "api.html")]
pub struct ApiPage {
    lang: Lang,
    frame: PageFrame,
    about: String,
    addresses: Vec<Address>,
}

impl ApiPage {
    /// The list of an OpenAPI document.
    pub fn new(document: &Value, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let base = text(&document["servers"][0]["url"]);
        let mut addresses = Vec::new();
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                addresses.push(Address {
                    method: method.to_uppercase(),
                    path: format!("{base}{path}"),
                    about: match chinese(method, path).filter(|_| lang == Lang::Zh) {
                        Some(words) => words.to_owned(),
                        None => {
                            [&operation["summary"], &operation["description"]].map(text).join(" ").trim().to_owned()
                        }
                    },
                    parameters: parameters
                        .map(|parameter| {
                            let name = text(&parameter["name"]);
                            let about = chinese_parameter(&name).filter(|_| lang == Lang::Zh).map(str::to_owned);
                            let about = about.unwrap_or_else(|| text(&parameter["description"]));
                            (name, about)
                        })
                        .collect(),
                });
            }
        }
        Self {
            lang,
            about: match lang {
                Lang::Zh => ABOUT.to_owned(),
                Lang::En => text(&document["info"]["description"]),
            },
            addresses,
            frame: frame.titled(lang.pick("程序接口", "API"), ""),
        }
    }
}

const ABOUT: &str = "供脚本读取与页面相同的内容，名称与 JSON 报告一致。消息按请求的语言（lang=zh 或 lang=en）。要改动什么的请求只接受本机工作台发出的：脚本须带上 Origin，写工作台自己的地址。出错时按 RFC 9457 回答。";

/// What an address does, in Chinese; the document itself is English.
fn chinese(method: &str, path: &str) -> Option<&'static str> {
    let words = match (method, path) {
        ("get", "/report") => "完整报告，与 report.json 相同",
        ("get", "/units") => "镇级和各村，及其得分区间",
        ("get", "/units/{unit}") => "一个单位的全部内容",
        ("get", "/units/{unit}/items") => "一个单位的各项",
        ("get", "/units/{unit}/items/{item}") => "一个单位的一项，连同材料、发现和记录",
        ("post", "/units/{unit}/items/{item}/decisions") => "记录决定：评分、对发现的判断，或撤销",
        ("get", "/findings") => "各处发现",
        ("get", "/tasks") => "各件待办",
        ("get", "/photos") => "照片和视频，及其时间、地点、人物、事件",
        ("get", "/meetings") => "材料里写到的会议",
        ("get", "/files") => "文件，及其文种、日期和归属",
        ("get", "/page") => "一个文件的一页：文字、位置和识别把握",
        ("get", "/notices") => "没有读全的文件和原因",
        ("get", "/decisions") => "评定人的全部决定",
        ("get", "/search") => "全文检索，与搜索页相同",
        ("get", "/runs") => "近两次读取之间的变化",
        ("get", "/run") => "正在进行的更新",
        ("post", "/run") => "开始更新档案",
        ("delete", "/run") => "停止更新；已读的保留",
        ("get", "/run/events") => "更新进度，逐条推送（text/event-stream）",
        _ => return None,
    };
    Some(words)
}

/// What a parameter says, in Chinese.
fn chinese_parameter(name: &str) -> Option<&'static str> {
    let words = match name {
        "lang" => "消息的语言：zh 或 en",
        "unit" => "单位：township 或村名",
        "item" => "项目，如 V03",
        "offset" => "跳过前几条",
        "limit" => "最多几条",
        "code" => "发现的代码",
        "severity" => "轻重：fault、warning 或 hint",
        "kind" => "文种或照片类型",
        "show" => "只要待核实（findings）、要素不全（elements）或疑似同一（pairs）的照片",
        "time" => "有没有拍摄时间：yes 或 no",
        "place" => "拍摄地点：in、out、yes 或 no",
        "month" => "月份，如 2018-06",
        "q" => "检索词",
        "sort" => "排序：relevance、date、village 或 path",
        "path" => "文件路径",
        "page" => "第几页",
        "exact" => "只要原文，不列相近的",
        "by" => "姓名",
        _ => return None,
    };
    Some(words)
}

/// `GET /api`
pub(crate) async fn show(visit: Visit) -> Response {
    visit.answer(&ApiPage::new(document(), visit.frame()))
}
