//! Whether a string is a secret.

use tencloud_spec::guess_secret;

/// Endings of names that say nothing, of which a description can reveal that the value is a secret.
const OPEN_NAMES: [&str; 18] = [
    "certificate",
    "cipher",
    "code",
    "codemessage",
    "content",
    "credential",
    "credentials",
    "data",
    "dk",
    "key",
    "keys",
    "pass",
    "pem",
    "result",
    "seed",
    "text",
    "ticket",
    "value",
];

/// How descriptions name secrets, in lower case.
const SECRETS: [&str; 19] = [
    "密码",
    "口令",
    "私钥",
    "密钥",
    "秘钥",
    "密匙",
    "验证码",
    "令牌",
    "凭据",
    "票据",
    "token",
    "secret",
    "password",
    "api key",
    "drm key",
    "private key",
    "加密key",
    "明文key",
    "签名key",
];

/// What follows in a description that is only about a secret.
const ABOUT: [&str; 33] = [
    "id",
    "名称",
    "名字",
    "用户名",
    "密钥名",
    "类型",
    "状态",
    "数量",
    "个数",
    "次数",
    "总数",
    "参数",
    "时间",
    "列表",
    "长度",
    "版本",
    "公钥",
    "标识",
    "地域",
    "描述",
    "别名",
    "方式",
    "算法",
    "键名",
    "代码",
    "密码区",
    "加密后",
    "脱敏",
    "打码",
    "隐藏部分",
    "限额",
    "用量",
    "header key",
];

/// What descriptions begin with if the name suggests a secret, and the value is an identifier; in lower case. Masked values
/// are not among them: requests can contain the same struct, with the secret itself.
const IDENTIFIERS: [&str; 6] = ["访问id", "访问 id", "access id", "包名", "package", "bundle"];

/// How much of a description is read, in characters: what comes later is about other fields.
const START: usize = 16;

/// The same for identifiers, most of which have English descriptions.
const IDENTIFIER_START: usize = 24;

/// Guesses whether a string is a secret: from its name or, if that says nothing, from the start of its description.
pub(crate) fn is_secret(name: &str, description: &str) -> Option<bool> {
    let description = description.trim_start_matches("<p>").trim().to_lowercase();
    let start = |length| description.chars().take(length).collect::<String>();
    let contains = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    if let Some(guess) = guess_secret(name) {
        return Some(guess && !contains(&start(IDENTIFIER_START), &IDENTIFIERS));
    }
    let lower = name.to_ascii_lowercase();
    let is_open = OPEN_NAMES.iter().any(|end| lower.ends_with(end));
    let is_public = lower.contains("public") || lower.ends_with("keyword");
    // Later clauses are about the use of the secret.
    let start = start(START);
    let clause = start.split(['，', '。', '；', '（', ',', ';', '(']).next().unwrap_or_default();
    let is_named = contains(clause, &SECRETS) && !contains(clause, &ABOUT);
    (is_open && !is_public && is_named).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_by_description() {
        for (name, description, expect) in [
            ("Password", "", Some(true)),
            ("NextToken", "令牌", Some(false)),
            ("Key", "<p>防护密钥</p>", Some(true)),
            ("Key", "标签键", None),
            ("Key", "密钥ID", None),
            ("PublicKey", "密钥", None),
            ("MetaDataPass", "自定义MetaDB密码", Some(true)),
            ("Status", "密钥状态", None),
            ("Value", "取值，见接口说明；用于生成访问所需要的密钥", None),
            ("Key", "私钥内容，证书类型为SVR时不需要传递。", Some(true)),
            ("Dk", "数据密钥。返回的数据密钥", Some(true)),
            ("PrimaryKey", "主要签名key，不传则由系统自动生成", Some(true)),
            ("PrimaryKeys", "主键", None),
            ("Value", "凭据header value", Some(true)),
            ("Key", "凭据header key", None),
            ("Code", "短信验证码", Some(true)),
            ("Code", "票据代码", None),
            ("AccessKey", "访问ID。", Some(false)),
            ("AppKey", "Package name.", Some(false)),
            ("AndroidAppKey", "Android app package name", Some(false)),
            ("MaskedKey", "隐藏部分字符的API密钥", None),
        ] {
            assert_eq!(is_secret(name, description), expect, "{name} {description}");
        }
    }
}
