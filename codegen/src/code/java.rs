//! Java, with the official SDK: typed, as far as its types can express the call.

use std::collections::BTreeSet;

use super::call::Call;
use super::literal::{self, Literal, members};
use super::official::capitalized;
use super::syntax::{JSON, Part, parts, quoted};
use crate::spec::{Field, Type, Types};

const SDK: &str = "com.tencentcloudapi";

/// Classes that the program uses in any case; it names a model with the same name by its path.
const TAKEN: [&str; 8] = [
    "AbstractModel",
    "ClientProfile",
    "Credential",
    "HttpProfile",
    "Main",
    "String",
    "System",
    "TencentCloudSDKException",
];

pub(super) fn write(call: &Call<'_>) -> String {
    let parameters = literal::parameters(call);
    let package = format!("{SDK}.{}.{}", call.product(), call.version_name());
    let mut values = Values {
        package: &package,
        types: &call.version.types,
        imports: BTreeSet::new(),
        before: String::new(),
        variables: 0,
    };
    for class in ["Credential", "exception.TencentCloudSDKException", "profile.ClientProfile"] {
        values.imports.insert(format!("{SDK}.common.{class}"));
    }
    let endpoint = call.endpoint().map(|(scheme, host)| {
        values.imports.insert(format!("{SDK}.common.profile.HttpProfile"));
        let scheme = if scheme == "https" { String::new() } else { format!("        httpProfile.setProtocol({});\n", quoted(&format!("{scheme}://"))) };
        format!(
            "        HttpProfile httpProfile = new HttpProfile();\n{scheme}        httpProfile.setEndpoint({});\n        \
             clientProfile.setHttpProfile(httpProfile);\n",
            quoted(host)
        )
    });
    let region = call.region.map_or_else(|| variable("TENCENTCLOUD_REGION"), quoted);
    let imports = values.imports.clone();
    let rest = match values.setters("request", &parameters, &call.action.parameters) {
        Some(setters) => typed(call, &mut values, &region, &setters),
        None => {
            values.imports = imports;
            untyped(call, &mut values, &region, &parameters)
        }
    };
    let imports: String = values.imports.iter().map(|class| format!("import {class};\n")).collect();
    format!(
        "// {title}
// Maven: {SDK}:tencentcloud-sdk-java-{artifact}

{imports}
public class Main {{
    public static void main(String[] args) throws TencentCloudSDKException {{
        Credential credential = new Credential(
            System.getenv(\"TENCENTCLOUD_SECRET_ID\"),
            System.getenv(\"TENCENTCLOUD_SECRET_KEY\"),
            System.getenv(\"TENCENTCLOUD_TOKEN\"));
        ClientProfile clientProfile = new ClientProfile();
{endpoint}{rest}    }}
}}
",
        title = call.title(),
        artifact = call.product(),
        endpoint = endpoint.unwrap_or_default(),
    )
}

fn typed(call: &Call<'_>, values: &mut Values<'_>, region: &str, setters: &str) -> String {
    let (action, client) = (call.action_name(), format!("{}Client", capitalized(call.product())));
    values.imports.insert(format!("{}.{client}", values.package));
    let (request, response) = (values.class(&format!("{action}Request")), values.class(&format!("{action}Response")));
    let print = match call.is_stream() {
        true => {
            values.imports.insert(format!("{SDK}.common.SSEResponseModel"));
            "        for (SSEResponseModel.SSE event : response) {\n            System.out.println(event.Data);\n        }\n"
        }
        false => {
            values.imports.insert(format!("{SDK}.common.AbstractModel"));
            "        System.out.println(AbstractModel.toJsonString(response));\n"
        }
    };
    format!(
        "        {client} client = new {client}(credential, {region}, clientProfile);

{before}        {request} request = new {request}();
{setters}        {response} response = client.{action}(request);
{print}",
        before = values.before,
    )
}

fn untyped(call: &Call<'_>, values: &mut Values<'_>, region: &str, parameters: &Literal<'_>) -> String {
    values.imports.insert(format!("{SDK}.common.CommonClient"));
    values.imports.insert(format!("{SDK}.common.CommonRequest"));
    if parameters.has_variable() {
        values.imports.insert("com.google.gson.JsonPrimitive".to_owned());
    }
    let part = |part| match part {
        Part::Json(json) => quoted(json),
        Part::Variable(name) => format!("new JsonPrimitive({})", variable(name)),
    };
    let json = JSON.line(parameters);
    let json: Vec<String> = parts(&json).map(part).collect();
    format!(
        "        CommonClient client =
            new CommonClient({:?}, {:?}, credential, {region}, clientProfile);

        CommonRequest request = new CommonRequest({});
        System.out.println(client.commonRequest(request, {:?}));
",
        call.product(),
        call.number(),
        json.join(" + "),
        call.action_name(),
    )
}

fn variable(name: &str) -> String {
    format!("System.getenv(\"{name}\")")
}

/// Writes values as setters accept them.
struct Values<'a> {
    package: &'a str,
    types: &'a Types,
    imports: BTreeSet<String>,
    /// The statements that make the structs.
    before: String,
    /// The number of variables in them.
    variables: usize,
}

impl Values<'_> {
    /// Writes the setters of an object's fields, if all have a type that can express them.
    fn setters(&mut self, variable: &str, object: &Literal<'_>, fields: &[Field]) -> Option<String> {
        let mut setters = String::new();
        for (name, value) in members(object).iter().filter(|(_, value)| !matches!(value, Literal::Null)) {
            let field = fields.iter().find(|field| field.name == *name)?;
            let value = self.value(&field.ty, value)?;
            setters.push_str(&format!("        {variable}.set{}({value});\n", capitalized(name)));
        }
        Some(setters)
    }

    fn value(&mut self, ty: &Type, value: &Literal<'_>) -> Option<String> {
        match (ty, value) {
            (Type::List(item), Literal::List(items)) => {
                let items = items.iter().map(|value| self.value(item, value)).collect::<Option<Vec<_>>>()?;
                Some(format!("new {}[] {{{}}}", self.ty(item), items.join(", ")))
            }
            (Type::Structure(name), Literal::Object(_)) => self.structure(name, value),
            (Type::Int64 | Type::Uint64, Literal::Number(number)) => Some(format!("{}L", number.parse::<i64>().ok()?)),
            (Type::Float, Literal::Number(number)) => Some(format!("{number}F")),
            (Type::Bool, Literal::Bool(value)) => Some(value.to_string()),
            (Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary, value) => match value {
                Literal::Text(text) => Some(quoted(text)),
                Literal::Variable(name) => Some(variable(name)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Makes a struct, and returns its variable.
    fn structure(&mut self, name: &str, object: &Literal<'_>) -> Option<String> {
        let types = self.types;
        let class = self.class(&capitalized(name));
        let first = name.chars().next().map(|first| first.to_ascii_lowercase()).unwrap_or_default();
        self.variables += 1;
        let variable = format!("{first}{}{}", name.get(1..).unwrap_or_default(), self.variables);
        let setters = self.setters(&variable, object, &types.types.get(name)?.fields)?;
        self.before.push_str(&format!("        {class} {variable} = new {class}();\n{setters}"));
        Some(variable)
    }

    fn ty(&mut self, ty: &Type) -> String {
        match ty {
            Type::Int64 | Type::Uint64 => "Long".to_owned(),
            Type::Float => "Float".to_owned(),
            Type::Bool => "Boolean".to_owned(),
            Type::Structure(name) => self.class(&capitalized(name)),
            Type::List(item) => self.ty(item) + "[]",
            Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => "String".to_owned(),
        }
    }

    /// Returns how the program names a model.
    fn class(&mut self, name: &str) -> String {
        let path = format!("{}.models.{name}", self.package);
        if TAKEN.contains(&name) {
            return path;
        }
        self.imports.insert(path);
        name.to_owned()
    }
}
