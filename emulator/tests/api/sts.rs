//! Security Token Service: temporary credentials that really sign, accounts, identities.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tencloud_emulator::Account;

use crate::support::{Fixture, HttpResponse, RequestBuilder};

const ROLE: &str = "qcs::cam::uin/100000000001:roleName/operator";
const POLICY: &str = "%7B%22version%22:%222.0%22,%22statement%22:%7B%22effect%22:%22allow%22,%22action%22:%22*%22,%22resource%22:%22*%22%7D%7D";
const DEVICE: &str = "qcs::cam:uin/100000000001::mfa/softToken";

/// Credentials.
#[derive(Clone)]
struct Keys {
    id: String,
    key: String,
    token: Option<String>,
}

impl Keys {
    fn pair(id: &str, key: &str) -> Self {
        Self { id: id.into(), key: key.into(), token: None }
    }

    /// Reads the credentials in a response.
    fn of(response: &Value) -> Self {
        let text =
            |name: &str| response["Credentials"][name].as_str().unwrap_or_else(|| panic!("{response}")).to_owned();
        Self { id: text("TmpSecretId"), key: text("TmpSecretKey"), token: Some(text("Token")) }
    }

    fn with_token(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    /// Makes the request one that these credentials sign.
    fn own(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.modify(|request| request.key_pair = (self.id.clone(), self.key.clone()));
        self.token.iter().fold(request, |request, token| request.with("x-tc-token", token))
    }

    /// Calls an action with TC3.
    fn send(&self, fixture: &Fixture, action: &str, parameters: Value) -> HttpResponse {
        self.own(fixture.post(action, &parameters)).send()
    }

    fn call(&self, fixture: &Fixture, action: &str, parameters: Value) -> Value {
        let response = self.send(fixture, action, parameters).content();
        assert!(response.get("Error").is_none(), "{action}: {response}");
        response
    }

    /// Calls an action without parameters with HmacSHA256. Returns the error code.
    fn code_with_v1(&self, fixture: &Fixture, action: &str) -> String {
        let now = fixture.get(action, "").timestamp;
        let token = self.token.iter().map(|token| ("Token", token.as_str()));
        let timestamp = now.to_string();
        let mut pairs: Vec<(&str, &str)> = vec![
            ("Action", action),
            ("Nonce", "7"),
            ("Region", fixture.region),
            ("SecretId", &self.id),
            ("SignatureMethod", "HmacSHA256"),
            ("Timestamp", &timestamp),
            ("Version", "2018-04-12"),
        ];
        pairs.extend(token);
        pairs.sort_unstable();
        let query = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let to_sign = format!("GET{}/?{query}", fixture.host());
        let mac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).unwrap().chain_update(to_sign);
        let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
        let encoded = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let request = fixture.get(action, &format!("{query}&Signature={encoded}"));
        request.send_modified(|request| request.without("authorization")).code()
    }
}

/// Requests credentials of a role that are valid for ten minutes.
fn assume(fixture: &Fixture) -> Keys {
    let parameters = json!({ "RoleArn": ROLE, "RoleSessionName": "nightly", "DurationSeconds": 600 });
    Keys::of(&fixture.call("AssumeRole", parameters))
}

/// Returns an OIDC token that expires at this time.
fn web_token(expires: u64) -> String {
    let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", encode(json!({ "alg": "RS256" })), encode(json!({ "sub": "pod", "exp": expires })))
}

/// Sends a request without a signature.
fn send_unsigned(fixture: &Fixture, action: &str, parameters: Value) -> HttpResponse {
    fixture.post(action, &parameters).send_modified(|request| request.with("authorization", "SKIP"))
}

#[tokio::test]
async fn credentials_of_a_role_sign_until_they_expire() {
    let fixture = Fixture::new().await;
    let (keys, other) = (assume(&fixture), assume(&fixture));
    let codes = |keys: &Keys| {
        let code = keys.send(&fixture, "DescribeInstances", json!({})).code();
        assert_eq!(keys.code_with_v1(&fixture, "DescribeInstances"), code);
        code
    };
    let wrong_key = Keys { key: other.key.clone(), ..keys.clone() };
    let changed_id = Keys { id: keys.id.replace("AKID", "AKIX"), ..keys.clone() };
    for (keys, expect) in [
        (keys.clone(), ""),
        (other.clone(), ""),
        (keys.with_token(other.token.as_deref()), "AuthFailure.TokenFailure"),
        (keys.with_token(Some("a.b")), "AuthFailure.TokenFailure"),
        (keys.with_token(None), "AuthFailure.TokenFailure"),
        // The signature is checked first.
        (wrong_key.with_token(None), "AuthFailure.SignatureFailure"),
        (changed_id, "AuthFailure.SecretIdNotFound"),
    ] {
        assert_eq!(codes(&keys), expect, "{:?}", keys.token);
    }
    fixture.clock.advance(Duration::from_secs(599));
    assert_eq!(codes(&keys), "");
    fixture.clock.advance(Duration::from_secs(1));
    assert_eq!(codes(&keys), "AuthFailure.TokenFailure");
    // Another emulator has not issued them.
    assert_eq!(codes(&assume(&Fixture::new().await)), "AuthFailure.SecretIdNotFound");
}

#[tokio::test]
async fn a_response_says_when_its_credentials_expire() {
    let fixture = Fixture::new().await;
    for (action, parameters, duration) in [
        ("AssumeRole", json!({ "RoleArn": ROLE, "RoleSessionName": "cts" }), 7200),
        ("AssumeRole", json!({ "RoleArn": ROLE, "RoleSessionName": "cts", "DurationSeconds": 43_200 }), 43_200),
        ("GetFederationToken", json!({ "Name": "SUN", "Policy": POLICY }), 1800),
        ("GetSessionToken", json!({ "SerialNumber": DEVICE, "TokenCode": "123456", "DurationSeconds": 7200 }), 7200),
    ] {
        let response = fixture.call(action, parameters);
        assert_eq!(response["ExpiredTime"], 1_795_024_000 + duration, "{response}");
    }
    let response = fixture.call("AssumeRole", json!({ "RoleArn": ROLE, "RoleSessionName": "cts" }));
    assert_eq!(response["Expiration"], "2026-11-18T19:46:40Z");
}

#[tokio::test]
async fn refusals_have_their_codes() {
    let fixture = Fixture::new().await;
    let role = |name: &str, value: Value| {
        let mut parameters = json!({ "RoleArn": ROLE, "RoleSessionName": "cts" });
        parameters[name] = value;
        ("AssumeRole", parameters)
    };
    let federated = |name: &str, value: Value| {
        let mut parameters = json!({ "Name": "SUN", "Policy": POLICY });
        parameters[name] = value;
        ("GetFederationToken", parameters)
    };
    let mfa = |serial: &str, code: &str| ("GetSessionToken", json!({ "SerialNumber": serial, "TokenCode": code }));
    let parameter = "InvalidParameter.ParamError";
    for ((action, parameters), expect) in [
        (role("RoleArn", json!("qcs::cam::uin/100015158414:roleName/readOnlyRole")), "ResourceNotFound.RoleNotFound"),
        (role("RoleArn", json!("readOnlyRole")), parameter),
        (role("RoleSessionName", json!("a b")), parameter),
        (role("RoleSessionName", json!("a")), parameter),
        (role("DurationSeconds", json!(0)), parameter),
        (role("DurationSeconds", json!(43_201)), "InvalidParameter.OverTimeError"),
        (role("ExternalId", json!("a b")), parameter),
        (role("SourceIdentity", json!("me")), parameter),
        (role("Tags", json!([{ "Key": "a", "Value": "1" }, { "Key": "a", "Value": "2" }])), parameter),
        (role("TokenCode", json!("123456")), parameter),
        (role("Policy", json!("%7B")), "InvalidParameter.StrategyFormatError"),
        (role("Policy", json!(POLICY.replace("effect", "principal"))), "InvalidParameter.StrategyInvalid"),
        (federated("Policy", json!(POLICY.replace("*%22%7D", "all%22%7D"))), "InvalidParameter.ResouceError"),
        (federated("Policy", json!(format!("{POLICY}{}", " ".repeat(7000)))), "InvalidParameter.PolicyTooLong"),
        (federated("DurationSeconds", json!(7201)), "InvalidParameter.OverTimeError"),
        (federated("Name", json!("S U N")), parameter),
        (mfa("qcs::cam:uin/10001::mfa/softToken", "102342"), "FailedOperation.CheckMFAError"),
        (mfa(DEVICE, "654321"), "FailedOperation.CheckMFAError"),
        (mfa("qcs::cam:uin/10001::mfa/hardToken", "123456"), "FailedOperation.MFATypeNotSupported"),
        (mfa("softToken", "123456"), parameter),
        (("QueryApiKey", json!({ "TargetUin": 100_020_328_651_u64 })), parameter),
    ] {
        let context = parameters.to_string();
        assert_eq!(fixture.error_code(action, parameters), expect, "{action} {context}");
    }
    // Temporary credentials can be exchanged for those of a role only.
    let keys = assume(&fixture);
    for ((action, parameters), expect) in [
        (role("DurationSeconds", json!(60)), ""),
        (federated("DurationSeconds", json!(60)), "UnsupportedOperation"),
        (mfa(DEVICE, "123456"), "FailedOperation.TempKeyNotAllowed"),
    ] {
        assert_eq!(keys.send(&fixture, action, parameters).code(), expect, "{action}");
    }
}

#[tokio::test]
async fn few_actions_need_no_signature() {
    let fixture = Fixture::new().await;
    let role = |arn: &str| json!({ "RoleArn": arn, "RoleSessionName": "pod" });
    let with_token = |arn: &str, token: &str| {
        let mut parameters = role(arn);
        parameters["ProviderId"] = "cluster-1".into();
        parameters["WebIdentityToken"] = token.into();
        ("AssumeRoleWithWebIdentity", parameters)
    };
    let with_assertion = |provider: &str, assertion: &str| {
        let mut parameters = role(ROLE);
        parameters["PrincipalArn"] = provider.into();
        parameters["SAMLAssertion"] = assertion.into();
        ("AssumeRoleWithSAML", parameters)
    };
    let (now, provider) = (1_795_024_000, "qcs::cam::uin/100000000001:saml-provider/OneLogin");
    let parameter = "InvalidParameter.ParamError";
    for ((action, parameters), expect) in [
        (with_token(ROLE, &web_token(now + 1)), ""),
        (with_token(ROLE, &web_token(now)), "InvalidParameter.WebIdentityTokenError"),
        (with_token(ROLE, "eyJraWQiOiJkT**********CNOQ"), "InvalidParameter.WebIdentityTokenError"),
        (with_token("qcs::cam::uin/7989***:roleName/OneLogin-Role", &web_token(now + 1)), parameter),
        (with_token("qcs::cam::uin/5:roleName/a", &web_token(now + 1)), "ResourceNotFound"),
        (with_assertion(provider, "c2FtbCBhc3NlcnRpb24="), ""),
        (with_assertion(provider, "saml assertion"), parameter),
        (with_assertion(provider, ""), parameter),
        (with_assertion("qcs::cam::uin/5:saml-provider/OneLogin", "c2FtbCBhc3NlcnRpb24="), parameter),
        (role_and("AssumeRole", &role(ROLE)), "AuthFailure.InvalidAuthorization"),
        (role_and("DescribeInstances", &json!({})), "AuthFailure.InvalidAuthorization"),
        (role_and("NoSuchAction", &json!({})), "AuthFailure.InvalidAuthorization"),
    ] {
        let context = parameters.to_string();
        let response = send_unsigned(&fixture, action, parameters.clone());
        assert_eq!(response.code(), expect, "{action} {context}");
        if expect.is_empty() {
            let keys = Keys::of(&response.content());
            let caller = keys.call(&fixture, "GetCallerIdentity", json!({}));
            assert_eq!((&caller["AccountId"], &caller["Type"]), (&json!("100000000001"), &json!("CAMRole")));
            // A signature does no harm.
            assert_eq!(fixture.post(action, &parameters).send().code(), "");
        }
    }
}

fn role_and(action: &'static str, parameters: &Value) -> (&'static str, Value) {
    (action, parameters.clone())
}

/// The samples of the documentation, in an emulator that has the accounts in them.
#[tokio::test]
async fn samples_are_accepted_or_refused_for_a_reason() {
    let fixture = Fixture::with(|builder| {
        builder.account(Account::new(100_015_158_414)).account(Account::new(798_950_673)).rate_limits(false)
    })
    .await;
    for (action, expect) in [
        ("AssumeRole", ""),
        ("AssumeRoleWithSAML", ""),
        // Its token is masked.
        ("AssumeRoleWithWebIdentity", "InvalidParameter.WebIdentityTokenError"),
        ("GetCallerIdentity", ""),
        ("GetFederationToken", ""),
        // The device of another account.
        ("GetSessionToken", "FailedOperation.CheckMFAError"),
        // The keys of another account.
        ("QueryApiKey", "InvalidParameter.ParamError"),
    ] {
        let samples = samples(action);
        assert!(!samples.is_empty());
        for parameters in samples {
            let response = match action {
                "AssumeRoleWithSAML" | "AssumeRoleWithWebIdentity" => send_unsigned(&fixture, action, parameters),
                _ => fixture.post(action, &parameters).send(),
            };
            assert_eq!(response.code(), expect, "{action}");
        }
    }
}

/// Returns the parameters in the samples of an action.
fn samples(action: &str) -> Vec<Value> {
    let path = format!("{}/../spec/sts/2018-08-13/actions/{action}.json", env!("CARGO_MANIFEST_DIR"));
    let spec: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    spec["samples"].as_array().unwrap().iter().map(|sample| sample["request"].clone()).collect()
}

#[tokio::test]
async fn callers_are_identified() {
    let sub = Keys::pair("AKIDsub", "b-key");
    let fixture = Fixture::with(|builder| {
        builder.account(Account::new(100_000_000_001).sub_account(100_000_000_009, "AKIDsub", "b-key"))
    })
    .await;
    let role = Keys::of(&sub.call(&fixture, "AssumeRole", json!({ "RoleArn": ROLE, "RoleSessionName": "cts" })));
    let long = json!({ "Name": "SUN", "Policy": POLICY, "DurationSeconds": 129_600 });
    let federated = Keys::of(&sub.call(&fixture, "GetFederationToken", long));
    let role_id = role.call(&fixture, "GetCallerIdentity", json!({}))["UserId"].as_str().unwrap().replace(":cts", "");
    let (main, user) = ("100000000001", "100000000009");
    for (keys, expect) in [
        (&sub, ["CAMUser", user, user, "qcs::cam:100000000001:uin/100000000009"]),
        (&role, ["CAMRole", &format!("{role_id}:cts"), user, &format!("qcs::sts:100000000001:assumed-role/{role_id}")]),
        (&federated, ["CAMUser", "100000000009:SUN", user, "qcs::sts:100000000001:federated-user/100000000009"]),
    ] {
        let caller = keys.call(&fixture, "GetCallerIdentity", json!({}));
        let shown = ["Type", "UserId", "PrincipalId", "Arn"].map(|name| caller[name].as_str().unwrap());
        assert_eq!(shown, expect);
        assert_eq!(caller["AccountId"], main);
    }
    assert_eq!(fixture.call("GetCallerIdentity", json!({}))["UserId"], main);
    let session = fixture.call("GetSessionToken", json!({ "SerialNumber": DEVICE, "TokenCode": "123456" }));
    let code = Keys::of(&session).send(&fixture, "GetCallerIdentity", json!({})).code();
    assert_eq!(code, "InvalidParameter.AccessKeyNotSupport");

    // Permanent credentials only, of a user of the account.
    let ids = |keys: &Keys, parameters: Value| {
        let list = keys.call(&fixture, "QueryApiKey", parameters)["IdKeys"].clone();
        list.as_array().unwrap().iter().map(|key| key["SecretId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&sub, json!({})), ["AKIDsub"]);
    assert_eq!(ids(&role, json!({})), [fixture.emulator.secret_id()]);
    assert_eq!(ids(&role, json!({ "TargetUin": 100_000_000_009_u64 })), ["AKIDsub"]);
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let own = Keys::pair("AKIDown", "a-key");
    let fixture = Fixture::with(|builder| {
        builder
            .account(Account::new(100_000_000_002).key_pair("AKIDown", "a-key"))
            .account(Account::new(12_345_678).app_id(1_300_000_000))
    })
    .await;
    let role = json!({ "RoleArn": "qcs::cam::uin/12345678:roleName/operator", "RoleSessionName": "cts" });
    let third = Keys::of(&own.call(&fixture, "AssumeRole", role));
    let first = Keys::pair(fixture.emulator.secret_id(), fixture.emulator.secret_key());
    let accounts = [(&first, 1_250_000_000), (&own, 1_250_000_001), (&third, 1_300_000_000)];
    let ids: Vec<_> = accounts
        .map(|(keys, _)| keys.call(&fixture, "CreateInstances", Fixture::order())["InstanceIds"][0].clone())
        .into();
    fixture.advance_phases(3);
    for ((keys, app_id), id) in accounts.into_iter().zip(&ids) {
        let list = keys.call(&fixture, "DescribeInstances", json!({}))["InstanceSet"].clone();
        let shown: Vec<_> = list.as_array().unwrap().iter().map(|i| (&i["InstanceId"], &i["Appid"])).collect();
        assert_eq!(shown, [(id, &json!(app_id))]);
        let backup = |id: &Value| keys.send(&fixture, "ManualBackupInstance", json!({ "InstanceId": id })).code();
        let codes: Vec<_> = ids.iter().filter(|other| *other != id).map(backup).collect();
        assert_eq!(codes, ["ResourceNotFound.InstanceNotExists"; 2]);
        assert_eq!(backup(id), "");
    }
    let twice =
        tencloud_emulator::Emulator::builder().account(Account::new(5).key_pair("AKIDa", "b")).key_pair("AKIDa", "c");
    assert!(twice.start().await.unwrap_err().to_string().contains("AKIDa"));
}

#[tokio::test]
async fn neither_state_nor_log_contains_credentials() {
    let fixture = Fixture::new().await;
    let keys = assume(&fixture);
    assert_eq!(
        keys.with_token(Some("wrong")).send(&fixture, "DescribeInstances", json!({})).code(),
        "AuthFailure.TokenFailure"
    );
    let state = fixture.emulator.state().unwrap().to_string();
    let log = format!("{:?} {:?}", fixture.emulator.requests(), fixture.emulator);
    for secret in [&keys.key, keys.token.as_ref().unwrap()] {
        assert!(!state.contains(secret) && !log.contains(secret));
    }
    // They outlive a reset, because no state belongs to them.
    fixture.emulator.reset().unwrap();
    assert_eq!(keys.send(&fixture, "DescribeInstances", json!({})).code(), "");
}
