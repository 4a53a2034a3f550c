//! Which source is asked first, and what is reported if there is none.

use std::time::{Duration, Instant};

use tencloud::credentials::{Chain, Credentials, CvmRoleCredentials, EnvironmentCredentials, ProfileCredentials};
use tencloud::credentials::{ProvideCredentials, TkeOidcCredentials};
use tencloud::{Config, Environment, ErrorKind};
use tencloud_tests::{Response, Server};

use super::{environment_of, provide};

const VARIABLES: [(&str, &str); 2] = [("TENCENTCLOUD_SECRET_ID", "environment"), ("TENCENTCLOUD_SECRET_KEY", "key")];
const HOME: [(&str, &str); 2] = [("HOME", "/home/me"), ("USERPROFILE", "/home/me")];
const FILE: (&str, &str) = ("/home/me/.tencentcloud/credentials", "[default]\nsecret_id = profile\nsecret_key = key\n");
const CLUSTER: [(&str, &str); 4] = [
    ("TKE_REGION", "ap-seoul"),
    ("TKE_PROVIDER_ID", "cluster"),
    ("TKE_WEB_IDENTITY_TOKEN_FILE", "/token"),
    ("TKE_ROLE_ARN", "role"),
];

/// All four sources exist; then the first is removed, and so on.
#[tokio::test]
async fn the_documented_order() {
    let keys = |id| format!(r#""TmpSecretId":"{id}","TmpSecretKey":"key","Token":"t","ExpiredTime":4102444800"#);
    let cvm = format!(r#"{{{},"Code":"Success"}}"#, keys("cvm"));
    let metadata = Server::start([Response::new(200, "role"), Response::new(200, cvm)]).await.unwrap();
    let given = format!(r#"{{"Credentials":{{{}}},"ExpiredTime":4102444800,"RequestId":"id"}}"#, keys("tke"));
    let sts = Server::start([Response::of(&given)]).await.unwrap();
    let chain = |environment: &Environment| {
        let own = || environment.clone();
        let sts = Config::builder().environment(own()).endpoint_url(sts.url());
        Chain::new(vec![
            Box::new(EnvironmentCredentials::new(own())),
            Box::new(ProfileCredentials::new(own())),
            Box::new(TkeOidcCredentials::new(own()).sts(sts)),
            Box::new(CvmRoleCredentials::new().metadata_url(metadata.url())),
        ])
    };
    let table = [
        ("environment", true, true, true),
        ("profile", false, true, true),
        // What was set up for this pod takes precedence over what its node offers to all pods.
        ("tke", false, false, true),
        ("cvm", false, false, false),
    ];
    for (expected, has_variables, has_file, has_cluster) in table {
        let cluster = CLUSTER.into_iter().filter(|_| has_cluster);
        let variables = VARIABLES.into_iter().filter(|_| has_variables).chain(HOME).chain(cluster);
        let files = [("/token", "token"), FILE];
        let (_root, environment) = environment_of(&files[..if has_file { 2 } else { 1 }], variables);
        let keys = provide(&chain(&environment)).await.unwrap();
        assert_eq!(keys.secret_id(), expected);
    }
    // The default chain has the same order, as far as that can be tested outside the cloud.
    for (expected, has_variables, has_file) in
        [("environment", true, true), ("profile", false, true), ("tke", false, false)]
    {
        let variables = VARIABLES.into_iter().filter(|_| has_variables).chain(HOME).chain(CLUSTER);
        let (_root, environment) = environment_of(&[("/token", "token"), FILE][..1 + usize::from(has_file)], variables);
        let config = Config::builder().environment(environment).region("ap-seoul").endpoint_url(sts.url());
        let client = tencloud::sts::Client::new(&config.build().unwrap());
        assert!(client.get_caller_identity().send().await.is_ok());
        let last = sts.requests().pop().unwrap();
        let authorization = last.header("authorization").unwrap();
        assert!(authorization.contains(&format!("Credential={expected}/")), "{authorization}");
    }
}

#[tokio::test]
async fn a_broken_source_ends_the_search() {
    let file = (FILE.0, "[default]\nsecret_id = half\n");
    let (_root, environment) = environment_of(&[file], HOME);
    let rest = Credentials::new("rest", "key");
    let chain = Chain::new(vec![Box::new(ProfileCredentials::new(environment)), Box::new(rest)]);
    let error = chain.provide().await.unwrap_err();
    assert!(error.is_set_up() && error.to_string().contains("credentials:2:"), "{error}");
}

/// Outside the cloud, the call ends soon, and its error reports what each source lacks.
#[tokio::test]
async fn without_any_source() {
    let config = Config::builder().environment(HOME.into_iter().collect()).region("ap-tokyo").build().unwrap();
    let start = Instant::now();
    let error = tencloud::sts::Client::new(&config).get_caller_identity().send().await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(error.kind(), ErrorKind::Credentials);
    for part in [
        "environment: TENCENTCLOUD_SECRET_ID is not set; profile: no file /home/me/.tencentcloud/credentials, no file \
         /etc/tencentcloud/credentials, no file /home/me/.tccli/default.credential; TKE OIDC: TKE_ROLE_ARN is not set; \
         CVM role: no metadata service",
        "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY".trim_start_matches("set "),
    ] {
        assert!(error.to_string().contains(part), "{error}");
    }
}
