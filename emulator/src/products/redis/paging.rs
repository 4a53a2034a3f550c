//! Pagination by `Offset` and `Limit`.

use crate::{error::ApiError, params::Params};

/// Returns the length of a list, and the page of it that the parameters request.
pub(super) fn page<T>(items: Vec<T>, params: Params<'_>) -> Result<(usize, Vec<T>), ApiError> {
    let count = |name: &str| {
        usize::try_from(params.integer(name))
            .map_err(|_| ApiError::new("InvalidParameterValue", format!("the parameter `{name}` must not be negative")))
    };
    let (offset, limit) = (count("Offset")?, count("Limit")?);
    Ok((items.len(), items.into_iter().skip(offset).take(limit).collect()))
}
