//! The parameters of a call, as programs write them: with variables instead of secrets.

use heck::ToShoutySnakeCase;
use serde_json::{Map, Value};

use super::call::Call;
use crate::spec::{Field, Type, Types, may_be_secret, names_secret};

/// A value in a program.
#[derive(Clone, Debug)]
pub(super) enum Literal<'a> {
    Null,
    Bool(bool),
    /// As JSON writes it.
    Number(String),
    Text(&'a str),
    /// A string in a variable of the environment.
    Variable(String),
    List(Vec<Literal<'a>>),
    Object(Vec<(&'a str, Literal<'a>)>),
}

impl Literal<'_> {
    /// Returns whether the value is, or contains, a secret.
    pub(super) fn has_variable(&self) -> bool {
        self.any(|part| matches!(part, Literal::Variable(_)))
    }

    /// Returns whether a text in it contains a NUL.
    pub(super) fn has_nul(&self) -> bool {
        self.any(|part| matches!(part, Literal::Text(text) if text.contains('\0')))
    }

    /// Returns whether something is true of the value, or of a part of it.
    fn any(&self, is: fn(&Literal<'_>) -> bool) -> bool {
        is(self)
            || match self {
                Literal::List(items) => items.iter().any(|item| item.any(is)),
                Literal::Object(members) => members.iter().any(|(_, value)| value.any(is)),
                _ => false,
            }
    }
}

/// Returns the parameters of a call as one object.
pub(super) fn parameters<'a>(call: &Call<'a>) -> Literal<'a> {
    let mut secrets = Secrets::default();
    secrets.object(call.parameters, &call.action.parameters, &call.version.types)
}

/// Returns the members of an object, and none of any other value.
pub(super) fn members<'l, 'a>(object: &'l Literal<'a>) -> &'l [(&'a str, Literal<'a>)] {
    match object {
        Literal::Object(members) => members,
        _ => &[],
    }
}

/// Returns the variables of the environment from which a program reads the secrets among its parameters, each with the
/// secret.
pub fn secrets<'a>(call: &Call<'a>) -> Vec<(String, &'a str)> {
    let mut secrets = Secrets::default();
    secrets.object(call.parameters, &call.action.parameters, &call.version.types);
    secrets.0
}

/// The secrets found so far: variable and value.
#[derive(Default)]
struct Secrets<'a>(Vec<(String, &'a str)>);

impl<'a> Secrets<'a> {
    fn object(&mut self, members: &'a Map<String, Value>, fields: &[Field], types: &Types) -> Literal<'a> {
        let member = |(name, value): (&'a String, &'a Value)| {
            let field = fields.iter().find(|field| field.name == *name);
            let literal = match field {
                Some(field) => self.value(value, field, &field.ty, types),
                None => self.unknown(name, value, may_be_secret(name, fields)),
            };
            (name.as_str(), literal)
        };
        Literal::Object(members.iter().map(member).collect())
    }

    fn value(&mut self, value: &'a Value, field: &Field, ty: &Type, types: &Types) -> Literal<'a> {
        match (value, ty) {
            (Value::String(text), _) if field.is_secret() => Literal::Variable(self.variable(&field.name, text)),
            (Value::Array(items), ty) => {
                let item = if let Type::List(item) = ty { item } else { ty };
                Literal::List(items.iter().map(|value| self.value(value, field, item, types)).collect())
            }
            (Value::Object(members), Type::Structure(name)) => {
                let fields = types.types.get(name).map(|structure| structure.fields.as_slice());
                self.object(members, fields.unwrap_or_default(), types)
            }
            (Value::Null, _) => Literal::Null,
            // No value of its type, which is as secret.
            _ if field.is_secret() => Literal::Variable(self.variable(&field.name, "")),
            _ => self.unknown(&field.name, value, false),
        }
    }

    /// Returns a value without a type. Strings of secrets, and whatever has the name of one, are secrets.
    fn unknown(&mut self, name: &str, value: &'a Value, is_secret: bool) -> Literal<'a> {
        match value {
            Value::Null => Literal::Null,
            Value::String(text) if is_secret => Literal::Variable(self.variable(name, text)),
            Value::Number(_) if is_secret => Literal::Variable(self.variable(name, "")),
            Value::Bool(value) => Literal::Bool(*value),
            Value::Number(number) => Literal::Number(number.to_string()),
            Value::String(text) => Literal::Text(text),
            Value::Array(items) => {
                Literal::List(items.iter().map(|item| self.unknown(name, item, is_secret)).collect())
            }
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| (name.as_str(), self.unknown(name, value, is_secret || names_secret(name))));
                Literal::Object(members.collect())
            }
        }
    }

    /// Returns the variable of a secret. Different secrets of fields with the same name have variables with numbers.
    fn variable(&mut self, name: &str, secret: &'a str) -> String {
        let plain = name.to_shouty_snake_case();
        let mut variable = plain.clone();
        let mut number = 2;
        loop {
            match self.0.iter().find(|(taken, _)| *taken == variable) {
                None => break self.0.push((variable.clone(), secret)),
                Some((_, same)) if *same == secret => break,
                Some(_) => variable = format!("{plain}_{number}"),
            }
            number += 1;
        }
        variable
    }
}
