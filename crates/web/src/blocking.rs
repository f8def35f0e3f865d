//! Reading files and signing block, so they run beside the tasks that serve connections.

use crate::error::ApiError;

/// Runs `work` where it may block.
///
/// # Errors
/// What `work` gives; [`ApiError::internal`] if it was lost.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(lost) => Err(ApiError::internal(&lost)),
    }
}
