//! `Offset` and `Limit`.

use crate::{error::ApiError, params::Params};

/// How long a list is, and the part of it that was asked for.
pub(super) fn page<T>(items: Vec<T>, params: Params<'_>) -> Result<(usize, Vec<T>), ApiError> {
    let count = |name: &str| {
        usize::try_from(params.int(name)).map_err(|_| {
            ApiError::new("InvalidParameterValue", format!("the parameter `{name}` must not be less than 0"))
        })
    };
    let (offset, limit) = (count("Offset")?, count("Limit")?);
    Ok((items.len(), items.into_iter().skip(offset).take(limit).collect()))
}
