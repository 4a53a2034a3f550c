//! Which action, product and version a page describes.

use super::diagnostics::Diagnostics;
use super::evidence::{Evidence, reconcile};
use super::explorer;
use super::inline::is_identifier;
use super::located::Located;
use super::main_tables::Main;
use super::parts::{Source, text_of};
use super::samples::{Samples, product_of};

/// The action, product and version that a page describes.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) action: Located<String>,
    pub(super) version: Located<String>,
    pub(super) product: Located<String>,
}

/// The kind of a name. Each of them names a file or a folder of the spec.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Action,
    Version,
    Product,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Action => "action",
            Kind::Version => "version",
            Kind::Product => "product",
        }
    }

    /// Returns whether a text can be a name of this kind: nothing else becomes part of a path.
    pub(super) fn accepts(self, text: &str) -> bool {
        match self {
            Kind::Action => is_identifier(text) && text.starts_with(|c: char| c.is_ascii_uppercase()),
            Kind::Version => date_in(text).as_deref() == Some(text),
            Kind::Product => {
                let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
                !text.is_empty() && text.chars().all(is_part)
            }
        }
    }
}

/// Reads what identifies the page: its own rows first, then everything else.
pub(super) fn read(
    source: &Source<'_>,
    main: &Main<'_>,
    samples: &Samples,
    diagnostics: &mut Diagnostics,
) -> Option<Identity> {
    let line = main.input.0.line;
    let head: Vec<(usize, &str)> =
        source.blocks.iter().take_while(|block| block.line() < line).filter_map(text_of).collect();
    let links = explorer::links(source.lines);
    let link = |key: fn(&explorer::Link) -> &Option<String>| {
        let evidence = move |link: &explorer::Link| {
            Some(Evidence { value: key(link).clone()?, line: link.line, place: "link to the API Explorer" })
        };
        links.iter().filter_map(evidence)
    };
    let row = |name: &str, value_in: fn(&str) -> Option<String>, diagnostics: &mut Diagnostics| {
        let row = main.input.0.rows.iter().find(|row| row.text(main.input.1.name) == name)?;
        let value = value_in(row.text(main.input.1.description));
        if value.is_none() && links.is_empty() {
            let help = "write its value at the end of the row's description";
            diagnostics.error(row.line, format!("the row `{name}` does not contain its value"), help);
        }
        value.map(|value| Evidence { value, line: row.line, place: "table of parameters" })
    };

    let action = row("Action", action_in, diagnostics);
    let mut actions: Vec<Evidence> = link(|link| &link.action).chain(samples.actions.iter().cloned()).collect();
    let described = described(&head, action.as_ref(), actions.is_empty());
    actions.extend(described);
    let version = row("Version", date_in, diagnostics);
    let versions: Vec<Evidence> = link(|link| &link.version).chain(samples.versions.iter().cloned()).collect();
    let host = head
        .iter()
        .find_map(|(line, text)| Some(Evidence { value: endpoint_in(text)?, line: *line, place: "request domain" }));
    let mut products: Vec<Evidence> = link(|link| &link.product).chain(samples.products.iter().cloned()).collect();
    if host.is_none() && products.is_empty() && source.given.product.is_none() {
        products.clone_from(&samples.hosts);
    }

    let mut reconciled = |kind: Kind, first: Option<Evidence>, others: &[Evidence], given: Option<&str>, help: &str| {
        let what = kind.name();
        let evidence = reconcile(what, first, others, diagnostics).ok()?;
        let found = evidence.map(|evidence| Located { value: evidence.value, line: evidence.line });
        match (found, given) {
            (Some(found), _) if !kind.accepts(&found.value) => {
                diagnostics.error(found.line, format!("`{}` is not a valid {what}", found.value), "correct the page");
                None
            }
            (Some(found), Some(given)) if found.value != given => {
                let contrary =
                    format!("the {what} is `{}` on the page, but `{given}` on the command line", found.value);
                diagnostics.error(found.line, contrary, "correct one of the two");
                None
            }
            (None, None) => {
                diagnostics.error(line, format!("the page does not name its {what}"), help);
                None
            }
            (None, Some(given)) => Some(Located { value: given.to_owned(), line }),
            (found, _) => found,
        }
    };
    let action = reconciled(Kind::Action, action, &actions, None, "add the row `Action`");
    let version = reconciled(Kind::Version, version, &versions, source.given.version, "pass --version");
    let product = reconciled(Kind::Product, host, &products, source.given.product, "pass --product");
    Some(Identity { action: action?, version: version?, product: product? })
}

/// Returns the action that the description names: the one in the table or, if nothing else names an action, another
/// one, as a title or in parentheses after "this API".
fn described(head: &[(usize, &str)], action: Option<&Evidence>, alone: bool) -> Option<Evidence> {
    let evidence = |line: usize, value: &str| Evidence { value: value.to_owned(), line, place: "description" };
    let names = |text: &str, name: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name);
    if let Some(action) = action
        && let Some((line, _)) = head.iter().find(|(_, text)| names(text, &action.value))
    {
        return Some(evidence(*line, &action.value));
    }
    let other = |text: &str| {
        let title = text.split_whitespace().next().filter(|word| *word == text);
        let words = text.split(['(', '（']).skip(1).filter_map(|rest| rest.split([')', '）']).next());
        title.into_iter().chain(words).map(str::trim).find(|word| has_inner_capital(word)).map(str::to_owned)
    };
    head.iter().filter(|_| alone).find_map(|(line, text)| Some(evidence(*line, &other(text)?)))
}

/// Returns whether a word is written like the name of an action, such as `DescribeInstances`.
fn has_inner_capital(word: &str) -> bool {
    let inner = word.get(1..).unwrap_or_default();
    is_identifier(word)
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && inner.contains(|c: char| c.is_ascii_uppercase())
        && inner.contains(|c: char| c.is_ascii_lowercase())
}

/// Returns the product of the first host in a text that serves all regions.
fn endpoint_in(text: &str) -> Option<String> {
    let hosts = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')));
    hosts
        .filter(|host| {
            let mut labels = host.trim_matches('.').split('.').skip(1);
            labels.next().is_some_and(|label| ["tencentcloudapi", "intl", "internal"].contains(&label))
        })
        .find_map(product_of)
        .map(str::to_owned)
}

/// Returns the action that a row's description names: what follows the last colon, or the only word with an inner
/// capital.
fn action_in(text: &str) -> Option<String> {
    let is_mark = |c: char| c.is_whitespace() || "`'\"*“”‘’「」。.，,、;；!".contains(c);
    let last = text.rsplit([':', '：']).next().filter(|last| last.len() < text.len());
    if let Some(name) = last.map(|last| last.trim_matches(is_mark)).filter(|name| is_identifier(name)) {
        return Some(name.to_owned());
    }
    let mut names =
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| has_inner_capital(word));
    let name = names.next()?;
    names.all(|other| other == name).then(|| name.to_owned())
}

/// Returns the only date in a text that begins with its year, such as `2018-04-12`.
fn date_in(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/');
    let mut dates = text.split(|c: char| !is_part(c)).filter_map(|word| {
        let date = word.replace('/', "-");
        let lengths: Vec<usize> = date.split('-').map(str::len).collect();
        (lengths == [4, 2, 2]).then_some(date)
    });
    let date = dates.next()?;
    dates.all(|other| other == date).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_common_rows() {
        for (text, expect) in [
            ("公共参数，本接口取值：DescribeTaskInfo", Some("DescribeTaskInfo")),
            ("Common parameter. The value used for this API: ModifyDBParameters.", Some("ModifyDBParameters")),
            ("Common parameter; the name of this API: Invoke", Some("Invoke")),
            ("Common parameter. Set it to DescribeInstances for this API.", Some("DescribeInstances")),
            ("共通パラメータ。本インターフェースの取得値：`ManualBackupInstance`", Some("ManualBackupInstance")),
            ("公共参数，本接口取值为 ListAudits。", Some("ListAudits")),
            ("either DescribeInstances or DescribeZones", None),
            ("the name of the API", None),
        ] {
            assert_eq!(action_in(text).as_deref(), expect, "{text}");
        }
        for (text, expect) in [
            ("该接口取值：2018-04-12", Some("2018-04-12")),
            ("該当APIの値：2017/03/20", Some("2017-03-20")),
            ("The value used for this API: 2/28/2018", None),
            ("2018-04-12 or 2019-04-12", None),
        ] {
            assert_eq!(date_in(text).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn hosts_and_finance() {
        for (text, expect) in [
            ("接口请求域名： redis.tencentcloudapi.com 。", Some("redis")),
            ("live.intl.tencentcloudapi.com.", Some("live")),
            ("as.ap-shanghai-fsi.tencentcloudapi.com입니다", None),
            ("as.tencentcloudapi.com입니다", Some("as")),
            ("xxx.tencentcloudapi.com", None),
            ("cns.api.qcloud.com", None),
        ] {
            assert_eq!(endpoint_in(text).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn descriptions_name_actions() {
        let evidence = |value: &str| Evidence { value: value.to_owned(), line: 9, place: "table of parameters" };
        for (text, table, alone, expect) in [
            ("本接口（CreateProxy）用于创建。", Some("CreateProxy"), false, Some("CreateProxy")),
            ("This API (DescribeAudit) is used to query.", Some("ListAudits"), true, Some("DescribeAudit")),
            ("This API (DescribeAudit) is used to query.", Some("ListAudits"), false, None),
            ("ListAudits", None, true, Some("ListAudits")),
            ("Query (see TaskId) by name (optional).", Some("ListAudits"), true, None),
        ] {
            let action = table.map(evidence);
            let found = described(&[(3, text)], action.as_ref(), alone).map(|evidence| evidence.value);
            assert_eq!(found.as_deref(), expect, "{text}");
        }
    }
}
