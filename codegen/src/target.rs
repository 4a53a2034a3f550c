//! Where generated code goes, and how it names what it uses.

/// What code is generated for: the SDK itself, or a crate of its own.
///
/// The two differ in the paths of this type and in nothing else.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder of the generated files, below the repository's root.
    pub(crate) root: String,
    /// The folder of what all products share, if it is generated: below the repository's root, too.
    pub(crate) common: Option<&'static str>,
    /// How generated code names the SDK.
    pub(crate) sdk: &'static str,
    /// How programs name what contains the modules of the products.
    pub(crate) home: String,
}

impl Target {
    /// The SDK's own products.
    pub fn sdk() -> Self {
        let (root, home) = ("sdk/src/generated".to_owned(), "tencloud".to_owned());
        Target { root, common: Some("sdk/src/common"), sdk: "crate", home }
    }

    /// A crate that depends on the SDK. `root` is the folder of its generated module; `home` is how programs name that
    /// module: `tencloud_cvm` if the crate exports what is in it.
    pub fn outside(root: impl Into<String>, home: impl Into<String>) -> Self {
        Target { root: root.into(), common: None, sdk: "tencloud", home: home.into() }
    }

    /// Whether the code is part of the SDK.
    pub(crate) fn is_sdk(&self) -> bool {
        self.common.is_some()
    }
}
