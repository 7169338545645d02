//! What every answer carries, and which requests are answered at all.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::page::CONTENT_SECURITY_POLICY;

/// Refuses requests that a foreign page sends to this machine under a name of its own (DNS rebinding): a desk without
/// login answers only to names of this machine.
pub(super) async fn this_machine_only(request: Request, next: Next) -> Response {
    if is_this_machine(request.headers()) {
        next.run(request).await
    } else {
        (
            StatusCode::FORBIDDEN,
            "403: 只接受来自本机地址的访问 / only requests to this machine's own names are answered\n",
        )
            .into_response()
    }
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Headers for every answer; a handler's own policy stays.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert_with(|| HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

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
