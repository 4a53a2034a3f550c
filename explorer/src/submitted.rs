//! What a form of the page sends.

/// The field of the page with the parameters as JSON, in place of the inputs.
pub(crate) const JSON: &str = "_json";

/// The field with the paths of what is sent although it is empty: structures, lists, and text.
pub(crate) const SET: &str = "_set";

/// The field with parameters that have no input, as a JSON object.
pub(crate) const OTHERS: &str = "_others";

/// The list or structure to add to, and what to remove, by its path.
pub(crate) const ADD: &str = "_add";
pub(crate) const REMOVE: &str = "_remove";

/// The field with the region, empty for the configured one.
pub(crate) const REGION: &str = "_region";

/// The field that agrees to a call, and the one with what had to be typed.
pub(crate) const CONSENT: &str = "_consent";
pub(crate) const TYPED: &str = "_typed";

/// How many fields a form may have. Each is drawn with its doc, and the page is no place for more; JSON is.
pub(crate) const MOST_FIELDS: usize = 2_000;

/// How long and how deep a path may be. Forms are read and drawn by recursion, and structures can contain themselves.
const LONGEST_PATH: usize = 500;
const DEEPEST_PATH: usize = 30;

/// The fields of a form, as they were sent. Those of parameters have the path of the parameter as their name, such as
/// `Filters.0.Name`; the names of all others begin with `_`.
#[derive(Debug, Default)]
pub(crate) struct Submitted(Vec<(String, String)>);

impl Submitted {
    /// Takes the fields of a form, or returns what no page of the explorer sends.
    pub(crate) fn new(fields: Vec<(String, String)>) -> Result<Submitted, String> {
        if fields.len() > MOST_FIELDS {
            return Err(format!("the form has more than {MOST_FIELDS} fields: enter lists in the JSON view"));
        }
        let path = |(name, value): &(String, String)| match name.as_str() {
            SET | ADD | REMOVE => is_path(value),
            name => name.starts_with('_') || is_path(name),
        };
        if fields.iter().all(path) { Ok(Submitted(fields)) } else { Err("a field is nested too deep".to_owned()) }
    }

    /// Returns a field of the page, if it is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(found, text)| found == name && !text.is_empty());
        field.map(|(_, text)| text.as_str())
    }

    /// Returns the region that the form names.
    pub(crate) fn region(&self) -> Option<&str> {
        self.text(REGION).map(str::trim).filter(|region| !region.is_empty())
    }

    /// Returns all values of a field of the page.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Returns all fields but those of the region and of consent.
    pub(crate) fn entered(&self) -> Vec<&(String, String)> {
        self.0.iter().filter(|(name, _)| ![REGION, CONSENT, TYPED].contains(&name.as_str())).collect()
    }

    /// Returns the fields that belong to parameters.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().filter(|(name, _)| !name.starts_with('_'));
        fields.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Returns whether a form may have a field with this path.
pub(crate) fn is_path(path: &str) -> bool {
    path.len() <= LONGEST_PATH && path.split('.').count() <= DEEPEST_PATH
}
