use super::*;

fn endpoints() -> Endpoints {
    let (site, of_products) = (Site::China, Vec::new());
    Endpoints { site, root_domain: None, shared: None, of_products, signed_host: None }
}

fn at(url: &str) -> Endpoints {
    Endpoints { shared: Some(Endpoint::parse(url, true).unwrap()), ..endpoints() }
}

fn assert_result(context: &str, got: Result<String, String>, expected: Result<&str, &str>) {
    match (got, expected) {
        (Ok(host), Ok(expected)) => assert_eq!(host, expected, "{context}"),
        (Err(message), Err(part)) => assert!(message.contains(part), "{context}: {message}"),
        (got, expected) => panic!("{context}: {got:?} instead of {expected:?}"),
    }
}

#[test]
fn hosts_follow_the_region() {
    for (site, region, expected) in [
        (Site::China, Some("ap-tokyo"), Ok("redis.tencentcloudapi.com")),
        (Site::China, None, Ok("redis.tencentcloudapi.com")),
        (Site::China, Some("ap-shanghai-fsi"), Ok("redis.ap-shanghai-fsi.tencentcloudapi.com")),
        (Site::International, Some("ap-singapore"), Ok("redis.intl.tencentcloudapi.com")),
        (Site::Internal, Some("ap-guangzhou"), Ok("redis.internal.tencentcloudapi.com")),
        (Site::International, Some("ap-shanghai-fsi"), Err("Site::China")),
    ] {
        let region = region.map(Region::new);
        let got = Endpoints { site, ..endpoints() }.of("redis", region.as_ref(), Caller::Program);
        assert_result(&format!("{site:?} {region:?}"), got.map(|endpoint| endpoint.host), expected);
    }
}

#[test]
fn urls_that_are_accepted_and_rejected() {
    for (url, expected) in [
        ("http://127.0.0.1:9021", Ok("127.0.0.1:9021")),
        ("http://[::1]:80/", Ok("[::1]")),
        ("http://localhost:1", Ok("localhost:1")),
        ("https://proxy.example:8443", Ok("proxy.example:8443")),
        ("https://REDIS.tencentcloudapi.com.", Ok("redis.tencentcloudapi.com")),
        ("https://redis.tencentcloudapi.com.:8443/", Ok("redis.tencentcloudapi.com:8443")),
        ("http://localhost.:1", Ok("localhost:1")),
        ("https://a.example/path", Ok("a.example")),
        ("https://a.example:8443/a/path/", Ok("a.example:8443")),
        ("http://redis.tencentcloudapi.com", Err("https://redis.tencentcloudapi.com")),
        ("http://redis.tencentcloudapi.com:8080", Err("write `https://redis.tencentcloudapi.com:8080`")),
        ("http://emulator:9021", Err("allow_plain_http(true)")),
        ("http://172.17.0.1:9021", Err("TENCENTCLOUD_ALLOW_PLAIN_HTTP=true")),
        ("http://localhost.example", Err("loopback only")),
        ("ftp://127.0.0.1", Err("write `https://127.0.0.1`")),
        ("ftp://127.0.0.1:9021", Err("write `https://127.0.0.1:9021`")),
        ("https://a.example/path?a=b", Err("write `https://a.example/path`")),
        ("https://redis.tencentcloudapi.com/v2", Err("write `https://redis.tencentcloudapi.com`")),
        ("https://a.example#part", Err("write `https://a.example`")),
        ("https://user:word@a.example", Err("write `https://a.example`")),
        ("https://:word@a.example", Err("write `https://a.example`")),
        ("https:a.example/b://user:word@c.example", Err("write `https://a.example`")),
        ("https://a.example/user:word@b", Err("write `https://a.example`")),
        ("https://a.example:0", Err("write `https://a.example")),
        ("redis.tencentcloudapi.com", Err("is not a URL with a host; write `https://redis.tencentcloudapi.com`")),
        ("localhost:9021", Err("write `http://localhost:9021`")),
        ("127.0.0.1:9021", Err("write `http://127.0.0.1:9021`")),
        ("[::1]:9021", Err("write `http://[::1]:9021`")),
        ("proxy.example:8443", Err("write `https://proxy.example:8443`")),
        ("", Err("is not a URL with a host")),
        ("https://", Err("is not a URL with a host")),
        ("mailto:a@b.example", Err("is not a URL with a host")),
    ] {
        let got = Endpoint::parse(url, false);
        if let Err(message) = &got {
            assert!(!message.contains("word"), "{message}");
        }
        assert_result(url, got.map(|endpoint| endpoint.host), expected);
    }
    for url in ["http://emulator:9021", "http://host.docker.internal:9021", "http://172.17.0.1:9021"] {
        assert_eq!(Endpoint::parse(url, true).unwrap().uri.to_string(), format!("{url}/"));
    }
    for (url, is_plain, is_loopback) in
        [("http://emulator:9021", true, false), ("https://127.0.0.1:9021", false, true), ("http://[::1]:1", true, true)]
    {
        let endpoint = Endpoint::parse(url, true).unwrap();
        assert_eq!((endpoint.is_plain(), endpoint.is_loopback()), (is_plain, is_loopback), "{url}");
    }
}

#[test]
fn zones_must_agree() {
    for (url, region, agrees) in [
        ("https://redis.tencentcloudapi.com", "ap-tokyo", true),
        ("https://redis.tencentcloudapi.com", "ap-shanghai-fsi", false),
        ("https://redis.tencentcloudapi.com.", "ap-shanghai-fsi", false),
        ("https://redis.ap-shanghai-fsi.tencentcloudapi.com", "ap-shanghai-fsi", true),
        ("https://redis.ap-shanghai-fsi.tencentcloudapi.com", "ap-shanghai", false),
        ("https://redis.ap-shanghai-fsi.tencentcloudapi.com", "ap-shenzhen-fsi", false),
        ("http://127.0.0.1:9021", "ap-shanghai-fsi", true),
    ] {
        assert_eq!(at(url).check(Some(&Region::new(region))).is_ok(), agrees, "{url} {region}");
    }
}

#[test]
fn a_host_of_one_product_serves_no_other() {
    const REDIS: &str = "https://redis.internal.tencentcloudapi.com";
    const SIGNED: Option<&str> = Some("redis.tencentcloudapi.com");
    for (url, signed_host, product, caller, expected) in [
        (REDIS, None, "redis", Caller::Program, Ok("redis.internal.tencentcloudapi.com")),
        (REDIS, None, "cvm", Caller::Program, Err("root_domain(\"internal.tencentcloudapi.com\")")),
        (REDIS, None, "sts", Caller::Program, Err("endpoint_url_for(\"redis\", …)")),
        (REDIS, None, "sts", Caller::Sdk, Ok("sts.internal.tencentcloudapi.com")),
        ("https://redis.tencentcloudapi.com.", None, "cvm", Caller::Program, Err("a host of redis")),
        ("https://Redis.TencentCloudApi.com:8443", None, "sts", Caller::Sdk, Ok("sts.tencentcloudapi.com:8443")),
        ("https://hunyuan.ai.tencentcloudapi.com", None, "redis", Caller::Program, Err("a host of hunyuan")),
        ("https://ocr.tencentcloudapi.com", None, "redis", Caller::Program, Err("a host of ocr")),
        ("https://cvm.cloud.example", None, "redis", Caller::Program, Err("a host of cvm")),
        ("https://cvm.cloud.example", None, "sts", Caller::Sdk, Ok("sts.cloud.example")),
        ("https://api.cloud.example", None, "redis", Caller::Program, Ok("api.cloud.example")),
        ("https://gateway.example/tencent/", None, "sts", Caller::Sdk, Ok("gateway.example")),
        ("http://redis:9021", None, "sts", Caller::Program, Ok("redis:9021")),
        ("http://127.0.0.1:9021", None, "cvm", Caller::Program, Ok("127.0.0.1:9021")),
        ("https://10.0.0.5", SIGNED, "redis", Caller::Program, Ok("redis.tencentcloudapi.com")),
        ("https://10.0.0.5", SIGNED, "cvm", Caller::Program, Err("a host of redis")),
        ("https://10.0.0.5", SIGNED, "sts", Caller::Sdk, Ok("sts.tencentcloudapi.com")),
    ] {
        let endpoints = Endpoints { signed_host: signed_host.map(str::to_owned), ..at(url) };
        let got = endpoints.of(product, None, caller);
        if let Ok(endpoint) = &got {
            assert_eq!(endpoint.host == "10.0.0.5", signed_host.is_some(), "{endpoint:?}");
        }
        assert_result(&format!("{url} {product}"), got.map(|endpoint| endpoint.signed_host), expected);
    }
}

#[test]
fn endpoints_of_products_and_domains() {
    let of_products = vec![("redis".to_owned(), Endpoint::parse("http://127.0.0.1:9021", false).unwrap())];
    let endpoints = Endpoints { of_products, root_domain: Some("cloud.example".to_owned()), ..endpoints() };
    for (product, expected) in [
        ("redis", Ok("http://127.0.0.1:9021/")),
        ("cvm", Ok("https://cvm.cloud.example/")),
        ("", Err("invalid product")),
        ("a.b", Err("invalid product")),
    ] {
        let got = endpoints.of(product, None, Caller::Program);
        assert_result(product, got.map(|endpoint| endpoint.uri.to_string()), expected);
    }
    assert_eq!((endpoints.schemes().http, endpoints.schemes().https), (false, true));
    for domain in ["", ".", "https://cloud.example", "cloud.example/", "cloud..example", "Cloud.example", "user@x"] {
        let endpoints = Endpoints { root_domain: Some(domain.to_owned()), ..super::tests::endpoints() };
        assert!(endpoints.check(None).unwrap_err().contains("invalid root domain"), "{domain}");
    }
}

#[test]
fn names_of_hosts() {
    let long = format!("{}.example", "a".repeat(253 - 8));
    for name in ["localhost", "redis.tencentcloudapi.com", "a-1.example", "10.0.0.1", &long] {
        assert!(host::is_name(name), "{name}");
    }
    for name in ["", ".", "a.", ".a", "a..example", "A.example", "a_b", "a b", "é.example", "a:1", &format!("a{long}")]
    {
        assert!(!host::is_name(name), "{name}");
    }
}
