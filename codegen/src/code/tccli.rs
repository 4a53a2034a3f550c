//! The official command line, tccli.

use super::call::Call;
use super::literal::{self, Literal, members};
use super::shell::{self, command, option, word};
use super::syntax::JSON;

pub(super) fn write(call: &Call<'_>) -> String {
    let parameters = literal::parameters(call);
    let is_known = |name: &str| call.action.parameters.iter().any(|field| field.name == name);
    let (mut options, mut help, mut body) = (Vec::new(), String::new(), String::new());
    let needs_json = |(name, value): &(&str, Literal<'_>)| !is_known(name) || value.has_variable() || value.has_nul();
    if members(&parameters).iter().any(needs_json) {
        // Options are visible to other processes, name only what the release knows, and end at a NUL.
        let json = JSON.spread(&parameters, 0);
        if parameters.has_variable() {
            help = format!("{}\n", shell::JSON_FUNCTION);
        }
        options.push("--cli-input-json file:///dev/stdin".to_owned());
        body = format!("printf %s {} |\n  ", shell::json_word(&json));
    } else {
        let given = members(&parameters).iter().filter(|(_, value)| !matches!(value, Literal::Null));
        options.extend(given.map(|(name, value)| option(name, &argument(value))));
    }
    options.extend((!call.is_newest()).then(|| format!("--version {}", word(call.number()))));
    options.extend(call.region.map(|region| option("region", &word(region))));
    options.extend(call.endpoint().map(|(scheme, host)| {
        // It signs hosts as they are written here, and its own scheme is https.
        let scheme = if scheme == "https" { String::new() } else { format!("{scheme}://") };
        option("endpoint", &word(&format!("{scheme}{host}")))
    }));
    let line = command(&format!("tccli {} {}", call.python_product(), call.action_name()), &options);
    format!("{help}{body}{line}")
}

fn argument(value: &Literal<'_>) -> String {
    match value {
        Literal::Bool(true) => "True".to_owned(),
        Literal::Bool(false) => "False".to_owned(),
        value => shell::value(value),
    }
}
