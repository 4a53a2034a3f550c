//! `README.md`, whose example is a doctest of the crate.

use super::manifest::VERSION;
use crate::emit::usage;
use crate::model::{Model, Product};

pub(super) fn text(name: &str, model: &Model<'_>) -> String {
    let is_root = |product: &&Product<'_>| model.target.crate_root.as_deref() == Some(product.folder);
    let Some(root) = model.products.iter().find(is_root) else { return String::new() };
    let (spec, actions) = (root.spec, root.actions.len());
    let others: String = model
        .products
        .iter()
        .filter(|product| !is_root(product))
        .map(|other| format!("| {} | `{}` | {} |\n", other.spec.version, other.module, other.actions.len()))
        .collect();
    let others = if others.is_empty() {
        others
    } else {
        format!(
            "\n## Versions\n\n| version of the API | feature and module | actions |\n|---|---|---|\n| {} | the root of the \
             crate | {actions} |\n{others}",
            spec.version
        )
    };
    let actions = if actions == 1 { "1 action".to_owned() } else { format!("{actions} actions") };
    format!(
        "# {name}

Typed requests and responses of {title} (`{product}`) of Tencent Cloud, version {version}: {actions}. For
[tencloud](https://docs.rs/tencloud), an unofficial SDK, which signs, sends and retries the calls.

```toml
[dependencies]
tencloud = \"={VERSION}\"
{name} = \"={VERSION}\"
tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}
```

```rust,no_run
{usage}```

Omitting a required parameter is a compile error that names it. Errors, retries, credentials and everything else that is not
specific to a product are documented in `tencloud`. Both crates must have the same version.

The code is generated from facts: names, types, and what is required. What the API means is on its
[documentation pages]({page}).
{others}
Licensed under either of [MIT](LICENSE-MIT) or [Apache-2.0](LICENSE-APACHE), at your option. Not affiliated with Tencent.
",
        title = spec.title,
        product = spec.product,
        version = spec.version,
        usage = usage::of(root),
        page = spec.page,
    )
}
