//! The values that a description lists: `0：off，1：on`, a line for each value, or "one of `a`, `b`".
//!
//! Only the values are kept. A list that is not clearly one of values is ignored: an unknown value is better than a
//! wrong one.

use tencloud_spec::Type;

/// Words that are followed by a colon without being values.
const NOT_VALUES: [&str; 30] = [
    "and", "api", "cidr", "default", "e.g", "eg", "example", "examples", "format", "gmt", "http", "https", "i.e", "id",
    "int", "ip", "json", "n", "note", "notes", "null", "or", "ps", "remark", "sql", "string", "tips", "url", "utc",
    "xml",
];

/// Words before a list of values.
const INTRODUCTIONS: [&str; 14] = [
    "取值",
    "枚举",
    "可选值",
    "可选项",
    "有效值",
    "合法值",
    "可选",
    "支持值",
    "支持的值",
    "值为",
    "Valid values",
    "Values",
    "values",
    "Enumerated",
];

/// Words before values that are not the whole list.
const OTHERS: [&str; 3] = ["其它", "其他", "默认"];

/// Words between a value and its meaning.
const MEANS: [&str; 8] = ["：", ":", "表示", "代表", "—", "–", "为", "是"];

const LONGEST: usize = 64;

/// The largest number of values; a longer list is better read on the page.
const MOST: usize = 64;

/// Returns the values that a description lists for a field of a type, or none.
pub(crate) fn values(description: &str, ty: &Type) -> Vec<String> {
    let is_integer = match ty.item() {
        Type::Int64 | Type::Uint64 => true,
        Type::String => false,
        _ => return Vec::new(),
    };
    let rule = Rule { is_integer, is_unsigned: *ty.item() == Type::Uint64 };
    let plain = plain(description);
    let lines: Vec<&str> = plain.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let found = rule
        .in_lines(&lines)
        .or_else(|| lines.iter().find_map(|line| rule.in_line(line)))
        .or_else(|| lines.iter().find_map(|line| rule.after_introduction(line)));
    found.filter(|values| values.len() <= MOST).unwrap_or_default()
}

/// Returns a description without markup; blocks become lines.
pub(super) fn plain(description: &str) -> String {
    const BLOCKS: [&str; 10] = ["br", "li", "p", "ul", "ol", "tr", "div", "table", "h2", "h3"];
    let mut out = String::with_capacity(description.len());
    let mut rest = description;
    while let Some(c) = rest.chars().next() {
        let tag = (c == '<').then(|| rest.find('>')).flatten().and_then(|end| rest.get(1..end));
        let entity = (c == '&').then(|| entity(rest)).flatten();
        let taken = if let Some(tag) = tag {
            let name: String = tag.chars().skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
            if BLOCKS.contains(&name.to_ascii_lowercase().as_str()) {
                out.push('\n');
            }
            tag.len() + 2
        } else if let Some((length, c)) = entity {
            out.push(c);
            length
        } else {
            out.push(if c == '\r' { '\n' } else { c });
            c.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn entity(text: &str) -> Option<(usize, char)> {
    let entities = [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&amp;", '&'), ("&nbsp;", ' '), ("&#39;", '\'')];
    entities.into_iter().find(|(name, _)| text.starts_with(name)).map(|(name, c)| (name.len(), c))
}

fn is_open(c: char) -> bool {
    matches!(c, '`' | '"' | '“' | '‘' | '\'' | '【' | '[' | '「') || c.is_whitespace()
}

fn is_close(c: char) -> bool {
    matches!(c, '`' | '"' | '”' | '’' | '\'' | '】' | ']' | '」') || c.is_whitespace()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What a value must look like.
#[derive(Clone, Copy)]
struct Rule {
    is_integer: bool,
    is_unsigned: bool,
}

impl Rule {
    /// Returns the value at the beginning of a text, and what follows it.
    fn value(self, text: &str) -> Option<(&str, &str)> {
        let text = text.trim_start_matches(is_open);
        let is_negative = text.starts_with('-') && self.is_integer;
        let from = usize::from(is_negative);
        let body = text.get(from..)?;
        let length = body.find(|c: char| !is_word(c) && !matches!(c, '.' | '-' | '/')).unwrap_or(body.len());
        let value = text.get(..from + length)?.trim_end_matches(['.', '-', '/']);
        // Digits of a string are a code, but rarely as many as in a phone number.
        let is_long = !self.is_integer && value.len() > 6 && value.chars().all(|c| c.is_ascii_digit());
        let is_value = !is_long
            && value.starts_with(|c: char| is_word(c) || is_negative)
            && value.len() <= LONGEST
            && !NOT_VALUES.contains(&value.to_ascii_lowercase().as_str());
        let is_number = || {
            let digits = value.trim_start_matches('-');
            let is_plain = value == "0" || !digits.starts_with('0');
            let number = value.parse::<i64>().ok();
            is_plain && number.is_some_and(|number| number >= 0 || !self.is_unsigned)
        };
        let rest = text.get(value.len()..)?;
        (is_value && (!self.is_integer || is_number())).then_some((value, rest))
    }

    /// Returns the value at the beginning of a text, if a meaning follows.
    fn explained(self, text: &str) -> Option<&str> {
        let (value, rest) = self.value(text)?;
        let rest = rest.trim_start_matches(is_close);
        let equals = rest.strip_prefix('=').filter(|_| self.is_integer);
        let sign = || MEANS.iter().find_map(|sign| rest.strip_prefix(sign));
        let meaning = rest.strip_prefix('-').or(equals).or_else(sign)?;
        // `12:30` is a time, `1-100` a range, and `http://` a link.
        let is_compact = rest.starts_with([':', '-']) && meaning.starts_with(|c: char| c.is_ascii_digit());
        let meaning = meaning.trim_start();
        (!meaning.is_empty() && !is_compact && !meaning.starts_with('/')).then_some(value)
    }

    /// Returns the values of successive lines.
    fn in_lines(self, lines: &[&str]) -> Option<Vec<String>> {
        let mut best: Vec<&str> = Vec::new();
        let mut run: Vec<&str> = Vec::new();
        for line in lines.iter().copied().chain([""]) {
            if let Some(value) = self.of_line(line) {
                if !run.contains(&value) {
                    run.push(value);
                }
                continue;
            }
            let found = std::mem::take(&mut run);
            if found.len() > best.len() {
                best = found;
            }
        }
        at_least_two(&best)
    }

    fn of_line(self, line: &str) -> Option<&str> {
        let is_negative = line.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let bullets = |c: char| matches!(c, '-' | '*' | '•' | '·' | '●' | '◦') || c.is_whitespace();
        let line = if is_negative { line } else { line.trim_start_matches(bullets) };
        if let Some(value) = self.explained(line) {
            return Some(value);
        }
        let (value, rest) = self.value(line)?;
        let rest = rest.trim_start_matches(is_close);
        let ends = rest.is_empty() || ["（", "(", "，", ",", ";", "；", "、"].iter().any(|end| rest.starts_with(end));
        ends.then_some(value)
    }

    /// Returns the explained values of one line.
    fn in_line(self, line: &str) -> Option<Vec<String>> {
        let mut found: Vec<&str> = Vec::new();
        let mut skipped = 0;
        let line = without_spaces_after_signs(line);
        for segment in line.split(['；', ';', '，', ',', '、', '。', ' ', '\u{3000}']).filter(|it| !it.is_empty()) {
            let value = if found.is_empty() { self.last_explained(segment) } else { self.explained(segment) };
            match value {
                Some(value) if !found.contains(&value) => {
                    found.push(value);
                    skipped = 0;
                }
                Some(_) => break,
                // A meaning may contain a separator.
                None => {
                    skipped += 1;
                    if skipped > 2 && found.len() < 2 {
                        found.clear();
                    } else if skipped > 2 {
                        break;
                    }
                }
            }
        }
        at_least_two(&found)
    }

    /// Returns the last explained value in a text, such as that in `the state (0：off`.
    fn last_explained(self, text: &str) -> Option<&str> {
        let mut before = None;
        let mut last = None;
        for (at, c) in text.char_indices() {
            let begins = is_word(c) || (c == '-' && self.is_integer);
            if begins && !before.is_some_and(|c| is_word(c) || matches!(c, '.' | '-' | '/')) {
                last = text.get(at..).and_then(|text| self.explained(text)).or(last);
            }
            before = Some(c);
        }
        last
    }

    /// Returns the values that follow an introduction, without meanings: `取值：a、b`.
    fn after_introduction(self, line: &str) -> Option<Vec<String>> {
        INTRODUCTIONS.iter().find_map(|word| {
            line.match_indices(word).find_map(|(at, _)| {
                let before: String =
                    line.get(..at)?.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
                if OTHERS.iter().any(|other| before.contains(other)) {
                    return None;
                }
                self.list(line.get(at + word.len()..)?)
            })
        })
    }

    /// Returns the values of a list without meanings that ends where a sentence does.
    fn list(self, text: &str) -> Option<Vec<String>> {
        // The introduction goes on for a few characters: `范围：`, `包括`.
        let start = text.char_indices().take(10).find(|(_, c)| is_word(*c) || is_open(*c)).map(|(at, _)| at)?;
        let is_range = text.get(..start).is_some_and(|between| between.contains("范围"));
        let mut rest = text.get(start..)?;
        let is_bracketed = rest.starts_with('[');
        let mut found: Vec<&str> = Vec::new();
        loop {
            let (value, after) = self.value(rest)?;
            found.push(value);
            let after = without_note(after.trim_start_matches(is_close));
            let next = ["、", "，", ",", "/", "|", "；", ";", "或者", "或", "和", "以及", "or ", "and "]
                .iter()
                .find_map(|sign| after.strip_prefix(sign));
            match next {
                Some(next) => {
                    let next = next.trim_start();
                    rest = ["或", "和", "or ", "and "].iter().find_map(|sign| next.strip_prefix(sign)).unwrap_or(next);
                }
                None if after.is_empty() || after.starts_with(['。', '.', '；', ';', '，', '）', ')']) => break,
                None => return None,
            }
        }
        // `[0,100]` is a range.
        if self.is_integer && found.len() == 2 && (is_range || is_bracketed) {
            return None;
        }
        at_least_two(&found)
    }
}

/// Returns a line without the spaces before a meaning, so that spaces separate values.
fn without_spaces_after_signs(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if !(c == ' ' && out.ends_with([':', '：', '-', '='])) {
            out.push(c);
        }
    }
    out
}

/// Returns a text without a note in parentheses at its beginning.
fn without_note(text: &str) -> &str {
    let note = [('（', '）'), ('(', ')')].into_iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?;
        inner.split_once(close).map(|(_, after)| after)
    });
    note.unwrap_or(text).trim_start_matches(is_close)
}

fn at_least_two(values: &[&str]) -> Option<Vec<String>> {
    let mut unique: Vec<String> = Vec::new();
    for value in values {
        if !unique.iter().any(|known| known == value) {
            unique.push((*value).to_owned());
        }
    }
    (unique.len() >= 2).then_some(unique)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_values() {
        let (string, integer) = (Type::String, Type::Int64);
        for (description, ty, expect) in [
            ("开关，取值有：<li>on：开；</li><li>off：关</li>", &string, &["on", "off"][..]),
            ("状态\n- RUNNING\n- STOPPED", &string, &["RUNNING", "STOPPED"]),
            ("取值：HOST、<code>CLUSTER</code>。", &string, &["HOST", "CLUSTER"]),
            ("格式为yyyy-MM-dd HH:mm:ss，默认当天", &string, &[]),
            ("Note: a\nExample: b", &string, &[]),
            ("排序方式，取值：0:增序(默认)，1:降序", &integer, &["0", "1"]),
            ("(2:ALL，3:READ，4:WRITE)", &integer, &["2", "3", "4"]),
            ("维度，Type=3（自定义）时必填（1：准确性，2：唯一性）", &integer, &["1", "2"]),
            ("0-关闭; 1-打开", &integer, &["0", "1"]),
            ("状态 0: 待处理 1:已防御 2: 已忽略", &integer, &["0", "1", "2"]),
            ("取值有：\n5：5 分钟\n60：1 小时", &integer, &["5", "60"]),
            ("为：+[国家码][手机号] ，示例如：+8613601238015，86为国家码，13601238015为手机号。", &string, &[]),
            ("-1：失败，0：成功", &integer, &["-1", "0"]),
            ("取值范围[0,16]", &integer, &[]),
            ("取值范围：1-100", &integer, &[]),
            ("统计粒度，取值[300(5分钟)，3600(小时)，86400(天)]", &integer, &["300", "3600", "86400"]),
            ("默认值：a，其它可选值：b、c。", &string, &[]),
            ("时间，例如 12:00:00，13:00:00", &integer, &[]),
        ] {
            assert_eq!(values(description, ty), expect, "{description}");
        }
        assert!(values("取值：a、b", &Type::Float).is_empty());
    }
}
