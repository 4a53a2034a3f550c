//! A product as a crate of its own, which depends on the SDK.

mod manifest;
mod readme;
mod select;

use std::collections::BTreeMap;

use tencloud_spec::{ApiVersion, Common, Diagnostic, catalog, version_name};

use self::manifest::Manifest;
use crate::descriptions::Descriptions;
use crate::diagnostics::Diagnostics;
use crate::input::{Spec, Version};
use crate::model::{Model, Product};
use crate::target::Target;
use crate::{check, emit, names};

/// What a crate is made from.
#[derive(Debug)]
pub struct Package<'a> {
    /// What all products share.
    pub common: &'a Common,
    /// The versions of one product. The crate's root is the one that [`default_version`] returns; each of the others is a
    /// module behind a feature.
    pub versions: Vec<ApiVersion>,
    /// The actions to keep, with the types that they use; all if this is empty. Only the root has them then.
    pub actions: &'a [String],
    /// Descriptions of a version, such as `2017-03-12`, for texts that the spec does not have.
    pub descriptions: &'a BTreeMap<String, Descriptions>,
    /// The path from the crate to the SDK, as long as that is not on a registry.
    pub sdk_path: Option<&'a str>,
    /// Whether the crate is the root of a workspace, so that it does not belong to that of a folder above it.
    pub is_workspace: bool,
}

/// A generated crate.
#[derive(Debug)]
pub struct Crate {
    /// Its name, such as `tencloud-cvm`.
    pub name: String,
    /// The version of the API in its root.
    pub version: String,
    /// The actions, in all versions.
    pub actions: Vec<ActionTypes>,
    /// The number of data types, in all versions.
    pub types: usize,
    /// Its files, by path.
    pub files: BTreeMap<String, String>,
}

/// The types of an action in a generated crate.
#[derive(Debug)]
pub struct ActionTypes {
    /// The version of the API.
    pub version: String,
    /// The name of the action.
    pub action: String,
    /// The path of its request, such as `tencloud_cvm::DescribeZonesRequest`.
    pub request: String,
    /// The path of its response.
    pub response: String,
}

/// Returns the name of the crate of a product.
pub fn crate_name(product: &str) -> String {
    format!("tencloud-{}", product.replace('_', "-"))
}

/// Returns the version that is meant by a product's name alone: that of the catalog, or else the newest whose module has no
/// version in its name.
pub fn default_version(versions: &[ApiVersion]) -> Option<&str> {
    let products = || versions.iter().map(|version| &version.product);
    let meant = products().next().and_then(|product| catalog::latest(&product.product));
    if let Some(meant) = products().find(|product| Some(product.version.as_str()) == meant) {
        return Some(&meant.version);
    }
    let unmarked = products().filter(|product| !product.module.ends_with(&version_name(&product.version)));
    let newest =
        unmarked.map(|product| &product.version).max().or_else(|| products().map(|product| &product.version).max());
    newest.map(String::as_str)
}

/// Generates the crate of a product.
///
/// # Errors
///
/// Every error in the versions, and every action to keep that does not exist.
pub fn package(package: Package<'_>) -> Result<Crate, Vec<Diagnostic>> {
    let Package { common, mut versions, actions, descriptions, sdk_path, is_workspace } = package;
    let root = default_version(&versions).unwrap_or_default().to_owned();
    if !actions.is_empty() {
        versions.retain(|version| version.product.version == root);
    }
    let product = versions.first().map(|version| version.product.product.clone()).unwrap_or_default();
    let name = crate_name(&product);
    let mut spec = prepare(common, versions, &root, actions)?;
    for version in spec.versions.values_mut() {
        let number = version.product.as_ref().map(|product| product.version.as_str()).unwrap_or_default();
        if let Some(descriptions) = descriptions.get(number) {
            descriptions.apply(version);
        }
    }
    let target = Target::package(name.replace('-', "_"), format!("{product}/{root}"));
    let model = Model::new(&spec, &target).ok_or_else(Vec::new)?;
    let mut files = emit::emit(&model);
    let manifest = Manifest { name: &name, sdk_path, is_workspace, model: &model };
    files.insert("Cargo.toml".to_owned(), manifest.text());
    files.insert("README.md".to_owned(), readme::text(&name, &model));
    files.insert("LICENSE-MIT".to_owned(), include_str!("../LICENSE-MIT").to_owned());
    files.insert("LICENSE-APACHE".to_owned(), include_str!("../LICENSE-APACHE").to_owned());
    let actions = model.products.iter().flat_map(action_types).collect();
    let types = model.products.iter().map(|product| product.types.len()).sum();
    Ok(Crate { name, version: root, actions, types, files })
}

fn action_types(product: &Product<'_>) -> impl Iterator<Item = ActionTypes> {
    let home = &product.home.path;
    product.actions.iter().map(move |action| ActionTypes {
        version: product.spec.version.clone(),
        action: action.spec.action.clone(),
        request: format!("{home}::{}", action.request.name),
        response: format!("{home}::{}", action.response.name),
    })
}

/// Checks the versions, and keeps the wanted actions.
pub(crate) fn prepare(
    common: &Common,
    versions: Vec<ApiVersion>,
    root: &str,
    actions: &[String],
) -> Result<Spec, Vec<Diagnostic>> {
    let mut spec = read(common, versions, root);
    let mut diagnostics = Diagnostics::default();
    check::check(&spec, &mut diagnostics);
    let mut diagnostics = diagnostics.into_sorted();
    let versions = spec.versions.iter_mut();
    diagnostics.extend(versions.flat_map(|(folder, version)| select::select(folder, version, actions)));
    if diagnostics.is_empty() { Ok(spec) } else { Err(diagnostics) }
}

/// Returns the versions as a spec, with the modules that they have in the crate.
fn read(common: &Common, versions: Vec<ApiVersion>, root: &str) -> Spec {
    let named = versions.into_iter().map(|version| {
        let ApiVersion { mut product, types, actions, .. } = version;
        let is_root = product.version == root;
        product.module = if is_root { names::module(&product.product) } else { version_name(&product.version) };
        let folder = format!("{}/{}", product.product, product.version);
        (folder, Version { product: Some(product), types: Some(types), actions })
    });
    Spec { common: Some(common.clone()), versions: named.collect() }
}
