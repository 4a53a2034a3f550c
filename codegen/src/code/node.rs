//! JavaScript for Node.js, with the official SDK.

use super::call::Call;
use super::literal::{self, Literal};
use super::syntax::{Syntax, quoted};

const SYNTAX: Syntax = Syntax {
    null: "null",
    bools: ["false", "true"],
    number: exact,
    text: quoted,
    variable: |name| format!("process.env.{name}"),
    key: |name| if is_identifier(name) { name.to_owned() } else { quoted(name) },
    list: ["[", "]"],
    object: ["{", "}"],
    pad: " ",
    trailing: ",",
    indent: 2,
};

pub(super) fn write(call: &Call<'_>) -> String {
    let (product, version, action) = (call.product(), call.version_name(), call.action_name());
    let region = call.region.map_or_else(|| "process.env.TENCENTCLOUD_REGION ?? \"\"".to_owned(), quoted);
    let profile = call.endpoint().map(|(scheme, host)| {
        let scheme =
            if scheme == "https" { String::new() } else { format!("protocol: {}, ", quoted(&format!("{scheme}://"))) };
        format!("  profile: {{ httpProfile: {{ {scheme}endpoint: {} }} }},\n", quoted(host))
    });
    let print = match call.is_stream() {
        true => "  for await (const event of response) console.log(event.data);\n",
        false => "  console.log(JSON.stringify(response, null, 2));\n",
    };
    let parameters = literal::parameters(call);
    let exact = if has_large_integer(&parameters) { EXACT } else { "" };
    let parameters = SYNTAX.spread(&parameters, 2);
    format!(
        "// {title}
// npm install tencentcloud-sdk-nodejs

const tencentcloud = require(\"tencentcloud-sdk-nodejs\");

{exact}const {{ Client }} = tencentcloud.{product}.{version};
const client = new Client({{
  credential: {{
    secretId: process.env.TENCENTCLOUD_SECRET_ID,
    secretKey: process.env.TENCENTCLOUD_SECRET_KEY,
    token: process.env.TENCENTCLOUD_TOKEN,
  }},
  region: {region},
{profile}}});

async function main() {{
  const response = await client.{action}({parameters});
{print}}}

main().catch((error) => {{
  console.error(error);
  process.exitCode = 1;
}});
",
        title = call.title(),
        profile = profile.unwrap_or_default(),
    )
}

/// Sends integers as they are written that JavaScript would round.
const EXACT: &str = "// Node.js 21 or newer: sends integers that JavaScript would round.
BigInt.prototype.toJSON = function () {
  return JSON.rawJSON(this.toString());
};

";

/// Returns whether JavaScript rounds a number, unless it is written as a `BigInt`.
fn is_large(number: &str) -> bool {
    number.parse::<i128>().is_ok_and(|value| value.unsigned_abs() > 1 << 53)
}

fn exact(number: &str) -> String {
    if is_large(number) { format!("{number}n") } else { number.to_owned() }
}

fn has_large_integer(value: &Literal<'_>) -> bool {
    match value {
        Literal::Number(number) => is_large(number),
        Literal::List(items) => items.iter().any(has_large_integer),
        Literal::Object(members) => members.iter().any(|(_, value)| has_large_integer(value)),
        Literal::Null | Literal::Bool(_) | Literal::Text(_) | Literal::Variable(_) => false,
    }
}

/// Returns whether a name can be a key without quotes.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
