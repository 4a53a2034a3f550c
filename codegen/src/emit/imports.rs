//! The `use` lines of a file.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;

/// What a file imports: names by module.
#[derive(Default)]
pub(super) struct Imports(BTreeMap<&'static str, BTreeSet<&'static str>>);

impl Imports {
    pub(super) fn add(&mut self, module: &'static str, names: &[&'static str]) {
        self.0.entry(module).or_default().extend(names);
    }

    /// One line a module, in the order that rustfmt gives them.
    pub(super) fn tokens(&self) -> TokenStream {
        let mut modules: Vec<_> = self.0.iter().collect();
        modules.sort_by_key(|(module, _)| match **module {
            "crate" => 3,
            module if module.starts_with("crate::") => 2,
            module if module.starts_with("super") => 1,
            _ => 0,
        });
        let lines = modules.into_iter().map(|(module, names)| {
            let steps = module.split("::").map(ident);
            let (own, others): (Vec<_>, Vec<_>) = names.iter().partition(|name| **name == "self");
            let names: Vec<_> = own.into_iter().chain(others).copied().map(ident).collect();
            match names.as_slice() {
                [name] => quote!(use #(#steps)::*::#name;),
                names => quote!(use #(#steps)::*::{#(#names),*};),
            }
        });
        lines.collect()
    }
}
