use super::*;

const BOTH: Schemes = Schemes { http: true, https: true };

fn read(variables: &[(&str, &str)], schemes: Schemes) -> Result<Option<Proxies>, String> {
    let find = |name: &str| variables.iter().find(|(variable, _)| *variable == name);
    Proxies::read(&|name| Ok(find(name).map(|(_, value)| (*value).to_owned())), schemes)
}

fn of(proxies: &Proxies, url: &str) -> Option<String> {
    proxies.of(&url.parse().unwrap()).map(|proxy| proxy.name)
}

#[test]
fn values_that_are_accepted() {
    for (value, shown, authorization) in [
        ("http://127.0.0.1:18801", "127.0.0.1:18801", None),
        ("http://127.0.0.1:18801/", "127.0.0.1:18801", None),
        ("HTTP://proxy.example:3128", "proxy.example:3128", None),
        ("https://proxy.example", "proxy.example", None),
        ("proxy.example:3128", "proxy.example:3128", None),
        ("proxy.example", "proxy.example", None),
        ("http://[::1]:3128", "[::1]:3128", None),
        ("http://user:pass@proxy.example:3128", "proxy.example:3128", Some("Basic dXNlcjpwYXNz")),
        ("http://user@proxy.example:3128", "proxy.example:3128", Some("Basic dXNlcjo=")),
        ("user:pass@proxy.example:3128", "proxy.example:3128", Some("Basic dXNlcjpwYXNz")),
        // A domain user, and a password with a space.
        ("http://corp%5Cuser:p%20ss@proxy.example:3128", "proxy.example:3128", Some("Basic Y29ycFx1c2VyOnAgc3M=")),
    ] {
        let proxies = read(&[("HTTPS_PROXY", value), ("HTTP_PROXY", value)], BOTH).unwrap().unwrap();
        let proxy = proxies.of(&Uri::from_static("https://redis.tencentcloudapi.com/")).unwrap();
        assert_eq!(proxy.name, format!("{shown} (HTTPS_PROXY)"), "{value}");
        let forwarded = proxies.forward_authorization(&Uri::from_static("http://emulator/"));
        for found in [&proxy.authorization, &forwarded] {
            assert_eq!(found.as_ref().map(|value| value.to_str().unwrap()), authorization, "{value}");
        }
        // Inside a tunnel, the server would see it.
        assert_eq!(proxies.forward_authorization(&Uri::from_static("https://redis.tencentcloudapi.com/")), None);
        let secrets: Vec<&str> = proxies.secrets().iter().map(Secret::expose).collect();
        let encoded = authorization.map(|header| header.trim_start_matches("Basic "));
        assert_eq!(secrets.last().copied(), encoded, "{value}");
        assert_eq!(secrets.iter().any(|secret| ["pass", "p%20ss"].contains(secret)), value.contains(":p"), "{value}");
    }
}

#[test]
fn values_that_are_rejected() {
    for (value, reason) in [
        (" http://127.0.0.1:18801", "a space or a line break"),
        ("http://127.0.0.1:18801 ", "a space or a line break"),
        ("http://127.0.0.1:18801\n", "a space or a line break"),
        ("http://127.0.0.1:18801\r\n", "a space or a line break"),
        ("\"http://127.0.0.1:18801\"", "quotes"),
        ("'http://127.0.0.1:18801'", "quotes"),
        ("http://corp\\user:hunter2@127.0.0.1:18801", "%5C"),
        ("http://user:hunter2 ss@127.0.0.1:18801", "%20"),
        ("http://user:hunter2#x@127.0.0.1:18801", "%23"),
        ("http://user:hunter2/x@127.0.0.1:18801", "%2F"),
        ("http://user:hunter2?x@127.0.0.1:18801", "%3F"),
        ("http://user:hunter2@x@127.0.0.1:18801", "%40"),
        ("http://user:hunter2é@127.0.0.1:18801", "percent-encoded"),
        ("ftp://127.0.0.1:18801", "the scheme `ftp`"),
        ("http:127.0.0.1:18801", "no valid port"),
        ("http//127.0.0.1:18801", "more than a scheme"),
        ("http:/127.0.0.1:18801", "more than a scheme"),
        ("://127.0.0.1:18801", "not a URL"),
        ("//127.0.0.1:18801", "more than a scheme"),
        ("/var/run/proxy.sock", "more than a scheme"),
        ("http://proxy.example/proxy.pac", "more than a scheme"),
        ("socks5://127.0.0.1:1080", "SOCKS"),
        ("socks5h://user:hunter2@127.0.0.1:1080", "SOCKS"),
        ("http://127.0.0.1:0", "port"),
        ("http://127.0.0.1:65536", "port"),
        ("http://127.0.0.1:", "port"),
        ("http://127.0.0.1:3128:", "port"),
        ("http://127.0.0.1:+80", "port"),
        ("http://", "no valid host"),
        ("http://:3128", "no valid host"),
        ("http://user:hunter2@", "no valid host"),
        ("http://user:hunter2@:3128", "no valid host"),
        ("http://[::1:3128", "no valid host"),
        ("http://[nowhere]:3128", "brackets"),
        ("http://pro,xy.example:3128", "no valid host"),
        ("http://proxy..example:3128", "no valid host"),
        ("http://.example:3128", "no valid host"),
        ("http://代理.example:3128", "punycode"),
    ] {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let error = read(&[(name, value)], BOTH).err().unwrap_or_else(|| panic!("{value} was accepted"));
            assert!(error.starts_with(name) && error.contains(reason), "{value}: {error}");
            assert!(error.contains("or unset it") && !error.contains("hunter2"), "{value}: {error}");
        }
    }
}

#[test]
fn which_variable_counts() {
    let https = Schemes { http: false, https: true };
    for (variables, schemes, expected) in [
        (&[("HTTPS_PROXY", "a"), ("https_proxy", "b"), ("ALL_PROXY", "c")][..], https, ["a (HTTPS_PROXY)", ""]),
        (&[("https_proxy", "b"), ("ALL_PROXY", "c")], BOTH, ["b (https_proxy)", "c (ALL_PROXY)"]),
        (&[("all_proxy", "d"), ("HTTP_PROXY", "e")], BOTH, ["d (all_proxy)", "e (HTTP_PROXY)"]),
        // What is not used is not checked.
        (&[("HTTP_PROXY", "e f"), ("HTTPS_PROXY", "a")], https, ["a (HTTPS_PROXY)", ""]),
        (&[("HTTPS_PROXY", "a"), ("ALL_PROXY", "c d")], https, ["a (HTTPS_PROXY)", ""]),
        // The header of a request to a CGI program.
        (&[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "evil"), ("http_proxy", "f")], BOTH, ["", "f (http_proxy)"]),
    ] {
        let proxies = read(variables, schemes).unwrap().unwrap();
        let found = ["https://a.example/", "http://a.example/"].map(|url| of(&proxies, url).unwrap_or_default());
        assert_eq!(found, expected, "{variables:?}");
    }
    assert!(read(&[("NO_PROXY", "<local>")], BOTH).unwrap().is_none());
    assert!(read(&[("HTTP_PROXY", "a")], https).unwrap().is_none());
    assert!(Proxies::of_system().matcher.is_some() && Proxies::default().matcher.is_none());
}

#[test]
fn exceptions() {
    for (value, url, is_direct) in [
        ("tencentcloudapi.com", "https://redis.tencentcloudapi.com/", true),
        (".tencentcloudapi.com", "https://redis.tencentcloudapi.com/", true),
        ("*.tencentcloudapi.com", "https://redis.tencentcloudapi.com/", true),
        ("tencentcloudapi.com.", "https://redis.tencentcloudapi.com/", true),
        ("localhost 127.0.0.1;.tencentcloudapi.com", "https://redis.tencentcloudapi.com/", true),
        ("redis.tencentcloudapi.com:443", "https://redis.tencentcloudapi.com/", true),
        ("redis.tencentcloudapi.com:8443", "https://redis.tencentcloudapi.com/", false),
        ("redis.tencentcloudapi.com:8443", "https://redis.tencentcloudapi.com:8443/", true),
        ("*", "https://redis.tencentcloudapi.com/", true),
        ("*", "https://10.1.2.3/", true),
        ("a.example, *", "http://[fd00::1]/", true),
        ("cloudapi.com", "https://redis.tencentcloudapi.com/", false),
        ("10.0.0.0/8, 192.168.1.1", "https://10.1.2.3/", true),
        ("10.0.0.0/8, 192.168.1.1", "https://192.168.1.1/", true),
        ("10.0.0.0/8, 192.168.1.1", "https://192.168.1.2/", false),
        ("[fd00::1]", "https://[fd00::1]/", true),
        ("fd00::/8", "https://[fd00::1]/", true),
        ("10.1.2.3/32", "https://10.1.2.3/", true),
        ("fd00::1/128", "https://[fd00::1]/", true),
        ("emulator:80", "http://emulator/", true),
        ("emulator:443", "http://emulator/", false),
        ("[fd00::1]:443", "https://[fd00::1]/", true),
        // This machine is never called through a proxy.
        ("", "https://127.0.0.1:9021/", true),
        ("", "https://[::1]:9021/", true),
        ("", "http://localhost:9021/", true),
        ("", "http://emulator:9021/", false),
    ] {
        let variables = [("ALL_PROXY", "http://proxy.example:3128"), ("no_proxy", value)];
        let variables = if value.is_empty() { &variables[..1] } else { &variables };
        let proxies = read(variables, BOTH).unwrap().unwrap();
        assert_eq!(of(&proxies, url).is_none(), is_direct, "{value} {url}");
    }
    for entry in
        ["192.168.*", "<local>", "https://a.example", "10.0.0.0/33", "a.example/8", "a.example:x", "[a]", "例.example"]
    {
        let error = read(&[("ALL_PROXY", "a"), ("NO_PROXY", entry)], BOTH).err().unwrap_or_else(|| panic!("{entry}"));
        assert!(error.starts_with("NO_PROXY: `"), "{error}");
    }
}
