//! A Bash script with curl and openssl, which signs the request itself.

use super::call::Call;
use super::literal;
use super::shell::{self, word};
use super::syntax::JSON;

pub(super) fn write(call: &Call<'_>) -> String {
    let parameters = literal::parameters(call);
    let json_function = if parameters.has_variable() { format!("\n{}", shell::JSON_FUNCTION) } else { String::new() };
    let (scheme, host) = call.endpoint().unwrap_or(("https", ""));
    let own_host = format!("{}.tencentcloudapi.com", call.product());
    let host = if host.is_empty() { &own_host } else { host };
    let region = call.region.map_or_else(|| "${TENCENTCLOUD_REGION:-}".to_owned(), word);
    let authorization = if call.action.unsigned { UNSIGNED } else { SIGNED };
    let functions = if call.action.unsigned { "" } else { HMAC };
    let credentials = if call.action.unsigned { "" } else { CREDENTIALS };
    format!(
        "#!/usr/bin/env bash
# {title}
# Needs curl and openssl.
set -euo pipefail
{credentials}
service={service} action={action} version={version} region={region}
host={host}
{json_function}
body={body}
{functions}{authorization}
headers=(\"Authorization: $authorization\" \"Content-Type: application/json; charset=utf-8\" \"Host: $host\"
  \"X-TC-Action: $action\" \"X-TC-Version: $version\" \"X-TC-Timestamp: $timestamp\")
[ -z \"$region\" ] || headers+=(\"X-TC-Region: $region\")
[ -z \"${{TENCENTCLOUD_TOKEN:-}}\" ] || headers+=(\"X-TC-Token: $TENCENTCLOUD_TOKEN\")

# Arguments are visible to other processes; what is read from files is not.
curl --silent --show-error --header @<(printf '%s\\n' \"${{headers[@]}}\") \\
  --data-binary @<(printf %s \"$body\") \"{scheme}://$host/\"
echo
",
        title = call.title(),
        service = word(call.product()),
        action = word(call.action_name()),
        version = word(call.number()),
        host = word(host),
        body = shell::json_word(&JSON.spread(&parameters, 0)),
    )
}

const CREDENTIALS: &str = ": \"${TENCENTCLOUD_SECRET_ID:?}\" \"${TENCENTCLOUD_SECRET_KEY:?}\"\n";

const UNSIGNED: &str = "
timestamp=$(date +%s)
# This action needs no credentials.
authorization=SKIP
";

/// `openssl mac` and `openssl dgst -hmac` take the key as an argument.
const HMAC: &str = r#"
sha256() { openssl dgst -sha256 -r | cut -d ' ' -f 1; }
hex() { od -A n -v -t x1 | tr -d ' \n'; }
unhex() { printf "$(printf %s "$1" | sed 's/../\\x&/g')"; }
# hmac KEY MESSAGE: HMAC-SHA256 in hex, of a key in hex. The key is no argument of a program, as openssl would require.
hmac() {
  local key=$1 inner= outer= i byte
  [ ${#key} -le 128 ] || key=$(unhex "$key" | sha256)
  for ((i = 0; i < 128; i += 2)); do
    byte=$((16#0${key:i:2}))
    printf -v inner '%s\\x%02x' "$inner" $((byte ^ 0x36))
    printf -v outer '%s\\x%02x' "$outer" $((byte ^ 0x5c))
  done
  { printf "$outer"; unhex "$({ printf "$inner"; printf %s "$2"; } | sha256)"; } | sha256
}
"#;

const SIGNED: &str = r#"
# One call, so that midnight cannot come between the two.
read -r timestamp date < <(date -u '+%s %Y-%m-%d')
canonical_request="POST
/

content-type:application/json; charset=utf-8
host:$host

content-type;host
$(printf %s "$body" | sha256)"
scope=$date/$service/tc3_request
string_to_sign="TC3-HMAC-SHA256
$timestamp
$scope
$(printf %s "$canonical_request" | sha256)"
key=$(printf %s "TC3$TENCENTCLOUD_SECRET_KEY" | hex)
for part in "$date" "$service" tc3_request "$string_to_sign"; do
  key=$(hmac "$key" "$part")
done
authorization="TC3-HMAC-SHA256 Credential=$TENCENTCLOUD_SECRET_ID/$scope, SignedHeaders=content-type;host, Signature=$key"
"#;
