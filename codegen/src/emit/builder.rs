//! Builders, whose types track which required parameters have been set.

use std::collections::BTreeMap;

use super::context::Context;
use super::conversion::converts;
use super::docs;
use super::idents::plain;
use super::layout::{self, Pad};
use super::links::Place;
use super::record::rust_type;
use crate::model::{Field, Presence, Product, Record};
use crate::spec::{self, Type};
use crate::{names, render};

/// A builder: what it builds, and how it ends.
pub(super) struct Builder<'a> {
    pub(super) name: String,
    pub(super) context: Context<'a>,
    pub(super) record: &'a Record<'a>,
    /// Whether it holds the client that will send the request.
    pub(super) has_client: bool,
    /// The method that a program ends with.
    pub(super) ends_with: &'static str,
}

impl Builder<'_> {
    /// Returns the type parameters, one for each required field, with the name of the field.
    fn states(&self) -> Vec<String> {
        let names: Vec<String> = self.record.required().map(|field| names::type_name(&field.spec.name)).collect();
        let is_type = |name: &str| self.context.inside_types && self.context.product.has_type(name);
        let mut states: Vec<String> = Vec::new();
        for name in &names {
            // It must not shadow a type of the same module, and must differ from the parameters of all other fields.
            let mut state = name.clone();
            while is_type(&state) || states.contains(&state) || (state != *name && names.contains(&state)) {
                state.push_str("Type");
            }
            states.push(state);
        }
        states
    }

    /// Returns the type parameter that tracks whether a required field has been set.
    fn state(&self, field: &Field<'_>) -> String {
        let index = self.record.required().position(|other| other.ident == field.ident);
        index.and_then(|index| self.states().into_iter().nth(index)).unwrap_or_default()
    }

    /// Returns the bounds that hold once all required fields have been set.
    pub(super) fn complete(&self) -> Vec<String> {
        let bound = |field| format!("{}: required::{}", self.state(field), parameter(field));
        self.record.required().map(bound).collect()
    }

    /// Returns the attribute that keeps a method out of the library until a program calls it. Methods of a generic
    /// builder need none.
    pub(super) fn lazy(&self) -> &'static str {
        if self.record.required().next().is_none() { "    #[inline]\n" } else { "" }
    }

    /// Returns the generic parameters, or the arguments of a builder type with these states.
    fn generics(&self, states: Vec<String>) -> Vec<String> {
        self.has_client.then(|| "'c".to_owned()).into_iter().chain(states).collect()
    }

    /// Returns an expression that creates the builder with nothing set.
    pub(super) fn start(&self) -> String {
        self.literal("client: self", "value: Default::default()")
    }

    /// Returns the builder as a struct expression in the body of a method.
    fn literal(&self, client: &str, value: &str) -> String {
        let client = self.has_client.then_some(client);
        let fields: Vec<String> =
            client.into_iter().chain([value, "state: rt::PhantomData"]).map(str::to_owned).collect();
        layout::list(8, &format!("{} {{", self.name), &fields, "}", Pad::Spaced)
    }

    /// Writes the struct, its setters, and the methods that complete it.
    pub(super) fn text(&self, doc: &[String], ends: &[String]) -> Vec<String> {
        let (name, record, doc) = (&self.name, &self.record.name, layout::doc(4, doc));
        let generics = self.generics(self.states());
        let client = if self.has_client { "client: &'c Client, " } else { "" };
        let must_use =
            format!("nothing is {} before `{}`", if self.has_client { "sent" } else { "built" }, self.ends_with);
        let declared = if generics.is_empty() { name.clone() } else { format!("{name}<{}>", generics.join(", ")) };
        let definition = format!(
            "rt::builder! {{\n{doc}    #[must_use = {must_use:?}]\n    pub struct {declared} {{ {client}value: {record} }}\n}}\n"
        );
        let setters = self.record.fields.iter().map(|field| self.setter(field));
        let methods: Vec<String> =
            setters.chain([self.modify()]).chain(self.with_parameter()).chain(ends.iter().cloned()).collect();
        let this = layout::Type { name: name.clone(), arguments: generics.clone() };
        let head = layout::implementation(&generics, &this);
        vec![definition, format!("{head}\n{}}}\n", methods.join("\n"))]
    }

    fn setter(&self, field: &Field<'_>) -> String {
        let place = Place::record(&self.context, self.record);
        // Requests are documented at their setters, and data types at their fields.
        let doc = if self.has_client {
            docs::field(&place, field.spec)
        } else {
            let name = plain(&field.ident);
            docs::lines(&format!("Sets [`{name}`]({}::{name}).", self.record.name))
        };
        let setter = &field.ident;
        let (argument, convert) = self.argument(field.spec);
        let value = match field.presence {
            Presence::Optional => format!("Some({convert})"),
            Presence::Boxed => format!("Some(Box::new({convert}))"),
            Presence::Plain | Presence::List => convert,
        };
        let arguments = ["mut self".to_owned(), format!("value: {argument}")];
        let (returns, lazy, end) = if field.is_required(self.record.role) {
            let own = self.state(field);
            let states = self.states().into_iter().map(|state| if state == own { "rt::Set".to_owned() } else { state });
            let returns = layout::Type { name: self.name.clone(), arguments: self.generics(states.collect()) };
            (returns, "", self.literal("client: self.client", "value: self.value"))
        } else {
            // A method with a generic argument needs no attribute.
            let lazy = if argument.contains("impl ") { "" } else { self.lazy() };
            (layout::Type::plain("Self"), lazy, "self".to_owned())
        };
        format!(
            "{doc}{deprecated}{lazy}    {head}\n        {assignment}\n        {end}\n    }}\n",
            doc = layout::doc(4, &doc),
            deprecated = layout::deprecated(4, docs::deprecated(&place, field.spec.deprecated.as_ref()).as_deref()),
            head = layout::method(&format!("pub fn {setter}"), &arguments, &returns, &[]),
            assignment = layout::assignment(8, &format!("self.value.{setter}"), &value),
        )
    }

    /// Writes the method for what setters cannot express.
    fn modify(&self) -> String {
        let (what, record) = (if self.has_client { "request" } else { "value" }, &self.record.name);
        let arguments = ["mut self".to_owned(), format!("modify: impl FnOnce(&mut {record})")];
        format!(
            "    /// Passes the {what} to a function, for what the setters cannot express, such as setting an existing `Option`:\n    \
             /// `.modify(|{what}| {what}.field = option)`.\n    {}\n        modify(&mut self.value);\n        self\n    }}\n",
            layout::method("pub fn modify", &arguments, &layout::Type::plain("Self"), &[])
        )
    }

    /// Writes the method for parameters that the spec does not list.
    fn with_parameter(&self) -> Option<String> {
        let doc = "Sets a parameter by its name in the API. Use this for a parameter that is newer than the SDK, or to send JSON \
                   that a setter cannot express; it replaces the setter's value. `null` is not sent.";
        let arguments = ["mut self", "name: impl Into<String>", "value: impl Into<rt::Json>"].map(str::to_owned);
        let head = layout::method("pub fn with_parameter", &arguments, &layout::Type::plain("Self"), &[]);
        let text = format!(
            "{}    {head}\n        self.value.extra_parameters.set(name, value);\n        self\n    }}\n",
            layout::doc(4, &docs::lines(doc)),
        );
        self.has_client.then_some(text)
    }

    /// Returns the type of a setter's argument, and the expression that converts the argument into the field's value.
    fn argument(&self, field: &spec::Field) -> (String, String) {
        let rust = |ty| rust_type(&self.context, field, ty);
        let own = rust(&field.ty);
        match &field.ty {
            Type::List(item) => {
                let rust = rust(item);
                let item = if converts(field, item) { format!("impl Into<{rust}>") } else { rust };
                (format!("impl IntoIterator<Item = {item}>"), "rt::list(value)".to_owned())
            }
            ty if converts(field, ty) => (format!("impl Into<{own}>"), "value.into()".to_owned()),
            _ => (own, "value".to_owned()),
        }
    }
}

/// Returns the trait of a required parameter.
fn parameter(field: &Field<'_>) -> String {
    names::upper(&field.spec.name)
}

/// Writes the file with the traits of all required parameters of a product.
pub(super) fn required(product: &Product<'_>) -> String {
    let records = product.actions.iter().map(|action| &action.request).chain(&product.types);
    let parameters: BTreeMap<String, &str> =
        records.flat_map(|record| record.required()).map(|field| (parameter(field), plain(&field.ident))).collect();
    let row = |(name, setter): (&String, &&str)| {
        format!("    {name} = \"required parameter `{setter}` has not been set\";\n")
    };
    let rows: String = parameters.iter().map(row).collect();
    let items = if rows.is_empty() {
        Vec::new()
    } else {
        vec![format!("use {}::rt;\n", product.target.sdk), format!("rt::required! {{\n{rows}}}\n")]
    };
    let doc = "The traits of required parameters, which bound the methods that need those parameters.";
    render::file(&product.header(""), doc, &items)
}
