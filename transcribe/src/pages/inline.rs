//! The contents of a heading, a text or a cell: its words and its links.

/// Words and links. Breaks, `<br>` and list items in HTML are line breaks; of other tags, only the words are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Inline {
    pub(super) text: String,
    pub(super) links: Vec<Link>,
}

/// A link: its text and its target.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) target: String,
}

impl Link {
    /// Returns the part of the target after its first `#`, without further ones.
    pub(super) fn fragment(&self) -> Option<&str> {
        let (_, fragment) = self.target.split_once('#')?;
        Some(fragment.trim_start_matches('#'))
    }
}

#[derive(Default)]
pub(super) struct InlineBuilder {
    text: String,
    links: Vec<Link>,
    /// Links that are being read: the start of their text, and their target.
    open: Vec<(usize, String)>,
}

impl InlineBuilder {
    pub(super) fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn open_link(&mut self, target: &str) {
        self.open.push((self.text.len(), target.to_owned()));
    }

    pub(super) fn close_link(&mut self) {
        if let Some((start, target)) = self.open.pop() {
            let text = clean(self.text.get(start..).unwrap_or_default());
            self.links.push(Link { text, target });
        }
    }

    /// Reads an HTML tag among the words.
    pub(super) fn tag(&mut self, tag: &str) {
        let inner = tag.trim_start_matches('<').trim_end_matches(['>', '/']).trim();
        let closing = inner.starts_with('/') || tag.starts_with("</");
        let name: String = inner.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "a" if closing => self.close_link(),
            "a" => self.open_link(&attribute(inner, "href")),
            "br" | "li" | "p" | "ul" | "ol" | "div" => self.text.push('\n'),
            _ => {}
        }
    }

    pub(super) fn finish(mut self) -> Inline {
        while !self.open.is_empty() {
            self.close_link();
        }
        Inline { text: clean(&self.text), links: self.links }
    }
}

/// Returns the value of a tag's attribute, without its quotes.
fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!("{name}=")).map_or("", |(_, value)| value.trim_start());
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = |c: char| quote.map_or(c.is_whitespace(), |quote| c == quote);
    let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
    value.split(end).next().unwrap_or_default().to_owned()
}

/// Returns a text without invisible parts: surrounding whitespace and zero-width characters.
pub(super) fn clean(text: &str) -> String {
    let visible: String =
        text.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}')).collect();
    visible.trim().to_owned()
}

/// Returns whether a text is a wire name: ASCII letters, digits and `_`, not beginning with a digit.
pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_among_words() {
        let mut builder = InlineBuilder::default();
        builder.text("Array of ");
        builder.tag("<a href='/document/api/239/20022##InstanceSet' title=x>");
        builder.text("InstanceSet\u{200b}");
        builder.tag("</a>");
        builder.tag("<br/>");
        builder.text("x ");
        let inline = builder.finish();
        assert_eq!(inline.text, "Array of InstanceSet\nx");
        let link = inline.links.first().unwrap();
        assert_eq!((link.text.as_str(), link.fragment()), ("InstanceSet", Some("InstanceSet")));
    }
}
