//! Authentication of requests.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::origin;
use crate::{
    model::Lang,
    msg, pipeline,
    report::link,
    web::{
        answer::{problem::Problem, response::see_other},
        request::{cookie::cookie, language},
        state::{CurrentUser, SenderIdentity, Workbench},
    },
};

/// Authenticates a request and puts the [`CurrentUser`] among its extensions; a request without a valid session is sent to the
/// login page.
pub(crate) async fn authenticate(
    State(workbench): State<Arc<Workbench>>,
    mut request: Request,
    next: Next,
) -> Response {
    let token = cookie(request.headers(), workbench.authentication().cookie_name()).map(str::to_owned);
    let lang = language::preferred(request.headers(), request.uri(), workbench.lang());
    let asked = Arc::clone(&workbench);
    let identity = tokio::task::spawn_blocking(move || {
        let identity = asked.authentication().identify(token.as_deref());
        (identity, token)
    });
    let identity = identity.await.map(|(identity, token)| {
        identity.map(|(identity, moves)| {
            if let Some(token) = token.filter(|_| moves) {
                let workbench = Arc::clone(&workbench);
                // The request does not wait for it: where it fails, the next request tries again.
                drop(tokio::task::spawn_blocking(move || {
                    workbench.authentication().people().extend(&token, &pipeline::now())
                }));
            }
            identity
        })
    });
    match identity {
        Ok(Ok(SenderIdentity::Known(viewer))) => {
            // Without accounts nothing else protects from a foreign page that calls this machine by a name of its own.
            if viewer == CurrentUser::Local && !origin::is_this_machine(request.headers()) {
                return origin::not_this_machine();
            }
            request.extensions_mut().insert(viewer);
            next.run(request).await
        }
        Ok(Ok(SenderIdentity::Unknown)) if is_open(request.uri().path()) => next.run(request).await,
        Ok(Ok(SenderIdentity::Unknown)) => sent_to_login(&request, lang),
        Ok(Ok(SenderIdentity::NoAccounts)) => {
            let text = lang.pick(
                "403：还没有人员。请在这台机器上运行 cundang user add 添加\n",
                "403: there are no people yet; run cundang user add on this machine\n",
            );
            (StatusCode::FORBIDDEN, text).into_response()
        }
        Ok(Err(_)) | Err(_) => {
            let text =
                lang.pick("503：存储正忙，请稍后再试\n", "503: the store is busy; please try again in a moment\n");
            (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
        }
    }
}

/// The addresses that need no login: the login page, its style sheet and scripts.
fn is_open(path: &str) -> bool {
    path == "/login" || path.starts_with("/assets/")
}

fn sent_to_login(request: &Request, lang: Lang) -> Response {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !path.starts_with("/api/");
    if is_page {
        let place = if path == "/" { "/login".to_owned() } else { format!("/login?next={}", link::encode(path)) };
        return see_other(&place);
    }
    if path.starts_with("/api/") {
        let detail =
            msg!("请先在浏览器里登录，并随请求发送会话 cookie", "log in first, and send the session's cookie along");
        return Problem::answer(StatusCode::UNAUTHORIZED, lang, &detail);
    }
    let text = lang.pick(
        "401：请先登录。表单里填写的内容没有保存：请返回上一页，在另一个窗口登录后再提交\n",
        "401: please log in first. What was filled in was not kept: go back, log in in another window and send it again\n",
    );
    (StatusCode::UNAUTHORIZED, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_login_page_and_its_assets_are_open() {
        for open in ["/login", "/assets/style.css"] {
            assert!(is_open(open), "{open}");
        }
        for closed in ["/", "/login/x", "/assets", "/original/assets/x", "/report.json", "/logout"] {
            assert!(!is_open(closed), "{closed}");
        }
    }
}
