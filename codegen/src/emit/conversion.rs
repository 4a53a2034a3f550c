//! Which arguments setters convert.

use crate::spec::{self, Type};

/// Returns whether a setter accepts any type that converts into this type, which is the type of the field or of its
/// items. Plain numbers are not converted, since the compiler must be able to infer the type of a literal.
pub(crate) fn converts(field: &spec::Field, ty: &Type) -> bool {
    match ty {
        Type::List(_) => false,
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => true,
        _ => field.enumeration.is_some(),
    }
}
