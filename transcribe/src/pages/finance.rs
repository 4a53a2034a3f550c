//! Finds out whether a text states that an action serves financial regions.

/// What a page states about financial regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finance {
    Absent,
    Served,
    /// They are mentioned, but perhaps only in a statement that they are not served.
    Doubtful,
}

/// Names of financial regions, in Chinese, Japanese and Korean.
const NAMES: [&str; 8] =
    ["金融区", "金融专区", "金融區", "金融リージョン", "金融地域", "금융 리전", "금융 지역", "금융 구역"];

/// The same in English: one of the first words, followed by one of the others.
const ENGLISH: ([&str; 2], [&str; 6]) = (["finance", "financial"], ["region", "regions", "zone", "zones", "az", "azs"]);

/// Words that negate a sentence.
const DENIALS: [&str; 17] = [
    "not support",
    "not available",
    "not serve",
    "n't support",
    "unsupported",
    "except",
    "不支持",
    "暂不",
    "不提供",
    "サポートしていません",
    "サポートされていません",
    "サポートしません",
    "対応していません",
    "使えません",
    "지원하지 않",
    "지원되지 않",
    "제외",
];

/// Looks for sentences about financial regions. A sentence with a negation leaves the answer open.
pub(super) fn finance(text: &str) -> Finance {
    let mut found = Finance::Absent;
    for sentence in text.to_lowercase().split_inclusive(['。', '\n', ';', '；', '!', '！']).flat_map(sentences) {
        if !names_one(sentence) && !mentions(sentence) {
            continue;
        }
        if DENIALS.iter().any(|denial| sentence.contains(denial)) {
            return Finance::Doubtful;
        }
        found = Finance::Served;
    }
    found
}

/// Host names also contain full stops, so only a full stop before a space ends a sentence.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ")
}

fn mentions(sentence: &str) -> bool {
    if NAMES.iter().any(|name| sentence.contains(name)) {
        return true;
    }
    let words: Vec<&str> =
        sentence.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (first, then) = ENGLISH;
    words.iter().enumerate().any(|(at, word)| {
        let mut next = words.iter().skip(at + 1).take(2);
        first.contains(word) && next.any(|word| then.contains(word))
    })
}

/// Returns whether it names a region such as `ap-shanghai-fsi`.
fn names_one(sentence: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    sentence.split(|c: char| !is_part(c)).any(|word| word.strip_suffix("-fsi").is_some_and(|rest| rest.contains('-')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn financial_regions_in_four_languages() {
        for (text, expect) in [
            ("Region が金融（ap-shanghai-fsi など）である場合", Finance::Served),
            ("-fsi ap-shanghai", Finance::Absent),
            ("注意：本接口支持金融区地域。金融区和非金融区不互通。", Finance::Served),
            ("注意：本接口不支持金融区。", Finance::Doubtful),
            ("Note: it supports finance AZs, which are isolated from non-finance ones.", Finance::Served),
            ("Works in Financial Availability Zones. Others are not supported.", Finance::Served),
            ("This API does not support financial regions.", Finance::Doubtful),
            ("このAPIは金融リージョンをサポートします。", Finance::Served),
            ("金融リージョンには対応していません。", Finance::Doubtful),
            ("이 API는 금융 리전을 지원합니다.", Finance::Served),
            ("금융 지역은 지원하지 않습니다.", Finance::Doubtful),
            ("A query of financial data in all regions.", Finance::Absent),
            ("x.ap-shanghai-fsi.tencentcloudapi.com", Finance::Served),
        ] {
            assert_eq!(finance(text), expect, "{text}");
        }
    }
}
