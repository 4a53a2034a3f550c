//! Roles whose credentials an emulator issues, verifies and lets expire.

use std::time::Duration;

use tencloud::credentials::{AssumeRoleCredentials, TkeOidcCredentials};
use tencloud::retry::ExponentialBackoff;
use tencloud::{Config, redis, sts};
use tencloud_emulator::{Account, Emulator};

use super::{environment_of, provide};
use crate::complete;

/// The emulator knows this account without a key pair: it is reached through its roles.
const ROLE: &str = "qcs::cam::uin/12345678:roleName/operator";

async fn start() -> Emulator {
    Emulator::builder().rate_limits(false).account(Account::new(12_345_678)).start().await.unwrap()
}

fn actions(emulator: &Emulator) -> Vec<(String, bool)> {
    let all = emulator.requests().into_iter();
    all.map(|request| (request.action.unwrap_or_default(), request.error.is_none())).collect()
}

/// Each role is assumed once, and again after the service no longer accepts the credentials.
#[tokio::test]
async fn a_role_is_assumed_through_another_one() {
    let emulator = start().await;
    let base = complete(emulator.url()).build().unwrap();
    let first = AssumeRoleCredentials::new(&base, "qcs::cam::uin/100000000001:roleName/first")
        .policy(r#"{"version":"2.0","statement":[{"effect":"allow","action":["*"],"resource":["*"]}]}"#);
    let first = complete(emulator.url()).credentials(first).build().unwrap();
    let second = AssumeRoleCredentials::new(&first, ROLE).session_name("nightly").duration(Duration::from_secs(280));
    let config = complete(emulator.url()).credentials(second).build().unwrap();

    let redis = redis::Client::new(&config);
    redis.describe_instances().send().await.unwrap();
    let caller = sts::Client::new(&config).get_caller_identity().send().await.unwrap();
    assert_eq!((caller.account_id.as_deref(), caller.r#type.as_deref()), (Some("12345678"), Some("CAMRole")));
    assert!(caller.user_id.unwrap().ends_with(":nightly"));

    // Less than the difference between two clocks that is tolerated.
    emulator.advance(Duration::from_secs(290));
    redis.describe_instances().send().await.unwrap();
    let actions = actions(&emulator);
    assert_eq!(actions.last(), Some(&("DescribeInstances".to_owned(), true)), "{actions:?}");
    assert!(actions.iter().filter(|(action, _)| action == "AssumeRole").count() >= 3, "{actions:?}");
}

#[tokio::test]
async fn a_pods_token_is_exchanged_unsigned() {
    let emulator = start().await;
    // The header is `{}`, and the payload `{"exp":9999999999}` and `{"exp":1}`.
    for (token, is_accepted) in [("e30.eyJleHAiOjk5OTk5OTk5OTl9.c2ln", true), ("e30.eyJleHAiOjF9.c2ln", false)] {
        let variables = [
            ("TKE_REGION", "ap-seoul"),
            ("TKE_PROVIDER_ID", "cluster-1"),
            ("TKE_WEB_IDENTITY_TOKEN_FILE", "/var/run/token"),
            ("TKE_ROLE_ARN", ROLE),
        ];
        let (_root, environment) = environment_of(&[("/var/run/token", token)], variables);
        let sts = Config::builder().environment(std::iter::empty::<(&str, &str)>().collect());
        let sts = sts.endpoint_url(emulator.url()).retry(ExponentialBackoff::none());
        let provider = TkeOidcCredentials::new(environment).sts(sts);
        match provide(&provider).await {
            Ok(credentials) => {
                assert!(is_accepted);
                let config = complete(emulator.url()).credentials(credentials).build().unwrap();
                redis::Client::new(&config).describe_instances().send().await.unwrap();
            }
            Err(error) => {
                assert!(!is_accepted && error.to_string().contains("WebIdentityTokenError"), "{error}");
            }
        }
    }
}
