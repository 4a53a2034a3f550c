//! What all products share: common error codes and known regions.

use super::{docs, error_code, layout};
use crate::target::Target;
use crate::{names, render, spec};

/// Returns the first line of a file.
fn header() -> String {
    Target::sdk().header("/common.json")
}

pub(super) fn module() -> String {
    let items = [
        "mod error_class;\nmod error_code;\nmod rate;\nmod region;\nmod site;\n",
        "pub(crate) use error_class::{ERROR_CLASS_RULES, error_classes_of};\npub use error_code::CommonErrorCode;\npub(crate) use rate::rate_of;\npub use site::Site;\n",
    ];
    render::file(&header(), "What all products share.", &items.map(str::to_owned))
}

pub(super) fn error_codes(common: &spec::Common) -> String {
    let doc = docs::lines(&format!("An error code that any action can return.\n\nDocumentation: <{}>", common.page));
    let items = ["use crate::error::common_error_codes;\n".to_owned(), error_code::common(&common.errors, &doc)];
    render::file(&header(), "The common error codes.", &items)
}

pub(super) fn regions(common: &spec::Common) -> String {
    let constant = |(region, place): (&String, &String)| {
        let constant = format!("pub const {}: Region", names::constant(region));
        let value = format!("Region::from_static({region:?})");
        format!("    /// {place}, `{region}`.\n    {}\n", layout::assignment(4, &constant, &value))
    };
    let regions: String = common.regions.iter().map(constant).collect();
    let items = [
        "use crate::region::Region;\n".to_owned(),
        format!(
            "/// The regions known when this version was generated. Use [`Region::new`] for others.\nimpl Region \
             {{\n{regions}}}\n"
        ),
    ];
    render::file(&header(), "The known regions.", &items)
}

pub(super) fn sites(common: &spec::Common) -> String {
    let names: Vec<String> = common.sites.keys().map(|name| names::variant(name)).collect();
    let variant = |(index, (site, name)): (usize, (&spec::Site, &String))| {
        let default = if index == 0 { "    #[default]\n" } else { "" };
        format!("{}{default}    {name},\n", layout::doc(4, &docs::lines(&site.doc)))
    };
    let variants: String = common.sites.values().zip(&names).enumerate().map(variant).collect();
    let arms = |value: fn(&spec::Site) -> String| -> String {
        let arm = |(site, name): (&spec::Site, &String)| format!("            Self::{name} => {},\n", value(site));
        common.sites.values().zip(&names).map(arm).collect()
    };
    let items = [
        format!(
            "/// Which Tencent Cloud site to call.\n#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]\n\
             #[non_exhaustive]\npub enum Site {{\n{variants}}}\n"
        ),
        format!(
            "impl Site {{
    /// The domain that follows a product's name in its host.
    pub(crate) fn domain(self) -> &'static str {{
        match self {{
{}        }}
    }}

    /// Whether there are hosts for single regions.
    pub(crate) fn regional_hosts(self) -> bool {{
        match self {{
{}        }}
    }}
}}
",
            arms(|site| format!("{:?}", site.domain)),
            arms(|site| site.regional_hosts.to_string())
        ),
    ];
    render::file(&header(), "The sites.", &items)
}
