//! What a form of the page sends.

/// The fields of a form, as they were sent. Those of parameters have the path of the parameter as their name, such as
/// `Filters.0.Name`; the names of all others begin with `_`.
#[derive(Debug, Default)]
pub(crate) struct Submitted(pub(crate) Vec<(String, String)>);

impl Submitted {
    /// Returns a field of the page, if it is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(found, text)| found == name && !text.is_empty());
        field.map(|(_, text)| text.as_str())
    }

    /// Returns all values of a field of the page.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Returns the fields that belong to parameters.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().filter(|(name, _)| !name.starts_with('_'));
        fields.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
