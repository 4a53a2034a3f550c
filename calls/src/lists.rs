//! Lists that are read page by page, as the SDK needs to know them.

use tencloud::Paging;
use tencloud_spec::{PageStyle, Pages, Type};

use crate::target::Target;

/// Returns how the SDK reads the pages of an action's list. `None` if the action returns no list in pages.
pub fn paging(target: Target) -> Option<Paging> {
    let pages: &Pages = target.action.pages.as_ref()?;
    let items = pages.items.as_str();
    let (position, size) = pages.style.parameters().unwrap_or_default();
    let paging = match (&pages.token, pages.style) {
        (Some(token), _) => {
            let paging = Paging::token(&token.parameter, &token.result, items);
            let paging = token.more.iter().fold(paging, |paging, path| paging.more(path));
            token.over.iter().fold(paging, |paging, path| paging.over(path))
        }
        (None, PageStyle::AlignedOffsetLimit) => Paging::aligned_offset(position, size, items),
        (None, style) if style.counts_pages() => Paging::number(position, size, items),
        (None, _) => Paging::offset(position, size, items),
    };
    let paging = if pages.from_zero { paging.from_zero() } else { paging };
    let mut parameters = target.action.parameters.iter();
    let are_strings =
        parameters.any(|field| field.ty == Type::String && [position, size].contains(&field.name.as_str()));
    let paging = if are_strings { paging.as_strings() } else { paging };
    Some(pages.total.iter().fold(paging, |paging, path| paging.total(path)))
}
