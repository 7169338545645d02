//! Status and message for a login that failed and for a change of accounts that was refused.

use axum::http::StatusCode;

use crate::{
    model::Message,
    msg,
    pipeline::{Login, PeopleError},
};

/// The answer to a login that failed. It never says whether the name is known.
pub(crate) fn login_refused(login: &Login) -> (StatusCode, Message) {
    match login {
        Login::Wait(seconds) => {
            let minutes = seconds.div_ceil(60);
            let message = msg!(
                "错误次数过多，请在 {minutes} 分钟后再试；忘记密码可请镇级人员重设",
                "too many wrong attempts: please try again in {minutes} min; if the password is lost, the township can set a new one"
            );
            (StatusCode::TOO_MANY_REQUESTS, message)
        }
        Login::Wrong | Login::Granted(_) => (
            StatusCode::UNAUTHORIZED,
            msg!("姓名或密码不对，请核对后再试", "name or password are not right; please check both and try again"),
        ),
    }
}

/// The status of an error about accounts.
pub(crate) fn status_of(error: &PeopleError) -> StatusCode {
    match error {
        PeopleError::Catalog(_) | PeopleError::System(_) => StatusCode::SERVICE_UNAVAILABLE,
        PeopleError::Nobody(_) => StatusCode::NOT_FOUND,
        PeopleError::Mend(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
