//! JMESPath (`--query`): <https://jmespath.org/specification.html>.
//!
//! The crate `jmespath` parses and interprets. It sorts the fields of objects and compares numbers as floating point, so
//! that neighboring 64-bit ids are equal. Therefore:
//! - Values that pass through a query are returned as they came, in the order of the response; fields that a query
//!   selects have the order in which it names them.
//! - Comparisons are exact, and also compare strings, as in the official clients, so that times can be filtered.
//! - What can be known before a call is checked before it: functions and the number of their arguments.

mod comparison;
mod error;
mod syntax;

use std::collections::HashMap;
use std::rc::Rc;

use jmespath::ast::Ast;
use jmespath::{Context, Rcvar, Runtime, Variable};
use serde_json::{Map, Number, Value};

pub use error::QueryError;

/// A compiled query.
pub struct Query {
    text: String,
    ast: Ast,
    runtime: Runtime,
    /// The fields of each multi-select hash, in order.
    selections: Vec<Vec<String>>,
}

impl Query {
    /// Compiles a query.
    pub fn new(text: &str) -> Result<Self, QueryError> {
        syntax::check_nesting(text)?;
        let mut ast = jmespath::parse(text).map_err(|error| QueryError::new(text, &error))?;
        syntax::check_growth(&ast, text)?;
        let mut runtime = Runtime::new();
        runtime.register_builtin_functions();
        comparison::register(&mut runtime);
        let mut selections = Vec::new();
        syntax::walk(&mut ast, &mut |node| {
            if let Ast::MultiHash { elements, .. } = node {
                let mut names: Vec<String> = Vec::new();
                for element in elements {
                    if !names.contains(&element.key) {
                        names.push(element.key.clone());
                    }
                }
                selections.push(names);
            }
            syntax::check_range(node, text)?;
            syntax::check_function(node, text, &runtime)?;
            comparison::make_exact(node);
            Ok(())
        })?;
        Ok(Self { text: text.to_owned(), ast, runtime, selections })
    }

    /// Whether it names the fields of its result, as `[].{Id: InstanceId}` does; otherwise, objects pass through.
    pub fn selects_fields(&self) -> bool {
        !self.selections.is_empty()
    }

    /// The result for a response.
    pub fn search(&self, response: &Value) -> Result<Value, QueryError> {
        let mut input = Input { originals: HashMap::new() };
        let root = input.read(response);
        let mut context = Context::new(&self.text, &self.runtime);
        let found =
            jmespath::interpret(&root, &self.ast, &mut context).map_err(|error| QueryError::new(&self.text, &error))?;
        Ok(self.write(&found, &input))
    }

    fn write(&self, found: &Rcvar, input: &Input<'_>) -> Value {
        if let Some(original) = input.originals.get(&Rc::as_ptr(found)) {
            return (*original).clone();
        }
        match &**found {
            Variable::Null | Variable::Expref(_) => Value::Null,
            Variable::Bool(value) => Value::Bool(*value),
            Variable::String(text) => Value::String(text.clone()),
            Variable::Number(number) => Value::Number(whole(number)),
            Variable::Array(items) => items.iter().map(|item| self.write(item, input)).collect(),
            Variable::Object(fields) => {
                let selection = self
                    .selections
                    .iter()
                    .find(|names| names.len() == fields.len() && names.iter().all(|name| fields.contains_key(name)));
                let mut object = Map::new();
                for (name, value) in selection.into_iter().flatten().filter_map(|name| fields.get_key_value(name)) {
                    object.insert(name.clone(), self.write(value, input));
                }
                // Objects that `merge` made.
                for (name, value) in fields {
                    if !object.contains_key(name) {
                        object.insert(name.clone(), self.write(value, input));
                    }
                }
                Value::Object(object)
            }
        }
    }
}

/// A response as the crate reads it. Values are shared and never copied by the interpreter, and the response lives as
/// long as the search, so an address identifies the value that came.
struct Input<'a> {
    originals: HashMap<*const Variable, &'a Value>,
}

impl<'a> Input<'a> {
    fn read(&mut self, value: &'a Value) -> Rcvar {
        let variable = Rc::new(match value {
            Value::Null => Variable::Null,
            Value::Bool(value) => Variable::Bool(*value),
            Value::Number(number) => Variable::Number(number.clone()),
            Value::String(text) => Variable::String(text.clone()),
            Value::Array(items) => Variable::Array(items.iter().map(|item| self.read(item)).collect()),
            Value::Object(object) => {
                Variable::Object(object.iter().map(|(name, value)| (name.clone(), self.read(value))).collect())
            }
        });
        if matches!(value, Value::Array(_) | Value::Object(_)) || value.is_f64() {
            self.originals.insert(Rc::as_ptr(&variable), value);
        }
        variable
    }
}

/// Functions such as `sum` return floating point: 3.0 for 1 + 2.
fn whole(number: &Number) -> Number {
    /// Above it, floating point skips integers.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < LIMIT => {
            // Exact, as it is whole and within the limit.
            #[allow(clippy::cast_possible_truncation)]
            let whole = float as i64;
            whole.into()
        }
        _ => number.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn search(response: &str, query: &str) -> String {
        let response = serde_json::from_str(response).unwrap();
        let found = Query::new(query).and_then(|query| query.search(&response));
        found.map_or_else(|error| error.to_string(), |found| found.to_string())
    }

    #[test]
    fn results_keep_numbers_and_order() {
        let set = r#"{"Set":[{"Z":18446744073709551615,"A":"x","F":2.0},{"Z":9007199254740993,"A":"y","F":0.25}],"N":-9223372036854775808}"#;
        for (query, expected) in [
            ("Set[0]", r#"{"Z":18446744073709551615,"A":"x","F":2.0}"#),
            ("Set[].Z", "[18446744073709551615,9007199254740993]"),
            ("Set[].F", "[2.0,0.25]"),
            ("N", "-9223372036854775808"),
            (
                "Set[].{Name: A, Id: Z}",
                r#"[{"Name":"x","Id":18446744073709551615},{"Name":"y","Id":9007199254740993}]"#,
            ),
            ("Set[].[A, Z]", r#"[["x",18446744073709551615],["y",9007199254740993]]"#),
            ("{z: N, a: {y: `1`, b: `2`}}", r#"{"z":-9223372036854775808,"a":{"y":1,"b":2}}"#),
            // Neighbors of 2^53, which are one floating point number.
            ("Set[?Z == `9007199254740993`].A", r#"["y"]"#),
            ("Set[?Z == `9007199254740992`].A", "[]"),
            ("Set[?Z != `9007199254740992`] | length(@)", "2"),
            ("Set[?Z > `9007199254740992`].A", r#"["x","y"]"#),
            ("Set[?Z < `9007199254740994`].A", r#"["y"]"#),
            ("contains(Set[].Z, `9007199254740992`)", "false"),
            ("contains(Set[].Z, `9007199254740993`)", "true"),
            ("contains('running', 'run')", "true"),
            ("sort_by(Set, &A)[-1].Z", "9007199254740993"),
            ("Set[?F == `2`].A", r#"["x"]"#),
            ("sum(`[1, 2]`)", "3"),
            ("avg(`[1, 2]`)", "1.5"),
            ("to_number('18446744073709551615')", "18446744073709551615"),
            ("length(Set)", "2"),
            ("Missing", "null"),
            ("Set[::-1].A", r#"["y","x"]"#),
            ("merge({b: `1`}, {a: `2`})", r#"{"a":2,"b":1}"#),
            ("not_null(Missing, N)", "-9223372036854775808"),
            ("max_by(Set, &F).A", r#""x""#),
            ("reverse(Set)[0].A", r#""y""#),
            ("Set[?starts_with(A, 'x') && !ends_with(A, 'y')].A | join(',', @)", r#""x""#),
        ] {
            assert_eq!(search(set, query), expected, "{query}");
        }
    }

    #[test]
    fn strings_are_compared_for_times() {
        let response = r#"{"Set":[{"T":"2026-06-01 02:00:48"},{"T":"2026-06-03 02:00:48"}]}"#;
        assert_eq!(search(response, "Set[?T >= '2026-06-02'].T"), r#"["2026-06-03 02:00:48"]"#);
        assert_eq!(search(response, "Set[?T < '2026-06-02'].T"), r#"["2026-06-01 02:00:48"]"#);
        // Values of different types have no order.
        assert_eq!(search(response, "Set[?T < `2`].T"), "[]");
    }

    #[test]
    fn errors_name_the_position() {
        for (query, expected) in [
            (
                "Set[?Status==2]",
                "column 14: expected an expression, found `2`; numbers are written in backticks: `2`\n  Set[?Status==2]\n               ^",
            ),
            ("Set[", "unexpected end\n  Set[\n      ^"),
            ("Set..A", "column 5: expected identifier, '*', '{', '[', '&', or '[?', found `.`\n  Set..A\n      ^"),
            ("集合", "column 1: invalid character: 集\n  集合\n  ^"),
            ("'默认' =", "column 6: '=' is not valid. Did you mean '=='?\n  '默认' =\n         ^"),
            ("Set[].{\n  A: }", "line 2, column 6: expected an expression, found `}`\n    A: }\n       ^"),
            ("Set | lenght(@)", "column 7: no function `lenght`; did you mean `length`?\n  Set | lenght(@)\n        ^"),
            ("length(Set, A)", "column 1: too many arguments: expected 1, found 2\n  length(Set, A)\n  ^"),
            ("Set[::2147483647]", "column 17: 2147483647 is out of range\n  Set[::2147483647]\n                  ^"),
            ("Set[::0]", "column 8: the step of a slice is 0\n  Set[::0]\n         ^"),
            (
                "sum([N, length(N)])",
                "column 9: argument 1 must be of type array|object|string, not number\n  sum([N, length(N)])\n          ^",
            ),
        ] {
            assert_eq!(search(r#"{"Set":[],"N":1}"#, query), expected, "{query}");
        }
    }

    #[test]
    fn deep_and_odd_expressions_are_errors() {
        for query in ["(", "[", "{a:", "!", "&", "a.", "a[?", "a|", "-", "`", "'", "\"", "@.", "length(", "*.", "a[0:"]
        {
            let deep = query.repeat(20_000);
            assert!(Query::new(&deep).is_err(), "{query}");
        }
        assert!(Query::new("").is_err());
        let nested = (0..100).fold(json!(1), |value, _| json!({ "a": value }));
        let path = vec!["a"; 100].join(".");
        assert_eq!(Query::new(&path).unwrap().search(&nested).unwrap(), 1);
    }

    #[test]
    fn results_cannot_grow_without_limit() {
        for (query, is_allowed) in [
            ("[@, @] | ".repeat(12) + "@", true),
            ("[@, @] | ".repeat(14) + "@", false),
            ("[@, @][] | ".repeat(14) + "@", false),
            ("{a: @, b: @} | ".repeat(14) + "@", false),
            ("join('', [@, @]) | ".repeat(14) + "@", false),
            ("map(&[@, @], [@, @]) | ".repeat(14) + "@", false),
            ("@ | ".repeat(400) + "@", true),
            ("@ | ".repeat(401) + "@", false),
            ("[@] | ".repeat(200) + "@", true),
            ("[@] | ".repeat(201) + "@", false),
            ("Set[].[A, Z]".to_owned() + ".[A, Z]", true),
        ] {
            assert_eq!(Query::new(&query).is_ok(), is_allowed, "{query}");
        }
    }

    #[test]
    fn arbitrary_expressions_do_not_panic() {
        const PARTS: [&str; 42] = [
            "Set",
            "A",
            "N",
            ".",
            ".",
            "[",
            "]",
            "[]",
            "[?",
            "[*]",
            "*",
            "{",
            "}",
            ":",
            ",",
            "(",
            ")",
            "&",
            "@",
            "|",
            "||",
            "&&",
            "!",
            "==",
            "!=",
            "<",
            ">=",
            "`1`",
            "`[1, 2]`",
            "'x'",
            "\"A\"",
            "0",
            "-1",
            "2147483647",
            "-2147483648",
            "length(",
            "sort_by(",
            "max_by(",
            "map(",
            "merge(",
            "to_number(",
            "join(",
        ];
        let response = json!({"Set": [{"A": "x", "N": 1}, {"A": null, "N": [0.5]}], "N": 7});
        let mut state = 1_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        let mut valid = 0;
        for _ in 0..50_000 {
            let text: String = (0..=next(8)).map(|_| PARTS[next(PARTS.len())]).collect();
            match Query::new(&text) {
                Ok(query) => {
                    valid += 1;
                    _ = query.search(&response).map_err(|error| error.to_string());
                }
                Err(error) => assert!(!error.to_string().is_empty(), "{text}"),
            }
        }
        assert!(valid > 500, "{valid}");
    }
}
