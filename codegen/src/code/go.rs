//! Go, with the official SDK: typed, as far as its types can express the call.

use super::call::Call;
use super::literal::{self, Literal, members};
use super::official::capitalized;
use super::syntax::{Syntax, quoted};
use crate::spec::{Field, Type, Types};

const SDK: &str = "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud";

/// Values without types.
const UNTYPED: Syntax = Syntax {
    null: "nil",
    bools: ["false", "true"],
    number,
    text: quoted,
    variable,
    key: quoted,
    list: ["[]interface{}{", "}"],
    object: ["map[string]interface{}{", "}"],
    pad: "",
    trailing: ",",
    indent: 0,
};

/// Writes a number. Integers are `int` to the compiler, which refuses larger ones without their type.
fn number(text: &str) -> String {
    let is_larger = text.parse::<i64>().is_err() && text.parse::<u64>().is_ok();
    if is_larger { format!("uint64({text})") } else { text.to_owned() }
}

pub(super) fn write(call: &Call<'_>) -> String {
    let parameters = literal::parameters(call);
    let (module, product) = (format!("{SDK}/{}", call.product()), call.product());
    let values = Values { package: product, types: &call.version.types };
    let statements = values.fields(&parameters, &call.action.parameters);
    let is_typed = statements.is_some();
    let mut imports = vec![format!("\"{SDK}/common\"")];
    imports.extend((!is_typed).then(|| format!("tchttp \"{SDK}/common/http\"")));
    imports.push(format!("\"{SDK}/common/profile\""));
    imports.extend(is_typed.then(|| format!("{product} \"{module}/{}\"", call.version_name())));
    // gofmt sorts them by path.
    imports.sort_by(|one, other| path(one).cmp(path(other)));
    let imports: String = imports.iter().map(|import| format!("\t{import}\n")).collect();
    let region = call.region.map_or_else(|| variable("TENCENTCLOUD_REGION"), quoted);
    let endpoint = call.endpoint().map(|(scheme, host)| {
        let scheme = if scheme == "https" {
            String::new()
        } else {
            format!("\tclientProfile.HttpProfile.Scheme = {}\n", quoted(scheme))
        };
        format!("{scheme}\tclientProfile.HttpProfile.Endpoint = {}\n", quoted(host))
    });
    let rest = match statements {
        Some(statements) => typed(call, &region, &statements),
        None => untyped(call, &region, &parameters),
    };
    format!(
        "// {title}
// go get {get}
package main

import (
\t\"fmt\"
\t\"os\"

{imports})

func main() {{
\tcredential := common.NewTokenCredential(
\t\tos.Getenv(\"TENCENTCLOUD_SECRET_ID\"),
\t\tos.Getenv(\"TENCENTCLOUD_SECRET_KEY\"),
\t\tos.Getenv(\"TENCENTCLOUD_TOKEN\"),
\t)
\tclientProfile := profile.NewClientProfile()
{endpoint}{rest}}}

func check(err error) {{
\tif err != nil {{
\t\tfmt.Fprintln(os.Stderr, err)
\t\tos.Exit(1)
\t}}
}}
",
        title = call.title(),
        get = if is_typed { module } else { format!("{SDK}/common") },
        endpoint = endpoint.unwrap_or_default(),
    )
}

fn typed(call: &Call<'_>, region: &str, fields: &[(String, String)]) -> String {
    let (package, action) = (call.product(), call.action_name());
    let fields: String = fields.iter().map(|(name, value)| format!("\trequest.{name} = {value}\n")).collect();
    let print = match call.is_stream() {
        true => "\tfor event := range response.Events {\n\t\tfmt.Println(string(event.Data))\n\t}\n",
        false => "\tfmt.Println(response.ToJsonString())\n",
    };
    format!(
        "\tclient, err := {package}.NewClient(credential, {region}, clientProfile)
\tcheck(err)

\trequest := {package}.New{action}Request()
{fields}\tresponse, err := client.{action}(request)
\tcheck(err)
{print}"
    )
}

fn untyped(call: &Call<'_>, region: &str, parameters: &Literal<'_>) -> String {
    format!(
        "\tclient := common.NewCommonClient(credential, {region}, clientProfile)

\trequest := tchttp.NewCommonRequest({:?}, {:?}, {:?})
\tcheck(request.SetActionParameters({}))
\tresponse := tchttp.NewCommonResponse()
\tcheck(client.Send(request, response))
\tfmt.Println(string(response.GetBody()))
",
        call.product(),
        call.number(),
        call.action_name(),
        UNTYPED.line(parameters),
    )
}

/// Returns the path of an import.
fn path(import: &str) -> &str {
    import.split('"').nth(1).unwrap_or_default()
}

fn variable(name: &str) -> String {
    format!("os.Getenv(\"{name}\")")
}

/// Writes values as the fields of the SDK's structs hold them: as pointers.
struct Values<'a> {
    package: &'a str,
    types: &'a Types,
}

impl Values<'_> {
    /// Returns the fields of an object with their values, if all have a type that can express them.
    fn fields(&self, object: &Literal<'_>, fields: &[Field]) -> Option<Vec<(String, String)>> {
        let given = members(object).iter().filter(|(_, value)| !matches!(value, Literal::Null));
        let member = |(name, value): &(&str, Literal<'_>)| {
            let field = fields.iter().find(|field| field.name == *name)?;
            Some((capitalized(name), self.value(&field.ty, value, 1)?))
        };
        given.map(member).collect()
    }

    fn value(&self, ty: &Type, value: &Literal<'_>, depth: usize) -> Option<String> {
        match (ty, value) {
            (Type::Structure(name), Literal::Object(_)) => {
                Some(format!("&{}.{}{}", self.package, capitalized(name), self.structure(name, value, depth)?))
            }
            (Type::List(item), Literal::List(items)) => self.list(item, items, depth),
            _ => {
                let (kind, value) = scalar(ty, value)?;
                Some(format!("common.{}Ptr({value})", capitalized(kind)))
            }
        }
    }

    /// Writes a list: of scalars with a helper of the SDK, of structs as a literal.
    fn list(&self, item: &Type, items: &[Literal<'_>], depth: usize) -> Option<String> {
        match item {
            Type::List(_) => None,
            Type::Structure(name) => {
                let tabs = "\t".repeat(depth);
                let item = |value: &Literal<'_>| {
                    let value = self.structure(name, value, depth + 1)?;
                    Some(format!("{tabs}\t{value},\n"))
                };
                let items = items.iter().map(item).collect::<Option<String>>()?;
                let open = format!("[]*{}.{}{{", self.package, capitalized(name));
                Some(if items.is_empty() { format!("{open}}}") } else { format!("{open}\n{items}{tabs}}}") })
            }
            item => {
                let values = items.iter().map(|value| Some(scalar(item, value)?.1)).collect::<Option<Vec<_>>>()?;
                let kind = kind(item)?;
                Some(format!("common.{}Ptrs([]{kind}{{{}}})", capitalized(kind), values.join(", ")))
            }
        }
    }

    /// Writes the fields of a struct in braces, with their values in one column, as gofmt does.
    fn structure(&self, name: &str, object: &Literal<'_>, depth: usize) -> Option<String> {
        let fields = &self.types.types.get(name)?.fields;
        let given = members(object).iter().filter(|(_, value)| !matches!(value, Literal::Null));
        let member = |(name, value): &(&str, Literal<'_>)| {
            let field = fields.iter().find(|field| field.name == *name)?;
            Some((capitalized(name), self.value(&field.ty, value, depth + 1)?))
        };
        let members = given.map(member).collect::<Option<Vec<(String, String)>>>()?;
        if !matches!(object, Literal::Object(_)) {
            return None;
        }
        if members.is_empty() {
            return Some("{}".to_owned());
        }
        let (outer, inner) = ("\t".repeat(depth), "\t".repeat(depth + 1));
        let is_short = |member: Option<&(String, String)>| member.is_some_and(|(_, value)| !value.contains('\n'));
        let mut text = String::new();
        for (index, (name, value)) in members.iter().enumerate() {
            // The column is that of the neighbors on single lines.
            let before = members.iter().take(index).rev().take_while(|member| is_short(Some(member)));
            let after = members.iter().skip(index).take_while(|member| is_short(Some(member)));
            let width = before.chain(after).map(|(name, _)| name.len()).max().unwrap_or_default();
            let pad = if is_short(members.get(index)) { width.saturating_sub(name.len()) } else { 0 };
            text.push_str(&format!("{inner}{name}: {}{value},\n", " ".repeat(pad)));
        }
        Some(format!("{{\n{text}{outer}}}"))
    }
}

/// Returns the type of a scalar.
fn kind(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Int64 => "int64",
        Type::Uint64 => "uint64",
        Type::Float => "float64",
        Type::Bool => "bool",
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => "string",
        Type::Structure(_) | Type::List(_) => return None,
    })
}

/// Returns the type and the value of a scalar.
fn scalar(ty: &Type, value: &Literal<'_>) -> Option<(&'static str, String)> {
    let kind = kind(ty)?;
    let value = match (kind, value) {
        ("int64", Literal::Number(number)) => number.parse::<i64>().ok()?.to_string(),
        ("uint64", Literal::Number(number)) => number.parse::<u64>().ok()?.to_string(),
        ("float64", Literal::Number(number)) => number.clone(),
        ("bool", Literal::Bool(value)) => value.to_string(),
        ("string", Literal::Text(text)) => quoted(text),
        ("string", Literal::Variable(name)) => variable(name),
        _ => return None,
    };
    Some((kind, value))
}
