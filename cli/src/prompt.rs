//! Asks for required parameters that are missing, on a terminal.

use std::io::{self, Write as _};

use serde_json::{Map, Value};
use tencloud_spec::Type;

use crate::failure::Failure;
use crate::options::Options;
use crate::terminal;
use tencloud_calls::values::{self, described};
use tencloud_calls::{Target, check};

/// Asks for each required parameter that is missing. Does nothing without a terminal. Secrets are not
/// shown. Structures are not asked for: they are too long to type.
pub(crate) fn fill(target: Target, parameters: &mut Map<String, Value>, options: &Options) -> Result<(), Failure> {
    if !terminal::is_interactive() {
        return Ok(());
    }
    let types = &target.version.types;
    let missing = check::missing(target, parameters, options.reads_pages());
    for field in missing.into_iter().filter(|field| field.ty.structure().is_none()) {
        let ty = match &field.ty {
            Type::List(item) => item,
            ty => ty,
        };
        let value = loop {
            let prompt = format!("{} ({})", field.name, described(&field.ty));
            let ask = if field.is_secret() { terminal::ask_secret } else { terminal::ask_text };
            let text = match ask(&prompt) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                text => text?,
            };
            match values::read_text(&text, field, ty, types) {
                Ok(value) if !text.is_empty() => break value,
                Ok(_) => {}
                Err(reason) => writeln!(anstream::stderr(), "  {reason}")?,
            }
        };
        let value = if matches!(field.ty, Type::List(_)) { Value::Array(vec![value]) } else { value };
        parameters.insert(field.name.clone(), value);
    }
    Ok(())
}
