//! The example in an action's documentation, made from the page's own sample.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::conversion::converts;
use super::layout::DOC_WIDTH;
use crate::model::{Action, Field, Presence, Product, Record};
use crate::spec::{Sample, StreamsWhen, Type};

/// Returns the request of the first successful sample as a call of which all values can be written in Rust.
pub(super) fn of(product: &Product<'_>, action: &Action<'_>) -> Option<String> {
    let successful = action.spec.samples.iter().filter(|sample| sample.error_code().is_none());
    successful.into_iter().find_map(|sample| call(product, action, sample))
}

fn call(product: &Product<'_>, action: &Action<'_>, sample: &Sample) -> Option<String> {
    let mut members = sample.request.clone();
    if let Some(pages) = &action.spec.pages {
        members.retain(|name, _| !pages.parameters().any(|parameter| parameter == name));
    }
    let is_stream = action.spec.streams.as_ref().is_some_and(|streams| {
        // `send` and `send_stream` set it.
        let asked = streams.parameter.as_ref().and_then(|parameter| members.shift_remove(parameter));
        streams.when == StreamsWhen::Always || asked.is_some_and(|value| value == true || value == 1)
    });
    let mut example = Example::new(product, Purpose::Teach);
    let setters = example.setters(&action.request, &members)?;
    let (variable, path) = (&product.variable, &product.home.path);
    let (client, method, types) = (ident(variable), ident(&action.method), &example.types);
    let home: TokenStream = path.parse().ok()?;
    let imports = match types.len() {
        0 => String::new(),
        1 => statements_of(quote!(use #home::types::#(#types)*;)) + "\n",
        _ => statements_of(quote!(use #home::types::{#(#types),*};)) + "\n",
    };
    let statements = if is_stream {
        quote! {
            let mut events = #client.#method() #setters .send_stream().await?;
            while let Some(event) = events.next().await.transpose()? {
                println!("{event:?}");
            }
        }
    } else if action.spec.pages.is_some() {
        quote! {
            let mut items = #client.#method() #setters .items();
            while let Some(item) = items.next().await.transpose()? {
                println!("{item:?}");
            }
        }
    } else {
        let wait = awaiting(product, action).map(|(waiter, id)| {
            quote! {
                let done = #client.#waiter(response.#id).await?;
                println!("{done:?}");
            }
        });
        quote! {
            let response = #client.#method() #setters .send().await?;
            println!("{response:?}");
            #wait
        }
    };
    let (statements, fence) = (statements_of(statements), product.target.fence);
    let head = head(&format!("{variable}: {path}::Client"), &example.secrets);
    Some(format!("{fence}\n{head}{imports}{statements}# Ok(())\n# }}\n```"))
}

/// Returns the hidden head of the function that an example is in. It fits into a doc comment.
fn head(client: &str, secrets: &BTreeSet<Ident>) -> String {
    let secrets: String = secrets.iter().map(|secret| format!(", {secret}: &str")).collect();
    let head = format!("# async fn example({client}{secrets}) -> Result<(), tencloud::Error> {{\n");
    if head.len() <= DOC_WIDTH {
        return head;
    }
    format!("# async fn example(\n#     {client}{secrets},\n# ) -> Result<(), tencloud::Error> {{\n")
}

/// Returns the waiter for the operation that the action starts, and the response's field that contains its id, if there
/// is a single id that is always present.
fn awaiting(product: &Product<'_>, action: &Action<'_>) -> Option<(Ident, Ident)> {
    let of = action.spec.async_ids().first()?;
    let field = action.response.fields.iter().find(|field| field.spec.name == of.field)?;
    let waiter = product.spec.waiters.get(&of.waiter)?;
    let polled = product.action(&waiter.action)?;
    let taken = polled.request.fields.iter().find(|field| field.spec.name == waiter.parameter)?;
    // Waiters accept numbers as responses contain them: signed.
    let fits = match taken.spec.ty {
        Type::Int64 | Type::Uint64 => field.spec.ty == Type::Int64,
        _ => field.spec.ty == Type::String,
    };
    (fits && field.presence == Presence::Plain).then(|| (format_ident!("wait_for_{}", of.waiter), ident(&field.ident)))
}

/// Returns the request of a sample as one expression that uses a `client`, if all of its values can be written in Rust.
pub(crate) fn request(product: &Product<'_>, action: &Action<'_>, members: &Map<String, Value>) -> Option<TokenStream> {
    let mut example = Example::new(product, Purpose::Prove);
    let setters = example.setters(&action.request, members)?;
    let method = ident(&action.method);
    Some(quote!(client.#method() #setters .into_request()))
}

/// The purpose of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Documentation: shows nothing that users should not imitate.
    Teach,
    /// A proof: omits nothing.
    Prove,
}

struct Example<'a> {
    product: &'a Product<'a>,
    purpose: Purpose,
    /// The structs and enums that it uses.
    types: BTreeSet<Ident>,
    /// The variables that contain secrets, which are parameters of the example.
    secrets: BTreeSet<Ident>,
}

impl<'a> Example<'a> {
    fn new(product: &'a Product<'a>, purpose: Purpose) -> Example<'a> {
        Example { product, purpose, types: BTreeSet::new(), secrets: BTreeSet::new() }
    }

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
                if field.spec.is_secret() && !field.is_required(record.role) {
                    continue;
                }
            }
            let setter = ident(&field.ident);
            let value = self.value(field, &field.spec.ty, value)?;
            setters.extend(quote!(.#setter(#value)));
        }
        Some(setters)
    }

    /// Returns a value as a setter accepts it.
    fn value(&mut self, field: &Field<'_>, ty: &Type, value: &Value) -> Option<TokenStream> {
        if let Some(named) = self.named(field, value) {
            return Some(named);
        }
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
                self.types.insert(name.clone());
                Some(quote!(#name::builder() #setters .build()))
            }
            (Type::List(item), Value::Array(items)) if !items.is_empty() => {
                // A setter converts the items of a list, but not what is in them.
                let items = items.iter().map(|value| match **item {
                    Type::List(_) => self.held(field, item, value),
                    _ => self.value(field, item, value),
                });
                let items: Vec<_> = items.collect::<Option<_>>()?;
                Some(quote!([#(#items),*]))
            }
            (Type::List(_), Value::Array(_)) if self.purpose == Purpose::Prove => Some(quote!(Vec::<String>::new())),
            (Type::Structure(_) | Type::List(_) | Type::Float | Type::Bool | Type::Int64 | Type::Uint64, _) => None,
            // The passwords in the page's samples are made up, but an example should still not encourage writing one down.
            (_, Value::String(_)) if field.spec.is_secret() && self.purpose == Purpose::Teach => {
                let secret = ident(&field.ident);
                self.secrets.insert(secret.clone());
                Some(quote!(#secret))
            }
            (_, Value::String(text)) => {
                let text = Literal::string(text);
                Some(quote!(#text))
            }
            _ => None,
        }
    }

    /// Returns a documented value by its name.
    fn named(&mut self, field: &Field<'_>, value: &Value) -> Option<TokenStream> {
        if self.purpose == Purpose::Prove {
            return None;
        }
        let name = field.spec.enumeration.as_deref()?;
        let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let variant = ident(&self.product.types_spec.enums.get(name)?.values.get(&plain)?.name);
        let name = ident(name);
        let tokens = quote!(#name::#variant);
        self.types.insert(name);
        Some(tokens)
    }

    /// Returns a value as the field stores it.
    fn held(&mut self, field: &Field<'_>, ty: &Type, value: &Value) -> Option<TokenStream> {
        if let (Type::List(item), Value::Array(items)) = (ty, value) {
            let items: Vec<_> = items.iter().map(|value| self.held(field, item, value)).collect::<Option<_>>()?;
            return Some(quote!(vec![#(#items),*]));
        }
        let value = self.value(field, ty, value)?;
        Some(if converts(field.spec, ty) { quote!(#value.into()) } else { value })
    }
}

/// Formats the statements of a function's body.
fn statements_of(tokens: TokenStream) -> String {
    let function = format(quote!(async fn example() { #tokens }));
    let body = function.lines().filter(|line| line.starts_with(' '));
    body.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned() + "\n").collect()
}

fn format(tokens: TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // Users never see this: a generator that emits code that Rust cannot parse fails its own tests.
        Err(error) => unreachable!("generated code does not parse: {error}\n{tokens}"),
    }
}

/// Returns a name as a token.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
