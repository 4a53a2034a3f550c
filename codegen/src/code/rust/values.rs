//! Values as setters accept them.

use super::super::literal::{Literal, members};
use super::expression::Expression;
use crate::emit::converts;
use crate::model::{Field, Record, Role};
use crate::names;
use crate::spec::{self, Type, Types};

/// Writes the values of a call.
pub(super) struct Values<'a> {
    types: &'a Types,
    /// Whether a value is in the module `types`.
    pub(super) uses_types: bool,
    /// Whether a setter is deprecated.
    pub(super) is_deprecated: bool,
}

/// Writes a variable of the environment.
pub(super) fn variable(name: &str) -> String {
    format!("std::env::var(\"{name}\")?")
}

impl<'a> Values<'a> {
    pub(super) fn new(types: &'a Types) -> Values<'a> {
        Values { types, uses_types: false, is_deprecated: false }
    }

    /// Writes the argument of a field's setter, if it can express the value.
    pub(super) fn argument(&mut self, field: &Field<'_>, value: &Literal<'_>) -> Option<Expression> {
        self.is_deprecated |= field.spec.deprecated.is_some();
        let (ty, value) = (&field.spec.ty, value);
        let (Type::List(item), Literal::List(items)) = (ty, value) else { return self.value(field.spec, ty, value) };
        if items.is_empty() {
            return Some(Expression::atom(&self.no_items(field.spec, item)));
        }
        // A setter converts the items of a list, but not what is in them; all must have one type.
        let is_named = items.iter().all(|value| self.variant(field.spec, value).is_some());
        let item = |value: &Literal<'_>| match **item {
            Type::List(_) => self.stored(field.spec, item, value),
            _ if field.spec.enumeration.is_some() && !is_named => self.plain(field.spec, item, value),
            _ => self.value(field.spec, item, value),
        };
        Some(Expression::List { open: "[", items: items.iter().map(item).collect::<Option<_>>()? })
    }

    /// Writes an empty list, whose items have a type.
    fn no_items(&mut self, field: &spec::Field, item: &Type) -> String {
        if !converts(field, item) {
            return "[]".to_owned();
        }
        match &field.enumeration {
            Some(name) => {
                self.uses_types = true;
                format!("Vec::<types::{name}>::new()")
            }
            None => "Vec::<String>::new()".to_owned(),
        }
    }

    /// Writes a documented value by its name, and any other value as it is.
    fn value(&mut self, field: &spec::Field, ty: &Type, value: &Literal<'_>) -> Option<Expression> {
        match self.variant(field, value) {
            Some(variant) => {
                self.uses_types = true;
                Some(Expression::atom(&variant))
            }
            None => self.plain(field, ty, value),
        }
    }

    fn plain(&mut self, field: &spec::Field, ty: &Type, value: &Literal<'_>) -> Option<Expression> {
        let atom = |text: &str| Some(Expression::atom(text));
        match (ty, value) {
            (Type::Int64, Literal::Number(number)) => number.parse::<i64>().ok().and_then(|_| atom(number)),
            (Type::Uint64, Literal::Number(number)) => {
                // The variants of an enum have signed values.
                let is_signed = field.enumeration.is_some() && number.parse::<i64>().is_err();
                number.parse::<u64>().ok().filter(|_| !is_signed).and_then(|_| atom(number))
            }
            (Type::Float, Literal::Number(number)) => {
                Some(Expression::Atom(format!("{:?}", number.parse::<f64>().ok()?)))
            }
            (Type::Bool, Literal::Bool(value)) => atom(&value.to_string()),
            (Type::Structure(name), Literal::Object(_)) => self.structure(name, value),
            (
                Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary,
                Literal::Text(_) | Literal::Variable(_),
            ) => match value {
                Literal::Text(text) => Some(Expression::text(text)),
                Literal::Variable(name) => atom(&variable(name)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Writes a struct with its builder, if that can express all of its fields.
    fn structure(&mut self, name: &str, object: &Literal<'_>) -> Option<Expression> {
        let fields = &self.types.types.get(name)?.fields;
        let record = Record::new(names::type_name(name), "", Role::Input, None, fields);
        let given =
            |name: &str| members(object).iter().any(|(given, value)| *given == name && !matches!(value, Literal::Null));
        if record.required().any(|field| !given(&field.spec.name)) {
            return None;
        }
        self.uses_types = true;
        let mut builder = Expression::path(&format!("types::{}::builder", record.name)).call(vec![]);
        for (name, value) in members(object).iter().filter(|(_, value)| !matches!(value, Literal::Null)) {
            let field = record.fields.iter().find(|field| field.spec.name == *name)?;
            let value = self.argument(field, value)?;
            builder = builder.method(&field.ident, vec![value]);
        }
        Some(builder.method("build", vec![]))
    }

    /// Returns the variant of a documented value.
    fn variant(&self, field: &spec::Field, value: &Literal<'_>) -> Option<String> {
        let name = field.enumeration.as_deref()?;
        let plain = match value {
            Literal::Text(text) => text,
            Literal::Number(number) => number.as_str(),
            _ => return None,
        };
        let set = self.types.enums.get(name)?;
        // Values of integers are not strings, and vice versa.
        if (set.ty == Type::Int64) != matches!(value, Literal::Number(_)) {
            return None;
        }
        Some(format!("types::{name}::{}", set.values.get(plain)?.name))
    }

    /// Writes a value as a field stores it.
    fn stored(&mut self, field: &spec::Field, ty: &Type, value: &Literal<'_>) -> Option<Expression> {
        if let (Type::List(item), Literal::List(items)) = (ty, value) {
            let items = items.iter().map(|value| self.stored(field, item, value)).collect::<Option<_>>()?;
            return Some(Expression::List { open: "vec![", items });
        }
        let value = self.value(field, ty, value)?;
        Some(if converts(field, ty) { value.method("into", vec![]) } else { value })
    }
}
