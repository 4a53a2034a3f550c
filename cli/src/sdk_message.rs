//! Messages of the SDK, which advise programs what to call: here, they advise what to type.

/// What the SDK advises, and what it is on a command line. The first that is found applies.
const ADVICE: [(&str, &str); 8] = [
    (", or pass credentials to Config::builder().credentials(…)", ", or pass --profile"),
    (
        "; set TENCENTCLOUD_REGION or call Config::builder().region(\"ap-…\")",
        "; pass --region, or set TENCENTCLOUD_REGION",
    ),
    ("allow it with Config::builder().allow_plain_http(true) or", "set"),
    ("; if it needs longer, set the attempt_timeout and the call_timeout", "; if it needs longer, pass --timeout"),
    ("; read it with `send_stream`, or ask for a response without a stream", ""),
    ("; use `send_stream`, or ask", "; ask"),
    ("; use `send_stream`,", ":"),
    ("set an HTTP client with Config::builder().http_client(…)", "set SSL_CERT_FILE to one"),
];

/// Returns a message of the SDK with advice for a command line.
pub(crate) fn for_command_line(message: &str) -> String {
    let found = ADVICE.iter().find(|(advice, _)| message.contains(advice));
    let message = found.map_or_else(|| message.to_owned(), |(advice, here)| message.replace(advice, here));
    // It names the host that is wrong; the rest is for programs with clients of several products.
    match message.split_once("; set it with Config::builder().endpoint_url_for(") {
        Some((wrong, _)) => format!("{wrong}; pass the --endpoint of that product, or none"),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn advice_is_for_a_command_line() {
        for (message, expected) in [
            ("as it is", "as it is"),
            (
                "no credentials found. Set A, or pass credentials to Config::builder().credentials(…) (1 attempt)",
                "no credentials found. Set A, or pass --profile (1 attempt)",
            ),
            (
                "the endpoint a.b is a host of a, but c was called; set it with \
                 Config::builder().endpoint_url_for(\"a\", …), or use root_domain(\"b\") for all products of a domain",
                "the endpoint a.b is a host of a, but c was called; pass the --endpoint of that product, or none",
            ),
        ] {
            assert_eq!(for_command_line(message), expected);
        }
    }

    /// Every message of the SDK that contains advice for programs has an entry.
    #[test]
    fn no_advice_of_the_sdk_is_left() {
        let mut found = 0;
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                // Not in this binary, which has TLS and a runtime.
                let is_left_out = ["generated", "no_tls.rs", "blocking"].iter().any(|name| path.ends_with(name));
                if path.is_dir() && !is_left_out {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") && !is_left_out {
                    for message in messages(&fs::read_to_string(&path).unwrap()) {
                        found += 1;
                        let message = for_command_line(&message);
                        assert!(!is_for_programs(&message), "{}: {message}", path.display());
                    }
                }
            }
        }
        assert!(found > 5, "{found}");
    }

    /// Returns the string literals with advice for programs.
    fn messages(source: &str) -> Vec<String> {
        let code = source.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n").replace("\\\n", "").replace("\\\"", "\u{1}");
        // What spans lines is the code between two literals.
        let literals = code.split('"').filter(|literal| !literal.contains('\n'));
        literals.map(|literal| literal.replace('\u{1}', "\"")).filter(|literal| is_for_programs(literal)).collect()
    }

    fn is_for_programs(message: &str) -> bool {
        ["builder()", "_timeout and", "`send_"].iter().any(|part| message.contains(part))
    }
}
