//! Rates in running text: `20次/秒`, `20 requests/sec`, `20회/초`, `a maximum of 20 requests … per second`.

use super::vocabulary::{COUNTED, EACH_SECOND, MINUTE, PER_SECOND, SECOND};

/// A rate in the form in which the text contains it, with any number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rate {
    PerSecond(String),
    PerMinute(String),
}

/// Returns all rates in a text.
pub(super) fn rates(text: &str) -> Vec<Rate> {
    let narrow = |c: char| match c {
        '／' => '/',
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        other => other,
    };
    let text: String = text.to_lowercase().chars().map(narrow).collect();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, number)) = next_number(&text, from) {
        from = start + number.len();
        let before = text.get(..start).unwrap_or_default();
        let after = text.get(from..).unwrap_or_default();
        found.extend(rate(before, &number, after));
    }
    found
}

fn rate(before: &str, number: &str, after: &str) -> Option<Rate> {
    let number = number.replace(',', "");
    let after = after.trim_start();
    let word = COUNTED.iter().find(|word| after.starts_with(**word));
    let rest = after.get(word.map_or(0, |word| word.len())..).unwrap_or_default();
    if let Some(unit) = rest.trim_start().strip_prefix('/') {
        let unit = unit.trim_start();
        let is = |known: &[&str]| known.iter().any(|known| starts_with_word(unit, known));
        return match (is(&SECOND), is(&MINUTE)) {
            (true, _) => Some(Rate::PerSecond(number)),
            (_, true) => Some(Rate::PerMinute(number)),
            _ => None,
        };
    }
    let compact: String = before.chars().filter(|c| !c.is_whitespace()).collect();
    let sentence = rest.split(['.', '。', '\n']).next().unwrap_or_default();
    let clause = sentence.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let named_before = EACH_SECOND.iter().any(|each| compact.ends_with(each));
    let named_after = PER_SECOND.iter().any(|per| clause.contains(per));
    let is_counted = word.is_some() || rest.trim_start().starts_with("qps");
    (is_counted && (named_before || named_after)).then_some(Rate::PerSecond(number))
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let ends = |rest: &str| !(word.is_ascii() && rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    text.strip_prefix(word).is_some_and(ends)
}

/// Returns the next number from an offset on, with its separators, and its offset. Digits inside a word do not count.
fn next_number(text: &str, from: usize) -> Option<(usize, String)> {
    let mut from = from;
    loop {
        let start = from + text.get(from..)?.find(|c: char| c.is_ascii_digit())?;
        let digits: String =
            text.get(start..)?.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
        let number = digits.trim_end_matches([',', '.']);
        let in_word = text.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if !in_word {
            return Some((start, number.to_owned()));
        }
        from = start + digits.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_in_four_languages() {
        for (text, expect) in [
            ("默认接口请求频率限制：20次/秒。", vec!["20"]),
            ("接口频率：每秒 50 次。", vec!["50"]),
            ("Default API request rate limit: 35 requests/sec.", vec!["35"]),
            ("Default request rate limit: 20/sec.", vec!["20"]),
            ("20 requests/second", vec!["20"]),
            ("A maximum of 100 requests can be initiated per second for this API.", vec!["100"]),
            ("リクエスト頻度は20回/秒に制限されています。", vec!["20"]),
            ("기본 API 요청 빈도 제한: 20회/초.", vec!["20"]),
            ("최대 초당 20회", vec!["20"]),
            ("20 calls/second (1,200 calls/minute)", vec!["20"]),
            ("1,000次/秒", vec!["1000"]),
            ("0.5次/秒", vec!["0.5"]),
            ("Up to 100 instances in one request. 20 requests/sec", vec!["20"]),
            ("频率限制：２０次／秒", vec!["20"]),
            ("频率限制为 20 次每秒。", vec!["20"]),
            ("頻度は 20 リクエスト/秒まで", vec!["20"]),
            ("20次/秒，1200次/分钟；一次最多 10 个", vec!["20"]),
            ("最大 20QPS", vec!["20"]),
            ("20 requests/session, 3 of 4 per second", vec![]),
            ("10次/分", vec![]),
            ("v3/s", vec![]),
        ] {
            let found: Vec<String> = rates(text)
                .into_iter()
                .filter_map(|rate| match rate {
                    Rate::PerSecond(number) => Some(number),
                    Rate::PerMinute(_) => None,
                })
                .collect();
            assert_eq!(found, expect, "{text}");
        }
    }
}
