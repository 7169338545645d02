//! Errors of the API: problem details (RFC 9457) in the reader's language.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    model::{Lang, Message},
    msg,
};

/// Why a request has no answer, as RFC 9457 has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What sort of problem; permanent.
    #[serde(rename = "type")]
    #[schema(example = "urn:cundang:problem:not-found")]
    kind: String,
    /// The sort in words.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong with this request, and what to do.
    detail: String,
    /// Where in a query it is not understood, in characters from its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
}

impl Problem {
    fn new(status: StatusCode, lang: Lang, detail: &Message) -> Self {
        let (kind, title) = match status {
            StatusCode::BAD_REQUEST => ("bad-request", msg!("请求有误", "The request is not understood")),
            StatusCode::UNAUTHORIZED => ("login", msg!("请先登录", "Log in first")),
            StatusCode::FORBIDDEN => ("forbidden", msg!("没有权限", "Not allowed")),
            StatusCode::NOT_FOUND => ("not-found", msg!("没有找到", "Not found")),
            StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", msg!("不支持这种请求方式", "Method not allowed")),
            StatusCode::CONFLICT => ("conflict", msg!("与现状不符", "In conflict with what stands")),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", msg!("内容太大", "Too large")),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("media-type", msg!("内容格式不对", "Wrong media type")),
            StatusCode::UNPROCESSABLE_ENTITY => ("to-mend", msg!("内容需要修改", "Something in it is to be mended")),
            StatusCode::SERVICE_UNAVAILABLE => ("unavailable", msg!("暂时无法使用", "Not available at the moment")),
            _ => ("internal", msg!("程序出错", "Something went wrong")),
        };
        Self {
            kind: format!("urn:cundang:problem:{kind}"),
            title: title.get(lang).to_owned(),
            status: status.as_u16(),
            detail: detail.get(lang).to_owned(),
            offset: None,
        }
    }

    /// A problem as an answer.
    pub(crate) fn answer(status: StatusCode, lang: Lang, detail: &Message) -> Response {
        Self::new(status, lang, detail).into_response()
    }

    /// A query that is not understood, and where.
    pub(crate) fn at(offset: usize, lang: Lang, detail: &Message) -> Response {
        Self { offset: Some(offset), ..Self::new(StatusCode::BAD_REQUEST, lang, detail) }.into_response()
    }

    /// There is nothing of this name.
    pub(crate) fn not_found(lang: Lang) -> Response {
        let detail = msg!(
            "没有这一项：请核对名称和编号，可先从 /api/v1/units 查起",
            "there is nothing of this name; check it, starting from /api/v1/units"
        );
        Self::answer(StatusCode::NOT_FOUND, lang, &detail)
    }

    /// Their role does not go so far.
    pub(crate) fn not_allowed(lang: Lang) -> Response {
        let detail = msg!(
            "您的角色不能做这一步；需要时请联系镇里的管理人员",
            "your role does not go so far; ask the people of the township if you need it"
        );
        Self::answer(StatusCode::FORBIDDEN, lang, &detail)
    }

    /// The program could not make the answer.
    pub(crate) fn broken(lang: Lang) -> Response {
        let detail = msg!("回答无法生成，请稍后再试", "the answer could not be made; try again in a moment");
        Self::answer(StatusCode::INTERNAL_SERVER_ERROR, lang, &detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Strings and numbers can always be written.
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
