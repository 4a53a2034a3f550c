//! What setters convert.

use crate::spec::{self, Type};

/// Whether a setter takes whatever converts into a value of this type, the field's own or its items'. A bare literal must
/// find its type, so plain numbers are taken as they are.
pub(super) fn converts(field: &spec::Field, ty: &Type) -> bool {
    match ty {
        Type::List(_) => false,
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => true,
        _ => field.enumeration.is_some(),
    }
}
