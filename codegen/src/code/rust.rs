//! Rust, with this SDK: typed, as far as its types can express the call.

mod expression;
mod json;
mod values;

use self::expression::Expression;
use self::values::Values;
use super::call::Call;
use super::literal::{self, Literal, members};
use crate::model::{Record, Role};
use crate::package::crate_name;
use crate::{names, spec};

pub(super) fn write(call: &Call<'_>) -> String {
    let parameters = literal::parameters(call);
    let mut config = Expression::path("tencloud::Config::builder").call(vec![]);
    if let Some(region) = call.region {
        config = config.method("region", vec![Expression::text(region)]);
    }
    if let Some((scheme, host)) = call.endpoint() {
        config = config.method("endpoint_url", vec![Expression::text(&format!("{scheme}://{host}"))]);
        if scheme == "http" && !is_loopback(host) {
            config = config.method("allow_plain_http", vec![Expression::atom("true")]);
        }
    }
    let config = config.method("build", vec![]).suffix("?");
    let module = Module::of(call);
    // Bytes are a body only of untyped calls.
    let typed = if call.action.body.is_none() { typed(call, &parameters) } else { None };
    let typed = typed.unwrap_or_else(|| untyped(call, &parameters));
    let error = if parameters.has_variable() { "Box<dyn std::error::Error>" } else { "tencloud::Error" };
    let types = if typed.uses_types { format!("use {}::types;\n\n", module.path) } else { String::new() };
    let deprecated = if typed.is_deprecated { "#![allow(deprecated)]\n\n" } else { "" };
    let client = match typed.is_untyped {
        false => format!("{}::Client::new(&config)", module.path),
        true => format!("tencloud::UntypedClient::new(&config, {:?}, {:?})", call.product(), call.number()),
    };
    format!(
        "// {title}
//
// [dependencies]
{dependencies}
{recursion}{deprecated}{types}#[tokio::main]
async fn main() -> Result<(), {error}> {{
    // Credentials come from TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, if it is set, TENCENTCLOUD_TOKEN.
    let config = {config};
    let client = {client};

{statements}    Ok(())
}}
",
        title = call.title(),
        recursion = json::attribute(typed.steps),
        dependencies = dependencies(&module, &typed),
        config = config.laid_out(4, "let config = ", ";"),
        statements = typed.statements,
    )
}

/// The module with the types of a version.
struct Module {
    path: String,
    /// The lines of `Cargo.toml`.
    dependencies: Vec<String>,
}

impl Module {
    fn of(call: &Call<'_>) -> Module {
        let product = &call.version.product;
        // Actions without written docs are not in the SDK.
        if !call.action.summary.is_empty() {
            let (version, feature) = (sdk_version(), &product.product);
            let sdk = format!("tencloud = {{ version = {version:?}, features = [{feature:?}] }}");
            return Module { path: format!("tencloud::{}", product.module), dependencies: vec![sdk] };
        }
        let name = crate_name(&product.product);
        let root = name.replace('-', "_");
        let (path, feature) = match call.is_meant() {
            true => (root, String::new()),
            false => (format!("{root}::{}", call.version_name()), format!(", features = [{:?}]", call.version_name())),
        };
        let generated =
            format!("{name} = {{ path = \"{name}\"{feature} }} # tencloud generate {} --out {name}", product.product);
        Module { path, dependencies: vec![plain_sdk(), generated] }
    }
}

/// Returns the release of the SDK that a program asks for, such as `0.1`.
fn sdk_version() -> &'static str {
    let version = env!("CARGO_PKG_VERSION");
    version.rsplit_once('.').map_or(version, |(version, _)| version)
}

/// Returns the dependency on the SDK without more of its features.
fn plain_sdk() -> String {
    format!("tencloud = {:?}", sdk_version())
}

fn dependencies(module: &Module, call: &Statements) -> String {
    let mut lines = match call.is_untyped {
        false => module.dependencies.clone(),
        true => vec![plain_sdk()],
    };
    lines.extend(call.uses_json.then(|| "serde_json = \"1\"".to_owned()));
    lines.push("tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }".to_owned());
    lines.iter().map(|line| format!("// {line}\n")).collect()
}

/// The statements that make a call with `client`.
struct Statements {
    statements: String,
    uses_types: bool,
    uses_json: bool,
    is_untyped: bool,
    is_deprecated: bool,
    /// How deep the macro `json!` calls itself.
    steps: usize,
}

/// Writes a call with the typed builder, unless it cannot express a required parameter.
fn typed(call: &Call<'_>, parameters: &Literal<'_>) -> Option<Statements> {
    let fields = &call.action.parameters;
    let request = Record::new(String::new(), "", Role::Input, Some(names::EXTRA_PARAMETERS), fields);
    let given = |name: &str| members(parameters).iter().any(|(given, value)| *given == name && !is_null(value));
    if request.required().any(|field| !given(&field.spec.name)) {
        return None;
    }
    let mut values = Values::new(&call.version.types);
    let mut builder = Expression::path("client").method(&names::field(call.action_name()), vec![]);
    let (mut others, mut steps) = (String::new(), 0);
    for (name, value) in members(parameters).iter().filter(|(_, value)| !is_null(value)) {
        let field = request.fields.iter().find(|field| field.spec.name == *name);
        match field.and_then(|field| Some((field, values.argument(field, value)?))) {
            Some((field, value)) => builder = builder.method(&field.ident, vec![value]),
            None if field.is_some_and(|field| field.spec.required) => return None,
            None => {
                // No setter accepts it.
                let variable = format!("{}_json", names::field(name).trim_start_matches("r#"));
                others.push_str(&json::variable(&variable, value));
                steps = steps.max(json::steps(value));
                builder = builder.method("with_parameter", vec![Expression::text(name), Expression::atom(&variable)]);
            }
        }
    }
    let statements = if call.is_stream() {
        events(builder)
    } else {
        let response = builder.method("send", vec![]).field("await").suffix("?");
        let response = response.laid_out(4, "let response = ", ";");
        format!("    let response = {response};\n    println!(\"{{response:#?}}\");\n")
    };
    Some(Statements {
        uses_types: values.uses_types,
        uses_json: !others.is_empty(),
        is_untyped: false,
        is_deprecated: values.is_deprecated || call.action.deprecated.is_some(),
        steps,
        statements: others + &statements,
    })
}

/// Writes a call by the action's name.
fn untyped(call: &Call<'_>, parameters: &Literal<'_>) -> Statements {
    let mut request = Expression::path("client")
        .method("call", vec![Expression::text(call.action_name()), Expression::atom("parameters")]);
    if call.action.effect.value().is_some_and(|effect: &spec::Effect| effect.is_repeatable()) {
        request = request.method("read_only", vec![]);
    }
    let steps = json::steps(parameters);
    let parameters = json::variable("parameters", parameters);
    let statements = match call.is_stream() {
        true => format!("{parameters}{}", events(request)),
        false => {
            let response = request.method("send", vec![]).field("await").suffix("?");
            let response = response.laid_out(4, "let response = ", ";");
            format!("{parameters}    let response = {response};\n    println!(\"{{:#}}\", response.response);\n")
        }
    };
    Statements { statements, uses_types: false, uses_json: true, is_untyped: true, is_deprecated: false, steps }
}

/// Writes the statements that print the events of a stream.
fn events(request: Expression) -> String {
    let events = request.method("send_stream", vec![]).field("await").suffix("?");
    format!(
        "    let mut events = {};
    while let Some(event) = events.next().await.transpose()? {{
        println!(\"{{event:?}}\");
    }}
",
        events.laid_out(4, "let mut events = ", ";")
    )
}

fn is_null(value: &Literal<'_>) -> bool {
    matches!(value, Literal::Null)
}

fn is_loopback(host: &str) -> bool {
    ["127.", "localhost", "[::1]"].iter().any(|start| host.starts_with(start))
}
