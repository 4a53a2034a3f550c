//! What is known of a parameter besides its meaning, in the brackets of help and of questions.

use tencloud_calls::times::TimeFormat;
use tencloud_calls::values::{described, labels};
use tencloud_spec::{Field, Type, Types};

/// Returns the facts of a parameter: what it must be, its unit, range, values and default. Empty if there are none.
pub(crate) fn of(field: &Field, types: &Types) -> String {
    let mut facts = Vec::new();
    match &field.ty {
        Type::List(item) => {
            facts.push(format!("{}; repeat the option for several", described(&field.ty)));
            facts.extend(TimeFormat::of(field, item).map(TimeFormat::described));
        }
        ty => match TimeFormat::of(field, ty) {
            Some(time) => facts.push(time.described()),
            None if matches!(ty, Type::String | Type::Bool | Type::Int64 | Type::Uint64 | Type::Float) => {}
            None => facts.push(described(ty)),
        },
    }
    facts.extend(field.unit.iter().map(|unit| format!("in {unit}")));
    facts.extend(match (&field.min, &field.max) {
        (Some(min), Some(max)) => Some(format!("from {min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    });
    let values = labels(field, types);
    if !values.is_empty() {
        facts.push(format!("one of {}", values.join(", ")));
    }
    facts.extend(field.default.iter().map(|default| format!("default: {default}")));
    facts.extend(field.deprecated.iter().map(|instead| format!("deprecated: {instead}")));
    facts.join("; ")
}
