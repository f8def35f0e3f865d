//! What every answer has in common: errors with messages, readable by pages of any origin, and a limit for each sender.

use crate::error::ApiError;
use crate::language;
use crate::rate::Throttle;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use std::sync::Arc;

/// Routes that anybody may ask, as often as `throttle` allows. What has no route is theirs too.
pub(crate) fn public(router: Router, throttle: Arc<Throttle>) -> Router {
    limited(router.fallback(async || ApiError::new(StatusCode::NOT_FOUND, "not-found")), throttle)
}

/// The same without what has no route.
pub(crate) fn limited(router: Router, throttle: Arc<Throttle>) -> Router {
    methods(router).layer(middleware::from_fn_with_state(throttle, crate::rate::limit))
}

/// Routes whose other methods are refused with the product's errors.
pub(crate) fn methods(router: Router) -> Router {
    router.method_not_allowed_fallback(async || ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method"))
}

/// Gives finished routes what all answers have in common.
pub(crate) fn finish(router: Router) -> Router {
    router.layer(middleware::from_fn(common))
}

async fn common(request: Request, next: Next) -> Response {
    let lang = language::of_request(request.headers());
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        response = error.answer(lang);
    }
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
