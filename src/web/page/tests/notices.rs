//! The pages of notices and of help.

use super::page;
use crate::{
    evaluate::checks,
    model::{Code, Lang},
    report::codes,
};

#[test]
fn notices_name_every_file_and_help_every_code() {
    let notices = page("notices", Lang::Zh);
    for named in ["01张庄村/03章程/章程.pdf", "01张庄村/成员办法.pdf", "00镇级/Thumbs.db", "散页/未命名&#60;1&#62;.pdf"]
    {
        assert!(notices.contains(named), "{named}");
    }
    assert!(!notices.contains("href=\"/file/00%E9%95%87%E7%BA%A7/Thumbs.db"), "an ignored file has no page");
    let help = page("help", Lang::En);
    let given = checks::codes();
    for &code in Code::ALL {
        if !given.contains(&code) {
            assert!(!help.contains(&format!("id=\"{}\"", code.as_str())), "{} is for programs alone", code.as_str());
            continue;
        }
        let explained = codes::explain(code);
        assert!(help.contains(&format!("id=\"{}\"", code.as_str())) && help.contains(code.title(Lang::En)));
        let text = |text: &str| text.replace('&', "&#38;").replace('\'', "&#39;");
        assert!(help.contains(&text(&explained.meaning.en)), "{}", code.as_str());
        assert!(help.contains(&text(&explained.remedy.en)), "{}", code.as_str());
    }
    assert_eq!(help.matches("class=\"terms settings\"").count(), 1);
}
