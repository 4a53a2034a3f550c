//! How values and their meanings are written.

use super::closed::is_unfinished;

/// Words that are followed by a colon without being values.
const NOT_VALUES: [&str; 32] = [
    "and", "api", "cidr", "comment", "default", "e.g", "eg", "example", "examples", "format", "gmt", "i.e", "id",
    "int", "ip", "json", "n", "note", "notes", "null", "or", "ps", "remark", "required", "sql", "string", "tips",
    "url", "utc", "value", "values", "xml",
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
const OTHERS: [&str; 4] = ["其它", "其他", "默认", "常见"];

/// Words between a value and its meaning.
const MEANS: [&str; 9] = ["：", ":", "表示", "代表", "指", "—", "–", "为", "是"];

const LONGEST: usize = 64;

fn is_open(c: char) -> bool {
    matches!(c, '`' | '"' | '“' | '‘' | '\'' | '【' | '[' | '「') || c.is_whitespace()
}

fn is_close(c: char) -> bool {
    matches!(c, '`' | '"' | '”' | '’' | '\'' | '】' | ']' | '」') || c.is_whitespace()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Returns whether `default` is a value and not the introduction of one, which is followed by it: `default: 1`.
fn is_default_explained(value: &str, rest: &str) -> bool {
    let rest = rest.trim_start_matches(is_close);
    let rest = [":", "：", "-", "表示", "，"].iter().find_map(|sign| rest.strip_prefix(sign));
    let is_meaning = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
    value.eq_ignore_ascii_case("default") && rest.is_some_and(is_meaning)
}

/// What a value must look like.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) is_integer: bool,
    pub(super) is_unsigned: bool,
}

impl Rule {
    /// Returns the values that lines list.
    pub(super) fn find(self, lines: &[String]) -> Option<Vec<String>> {
        let line = || lines.iter().map(String::as_str);
        let in_lines = self.in_lines(line())?;
        let in_line = line().find_map(|line| self.in_line(line)).unwrap_or_default();
        let introduced = line().find_map(|line| self.after_introduction(line)).unwrap_or_default();
        let explained = if in_line.len() > in_lines.len() { in_line } else { in_lines };
        // Some values of a list may not be explained.
        let is_longer = introduced.len() > explained.len() && explained.iter().all(|value| introduced.contains(value));
        Some(if is_longer { introduced } else { explained }).filter(|values| !values.is_empty())
    }

    /// Returns the value at the beginning of a text, and what follows it.
    fn value(self, text: &str) -> Option<(&str, &str)> {
        let text = text.trim_start_matches(is_open);
        let is_negative = text.starts_with('-') && self.is_integer;
        let from = usize::from(is_negative);
        let body = text.get(from..)?;
        let belongs =
            |c: char| if self.is_integer { c.is_ascii_digit() } else { is_word(c) || matches!(c, '.' | '-' | '/') };
        let length = body.find(|c: char| !belongs(c)).unwrap_or(body.len());
        let value = text.get(..from + length)?.trim_end_matches(['.', '-', '/']);
        // Digits of a string are a code, but rarely as many as in a phone number.
        let is_long = !self.is_integer && value.len() > 6 && value.chars().all(|c| c.is_ascii_digit());
        let is_value = !is_long
            && value.starts_with(|c: char| is_word(c) || is_negative)
            && value.len() <= LONGEST
            && (value == "N"
                || is_default_explained(value, text.get(value.len()..)?)
                || !NOT_VALUES.contains(&value.to_ascii_lowercase().as_str()));
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
        let is_digit = |c: char| c.is_ascii_digit();
        let is_compact = value.ends_with(is_digit) && rest.starts_with([':', '-']) && meaning.starts_with(is_digit);
        let meaning = meaning.trim_start();
        // The first and the last number of a range: `1为最高，100为最低`.
        let bounds = ["最高", "最低", "最大", "最小"];
        let is_bound = self.is_integer && bounds.iter().any(|bound| meaning.starts_with(bound));
        // Part of a condition, `Type 为 A 时`, or of a resource name, `qcs::cam`.
        let clause = meaning.split(['，', ',', '；', ';', '。', '、']).next().unwrap_or_default();
        let is_condition = (rest.starts_with('为')
            && meaning.starts_with(|c: char| c.is_ascii())
            && (clause.is_ascii() || clause.contains(['时', '不', '的', '或'])))
            || meaning.starts_with(':');
        (!meaning.is_empty() && !is_compact && !is_bound && !is_condition && !meaning.starts_with('/')).then_some(value)
    }

    /// Returns the values of successive lines, if there are any; `None` if lines list only some of them.
    fn in_lines<'t>(self, lines: impl Iterator<Item = &'t str>) -> Option<Vec<String>> {
        let mut best: Vec<&str> = Vec::new();
        let mut run: Vec<&str> = Vec::new();
        let mut before = "";
        for line in lines.chain([""]) {
            if let Some(value) = self.of_line(line) {
                // The first items may be in the line of the introduction.
                let first = if run.is_empty() { self.introduced(before) } else { Vec::new() };
                let more = self.items(line);
                if !more.is_empty() && is_unfinished(line) {
                    return None;
                }
                let is_number = |value: &str| value.starts_with(|c: char| c.is_ascii_digit() || c == '-');
                for other in first.into_iter().chain([value]).chain(more) {
                    if !run.contains(&other) && is_number(other) == is_number(value) {
                        run.push(other);
                    }
                }
                continue;
            }
            before = line;
            let found = std::mem::take(&mut run);
            // The list may go on with `…` alone.
            let is_whole = !(is_unfinished(line) && line.chars().count() < 8);
            // Two lists are those of two cases, or parts of one.
            let is_other = found.len() > 1 && best.len() > 1 && !found.iter().any(|value| best.contains(value));
            if is_other {
                return None;
            }
            if found.len() > best.len() && is_whole {
                best = found;
            }
        }
        Some(at_least_two(&best).unwrap_or_default())
    }

    /// Returns the values that are explained in a line after a separator.
    fn items(self, line: &str) -> Vec<&str> {
        let is_separator = |c: char| matches!(c, '：' | ':' | '，' | ',' | '；' | ';' | '（' | '(' | '。');
        let starts = line.char_indices().filter(|(_, c)| is_separator(*c)).map(|(at, c)| at + c.len_utf8());
        // In `on-failure[:max-retries]`, the colon separates nothing.
        let starts = starts.filter(|at| !line.get(..*at).is_some_and(|before| before.ends_with("[:")));
        let items = starts.filter_map(|at| {
            let item = line.get(at..)?;
            let value = self.explained(item)?;
            // What is equated is another field: `Type=1`.
            let sign = item.trim_start_matches(is_open).strip_prefix(value)?.trim_start_matches(is_close);
            (self.is_integer || sign.starts_with([':', '：'])).then_some(value)
        });
        items.collect()
    }

    fn of_line(self, line: &str) -> Option<&str> {
        let is_bullet = |c: char| matches!(c, '-' | '*' | '•' | '·' | '●' | '◦') || c.is_whitespace();
        let is_negative =
            |line: &str| line.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let mut line = line;
        while !is_negative(line)
            && let Some(rest) = line.strip_prefix(is_bullet)
        {
            line = rest;
        }
        if let Some(value) = self.explained(line) {
            return Some(value);
        }
        // `[1, 3]` is a range.
        if line.starts_with('[') && line.split(']').next().is_some_and(|inner| inner.contains(',')) {
            return None;
        }
        let (value, rest) = self.value(line)?;
        let rest = rest.trim_start_matches(is_close);
        // `1、` numbers a note.
        let is_code = value.chars().all(|c| c.is_ascii_digit());
        let is_numbering = is_code && (rest.starts_with('、') || (!self.is_integer && rest.starts_with('，')));
        let ends = rest.trim_end_matches(['。', '.']).is_empty()
            || ["（", "(", "，", ",", ";", "；", "、"].iter().any(|end| rest.starts_with(end));
        // `A、B` is a list in one line.
        let next = rest.strip_prefix('、').unwrap_or_default();
        let is_list = next.starts_with(|c: char| c.is_ascii_alphanumeric());
        (ends && !is_numbering && !is_list).then_some(value)
    }

    /// Returns the explained values of one line.
    fn in_line(self, line: &str) -> Option<Vec<String>> {
        at_least_two(&self.explained_in(line)).filter(|_| !is_unfinished(line))
    }

    /// Returns the explained values at the end of a line before a list.
    fn introduced(self, line: &str) -> Vec<&str> {
        let found = self.explained_in(line);
        if found.len() > 1 { found } else { self.items(line) }
    }

    fn explained_in(self, line: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let mut skipped = 0;
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
        found
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
        let begins = |c: char| is_word(c) || is_open(c) || (self.is_integer && c == '-');
        let start = text.char_indices().take(10).find(|(_, c)| begins(*c)).map(|(at, _)| at)?;
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
        let is_number = |value: &&str| value.chars().all(|c| c.is_ascii_digit());
        if (self.is_integer || (found.iter().all(is_number) && !text.contains('|')))
            && found.len() == 2
            && (is_range || is_bracketed)
        {
            return None;
        }
        at_least_two(&found)
    }
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
