//! Where generated code is written, and how it names what it uses.

/// What code is generated for: the SDK itself, or a separate crate.
///
/// The two differ only in the paths of this type.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder of the generated files, relative to the repository's root.
    pub(crate) root: String,
    /// The folder of what all products share, relative to the repository's root, if it is generated.
    pub(crate) common: Option<&'static str>,
    /// How generated code names the SDK.
    pub(crate) sdk: &'static str,
    /// How programs name the module that contains the modules of the products.
    pub(crate) home: String,
}

impl Target {
    /// Returns the target of the SDK's own products.
    pub fn sdk() -> Self {
        let (root, home) = ("sdk/src/generated".to_owned(), "tencloud".to_owned());
        Target { root, common: Some("sdk/src/common"), sdk: "crate", home }
    }

    /// Returns the target of a crate that depends on the SDK. `root` is the folder of its generated module; `home` is
    /// how programs name that module, such as `tencloud_cvm` if the crate re-exports its contents.
    pub fn outside(root: impl Into<String>, home: impl Into<String>) -> Self {
        Target { root: root.into(), common: None, sdk: "tencloud", home: home.into() }
    }

    /// Returns whether the code is part of the SDK.
    pub(crate) fn is_sdk(&self) -> bool {
        self.common.is_some()
    }
}
