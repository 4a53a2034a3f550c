//! Texts that others wrote, in a mixture of HTML and Markdown, as Markdown that rustdoc accepts: paragraphs, lists, code
//! and links. Everything else is escaped or dropped, so that no text becomes a heading, a test, HTML or a link to an item.

mod escape;
mod html;

use self::escape::escape;

/// Returns a text as paragraphs and lists.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for line in lines(text) {
        let item = item(&line);
        let line = match item {
            Some(item) => format!("- {}", escape(item)),
            None => escape(&line),
        };
        if !out.is_empty() {
            out.push_str(if in_list && item.is_some() { "\n" } else { "\n\n" });
        }
        in_list = item.is_some();
        out.push_str(&line);
    }
    out
}

/// Returns a text as one line without code, for a table.
pub(crate) fn line(text: &str) -> String {
    let joined = lines(text).collect::<Vec<_>>().join(" ");
    escape(&joined.replace('`', ""))
}

/// Returns the lines of a text that contain anything, without HTML, headings and the marks of code blocks.
fn lines(text: &str) -> impl Iterator<Item = String> {
    let text = html::plain(text);
    let lines: Vec<String> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let lines = lines.into_iter().map(|line| {
        let heading = line.trim_start_matches('#');
        if heading.starts_with(' ') { heading.trim_start().to_owned() } else { line }
    });
    // What is left of an empty item, of a code block and of the line below a table's head.
    lines.filter(|line| !line.starts_with("```") && !line.chars().all(|c| "|-: ".contains(c)))
}

/// Returns the text of a list item.
fn item(line: &str) -> Option<&str> {
    ["- ", "* ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark))
}

#[cfg(test)]
mod tests {
    use super::{line, paragraphs};

    #[test]
    fn foreign_texts_become_harmless_markdown() {
        for (text, markdown) in [
            ("plain", "plain"),
            ("a\nb\n\n\nc", "a\n\nb\n\nc"),
            ("<p>One</p><p>Two<br/>three</p>", "One\n\nTwo\n\nthree"),
            ("Values:<li>`a`: on</li><li>b: off</li>", "Values:\n\n- `a`: on\n- b: off"),
            ("* one\n* two\nend", "- one\n- two\n\nend"),
            ("Enumerated value:<ul><Li> A </Li>.<Li>B</ul>", "Enumerated value:\n\n- A\n\n.\n\n- B"),
            (
                "see <a href=\"https://example.com/a?b=1\">this page</a>.",
                "see this page (<https://example.com/a?b=1>).",
            ),
            ("see [Regions](https://example.com/r).", "see Regions (<https://example.com/r>)."),
            ("[a](b)", "\\[a\\](b)"),
            ("<code>a_b</code>", "`a_b`"),
            ("<tr><td>a</td><td>b</td></tr>", "a b"),
            ("x &amp;#39; y", "x &amp;\\#39; y"),
            ("at https://example.com/x, or https://", "at <https://example.com/x>, or https://"),
            ("Vec<String> and <task_id>", "Vec\\<String\\> and \\<task_id\\>"),
            ("[0: no|1: yes]", "\\[0: no\\|1: yes\\]"),
            ("a `code_span` and an odd ` mark", "a 'code_span' and an odd ' mark"),
            ("a `code_span`", "a `code_span`"),
            ("*bold* __x__ snake_case ~~y~~", "\\*bold\\* \\_\\_x\\_\\_ snake_case \\~\\~y\\~\\~"),
            ("# Head\n```json\n{\"a\": 1}\n```", "Head\n\n{\"a\": 1}"),
            ("    indented\n\ttab", "indented\n\ntab"),
            ("a --- b\n===\n---", "a \\--- b\n\n\\==="),
            ("&lt;b&gt; &amp;amp; &quot;x&quot; AT&T", "\\<b\\> &amp;amp; \"x\" AT&T"),
            ("back\\slash", "back\\\\slash"),
            ("left\u{202e}right\r", "leftright"),
            ("<!-- note -->x<img src='y'>", "x"),
            ("a < b > c", "a \\< b \\> c"),
        ] {
            assert_eq!(paragraphs(text), markdown, "{text:?}");
        }
        assert_eq!(line("<p>Creates `a`\nbox | two</p>"), "Creates a box \\| two");
    }
}
