use super::steps::steps_of;
use super::*;

fn redact(text: &str, secrets: &[&str]) -> String {
    Redactor::new(secrets.iter().copied()).redact(text)
}

#[test]
fn secrets_in_every_encoding() {
    const SECRETS: [&str; 5] = ["S3c <r\"t&/é😀", "Winter", "Winter2026", r"a\\b", ""];
    for (text, expected) in [
        ("nothing & no one", "nothing & no one"),
        (r#"S3c <r"t&/é😀!"#, "[redacted]!"),
        (r#"{"P":"S3c <r\"t&/é😀"}"#, r#"{"P":"[redacted]"}"#),
        (r#"{"P":"S3c \u003cr\u0022t\u0026\/\u00E9\ud83d\ude00"}"#, r#"{"P":"[redacted]"}"#),
        ("/?P=S3c+%3Cr%22t%26%2F%C3%A9%F0%9F%98%80&Q=1", "/?P=[redacted]&Q=1"),
        ("/?P=S3c%20%3cr%22t%26%2f%c3%a9%f0%9f%98%80", "/?P=[redacted]"),
        ("<p>S3c &lt;r&quot;t&amp;/é😀</p>", "<p>[redacted]</p>"),
        ("<p>S3c &#60;r&#34;t&#38;&#x2F;&#xe9;&#x1F600;</p>", "<p>[redacted]</p>"),
        (r"a\\b a\\\\b", "[redacted] [redacted]"),
        (r#"{"Old":"Winter","New":"Winter2026"}"#, r#"{"Old":"[redacted]","New":"[redacted]"}"#),
        ("SWinter SWinterWinterx", "S[redacted] S[redacted][redacted]x"),
        ("cut: S3c <", "cut: [redacted]"),
        ("cut: S3c <r%2", "cut: [redacted]"),
        ("cut: S3c", "cut: S3c"),
        ("%", "%"),
        ("&amp", "&amp"),
    ] {
        assert_eq!(redact(text, &SECRETS), expected, "{text}");
    }
}

/// Tokens of roles have thousands of characters.
#[test]
fn long_secrets_are_redacted_as_a_whole() {
    let long: String = (0..1_000).map(|n| format!("{n:07}-")).collect();
    assert_eq!(redact(&format!("<{long}>"), &[&long]), "<[redacted]>");
    assert_eq!(redacted(&format!("<{long}>"), [Secret::from(long.as_str())].iter()), "<[redacted]>");
}

/// A secret as it is returned by a server, a proxy and a log that wrap each other's text.
#[test]
fn secrets_in_several_encodings() {
    fn json(text: &str) -> String {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    }
    fn unicode(text: &str) -> String {
        text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
    }
    fn query(text: &str) -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric();
        text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
    }
    fn form(text: &str) -> String {
        query(text).replace("%20", "+")
    }
    fn html(text: &str) -> String {
        [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"), ("/", "&#x2F;")]
            .iter()
            .fold(text.to_owned(), |text, (c, entity)| text.replace(c, entity))
    }
    fn rust(text: &str) -> String {
        text.escape_default().to_string()
    }
    fn python(text: &str) -> String {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("\\x{b:02x}") })
            .collect()
    }
    let encodings: [fn(&str) -> String; 7] = [json, unicode, query, form, html, rust, python];
    let secrets = ["S3c <r\"t&/é😀", "a+b c'd", r"back\slash\nand%41more", "Made-up1", "&amp;%25\\\\\"word"];
    for secret in secrets {
        for first in encodings {
            for second in encodings {
                for third in encodings {
                    for encoded in [first(secret), second(&first(secret)), third(&second(&first(secret)))] {
                        let text = format!("<{encoded}>!");
                        assert_eq!(redact(&text, &[secret]), "<[redacted]>!", "{text}");
                    }
                }
            }
        }
        let deep = (0..6).fold(secret.to_owned(), |text, _| json(&text));
        assert_eq!(redact(&format!("<{deep}>!"), &[secret]), "<[redacted]>!");
    }
}

#[test]
fn short_secrets_leave_words_alone() {
    for (text, secrets, expected) in [
        (
            "a request id f1b5aabe-806a is unknown",
            &["a", "1", "is", "b5a"][..],
            "a request id f1b5aabe-806a is unknown",
        ),
        (r#"{"Password":"a1"} is too short"#, &["a1"], r#"{"Password":"[redacted]"} is too short"#),
        (r#"{\"Password\":\"a1\"}"#, &["a1"], r#"{\"Password\":\"[redacted]\"}"#),
        ("Password=a1&User=a1b", &["a1"], "Password=[redacted]&User=a1b"),
        ("Password=a1", &["a1"], "Password=[redacted]"),
        ("<p>a1</p> 'a1' a1", &["a1"], "<p>[redacted]</p> '[redacted]' a1"),
        ("ResourceNotFound", &["o", "Not"], "ResourceNotFound"),
        // Little is left of it after decoding.
        ("an A", &["%41"], "an A"),
        (r#"{"Grade":"A"}"#, &["%41"], r#"{"Grade":"A"}"#),
        ("the word prod, %41!", &["prod", "%41%42"], "the word [redacted], %41!"),
    ] {
        assert_eq!(redact(text, secrets), expected);
    }
}

/// A sender of a secret can abbreviate it.
#[test]
fn halves_of_secrets() {
    let secret = "Pass-word:of+a,new";
    for (text, expected) in [
        ("got Pass-word:of+a..., no", "got [redacted]..., no"),
        ("got Pass-word: no", "got [redacted] no"),
        ("got Pass-wo no", "got Pass-wo no"),
        ("got Pass", "got [redacted]"),
        ("got Pas", "got Pas"),
    ] {
        assert_eq!(redact(text, &[secret]), expected);
    }
    // What follows a half can share bytes with what follows in the secret.
    assert_eq!(redact("x Passwordè y", &["Passwordé123"]), "x [redacted] y");
    assert_eq!(redact("x Pässwörter y", &["Pässwörtér"]), "x [redacted]er y");
}

#[test]
fn a_secret_is_searched_for_once() {
    assert_eq!(Redactor::new(["Made-up1", "Made-up2", "Made-up1"].into_iter()).0.len(), 2);
}

/// Whatever the text is, it takes a bounded number of steps per byte.
#[test]
fn the_work_is_proportional_to_the_text() {
    const LENGTH: usize = 100_000;
    let (many, mostly) = ("a".repeat(2_000), format!("{}b", "ab".repeat(1_000)));
    let secrets = [many.as_str(), mostly.as_str(), "&&&&&&&&b", "%25%25%25%41", r"\\\\\\\\\\\\b", "Made-up1"];
    let redactor = Redactor::new(secrets.into_iter());
    // Each needle takes at most two steps per byte of each layer.
    let most = LENGTH * (MAX_LAYERS + 1) * (2 * redactor.0.len() + 1);
    for part in
        ["&", "\\", "%", "%25", "&amp;", "&#", "\\u", "\\ud83d", "a", "ab", "aab", "Made-up", "+", "&&&&&&&&a", "é"]
    {
        let text = part.repeat(LENGTH / part.len());
        let steps = steps_of(|| drop(redactor.redact(&text)));
        assert!(steps <= most, "{steps} steps for {part:?}, more than {most}");
    }
}

#[test]
fn any_text_and_any_secret() {
    let pieces = [
        "\\", "\\u", "\\u{", "00", "41", "%", "%4", "&", "&#", "x", ";", "é", "😀", "a", "+", " ", "\"", "=", "\\ud83d",
    ];
    let mut seed = 1_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..20_000 {
        let mut text = |parts| (0..next(parts) + 1).map(|_| pieces[next(pieces.len())]).collect::<String>();
        let (before, secret, after) = (text(8), text(6), text(8));
        let shown = redact(&format!("{before}{secret}{after}"), &[&secret]);
        let is_shown = shown.replace("[redacted]", "\n").contains(&secret);
        assert!(!is_shown || secret.chars().count() < 4, "{before} {secret} {after}: {shown}");
    }
}
