//! Where a request comes from: requests of foreign pages are refused.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    model::{Lang, Message},
    web::answer::problem::Problem,
};

/// The answer to a request under a foreign host name (DNS rebinding): without accounts only requests to names of this
/// machine are answered. With accounts a foreign page lacks the session cookie, which belongs to the workbench's own name.
pub(crate) fn not_this_machine() -> Response {
    (StatusCode::FORBIDDEN, "403: 只接受来自本机地址的访问 / only requests to this machine's own names are answered\n")
        .into_response()
}

/// Whether a request calls this machine by a name that only this machine has.
pub(crate) fn is_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Refuses requests that would change something and do not come from the workbench's own pages (cross-site request forgery).
///
/// A browser says where a request comes from in `Sec-Fetch-Site`, an older one in `Origin`, the oldest in `Referer`, and
/// no page can write these itself. A request that says nothing is refused too.
pub(crate) async fn own_pages_only(request: Request, next: Next) -> Response {
    let changes_nothing = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes_nothing || is_from_own_page(request.headers()) {
        next.run(request).await
    } else if request.uri().path().starts_with("/api/") {
        let detail = Message::same(
            "只接受从工作台页面提交的内容；其他程序请附上 Origin / only what comes from here is taken; a script sends an Origin header",
        );
        Problem::answer(StatusCode::FORBIDDEN, Lang::Zh, &detail)
    } else {
        (
            StatusCode::FORBIDDEN,
            "403: 只接受从工作台页面提交的内容 / only forms of the workbench's own pages are taken\n",
        )
            .into_response()
    }
}

fn is_from_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(&header::HOST) else { return false };
    let is_own = |url: &str| {
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        rest.is_some_and(|rest| rest.split('/').next().unwrap_or_default().eq_ignore_ascii_case(host))
    };
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes() == b"same-origin");
    let origin = headers.get(header::ORIGIN).map(|_| text(&header::ORIGIN).is_some_and(is_own));
    let referer = text(&header::REFERER).map(is_own);
    match (site, origin, referer) {
        // Whatever is said must say the same.
        (Some(site), origin, _) => site && origin.unwrap_or(true),
        (None, Some(origin), _) => origin,
        (None, None, referer) => referer.unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_workbenchs_own_pages_change_anything() {
        let asked = |said: &[(&str, &str)]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "127.0.0.1:7979".parse().expect("a header"));
            for (name, value) in said {
                let name: HeaderName = name.parse().expect("a name");
                headers.insert(name, value.parse().expect("a header"));
            }
            is_from_own_page(&headers)
        };
        let own = "http://127.0.0.1:7979";
        for said in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "same-origin"), ("origin", own)],
            &[("origin", own)],
            &[("referer", "http://127.0.0.1:7979/village/x/item/V03")],
        ] {
            assert!(asked(said), "{said:?}");
        }
        for said in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", own)],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("origin", "http://evil.example")],
            &[("origin", "null"), ("referer", "http://127.0.0.1:7979/")],
            &[("origin", "http://127.0.0.1:7979.evil.example")],
            &[("origin", "http://127.0.0.1:8080")],
            &[("referer", "http://evil.example/?http://127.0.0.1:7979/")],
        ] {
            assert!(!asked(said), "{said:?}");
        }
        assert!(!is_from_own_page(&HeaderMap::new()));
    }

    #[test]
    fn only_names_of_this_machine() {
        let asked = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a header"));
            is_this_machine(&headers)
        };
        for host in ["127.0.0.1:7979", "localhost:7979", "LOCALHOST", "[::1]:7979", "127.0.0.2"] {
            assert!(asked(host), "{host}");
        }
        for host in ["evil.example:7979", "localhost.evil.example", "192.168.1.5:7979", ""] {
            assert!(!asked(host), "{host}");
        }
        assert!(!is_this_machine(&HeaderMap::new()));
    }
}
