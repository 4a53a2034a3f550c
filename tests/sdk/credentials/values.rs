//! Ids, keys and tokens with something around them or inside them, from every source: never sent unchanged.

use tencloud::credentials::{
    AssumeRoleCredentials, CommandCredentials, Credentials, CredentialsError, CvmRoleCredentials,
    EnvironmentCredentials, ProfileCredentials, ProvideCredentials, ProvideFuture, TkeOidcCredentials,
};
use tencloud::redis::Client;
use tencloud::{Config, ErrorKind};
use tencloud_tests::{Response, Server};

use super::Expected::{Broken, Keys, NotSetUp};
use super::{EXPIRY, Expected, ID, KEY, TOKEN, check, environment_of, expiring, provide};
use crate::{back_up, complete};

/// What surrounds a value and does not belong to it.
const AROUND: [(&str, &str); 11] = [
    ("", "\n"),
    ("", "\r\n"),
    ("", " "),
    (" ", ""),
    ("\t", "\t"),
    ("\u{feff}", ""),
    ("\"", "\""),
    ("'", "'"),
    ("\"", "\n\""),
    ("", "\u{a0}"),
    ("\u{200b}", ""),
];

/// What cannot be part of a value, and a part of the message about it.
const INSIDE: [(&str, &str); 8] = [
    (" ", "a blank"),
    ("\t", "a blank"),
    ("\u{0}", "a control character"),
    ("\u{1b}", "a control character"),
    ("é", "not ASCII"),
    ("\u{feff}", "not ASCII"),
    ("\"", "a quotation mark"),
    ("\\n", "a backslash"),
];

/// Returns a value with something in its middle.
fn cut(value: &str, inside: &str) -> String {
    let (start, end) = value.split_at(5);
    format!("{start}{inside}{end}")
}

/// A source that contains an id, a key and a token.
type Source = (&'static str, fn(&str, &str, &str) -> Contents);

/// The contents of a source.
enum Contents {
    Variables([(&'static str, String); 3]),
    File(&'static str, String),
    Output(String),
}

fn json(id: &str, key: &str, token: &str, names: [&str; 3]) -> String {
    let members = names.into_iter().zip([id, key, token]).map(|(name, value)| (name, value.into()));
    serde_json::Value::Object(members.map(|(name, value)| (name.to_owned(), value)).collect()).to_string()
}

const SOURCES: [Source; 4] = [
    ("variables", |id, key, token| {
        let names = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN"];
        let [a, b, c] = names;
        Contents::Variables([(a, id.to_owned()), (b, key.to_owned()), (c, token.to_owned())])
    }),
    ("an INI file", |id, key, token| {
        let text = format!("[default]\nsecret_id = {id}\nsecret_key = {key}\ntoken = {token}\n");
        Contents::File("/home/me/.tencentcloud/credentials", text)
    }),
    ("the tool's file", |id, key, token| {
        Contents::File("/home/me/.tccli/default.credential", json(id, key, token, ["secretId", "secretKey", "token"]))
    }),
    ("a command", |id, key, token| Contents::Output(json(id, key, token, ["SecretId", "SecretKey", "Token"]))),
];

async fn provided(contents: Contents) -> Result<Credentials, CredentialsError> {
    match contents {
        Contents::Variables(variables) => EnvironmentCredentials::new(variables.into_iter().collect()).provide().await,
        Contents::File(path, text) => {
            let (_root, environment) =
                environment_of(&[(path, &text)], [("HOME", "/home/me"), ("USERPROFILE", "/home/me")]);
            ProfileCredentials::new(environment).provide().await
        }
        Contents::Output(text) => CommandCredentials::new("/bin/echo").args([text]).provide().await,
    }
}

/// Returns whether the format of the source can contain this row of the table.
fn fits(place: &str, text: &str) -> bool {
    place != "an INI file" || !text.contains(['\n', '\r'])
}

#[cfg(unix)]
#[tokio::test]
async fn what_surrounds_a_value_is_removed() {
    for (place, contents) in SOURCES {
        for (before, after) in AROUND.into_iter().filter(|(_, after)| fits(place, after)) {
            let dressed = |value: &str| format!("{before}{value}{after}");
            let answer = provided(contents(&dressed(ID), &dressed(KEY), &dressed(TOKEN))).await;
            check(&format!("{place}, {before:?} {after:?}"), answer, Keys(Credentials::new(ID, KEY).with_token(TOKEN)));
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_inside_is_an_error_that_names_the_value() {
    for (place, contents) in SOURCES {
        for (inside, what) in INSIDE.into_iter().filter(|(inside, _)| fits(place, inside)) {
            for (index, name) in [
                ["SECRET_ID", "secret_id", "secretId"],
                ["SECRET_KEY", "secret_key", "secretKey"],
                ["TOKEN", "token", "token"],
            ]
            .into_iter()
            .enumerate()
            {
                let mut values = [ID, KEY, TOKEN].map(str::to_owned);
                values[index] = cut(&values[index], inside);
                let error = provided(contents(&values[0], &values[1], &values[2])).await.unwrap_err();
                let text = error.to_string();
                let is_named = name.iter().any(|name| text.to_lowercase().contains(&name.to_lowercase()));
                assert!(is_named && text.contains(what), "{place}, {inside:?}: {text}");
                assert!(error.is_set_up(), "{place}: {text}");
                assert!(![ID, KEY, TOKEN].iter().any(|value| text.contains(&value[6..])), "{place}: {text}");
            }
        }
    }
}

/// Blank values are not values, but they are not the same as unset ones, since they were set explicitly.
#[tokio::test]
async fn values_of_blanks() {
    let variable = |name, value| {
        EnvironmentCredentials::new([("TENCENTCLOUD_SECRET_ID", ID), (name, value)].into_iter().collect())
    };
    for blank in [" ", "\n", "\"\"", "\u{feff}"] {
        let provider = variable("TENCENTCLOUD_SECRET_KEY", blank);
        check(blank, provide(&provider).await, Broken(&["TENCENTCLOUD_SECRET_KEY is empty"]));
    }
    for (text, expected) in [
        (r#"{}"#, NotSetUp(&["no `secretId` in /home/me/.tccli/default.credential"][..])),
        (r#"{"secretId": "", "secretKey": null}"#, NotSetUp(&["no `secretId` in"])),
        (r#"{"secretId": " ", "secretKey": " "}"#, Broken(&["`secretId` is empty"])),
    ] {
        let home = [("HOME", "/home/me"), ("USERPROFILE", "/home/me")];
        let (_root, environment) = environment_of(&[("/home/me/.tccli/default.credential", text)], home);
        check(text, provide(&ProfileCredentials::new(environment)).await, expected);
    }
}

/// Keys from `echo "$KEY" | base64` in a Kubernetes secret end in a line break. So do those in a file for `docker
/// --env-file`, which uses quotation marks and backslashes literally.
#[tokio::test]
async fn a_secret_that_ends_in_a_line_break() {
    let provider = |key: &str| {
        let variables = [("TENCENTCLOUD_SECRET_ID", ID), ("TENCENTCLOUD_SECRET_KEY", key)];
        EnvironmentCredentials::new(variables.into_iter().collect())
    };
    for key in [format!("{KEY}\n"), format!("\"{KEY}\n\""), format!("\"{KEY}\"\r\n")] {
        check(&format!("{key:?}"), provide(&provider(&key)).await, Keys(Credentials::new(ID, KEY)));
    }
    let literal = format!(r#""{KEY}\n""#);
    let parts = ["TENCENTCLOUD_SECRET_KEY contains invalid characters: a backslash; remove them"];
    check(&literal, provide(&provider(&literal)).await, Broken(&parts));
    for comment in [format!("{KEY} # mine"), format!("{KEY} ; mine")] {
        check(&comment, provide(&provider(&comment)).await, Broken(&["TENCENTCLOUD_SECRET_KEY", "a blank"]));
    }
}

/// As in the README's example.
#[tokio::test]
async fn comments_of_an_ini_file() {
    let text = format!(
        "; keys\n[other] ; not these\nsecret_id = x\n[default] # these\nsecret_id = {ID} # mine\nsecret_key = \"{KEY}\" \
         ; secret\ntoken = {TOKEN}        ; only for temporary credentials\n"
    );
    let (_root, environment) = environment_of(&[("/etc/tencentcloud/credentials", &text)], []);
    let expected = Credentials::new(ID, KEY).with_token(TOKEN);
    check("comments", provide(&ProfileCredentials::new(environment)).await, Keys(expected));
}

#[tokio::test]
async fn a_login_of_the_tool_that_has_ended() {
    let login = |kind: &str, end: u64| {
        format!(r#"{{"type":"{kind}","secretId":"{ID}","secretKey":"{KEY}","token":"{TOKEN}","expiresAt":{end}}}"#)
    };
    let table: [(&str, String, Expected<'_>); 5] = [
        ("default", login("oauth", EXPIRY), Keys(expiring())),
        ("default", login("oauth", 1_700_000_000), Broken(&["has expired", "run `tccli auth login`"])),
        ("default", login("sso", 1_700_000_000), Broken(&["has expired", "run `tccli sso login`"])),
        ("work", login("sso", 1_700_000_000), Broken(&["work.credential", "run `tccli sso login --profile work`"])),
        ("work", login("", 0), Broken(&["has expired", "run `tccli auth login --profile work`"])),
    ];
    for (profile, text, expected) in table {
        let path = format!("/home/me/.tccli/{profile}.credential");
        let variables = [("HOME", "/home/me"), ("USERPROFILE", "/home/me"), ("TCCLI_PROFILE", profile)];
        let (_root, environment) = environment_of(&[(&path, &text)], variables);
        check(&text, provide(&ProfileCredentials::new(environment)).await, expected);
    }
}

/// Values from the cloud are read with the same care.
#[tokio::test]
async fn values_of_the_metadata_service_and_of_sts() {
    for (before, after) in AROUND {
        let dressed = |value: &str| serde_json::Value::from(format!("{before}{value}{after}")).to_string();
        let keys =
            format!(r#""TmpSecretId":{},"TmpSecretKey":{},"Token":{}"#, dressed(ID), dressed(KEY), dressed(TOKEN));
        let role = Response::new(200, format!("{before}Reader{after}"));
        let of_role = Response::new(200, format!(r#"{{{keys},"ExpiredTime":{EXPIRY},"Code":"Success"}}"#));
        let metadata = Server::start([role, of_role]).await.unwrap();
        check("metadata", provide(&CvmRoleCredentials::new().metadata_url(metadata.url())).await, Keys(expiring()));

        let granted = format!(r#"{{"Credentials":{{{keys}}},"ExpiredTime":{EXPIRY},"RequestId":"id"}}"#);
        let sts = Server::start([Response::of(&granted)]).await.unwrap();
        let base = complete(&sts.url()).build().unwrap();
        check("sts", provide(&AssumeRoleCredentials::new(&base, "role")).await, Keys(expiring()));
    }
}

/// The token of a pod, and the variables that refer to it.
#[tokio::test]
async fn values_of_a_pod() {
    let granted = format!(
        r#"{{"Credentials":{{"TmpSecretId":"{ID}","TmpSecretKey":"{KEY}","Token":"{TOKEN}"}},"ExpiredTime":{EXPIRY},"RequestId":"id"}}"#
    );
    let sts = Server::start([Response::of(&granted)]).await.unwrap();
    let variables = [
        ("TKE_REGION", "ap-seoul\n"),
        ("TKE_PROVIDER_ID", "\"cluster\""),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", "/token "),
        ("TKE_ROLE_ARN", " role"),
    ];
    let (_root, environment) = environment_of(&[("/token", "\u{feff}a.b.c\r\n")], variables);
    let none = std::iter::empty::<(&str, &str)>().collect();
    let config = Config::builder().environment(none).endpoint_url(sts.url());
    check("a pod", provide(&TkeOidcCredentials::new(environment).sts(config)).await, Keys(expiring()));
    let request = sts.requests().pop().unwrap();
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(
        (&body["WebIdentityToken"], &body["RoleArn"], &body["ProviderId"]),
        (&"a.b.c".into(), &"role".into(), &"cluster".into())
    );
    assert_eq!(request.header("x-tc-region"), Some("ap-seoul"));
}

#[derive(Debug)]
struct Vault(Credentials);

impl ProvideCredentials for Vault {
    fn provide(&self) -> ProvideFuture<'_> {
        self.0.provide()
    }
}

/// Values that a program passes are not changed: an invalid one is an error before anything is sent, whichever value it
/// is and however the request would be signed.
#[tokio::test]
async fn values_of_a_program() {
    use tencloud::signing::SignatureMethod::{HmacSha256, Tc3};

    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let call = async |keys: &Credentials, own: bool, method| {
        let builder = complete(&server.url()).signature(method);
        let builder = if own { builder.credentials(Vault(keys.clone())) } else { builder.credentials(keys.clone()) };
        back_up(&Client::new(&builder.build().unwrap())).await
    };
    let mut table = vec![
        (Credentials::new("", ""), "the secret id is empty"),
        (Credentials::new("", KEY), "the secret id is empty"),
        (Credentials::new(ID, ""), "the secret key is empty"),
        (Credentials::new(ID, "").with_token(TOKEN), "the secret key is empty"),
        (Credentials::new(ID, " "), "the secret key contains invalid characters: a blank"),
        (Credentials::new(format!("{ID}\n"), KEY), "the secret id contains invalid characters: a line break"),
        (Credentials::new(ID, KEY).with_token("to ken"), "the session token contains invalid characters"),
    ];
    for (inside, _) in INSIDE {
        table.push((Credentials::new(cut(ID, inside), KEY), "the secret id contains"));
        table.push((Credentials::new(ID, cut(KEY, inside)), "the secret key contains"));
        table.push((Credentials::new(ID, format!("{KEY}{inside}")), "the secret key contains"));
    }
    for (keys, part) in table {
        for (own, method) in [(false, Tc3), (true, Tc3), (false, HmacSha256)] {
            let error = call(&keys, own, method).await.unwrap_err();
            assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Config, false), "{error}");
            let text = error.to_string();
            assert!(text.contains(part) && text.contains("Credentials::new"), "{text}");
            assert!(!text.contains(&KEY[6..]) && !text.contains("[redacted]"), "{text}");
        }
    }
    assert!(server.requests().is_empty());
    // An empty token counts as none.
    call(&Credentials::new(ID, KEY).with_token(""), false, Tc3).await.unwrap();
    assert_eq!(server.requests().pop().unwrap().header("x-tc-token"), None);
}
