//! A worked example for an action's documentation, made from the page's own sample.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::builder::converts;
use super::ident;
use crate::model::{Action, Field, Product, Record};
use crate::render;
use crate::spec::Type;

/// The first sample's request as a call, where every value of it can be written in Rust.
pub(super) fn of(product: &Product<'_>, action: &Action<'_>) -> Option<String> {
    let sample = action.spec.samples.first()?;
    let mut example = Example { product, purpose: Purpose::Teach, structures: BTreeSet::new() };
    let setters = example.setters(&action.request, &sample.request)?;
    let (module, method) = (ident(&product.module), ident(&action.method));
    let structures = &example.structures;
    let imports = match structures.len() {
        0 => String::new(),
        1 => render::statements(quote!(use tencloud::#module::types::#(#structures)*;)) + "\n",
        _ => render::statements(quote!(use tencloud::#module::types::{#(#structures),*};)) + "\n",
    };
    let statements = render::statements(quote! {
        let reply = #module.#method() #setters .send().await?;
        println!("{reply:?}");
    });
    Some(format!(
        "```no_run\n# async fn example({module}: tencloud::{module}::Client) -> Result<(), tencloud::Error> {{\n\
         {imports}{statements}# Ok(())\n# }}\n```"
    ))
}

/// A sample's request as a whole expression over a `client`, where every value of it can be written in Rust.
pub(crate) fn request(product: &Product<'_>, action: &Action<'_>, members: &Map<String, Value>) -> Option<TokenStream> {
    let mut example = Example { product, purpose: Purpose::Prove, structures: BTreeSet::new() };
    let setters = example.setters(&action.request, members)?;
    let method = ident(&action.method);
    Some(quote!(client.#method() #setters .into_request()))
}

/// What a call is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Documentation: teaches nothing that one should not do.
    Teach,
    /// A proof: leaves nothing out.
    Prove,
}

struct Example<'a> {
    product: &'a Product<'a>,
    purpose: Purpose,
    /// The structures that it builds.
    structures: BTreeSet<Ident>,
}

impl Example<'_> {
    fn setters(&mut self, record: &Record<'_>, members: &Map<String, Value>) -> Option<TokenStream> {
        if record.required().any(|field| !members.contains_key(&field.spec.name)) {
            return None;
        }
        let mut setters = TokenStream::new();
        for (name, value) in members {
            let field = record.fields.iter().find(|field| field.spec.name == *name)?;
            if self.purpose == Purpose::Teach {
                if field.spec.deprecated.is_some() {
                    return None;
                }
                // Passwords of the page's samples are made up; still, an example should not teach to write one down.
                if field.spec.secret && !field.is_required(record.role) {
                    continue;
                }
            }
            let setter = ident(&field.ident);
            let value = self.value(field, &field.spec.ty, value)?;
            setters.extend(quote!(.#setter(#value)));
        }
        Some(setters)
    }

    /// A value as a setter takes it.
    fn value(&mut self, field: &Field<'_>, ty: &Type, value: &Value) -> Option<TokenStream> {
        match (ty, value) {
            (Type::Int64 | Type::Uint64, Value::Number(number)) if !number.is_f64() => number.to_string().parse().ok(),
            (Type::Int64 | Type::Uint64, Value::String(text)) => text.parse::<i64>().ok()?.to_string().parse().ok(),
            (Type::Float, Value::Number(number)) => format!("{:?}", number.as_f64()?).parse().ok(),
            (Type::Bool, Value::Bool(value)) => Some(quote!(#value)),
            (Type::Structure(name), Value::Object(members)) => {
                let product = self.product;
                let record = product.record(name)?;
                let (name, setters) = (ident(&record.name), self.setters(record, members)?);
                if self.purpose == Purpose::Prove {
                    let module = ident(&product.module);
                    return Some(quote!(tencloud::#module::types::#name::builder() #setters .build()));
                }
                self.structures.insert(name.clone());
                Some(quote!(#name::builder() #setters .build()))
            }
            (Type::List(item), Value::Array(items)) if !items.is_empty() => {
                // A setter converts a list's items, but not what is in them.
                let items = items.iter().map(|value| match **item {
                    Type::List(_) => self.held(field, item, value),
                    _ => self.value(field, item, value),
                });
                let items: Vec<_> = items.collect::<Option<_>>()?;
                Some(quote!([#(#items),*]))
            }
            (Type::List(_), Value::Array(_)) if self.purpose == Purpose::Prove => Some(quote!(Vec::<String>::new())),
            (Type::Structure(_) | Type::List(_) | Type::Float | Type::Bool | Type::Int64 | Type::Uint64, _) => None,
            (_, Value::String(text)) if !field.spec.secret || self.purpose == Purpose::Prove => {
                let text = Literal::string(text);
                Some(quote!(#text))
            }
            _ => None,
        }
    }

    /// A value as the field holds it.
    fn held(&mut self, field: &Field<'_>, ty: &Type, value: &Value) -> Option<TokenStream> {
        if let (Type::List(item), Value::Array(items)) = (ty, value) {
            let items: Vec<_> = items.iter().map(|value| self.held(field, item, value)).collect::<Option<_>>()?;
            return Some(quote!(vec![#(#items),*]));
        }
        let value = self.value(field, ty, value)?;
        Some(if converts(field.spec, ty) { quote!(#value.into()) } else { value })
    }
}
