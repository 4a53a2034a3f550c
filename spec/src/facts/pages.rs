//! Lists in pages: `pages=style,items,total` or `pages=token,items,parameter,result`.

use super::cursor::{Cursor, Fault, escape};
use crate::pages::{PageStyle, PageToken, Pages};

/// The styles by name.
const STYLES: [(&str, PageStyle); 12] = [
    ("offset_limit", PageStyle::OffsetLimit),
    ("aligned_offset_limit", PageStyle::AlignedOffsetLimit),
    ("page_number", PageStyle::PageNumber),
    ("page_no", PageStyle::PageNo),
    ("page", PageStyle::Page),
    ("page_limit", PageStyle::PageLimit),
    ("page_num", PageStyle::PageNum),
    ("page_index", PageStyle::PageIndex),
    ("page_no_per_page", PageStyle::PageNoPerPage),
    ("page_rp", PageStyle::PageRp),
    ("offset_length", PageStyle::OffsetLength),
    ("token", PageStyle::Token),
];

/// Writes the word.
pub(super) fn write(pages: &Pages) -> String {
    let Pages { style, from_zero, items, total, token } = pages;
    let style = STYLES.iter().find(|(_, other)| other == style).map_or("", |(name, _)| name);
    let zero = if *from_zero { "0" } else { "" };
    let mut word = format!("pages={style}{zero},{}", escape(items));
    if let Some(PageToken { parameter, result, more, over }) = token {
        word += &format!(",{},{}", escape(parameter), escape(result));
        let flag = |sign: &str, name: &Option<String>| name.as_ref().map(|name| format!("{sign}{}", escape(name)));
        word.extend(flag("+", more));
        word.extend(flag("-", over));
    }
    word.extend(total.as_ref().map(|total| format!(",{}", escape(total))));
    word
}

/// Reads what follows `pages=`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Pages, Fault> {
    let start = cursor.at();
    let name = cursor.take_while(|c| c.is_ascii_lowercase() || c == '_');
    let Some((_, style)) = STYLES.iter().find(|(other, _)| *other == name) else {
        let help = format!("write one of `{}`", STYLES.map(|(name, _)| name).join("`, `"));
        return Err(Fault { at: start, message: format!("unknown style of pages `{name}`"), help });
    };
    let from_zero = cursor.eat('0');
    let items = next(cursor, "the result with the items")?;
    let token = (*style == PageStyle::Token).then(|| token(cursor)).transpose()?;
    let total = cursor.eat(',').then(|| cursor.name("the result with the total")).transpose()?;
    Ok(Pages { style: *style, from_zero, items, total, token })
}

fn token(cursor: &mut Cursor<'_>) -> Result<PageToken, Fault> {
    let parameter = next(cursor, "the parameter with the token")?;
    let result = next(cursor, "the result with the token")?;
    let more = cursor.eat('+').then(|| cursor.name("the result after `+`")).transpose()?;
    let over = cursor.eat('-').then(|| cursor.name("the result after `-`")).transpose()?;
    Ok(PageToken { parameter, result, more, over })
}

fn next(cursor: &mut Cursor<'_>, what: &str) -> Result<String, Fault> {
    if cursor.eat(',') {
        cursor.name(what)
    } else {
        Err(cursor.fault(format!("{what} is missing"), "add it after a comma"))
    }
}
