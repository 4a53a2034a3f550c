//! Python, with the official SDK.

use super::call::Call;
use super::literal::{self, members};
use super::official::capitalized;
use super::syntax::{Syntax, quoted};

const SYNTAX: Syntax = Syntax {
    null: "None",
    bools: ["False", "True"],
    number: str::to_owned,
    text: quoted,
    variable: |name| format!("os.environ[\"{name}\"]"),
    key: quoted,
    list: ["[", "]"],
    object: ["{", "}"],
    pad: "",
    trailing: ",",
    indent: 4,
};

pub(super) fn write(call: &Call<'_>) -> String {
    let (product, version, action) = (call.python_product(), call.version_name(), call.action_name());
    let mut modules = [format!("{product}_client"), "models".to_owned()];
    modules.sort();
    let parameters = literal::parameters(call);
    let is_empty = members(&parameters).is_empty();
    let json = if is_empty { "" } else { "import json\n" };
    let region = call.region.map_or_else(|| "os.environ.get(\"TENCENTCLOUD_REGION\", \"\")".to_owned(), quoted);
    let (imports, profile, with_profile) = match call.endpoint() {
        None => ("", String::new(), ""),
        Some((scheme, host)) => {
            let scheme = if scheme == "https" { String::new() } else { format!("protocol={}, ", quoted(scheme)) };
            (
                "from tencentcloud.common.profile.client_profile import ClientProfile\n\
                 from tencentcloud.common.profile.http_profile import HttpProfile\n",
                format!("profile = ClientProfile(httpProfile=HttpProfile({scheme}endpoint={}))\n", quoted(host)),
                ", profile",
            )
        }
    };
    let fill = match is_empty {
        true => String::new(),
        false => format!("request.from_json_string(json.dumps({}))\n", SYNTAX.spread(&parameters, 0)),
    };
    let call_and_print = match call.is_stream() {
        true => format!("for event in client.{action}(request):\n    print(event[\"data\"])\n"),
        false => format!(
            "response = client.{action}(request)\nprint(response.to_json_string(ensure_ascii=False, indent=2))\n"
        ),
    };
    format!(
        "# {title}
# pip install tencentcloud-sdk-python-{product}

{json}import os

from tencentcloud.common.credential import Credential
{imports}from tencentcloud.{product}.{version} import {modules}

credential = Credential(
    os.environ[\"TENCENTCLOUD_SECRET_ID\"],
    os.environ[\"TENCENTCLOUD_SECRET_KEY\"],
    os.environ.get(\"TENCENTCLOUD_TOKEN\"),
)
{profile}client = {product}_client.{class}Client(credential, {region}{with_profile})

request = models.{action}Request()
{fill}{call_and_print}",
        title = call.title(),
        modules = modules.join(", "),
        class = capitalized(product),
    )
}
