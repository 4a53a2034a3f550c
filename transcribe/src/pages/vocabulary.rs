//! The words that pages use, as far as structure alone is not sufficient. An unknown word leads to an error that
//! contains the word, never to a guess.

use tencloud_spec::Type;

/// The values in the column "required", in Chinese, English, Japanese and Korean.
const REQUIRED: [(&str, bool); 23] = [
    ("是", true),
    ("否", false),
    ("必选", true),
    ("可选", false),
    ("yes", true),
    ("no", false),
    ("y", true),
    ("n", false),
    ("true", true),
    ("false", false),
    ("required", true),
    ("optional", false),
    ("要", true),
    ("不要", false),
    ("はい", true),
    ("いいえ", false),
    ("必須", true),
    ("任意", false),
    ("예", true),
    ("아니요", false),
    ("아니오", false),
    ("필수", true),
    ("선택", false),
];

/// The documentation's scalar types. Pages do not distinguish signed integers from unsigned ones.
const SCALARS: [(&str, Type); 9] = [
    ("string", Type::String),
    ("integer", Type::Int64),
    ("float", Type::Float),
    ("double", Type::Float),
    ("boolean", Type::Bool),
    ("timestamp", Type::Datetime),
    ("timestamp iso8601", Type::DatetimeIso),
    ("date", Type::Date),
    ("binary", Type::Binary),
];

/// Words used as types that leave open which struct is meant.
const ANY_OBJECT: [&str; 4] = ["Object", "Map", "Json", "JSON"];

/// What is counted, between the number of a rate and its unit of time.
pub(super) const COUNTED: [&str; 15] = [
    "requests",
    "request",
    "queries",
    "times",
    "calls",
    "call",
    "time",
    "req",
    "次",
    "回",
    "회",
    "번",
    "件",
    "건",
    "リクエスト",
];

/// What follows the slash of a rate.
pub(super) const SECOND: [&str; 6] = ["seconds", "second", "sec", "s", "秒", "초"];
/// What follows the slash of a rate that the spec cannot express.
pub(super) const MINUTE: [&str; 6] = ["minutes", "minute", "min", "分", "분", "分钟"];

/// What precedes the number of a rate that begins with its unit of time.
pub(super) const EACH_SECOND: [&str; 9] =
    ["每秒", "每秒钟", "每秒最多", "毎秒", "1秒あたり", "1秒間に", "1秒間あたり", "초당", "초당최대"];

/// What follows the number and what is counted, in the same clause.
pub(super) const PER_SECOND: [&str; 6] = ["per second", "per sec", "every second", "每秒", "毎秒", "qps"];

/// Words that occur in texts about rates.
const RATE: [&str; 6] = ["频率", "頻度", "빈도", "rate limit", "frequency limit", "qps"];

/// Words that state that there are no error codes. Sentences that introduce a list contain none of these.
const NONE: [&str; 14] = [
    "暂无",
    "没有",
    "无业务",
    "ありません",
    "存在しません",
    "なし",
    "없습니다",
    "없으며",
    "없음",
    "there is no",
    "there are no",
    "currently no",
    "no error",
    "none",
];

/// Negations that may directly precede `null`.
const NEGATIONS: [&str; 9] = ["not", "non", "non-", "never", "非", "不为", "不能为", "不会返回", "not be"];

/// Words that occur in sentences about what is returned: "返回", "返す", "반환".
const RETURNED: [&str; 3] = ["return", "返", "반환"];

/// Returns whether the name of a type leaves open which struct is meant.
pub(super) fn is_any_object(name: &str) -> bool {
    ANY_OBJECT.contains(&name)
}

/// Returns what a cell in the column "required" means.
pub(super) fn required(cell: &str) -> Option<bool> {
    let word = cell.trim().to_lowercase();
    REQUIRED.iter().find(|(known, _)| *known == word).map(|(_, required)| *required)
}

/// Returns the words that [`required`] knows.
pub(super) fn required_words() -> String {
    let words: Vec<&str> = REQUIRED.iter().map(|(word, _)| *word).collect();
    words.join(", ")
}

/// Returns the scalar type with this name.
pub(super) fn scalar(name: &str) -> Option<Type> {
    let name = name.to_lowercase();
    SCALARS.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
}

/// The names of the scalar types as pages write them.
pub(super) const SCALAR_NAMES: &str =
    "String, Integer, Float, Double, Boolean, Timestamp, Timestamp ISO8601, Date, Binary";

/// Returns whether a text seems to contain a rate, in any form.
pub(super) fn seems_to_be_a_rate(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains(|c: char| c.is_numeric()) && RATE.iter().any(|word| text.contains(word))
}

pub(super) fn says_none(text: &str) -> bool {
    let text = text.to_lowercase();
    NONE.iter().any(|word| text.contains(word))
}

/// What a description states about `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NullNote {
    Absent,
    Nullable,
    /// `null` is mentioned, but negated, or it may be the name of a value.
    Doubtful,
}

/// Looks for the word `null`, in any case. All four languages use the English word. In capitals, it may be a value
/// among others, as in "one of NULL, GROUP1", unless its sentence is about what is returned.
pub(super) fn null_note(text: &str) -> NullNote {
    let lower = text.to_ascii_lowercase();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_end = |c: char| matches!(c, '.' | '。' | ';' | '；' | '\n');
    let mut note = NullNote::Absent;
    for (at, word) in lower.match_indices("null") {
        let before = lower.get(..at).unwrap_or_default();
        let after = lower.get(at + word.len()..).unwrap_or_default();
        if before.ends_with(is_word) || after.starts_with(is_word) {
            continue;
        }
        let around = [before.rsplit(is_end).next(), after.split(is_end).next()];
        let is_returned = || around.iter().flatten().any(|text| RETURNED.iter().any(|word| text.contains(word)));
        let is_value = text.get(at..).is_some_and(|text| text.starts_with("NULL")) && !is_returned();
        let before = before.trim_end_matches([' ', '`', '"', '“']);
        if is_value || NEGATIONS.iter().any(|negation| before.ends_with(negation)) {
            note = NullNote::Doubtful;
        } else {
            return NullNote::Nullable;
        }
    }
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_as_a_word() {
        for (text, expect) in [
            ("名称<br/>注意：此字段可能返回 null，表示取不到有效值。", NullNote::Nullable),
            ("Note: this field may return `null`.", NullNote::Nullable),
            ("Note: Null means no valid values returned.", NullNote::Nullable),
            ("注：このフィールドはnullを返すことがあります", NullNote::Nullable),
            ("참고: 이 필드는 null을 반환할 수 있습니다", NullNote::Nullable),
            ("the id of the nullable column, set_null", NullNote::Absent),
            ("It is not null.", NullNote::Doubtful),
            ("没有值时返回 NULL。", NullNote::Nullable),
            ("One of NULL, GROUP1 and GROUP2, by default NULL.", NullNote::Doubtful),
            ("可选值：NULL, GROUP1", NullNote::Doubtful),
            ("One of NULL, GROUP1. Note: this field may return null.", NullNote::Nullable),
            ("", NullNote::Absent),
        ] {
            assert_eq!(null_note(text), expect, "{text}");
        }
    }

    #[test]
    fn required_in_four_languages() {
        for (word, expect) in
            [("是", true), ("NO", false), ("Y", true), ("不要", false), ("はい", true), (" 아니요 ", false)]
        {
            assert_eq!(required(word), Some(expect), "{word}");
        }
        assert_eq!(required("Да"), None);
    }
}
