//! What all products share: common error codes and known regions.

use quote::quote;

use super::{docs, error_code, ident};
use crate::{names, render, spec};

const ORIGIN: &str = "spec/common.json";

pub(super) fn error_codes(common: &spec::Common) -> String {
    let doc = docs::lines(&format!("An error code that any action can give.\n\nPage: <{}>", common.page));
    let tokens = error_code::common(&common.errors, &doc);
    render::file(ORIGIN, "The common error codes.", tokens)
}

pub(super) fn regions(common: &spec::Common) -> String {
    let regions = common.regions.iter().map(|(region, place)| {
        let (name, doc) = (ident(&names::constant(region)), format!(" {place}, `{region}`."));
        quote!(#[doc = #doc] pub const #name: Region = Region::from_static(#region);)
    });
    let tokens = quote! {
        use crate::region::Region;
        /// The regions known when this version was made. Others are made with [`Region::new`].
        impl Region { #(#regions)* }
    };
    render::file(ORIGIN, "The known regions.", tokens)
}

pub(super) fn sites(common: &spec::Common) -> String {
    let names: Vec<_> = common.sites.keys().map(|name| ident(&names::variant(name))).collect();
    let variants = common.sites.values().zip(&names).enumerate().map(|(index, (site, name))| {
        let doc = docs::lines(&site.doc);
        let default = (index == 0).then(|| quote!(#[default]));
        quote!(#(#[doc = #doc])* #default #name,)
    });
    let domains = common.sites.values().map(|site| &site.domain);
    let regional = common.sites.values().map(|site| site.regional_hosts);
    let tokens = quote! {
        /// Whose endpoints are called.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Site { #(#variants)* }
        impl Site {
            /// The domain that follows a product's name in its host.
            pub(crate) fn domain(self) -> &'static str {
                match self { #(Self::#names => #domains,)* }
            }
            /// Whether there are hosts for single regions.
            pub(crate) fn regional_hosts(self) -> bool {
                match self { #(Self::#names => #regional,)* }
            }
        }
    };
    render::file(ORIGIN, "The sites.", tokens)
}
