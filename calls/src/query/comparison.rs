//! Exact comparisons in queries. The interpreter's own lose digits of integers above 2^53.
//!
//! A comparison becomes a call of a function that has the operator as its name, which no one can write in a query.

use std::cmp::Ordering;
use std::mem;

use jmespath::ast::{Ast, Comparator};
use jmespath::functions::{ArgumentType, CustomFunction, Signature};
use jmespath::{Rcvar, Runtime, Variable};
use serde_json::Number;

const OPERATORS: [(Comparator, &str); 6] = [
    (Comparator::Equal, "=="),
    (Comparator::NotEqual, "!="),
    (Comparator::LessThan, "<"),
    (Comparator::LessThanEqual, "<="),
    (Comparator::GreaterThan, ">"),
    (Comparator::GreaterThanEqual, ">="),
];

/// Adds the comparisons to the functions, and replaces `contains`, which compares, too.
pub(crate) fn register(runtime: &mut Runtime) {
    for (comparator, name) in OPERATORS {
        let signature = Signature::new(vec![ArgumentType::Any, ArgumentType::Any], None);
        let compare = move |arguments: &[Rcvar], _: &mut jmespath::Context<'_>| {
            let result = match arguments {
                [left, right] => compare(left, &comparator, right),
                _ => None,
            };
            Ok(Rcvar::new(result.map_or(Variable::Null, Variable::Bool)))
        };
        runtime.register_function(name, Box::new(CustomFunction::new(signature, Box::new(compare))));
    }
    let haystack = ArgumentType::Union(vec![ArgumentType::String, ArgumentType::Array]);
    let signature = Signature::new(vec![haystack, ArgumentType::Any], None);
    let contains = |arguments: &[Rcvar], _: &mut jmespath::Context<'_>| {
        let found = match arguments {
            [haystack, needle] => contains(haystack, needle),
            _ => false,
        };
        Ok(Rcvar::new(Variable::Bool(found)))
    };
    runtime.register_function("contains", Box::new(CustomFunction::new(signature, Box::new(contains))));
}

/// Turns a comparison into a call of the function that compares exactly.
pub(crate) fn make_exact(node: &mut Ast) {
    let Ast::Comparison { offset, comparator, lhs, rhs } = node else { return };
    let Some((_, name)) = OPERATORS.iter().find(|(known, _)| known == comparator) else { return };
    let take = |side: &mut Ast| mem::replace(side, Ast::Identity { offset: *offset });
    *node = Ast::Function { offset: *offset, name: (*name).to_owned(), args: vec![take(lhs), take(rhs)] };
}

/// Only numbers, and strings, have an order.
fn compare(left: &Variable, comparator: &Comparator, right: &Variable) -> Option<bool> {
    let order = match (left, right) {
        (Variable::Number(left), Variable::Number(right)) => order(left, right),
        (Variable::String(left), Variable::String(right)) => Some(left.cmp(right)),
        _ => None,
    };
    match comparator {
        Comparator::Equal => Some(is_equal(left, right)),
        Comparator::NotEqual => Some(!is_equal(left, right)),
        Comparator::LessThan => order.map(Ordering::is_lt),
        Comparator::LessThanEqual => order.map(Ordering::is_le),
        Comparator::GreaterThan => order.map(Ordering::is_gt),
        Comparator::GreaterThanEqual => order.map(Ordering::is_ge),
    }
}

fn is_equal(left: &Variable, right: &Variable) -> bool {
    match (left, right) {
        (Variable::Number(left), Variable::Number(right)) => order(left, right) == Some(Ordering::Equal),
        (Variable::Array(left), Variable::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_equal(left, right))
        }
        (Variable::Object(left), Variable::Object(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| left.0 == right.0 && is_equal(left.1, right.1))
        }
        _ => left == right,
    }
}

fn order(left: &Number, right: &Number) -> Option<Ordering> {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_u64().map(i128::from).or_else(|| number.as_i64().map(i128::from))
}

fn contains(haystack: &Variable, needle: &Variable) -> bool {
    match (haystack, needle) {
        (Variable::Array(items), needle) => items.iter().any(|item| is_equal(item, needle)),
        (Variable::String(text), Variable::String(part)) => text.contains(part.as_str()),
        _ => false,
    }
}
