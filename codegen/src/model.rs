//! The spec with all decisions that generated code depends on: names, directions, how absence is represented.

use std::collections::BTreeMap;

use crate::input::{Spec, Version};
use crate::names;
use crate::spec::{self, Type, embedded, reachable};
use crate::target::{Home, Target};

/// Everything that is generated.
pub(crate) struct Model<'s> {
    pub(crate) target: &'s Target,
    pub(crate) common: &'s spec::Common,
    pub(crate) products: Vec<Product<'s>>,
}

/// A version of a product: a module of the SDK.
pub(crate) struct Product<'s> {
    pub(crate) target: &'s Target,
    /// The folder under `spec/`.
    pub(crate) folder: &'s str,
    /// The module's name, such as `redis`.
    pub(crate) module: String,
    /// The place of the module.
    pub(crate) home: Home,
    /// What examples name a client.
    pub(crate) variable: String,
    pub(crate) spec: &'s spec::Product,
    pub(crate) common: &'s spec::Common,
    pub(crate) types_spec: &'s spec::Types,
    pub(crate) types: Vec<Record<'s>>,
    pub(crate) actions: Vec<Action<'s>>,
    /// The variants of the error codes of all actions.
    pub(crate) variants: BTreeMap<&'s str, String>,
}

/// An action: a request, a response, an error code.
pub(crate) struct Action<'s> {
    pub(crate) spec: &'s spec::Action,
    /// The name of the action as a type, from which the names of its three types are derived.
    pub(crate) name: String,
    /// The name of the client's method and of the action's module.
    pub(crate) method: String,
    pub(crate) effect: spec::Effect,
    pub(crate) rate: spec::Rate,
    pub(crate) request: Record<'s>,
    pub(crate) response: Record<'s>,
    /// Whether secrets can be in the response.
    pub(crate) is_sensitive: bool,
}

/// A type that is written as a JSON object.
pub(crate) struct Record<'s> {
    pub(crate) name: String,
    pub(crate) doc: &'s str,
    pub(crate) role: Role,
    pub(crate) fields: Vec<Field<'s>>,
}

/// The direction of a record. A struct that is used in both directions is built like an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Input,
    Output,
}

/// A field of a record.
pub(crate) struct Field<'s> {
    pub(crate) spec: &'s spec::Field,
    pub(crate) ident: String,
    pub(crate) presence: Presence,
}

/// How a field represents its absence.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Always present: `T`.
    Plain,
    /// `Option<T>`.
    Optional,
    /// `Option<Box<T>>`, for a struct that would otherwise contain itself.
    Boxed,
    /// A list in a response: empty if it is absent or null.
    List,
}

impl<'s> Model<'s> {
    /// Makes all decisions for a spec without errors.
    pub(crate) fn new(spec: &'s Spec, target: &'s Target) -> Option<Model<'s>> {
        let common = spec.common.as_ref()?;
        let mut products: Vec<Product<'s>> = Vec::new();
        for (folder, version) in &spec.versions {
            products.push(Product::new(target, folder, common, version)?);
        }
        Some(Model { target, common, products })
    }
}

impl<'s> Product<'s> {
    fn new(target: &'s Target, folder: &'s str, common: &'s spec::Common, version: &'s Version) -> Option<Product<'s>> {
        let product = version.product.as_ref()?;
        let types = version.types.as_ref()?;
        let parameters = version.actions.values().flat_map(|action| &action.parameters);
        let inputs = reachable(types, parameters);
        let codes =
            version.actions.values().flat_map(|action| action.errors.iter().flatten().chain(&action.newer_errors));
        Some(Product {
            target,
            folder,
            module: product.module.clone(),
            home: target.home_of(folder, &product.module),
            variable: if target.is_sdk() { product.module.clone() } else { names::module(&product.product) },
            spec: product,
            common,
            types_spec: types,
            types: types
                .types
                .iter()
                .map(|(name, structure)| {
                    let role = if inputs.contains(name.as_str()) { Role::Input } else { Role::Output };
                    let mut record = Record::new(names::type_name(name), &structure.doc, role, None, &structure.fields);
                    for field in &mut record.fields {
                        if embedded(types, field.spec).contains(name.as_str()) {
                            field.presence = Presence::Boxed;
                        }
                    }
                    record
                })
                .collect(),
            actions: version.actions.values().map(|action| Action::new(product, types, action)).collect(),
            variants: names::variants(codes.map(String::as_str)),
        })
    }

    /// Returns the first line of a file that is generated from a file of the version's folder.
    pub(crate) fn header(&self, file: &str) -> String {
        self.target.header(&format!("/{}{file}", self.folder))
    }

    /// Returns whether a struct or an enum has this name in Rust.
    pub(crate) fn has_type(&self, name: &str) -> bool {
        self.types.iter().any(|record| record.name == name) || self.types_spec.enums.contains_key(name)
    }

    pub(crate) fn record(&self, structure: &str) -> Option<&Record<'s>> {
        let name = names::type_name(structure);
        self.types.iter().find(|record| record.name == name)
    }

    pub(crate) fn action(&self, name: &str) -> Option<&Action<'s>> {
        self.actions.iter().find(|action| action.spec.action == name)
    }
}

impl<'s> Action<'s> {
    fn new(product: &spec::Product, types: &'s spec::Types, action: &'s spec::Action) -> Action<'s> {
        let name = names::upper(&action.action);
        let structures = reachable(types, &action.results);
        let mut inside = structures.iter().filter_map(|name| types.types.get(*name)).flat_map(|inner| &inner.fields);
        let is_sensitive =
            action.results.iter().any(spec::Field::is_sensitive) || inside.any(spec::Field::is_sensitive);
        Action {
            spec: action,
            method: names::field(&action.action),
            // Gaps have been reported before a model is made.
            effect: action.effect.value().copied().unwrap_or_default(),
            rate: action.rate.unwrap_or(spec::Rate { per_second: product.default_rate, documented: false }),
            request: Record::new(
                format!("{name}Request"),
                "",
                Role::Input,
                Some(names::EXTRA_PARAMETERS),
                &action.parameters,
            ),
            response: Record::new(
                format!("{name}Response"),
                "",
                Role::Output,
                Some(names::REQUEST_ID),
                &action.results,
            ),
            is_sensitive,
            name,
        }
    }

    /// Returns all documented error codes, those of the page first.
    pub(crate) fn error_codes(&self) -> impl Iterator<Item = &'s String> + use<'s> {
        self.spec.errors.iter().flatten().chain(&self.spec.newer_errors)
    }
}

impl<'s> Record<'s> {
    pub(crate) fn new(
        name: String,
        doc: &'s str,
        role: Role,
        implicit: Option<&str>,
        fields: &'s [spec::Field],
    ) -> Record<'s> {
        let names = names::fields(implicit, fields.iter().map(|field| field.name.as_str()));
        let fields = fields
            .iter()
            .zip(names)
            .map(|(field, ident)| Field { spec: field, ident, presence: Presence::of(field, role) })
            .collect();
        Record { name, doc, role, fields }
    }

    pub(crate) fn required(&self) -> impl Iterator<Item = &Field<'s>> {
        self.fields.iter().filter(|field| field.is_required(self.role))
    }
}

impl Field<'_> {
    /// Returns whether a builder requires the field.
    pub(crate) fn is_required(&self, role: Role) -> bool {
        role == Role::Input && self.spec.required
    }
}

impl Presence {
    fn of(field: &spec::Field, role: Role) -> Presence {
        let is_list = matches!(field.ty, Type::List(_));
        match role {
            Role::Input if field.required => Presence::Plain,
            // A list that was set to be empty is sent; a list that was not set is not.
            Role::Input => Presence::Optional,
            Role::Output if is_list => Presence::List,
            Role::Output if field.output_required && !field.nullable => Presence::Plain,
            Role::Output => Presence::Optional,
        }
    }
}
