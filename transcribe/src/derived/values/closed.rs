//! Whether a list contains all values, and nothing else.

/// Ends of the names of fields that contain text of the caller, an id or a time, whatever their descriptions list.
const FREE: [&str; 21] = [
    "ApplicationId",
    "ColumnName",
    "EndTime",
    "EnvId",
    "FunctionName",
    "HostName",
    "InstanceId",
    "InstanceIds",
    "InstanceName",
    "Json",
    "ResourceId",
    "ResourceIds",
    "StartTime",
    "TaskId",
    "TopicId",
    "URL",
    "Uin",
    "Uri",
    "Url",
    "Urls",
    "UserData",
];

/// Returns whether a list can be that of all values of a field. `lines` are what its description consists of.
pub(super) fn is_closed(name: &str, values: &[String], lines: &[String]) -> bool {
    let is_foreign = |value: &String| value == name || is_placeholder(value) || is_id(value);
    let is_open = |line: &String| names_others(line) || line.split(is_separator).any(names_others);
    !FREE.iter().any(|end| name.ends_with(end))
        && !values.iter().any(is_foreign)
        && values.iter().filter(|value| is_time(value)).count() < 2
        && !lines.iter().any(is_open)
        && !is_conditional(lines)
        && !lacks_numbers(values, lines)
}

/// Returns whether the items of a line are only some of those that exist.
pub(super) fn is_unfinished(line: &str) -> bool {
    let end = line.trim_end_matches([')', '）', ']', '】', '。', '，', ',', '；', ';', ' ']);
    let is_etc =
        end.strip_suffix('等').is_some_and(|before| !before.ends_with(['相', '平', '高', '中', '低', '同', '对']));
    is_etc || end.ends_with("etc.") || ["...", "…"].iter().any(|sign| line.contains(sign))
}

/// Returns whether another field decides which values are possible, in several cases.
fn is_conditional(lines: &[String]) -> bool {
    let cases = ["时，可选值", "时，取值", "时可选"];
    let of_line = |line: &String| cases.iter().map(|case| line.matches(case).count()).sum::<usize>();
    lines.iter().map(of_line).sum::<usize>() > 1
}

fn is_separator(c: char) -> bool {
    matches!(c, '；' | ';' | '，' | ',' | '、' | '。' | ' ')
}

/// Returns whether a text is about values that it does not name: `其他：failed`, `大于0：the number`.
fn names_others(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '•' | '·'));
    let others = ["其他", "其它", "Other values"].iter().find_map(|word| text.strip_prefix(word));
    let is_explained = |rest: &str| {
        let rest = rest.trim_start();
        rest.is_empty() || ["：", ":", "值", "数", "为", "表示", "-"].iter().any(|sign| rest.starts_with(sign))
    };
    let bound = ["大于等于", "小于等于", "大于", "小于", ">=", "<=", ">", "<", "≥", "≤", "非"];
    let bound = bound.iter().find_map(|word| text.strip_prefix(word));
    others.is_some_and(is_explained)
        || bound.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns whether a list of numbers lacks one that is mentioned and lies between two of them.
fn lacks_numbers(values: &[String], lines: &[String]) -> bool {
    const FARTHEST: i64 = 40;
    let numbers: Option<Vec<i64>> = values.iter().map(|value| value.parse().ok()).collect();
    let Some(numbers) = numbers else { return false };
    let (Some(least), Some(most)) = (numbers.iter().min(), numbers.iter().max()) else { return false };
    let lacks = |number: i64| (*least..*most).contains(&number) && !numbers.contains(&number);
    let is_near = most.checked_sub(*least).is_some_and(|distance| distance <= FARTHEST);
    is_near && lines.iter().any(|line| mentioned(line).any(lacks))
}

/// Returns the numbers that a line mentions; those that are parts of words, versions or decimals are none.
fn mentioned(line: &str) -> impl Iterator<Item = i64> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '%');
    let words = line.split_inclusive(move |c: char| !is_part(c));
    words.filter_map(move |word| {
        let sign = usize::from(word.starts_with('-'));
        let digits = word.char_indices().skip(sign).find(|(_, c)| !c.is_ascii_digit()).map_or(word.len(), |(at, _)| at);
        let (number, rest) = word.split_at(digits);
        // `2-QQ` and `2.QQ` explain 2, and `2. QQ` numbers a note.
        let is_glued = rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        let is_item = is_glued || rest.starts_with('-') || !rest.starts_with(is_part);
        number.parse().ok().filter(|_| is_item)
    })
}

/// Returns whether a value shows how a time is written: `YYYY-MM-DD`.
fn is_time(value: &str) -> bool {
    let is_letter = |c: char| matches!(c.to_ascii_lowercase(), 'y' | 'm' | 'd' | 'h' | 's' | 't');
    let is_doubled = || ["yy", "YY", "mm", "MM", "dd", "DD", "hh", "HH", "ss"].iter().any(|pair| value.contains(pair));
    value.chars().all(|c| is_letter(c) || matches!(c, '-' | '/' | '.' | '_')) && is_doubled()
}

/// Returns whether a value stands for others: `nat-xxxxx`.
fn is_placeholder(value: &str) -> bool {
    value.contains("xxx")
}

/// Returns whether a value is the id of a resource: `ins-q47ofw6b`.
fn is_id(value: &str) -> bool {
    let Some((_, id)) = value.split_once('-') else { return false };
    let digits = id.chars().filter(char::is_ascii_digit).count();
    let letters = id.chars().filter(char::is_ascii_lowercase).count();
    (7..=8).contains(&id.len()) && digits >= 2 && letters >= 2 && digits + letters == id.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_lists() {
        for (name, values, description, expect) in [
            ("Status", &["0", "1"][..], "0：a，1：b", true),
            ("Status", &["0", "1", "3"], "0：a，1：b，3：c", true),
            ("Status", &["0", "1", "3"], "0：甲，1：乙，2丙，3：丁", false),
            ("Type", &["1", "3"], "1-uin 2-QQ 3-group", false),
            ("Times", &["-1", "0"], "大于0：次数", false),
            ("Status", &["0", "1200"], "0：成功；1200：升级成功；其他值表示异常", false),
            ("Status", &["1", "2"], "1：a，2：其他错误", true),
            ("Version", &["1", "3"], "1：a 3：since 2.1.0", true),
            ("InstanceId", &["TRAIN", "InstanceId"], "", false),
            ("Time", &["YYYY-MM-DD", "HH"], "", false),
            ("Unit", &["y", "m", "d"], "", true),
            ("FiberType", &["MM", "SM"], "", true),
            ("Result", &["-1", "2"], "-1：甲，2：乙", true),
            ("Method", &["0", "1", "3"], "0：甲，1：乙，3：丙。说明：1. 丁 2. 戊", true),
            ("Status", &["0", "2", "3"], "0:甲, 1.乙, 2:丙, 3:丁", false),
            ("Type", &["ROLES", "Others"], "Others：其它", true),
            ("Gateway", &["ALL", "nat-xxxxx"], "", false),
            ("Instances", &["cdb-30z11v8s", "cdb-93h11efg"], "", false),
            ("Zone", &["ap-guangzhou-3", "ap-shanghai-1"], "", true),
            ("Codec", &["aac", "mp3"], "当为 a 时，可选值为：flac；当为 b 时，可选值为：aac、mp3", false),
            ("ModelUrl", &["jpg", "png"], "", false),
            ("ResourceIds", &["CVM", "TAT"], "", false),
        ] {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            assert_eq!(is_closed(name, &values, &[description.to_owned()]), expect, "{name} {description}");
        }
    }
}
