//! One version of a product, with its lookups.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostics;
use crate::spec::{Action, Common, Enumeration, Field, Product, Type, Types, join};

/// One version of a product and all of its files.
pub(super) struct Context<'s> {
    pub(super) folder: &'s str,
    pub(super) common: &'s Common,
    pub(super) product: &'s Product,
    pub(super) product_file: String,
    pub(super) types: &'s Types,
    pub(super) types_file: String,
    pub(super) actions: &'s BTreeMap<String, Action>,
    /// Whether everything could be read, and every type and enum that is referred to exists. If not, what seems to be
    /// unused or unknown may only be misspelled elsewhere, which has been reported.
    pub(super) whole: bool,
}

impl<'s> Context<'s> {
    pub(super) fn new(
        folder: &'s str,
        common: &'s Common,
        product: &'s Product,
        types: &'s Types,
        actions: &'s BTreeMap<String, Action>,
        is_read: bool,
    ) -> Self {
        let product_file = format!("{folder}/product.json");
        let types_file = format!("{folder}/types.json");
        let mut context = Context { folder, common, product, product_file, types, types_file, actions, whole: is_read };
        context.whole &= context.all_fields().all(|field| {
            let set = field.enumeration.as_ref();
            context.has(&field.ty) && set.is_none_or(|name| types.enums.contains_key(name))
        });
        context
    }

    pub(super) fn action_file(&self, stem: &str) -> String {
        format!("{}/actions/{stem}.json", self.folder)
    }

    pub(super) fn parameters(&self, stem: &str, action: &'s Action) -> Fields<'_> {
        let (file, pointer) = (self.action_file(stem), "/parameters".to_owned());
        Fields { context: self, file, pointer, name: "the parameters".to_owned(), list: &action.parameters }
    }

    pub(super) fn results(&self, stem: &str, action: &'s Action) -> Fields<'_> {
        let (file, pointer) = (self.action_file(stem), "/results".to_owned());
        Fields { context: self, file, pointer, name: "the results".to_owned(), list: &action.results }
    }

    /// Returns the fields of a struct, if there is one with that name.
    pub(super) fn structure(&self, name: &str) -> Option<Fields<'_>> {
        let list = &self.types.types.get(name)?.fields;
        let pointer = join(&join("/types", name), "fields");
        let name = format!("the fields of `{name}`");
        Some(Fields { context: self, file: self.types_file.clone(), pointer, name, list })
    }

    /// Returns the fields of all requests.
    pub(super) fn all_parameters(&self) -> impl Iterator<Item = &'s Field> + use<'s> {
        self.actions.values().flat_map(|action| &action.parameters)
    }

    /// Returns the fields of all requests and responses.
    pub(super) fn action_fields(&self) -> impl Iterator<Item = &'s Field> + use<'s> {
        self.actions.values().flat_map(|action| action.parameters.iter().chain(&action.results))
    }

    /// Returns the fields of all requests, responses and structs.
    pub(super) fn all_fields(&self) -> impl Iterator<Item = &'s Field> + use<'s> {
        self.action_fields().chain(self.types.types.values().flat_map(|structure| &structure.fields))
    }

    /// Returns whether the type and the values of an enum are free of errors. If not, all uses of the enum would seem
    /// wrong, too.
    pub(super) fn is_enum_known(&self, name: &str, set: &Enumeration, diagnostics: &Diagnostics) -> bool {
        let at = join("/enums", name);
        let values = set.values.keys().map(|value| join(&join(&at, "values"), value));
        !values
            .chain(["type", "values"].map(|key| join(&at, key)))
            .any(|part| diagnostics.covers(&self.types_file, &part))
    }

    /// Returns whether a type exists.
    pub(super) fn has(&self, ty: &Type) -> bool {
        ty.structure().is_none_or(|name| self.types.types.contains_key(name))
    }
}

/// A list of fields, and its place.
pub(super) struct Fields<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) file: String,
    pub(super) pointer: String,
    /// The name of the list in messages.
    pub(super) name: String,
    pub(super) list: &'a [Field],
}

/// The result of looking up a name in a list of fields.
pub(super) enum Lookup<'a> {
    Is(&'a Type),
    Absent,
    /// Unknown, because of errors that have been reported.
    Hidden,
}

impl<'a> Fields<'a> {
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.list.iter().map(|field| field.name.as_str())
    }

    pub(super) fn pointer_to(&self, index: usize) -> String {
        join(&self.pointer, &index.to_string())
    }

    /// Returns whether the list and the names in it are free of errors. If not, everything that names its fields would
    /// seem wrong, too.
    pub(super) fn is_known(&self, diagnostics: &Diagnostics) -> bool {
        let names = (0..self.list.len()).map(|index| join(&self.pointer_to(index), "name"));
        !names.chain([self.pointer.clone()]).any(|pointer| diagnostics.covers(&self.file, &pointer))
    }

    /// Returns the type of the field with a name.
    pub(super) fn find(&self, name: &str, diagnostics: &Diagnostics) -> Lookup<'a> {
        let Some(index) = self.names().position(|known| known == name) else {
            return if self.is_known(diagnostics) { Lookup::Absent } else { Lookup::Hidden };
        };
        match self.list.get(index) {
            Some(field) if self.is_typed(index, field, diagnostics) => Lookup::Is(&field.ty),
            _ => Lookup::Hidden,
        }
    }

    /// Returns whether the type of a field exists and is free of errors.
    pub(super) fn is_typed(&self, index: usize, field: &Field, diagnostics: &Diagnostics) -> bool {
        self.context.has(&field.ty) && !diagnostics.covers(&self.file, &join(&self.pointer_to(index), "type"))
    }

    /// Adds an error if the field with a name has an enum or is a secret, since generated code writes it as it is.
    pub(super) fn check_plain(&self, name: &str, file: &str, pointer: &str, diagnostics: &mut Diagnostics) {
        let Some((index, field)) = self.list.iter().enumerate().find(|(_, field)| field.name == name) else { return };
        // An enum that does not fit the field is an error of its own.
        let is_enum =
            field.enumeration.is_some() && !diagnostics.covers(&self.file, &join(&self.pointer_to(index), "enum"));
        if is_enum || field.is_secret() {
            let message = format!("`{name}` has an enum or is a secret, and must be a plain number or string here");
            diagnostics.add(file, pointer, message, "remove its `enum` or `secret`, or name another field");
        }
    }

    /// Returns whether there is a field with a name and its type is right; returns `true` if that cannot be known.
    pub(super) fn have(&self, name: &str, diagnostics: &Diagnostics, is_right: impl Fn(&Type) -> bool) -> bool {
        match self.find(name, diagnostics) {
            Lookup::Is(ty) => is_right(ty),
            Lookup::Absent => false,
            Lookup::Hidden => true,
        }
    }
}
