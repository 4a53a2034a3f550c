//! Whether a string is a secret.

use tencloud_spec::guess_secret;

/// Endings of names that say nothing, of which a description can reveal that the value is a secret.
const OPEN_NAMES: [&str; 13] = [
    "certificate",
    "cipher",
    "content",
    "credential",
    "credentials",
    "data",
    "dk",
    "key",
    "keys",
    "pass",
    "pem",
    "text",
    "value",
];

/// How descriptions name secrets.
const SECRETS: [&str; 16] = [
    "密码",
    "口令",
    "私钥",
    "密钥",
    "秘钥",
    "密匙",
    "令牌",
    "token",
    "Token",
    "TOKEN",
    "secret",
    "Secret",
    "password",
    "Password",
    "API Key",
    "private key",
];

/// What follows in a description that is only about a secret.
const ABOUT: [&str; 22] = [
    "ID",
    "Id",
    "id",
    "名",
    "类型",
    "状态",
    "数",
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
    "脱敏",
    "加密后",
    "限额",
    "用量",
];

/// How much of a description is read, in characters: what comes later is about other fields.
const START: usize = 16;

/// Guesses whether a string is a secret: from its name or, if that says nothing, from the start of its description.
pub(crate) fn is_secret(name: &str, description: &str) -> Option<bool> {
    guess_secret(name).or_else(|| {
        let lower = name.to_ascii_lowercase();
        let is_open = OPEN_NAMES.iter().any(|end| lower.ends_with(end));
        let is_public = lower.contains("public") || lower.ends_with("keyword");
        let start: String = description.trim_start_matches("<p>").trim().chars().take(START).collect();
        let is_named = SECRETS.iter().any(|word| start.contains(word));
        let is_about = ABOUT.iter().any(|word| start.contains(word));
        (is_open && !is_public && is_named && !is_about).then_some(true)
    })
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
        ] {
            assert_eq!(is_secret(name, description), expect, "{name} {description}");
        }
    }
}
