//! What a description says about the text of a field: JSON, base64, or a time, its format and its zone.
//!
//! Only what is stated plainly is kept. A description that mentions alternatives, conditions or several formats decides
//! nothing: an unknown format is better than a wrong one.

use tencloud_spec::{Format, Type, Zone};

use super::values::plain;

/// How much of a description may precede the format, in characters: what comes later is about something else.
const START: usize = 60;

/// Words that precede a format that applies only sometimes or to something else.
const UNLESS: [&str; 21] = [
    "如果",
    "若",
    "当",
    "根据",
    "或",
    "可以是",
    "支持",
    "非",
    "对应",
    "以下",
    "url",
    "文件名",
    "路径",
    "加密",
    "不需要",
    "不用",
    "无需",
    "一般",
    "可以为",
    "时,",
    "时，",
];

/// What describes a string of JSON.
const JSON: [&str; 22] = [
    "json字符串",
    "json格式字符串",
    "json格式的字符串",
    "json格式串",
    "json格式文本",
    "json形式的字符串",
    "json串",
    "json文本",
    "json序列化",
    "json格式化",
    "json结构体字符串",
    "json对象字符串",
    "json数组字符串",
    "json数组的字符串",
    "json string",
    "json-encoded",
    "json text",
    "json object string",
    "采用json格式",
    "为json格式",
    "json字串",
    "json编码",
];

/// What describes bytes in base64.
const BASE64: [&str; 16] = [
    "base64编码",
    "base64字符串",
    "base64值",
    "base64数据",
    "base64格式",
    "base64后的",
    "base64之后的",
    "base64 value",
    "base64-encoded",
    "base64 encoded",
    "base64 encoding",
    "base64 string",
    "base64编码后的",
    "base64编码字符串",
    "base64串",
    "base64内容",
];

/// What follows a format that is not the format of the whole field, or that is one of several.
const EXCEPT: [&str; 17] = [
    "后不",
    "后大小",
    "后的大小",
    "后长度",
    "后小于",
    "后应",
    "或",
    "/",
    "、",
    "与",
    "时",
    "中的",
    "里的",
    "的key",
    "的字段",
    "的路径",
    "的长度",
];

/// Ends of names whose value is about a format or a place.
const NOT_TEXTS: [&str; 13] =
    ["url", "type", "format", "encoding", "name", "path", "mode", "md5", "method", "size", "length", "key", "id"];

/// Parts of names of times.
const TIMES: [&str; 12] =
    ["time", "date", "day", "start", "end", "begin", "from", "to", "since", "until", "deadline", "timestamp"];

/// Ends of names that contain a part of a time without being one.
const NOT_TIMES: [&str; 11] =
    ["type", "format", "zone", "name", "range", "unit", "id", "key", "field", "version", "token"];

/// Words of descriptions of times that are positions in a recording.
const MEDIA: [&str; 11] = ["pts", "视频", "音频", "语句", "字幕", "片段", "偏移", "相对", "播放", "帧", "起点"];

/// Returns what a field contains according to its description, and the time zone of a time.
pub(crate) fn format(name: &str, description: &str, ty: &Type) -> (Option<Format>, Option<Zone>) {
    let text = normal(description);
    let name = Name::of(name);
    match ty {
        Type::Date | Type::Datetime | Type::DatetimeIso => (None, zone(&text)),
        Type::String if name.is_time() => match time(&text) {
            Some(format) => (Some(format), zone(&text)),
            None => (None, None),
        },
        Type::String if !name.ends_with(&NOT_TEXTS) => (content(&text), None),
        Type::Int64 | Type::Uint64 if name.is_time() => (unix(&text), None),
        _ => (None, None),
    }
}

/// Returns a description in lower case, without markup and without spaces except between Latin words.
fn normal(description: &str) -> String {
    let plain = plain(description).to_lowercase();
    let mut out = String::with_capacity(plain.len());
    let mut characters = plain.chars().peekable();
    while let Some(c) = characters.next() {
        let is_latin = |c: char| c.is_ascii_alphabetic();
        let is_between =
            out.chars().next_back().is_some_and(is_latin) && characters.peek().is_some_and(|c| is_latin(*c));
        match c {
            c if c.is_whitespace() && !is_between => {}
            c if c.is_whitespace() => out.push(' '),
            '`' | '“' | '”' | '"' => {}
            '：' => out.push(':'),
            '（' => out.push('('),
            '）' => out.push(')'),
            c => out.push(c),
        }
    }
    out
}

/// A field's name as lowercase words.
struct Name(Vec<String>);

impl Name {
    fn of(name: &str) -> Name {
        let mut words: Vec<String> = Vec::new();
        let mut was_upper = true;
        for c in name.chars().filter(char::is_ascii_alphanumeric) {
            if words.is_empty() || c.is_ascii_uppercase() && !was_upper {
                words.push(String::new());
            }
            was_upper = c.is_ascii_uppercase();
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        Name(words)
    }

    fn ends_with(&self, ends: &[&str]) -> bool {
        self.0.last().is_some_and(|last| ends.iter().any(|end| last.ends_with(end)))
    }

    fn is_time(&self) -> bool {
        let is_one = |word: &String| TIMES.contains(&word.as_str()) || word.ends_with("time") || word.ends_with("date");
        let ends_in_at = self.0.len() > 1 && self.0.last().is_some_and(|last| last == "at");
        (self.0.iter().any(is_one) || ends_in_at) && !self.ends_with(&NOT_TIMES)
    }
}

/// Returns whether a string contains JSON or base64.
fn content(text: &str) -> Option<Format> {
    let json = JSON.iter().any(|phrase| states(text, phrase));
    let base64 = BASE64.iter().any(|phrase| states(text, phrase));
    match (json, base64) {
        (true, false) if !text.contains("base64") => Some(Format::Json),
        (false, true) if !text.contains("json") => Some(Format::Base64),
        _ => None,
    }
}

/// Returns whether a text states a format near its start and without a condition.
fn states(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).next().is_some_and(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + phrase.len()..).unwrap_or_default());
        let is_near = before.chars().count() <= START;
        let is_conditional = UNLESS.iter().any(|word| before.contains(word));
        is_near && !is_conditional && !EXCEPT.iter().any(|word| after.starts_with(word))
    })
}

/// Returns how a string contains a time, if the description has only one format.
fn time(text: &str) -> Option<Format> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let mut found = Vec::new();
    for day in ["yyyy-mm-dd", "0000-00-00"] {
        for (at, _) in shape.match_indices(day) {
            let rest = shape.get(at + day.len()..).unwrap_or_default().trim_start();
            let starts = |ends: &[&str]| ends.iter().any(|end| rest.starts_with(end));
            found.push(if starts(&["hh:mm:ss", "hh:ii:ss", "00:00:00"]) {
                let after = rest.get("hh:mm:ss".len()..).unwrap_or_default();
                let goes_on = [".0", ".s", "+0", "-0", "z"].iter().any(|more| after.starts_with(more));
                (!goes_on).then_some(Format::Datetime)
            } else if starts(&["thh:mm:ss", "t00:00:00", "'t'hh:mm:ss"]) {
                Some(Format::DatetimeIso)
            } else if starts(&["h", "0", "t", "'", ":", "-", "/", "_"]) {
                None
            } else {
                Some(Format::Date)
            });
        }
    }
    if ["iso8601", "iso 8601", "rfc3339", "rfc 3339"].iter().any(|name| text.contains(name)) {
        found.push(Some(Format::DatetimeIso));
    }
    if text.contains("时间戳") || text.contains("timestamp") {
        found.push(unix(text));
    }
    let is_month = |(at, month): (usize, &str)| {
        let (before, after) = (shape.get(..at).unwrap_or_default(), shape.get(at + month.len()..).unwrap_or_default());
        !before.ends_with(['0', '-']) && !after.starts_with(['0', '-'])
    };
    if shape.match_indices("0000-00").any(is_month) {
        found.push(None);
    }
    // Another way to write it, which is not one of the formats.
    if ["yyyymmdd", "yyyy/mm", "yyyy年", "yyyy-mm,", "yyyy-mm)"].iter().any(|other| text.contains(other)) {
        found.push(None);
    }
    let first = found.first().copied().flatten()?;
    found.iter().all(|format| *format == Some(first)).then_some(first)
}

/// Returns whether a number counts the seconds or the milliseconds since 1970, if the description has only one unit.
fn unix(text: &str) -> Option<Format> {
    let is_time = text.contains("时间戳") || text.contains("timestamp") || text.contains("unix时间");
    let is_position = MEDIA.iter().any(|word| text.contains(word));
    let has_milliseconds = text.contains("毫秒") || text.contains("millisecond") || text.contains("(ms)");
    let rest = text.replace("毫秒", "").replace("millisecond", "").replace("微秒", "?").replace("纳秒", "?");
    let has_seconds = ["秒级", "单位秒", "单位:秒", "单位为秒", "秒)", "到秒", "秒时间戳", "秒数", "秒为单位"]
        .iter()
        .any(|words| rest.contains(words))
        || rest.contains("in seconds");
    match (is_time && !is_position && !rest.contains('?'), has_seconds, has_milliseconds) {
        (true, true, false) => Some(Format::UnixSeconds),
        (true, false, true) => Some(Format::UnixMilliseconds),
        _ => None,
    }
}

/// Returns the time zone that a description names, if it names only one.
fn zone(text: &str) -> Option<Zone> {
    // A sentence that explains how the two relate.
    let mut text = text.replace("北京时间值为utc时间值+8小时", "");
    let mut is_beijing = false;
    for name in
        ["utc+8", "utc+08:00", "utc+0800", "gmt+8", "gmt+08:00", "+08:00", "东八区", "北京时间", "asia/shanghai"]
    {
        is_beijing |= text.contains(name);
        text = text.replace(name, "");
    }
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let is_utc = ["utc", "gmt", "零时区", "格林威治"].iter().any(|name| text.contains(name))
        || ["hh:mm:ssz", "t00:00:00z", "t00:00:00.000z"].iter().any(|form| shape.contains(form));
    match (is_beijing, is_utc) {
        (true, false) => Some(Zone::Beijing),
        (false, true) => Some(Zone::Utc),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_zones() {
        const NONE: (Option<Format>, Option<Zone>) = (None, None);
        let of = |format| (Some(format), None);
        let at = |format, zone| (Some(format), Some(zone));
        for (name, description, expect) in [
            ("Config", "告警配置，JSON 字符串", of(Format::Json)),
            ("Config", "<p>扩展参数。须是map[string]string 的json 格式。</p>", NONE),
            ("Content", "待导入的配置内容。要求采用 JSON 格式，按照 UTF-8 编码", of(Format::Json)),
            ("Format", "日志导出数据格式。json，csv，默认为json", NONE),
            ("UserData", "可以是字符串JSON或其他字符串形式，以Base64编码的形式传输", NONE),
            ("Key", "非json格式数据的自定义key", NONE),
            ("ResultUrl", "JSON 字符串的下载地址", NONE),
            ("Payload", "JSON字符串的长度", NONE),
            ("ImageBase64", "图片的 Base64 值。图片经Base64编码后不超过 7M", of(Format::Base64)),
            ("ImageUrl", "图片的 Url 地址。要求图片经Base64编码后不超过 10M", NONE),
            ("Image", "图片经Base64编码后不超过 10M", NONE),
            ("Image", "Type 为 base64 时，返回图片 base64 数据", NONE),
            ("Data", "根据入参，base64编码或 url", NONE),
            ("Data", "音频数据, base64 编码", of(Format::Base64)),
            ("StartTime", "开始时间，格式 YYYY-MM-DD HH:mm:ss，例如 2026-03-06 00:00:00", of(Format::Datetime)),
            ("StartTime", "北京时间，格式 yyyy-mm-dd hh:mm:ss", at(Format::Datetime, Zone::Beijing)),
            (
                "StartTime",
                "使用UTC格式时间，例如：2019-01-08T10:00:00Z。注意：北京时间值为 UTC 时间值 + 8 小时",
                at(Format::DatetimeIso, Zone::Utc),
            ),
            ("StartTime", "当天，2019-01-08；或 2019-01-08 10:00:00", NONE),
            ("StartTime", "格式 YYYY-MM-DD HH:mm", NONE),
            ("DelTime", "格式为：2006-01-02 15:04:05.999 -0700 MST", NONE),
            ("PeriodEnd", "2025-12-01(周期：天) / 2025-12（周期：月）", NONE),
            ("Text", "明文（不需要进行base64编码）", NONE),
            ("BillDate", "账单日期，格式yyyy-MM-dd", of(Format::Date)),
            ("ExpireTime", "秒级时间戳，例如1677254399表示2023-02-24 23:59:59", NONE),
            ("ExpireTime", "过期时间，秒级时间戳", of(Format::UnixSeconds)),
            ("TimeFormat", "格式 YYYY-MM-DD HH:mm:ss", NONE),
            ("Remark", "格式 YYYY-MM-DD HH:mm:ss", NONE),
        ] {
            assert_eq!(format(name, description, &Type::String), expect, "{name} {description}");
        }
        for (name, description, ty, expect) in [
            ("CreatedAt", "创建时间，毫秒时间戳", Type::Int64, of(Format::UnixMilliseconds)),
            ("EndTime", "Unix 时间戳，单位：秒", Type::Uint64, of(Format::UnixSeconds)),
            ("EndTime", "Unix 时间戳", Type::Uint64, NONE),
            ("EndPts", "语句结束时间戳PTS(ms)", Type::Uint64, NONE),
            ("Timeout", "超时，单位：秒", Type::Uint64, NONE),
            ("CreateTime", "UTC 时间", Type::DatetimeIso, (None, Some(Zone::Utc))),
            ("CreateTime", "东八区时间", Type::Datetime, (None, Some(Zone::Beijing))),
            ("Config", "JSON 字符串", Type::Int64, NONE),
        ] {
            assert_eq!(format(name, description, &ty), expect, "{name} {description}");
        }
    }
}
