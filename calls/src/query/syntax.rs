//! Checks of a query before it is used. Expressions come from outside; none may overflow the stack or panic.

use std::rc::Rc;

use jmespath::ast::Ast;
use jmespath::{Context, ErrorReason, Runtime, RuntimeError, Variable};

use super::error::QueryError;

/// The parser and the interpreter recurse.
const MAX_LENGTH: usize = 10_000;
const MAX_DEPTH: usize = 100;
/// `a.b.c` and `a | b | c` nest, too, and so does their result.
const MAX_STEPS: usize = 400;

/// Indices and steps beyond it can overflow in the interpreter.
const MAX_INDEX: u32 = 1_000_000_000;

/// Rejects expressions so long or deep that parsing them could overflow the stack.
pub(crate) fn check_nesting(text: &str) -> Result<(), QueryError> {
    if text.len() > MAX_LENGTH {
        return Err(QueryError::at(text, 0, format!("longer than {MAX_LENGTH} bytes")));
    }
    let (mut depth, mut steps) = (0_usize, 0_usize);
    for (offset, character) in text.char_indices() {
        if matches!(character, '.' | '|' | '&' | '[' | '(' | '{' | '<' | '=' | '>') {
            steps += 1;
        }
        match character {
            // Prefixes nest, too; counting them without their end only errs for expressions that no one writes.
            '(' | '[' | '{' | '!' | '&' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(QueryError::at(text, offset, format!("nested more than {MAX_DEPTH} levels deep")));
        }
        if steps > MAX_STEPS {
            return Err(QueryError::at(text, offset, format!("more than {MAX_STEPS} steps")));
        }
    }
    Ok(())
}

/// How many times as large as the response a result may be. `[@, @] | [@, @] | …` doubles it at each step.
const MAX_GROWTH: u64 = 10_000;

/// Rejects expressions whose result could fill the memory, by an upper bound.
pub(crate) fn check_growth(ast: &Ast, text: &str) -> Result<(), QueryError> {
    if growth(ast) <= MAX_GROWTH {
        return Ok(());
    }
    Err(QueryError::at(text, 0, "its result could be thousands of times as large as the response".to_owned()))
}

/// Returns how many times as large as its input the result of a node is at most.
fn growth(node: &Ast) -> u64 {
    match node {
        Ast::Subexpr { lhs, rhs, .. } | Ast::Projection { lhs, rhs, .. } => growth(lhs).saturating_mul(growth(rhs)),
        Ast::And { lhs, rhs, .. } | Ast::Or { lhs, rhs, .. } => growth(lhs).max(growth(rhs)),
        Ast::Condition { predicate, then, .. } => growth(predicate).max(growth(then)),
        Ast::Comparison { lhs, rhs, .. } => growth(lhs).max(growth(rhs)),
        Ast::Expref { ast: node, .. }
        | Ast::Flatten { node, .. }
        | Ast::Not { node, .. }
        | Ast::ObjectValues { node, .. } => growth(node),
        // `map` and `join` use one argument for each item of the other.
        Ast::Function { args, .. } => args.iter().map(growth).fold(1, u64::saturating_mul),
        Ast::MultiList { elements, .. } => elements.iter().map(growth).fold(0, u64::saturating_add).max(1),
        Ast::MultiHash { elements, .. } => {
            elements.iter().map(|element| growth(&element.value)).fold(0, u64::saturating_add).max(1)
        }
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => 1,
    }
}

/// Rejects indices and slices that overflow.
pub(crate) fn check_range(node: &Ast, text: &str) -> Result<(), QueryError> {
    let (offset, numbers) = match node {
        Ast::Index { offset, idx } => (*offset, [Some(*idx), None, None]),
        Ast::Slice { offset, start, stop, step } => (*offset, [*start, *stop, Some(*step)]),
        _ => return Ok(()),
    };
    if matches!(node, Ast::Slice { step: 0, .. }) {
        return Err(QueryError::at(text, offset, "the step of a slice is 0".to_owned()));
    }
    match numbers.into_iter().flatten().find(|number| number.unsigned_abs() > MAX_INDEX) {
        Some(number) => Err(QueryError::at(text, offset, format!("{number} is out of range"))),
        None => Ok(()),
    }
}

/// Rejects unknown functions and wrong numbers of arguments.
pub(crate) fn check_function(node: &Ast, text: &str, runtime: &Runtime) -> Result<(), QueryError> {
    let Ast::Function { offset, name, args } = node else { return Ok(()) };
    let Some(function) = runtime.get_function(name) else {
        let similar = FUNCTIONS.iter().find(|known| is_similar(known, name));
        let help = similar.map_or_else(String::new, |known| format!("; did you mean `{known}`?"));
        return Err(QueryError::in_call(text, *offset, format!("no function `{name}`{help}")));
    };
    // Functions check the number of their arguments first, then the types, which are not known yet.
    let null = Rc::new(Variable::Null);
    let nulls = vec![null; args.len()];
    let mut context = Context::new(text, runtime);
    context.offset = *offset;
    match function.evaluate(&nulls, &mut context) {
        Err(error) if is_arity(&error.reason) => Err(QueryError::new(text, &error)),
        _ => Ok(()),
    }
}

/// Visits a node and everything in it, parents first.
pub(crate) fn walk<E>(node: &mut Ast, visit: &mut dyn FnMut(&mut Ast) -> Result<(), E>) -> Result<(), E> {
    visit(node)?;
    match node {
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => {
            walk(lhs, visit)?;
            walk(rhs, visit)
        }
        Ast::Condition { predicate, then, .. } => {
            walk(predicate, visit)?;
            walk(then, visit)
        }
        Ast::Expref { ast: node, .. }
        | Ast::Flatten { node, .. }
        | Ast::Not { node, .. }
        | Ast::ObjectValues { node, .. } => walk(node, visit),
        Ast::Function { args: nodes, .. } | Ast::MultiList { elements: nodes, .. } => {
            nodes.iter_mut().try_for_each(|node| walk(node, visit))
        }
        Ast::MultiHash { elements, .. } => elements.iter_mut().try_for_each(|element| walk(&mut element.value, visit)),
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => {
            Ok(())
        }
    }
}

/// The functions of the standard.
const FUNCTIONS: [&str; 26] = [
    "abs",
    "avg",
    "ceil",
    "contains",
    "ends_with",
    "floor",
    "join",
    "keys",
    "length",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "reverse",
    "sort",
    "sort_by",
    "starts_with",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "type",
    "values",
];

/// Whether a name has the same letters as a function: `lenght`, `sortby`, `startsWith`.
fn is_similar(function: &str, name: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<char> =
            text.chars().filter(|letter| *letter != '_').map(|letter| letter.to_ascii_lowercase()).collect();
        letters.sort_unstable();
        letters
    };
    letters(function) == letters(name)
}

fn is_arity(reason: &ErrorReason) -> bool {
    matches!(
        reason,
        ErrorReason::Runtime(RuntimeError::TooManyArguments { .. } | RuntimeError::NotEnoughArguments { .. })
    )
}
