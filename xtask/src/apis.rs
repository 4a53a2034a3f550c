//! The versions of all products, with whatever is known about them.

use anyhow::{Context, Result, anyhow, bail};
use tencloud_codegen::Descriptions;
use tencloud_spec::{ApiVersion, Common, catalog, nearest};
use tencloud_transcribe::Docs;
use tencloud_transcribe::metadata::{self, Texts};

use crate::files::count;
use crate::official::Metadata;

/// All products: those of the spec as they are written, the others as facts of the metadata.
pub(crate) struct Apis {
    metadata: Metadata,
    versions: Vec<(String, String)>,
}

impl Apis {
    pub(crate) fn new(metadata: Metadata) -> Result<Apis> {
        let versions = metadata.versions()?;
        Ok(Apis { metadata, versions })
    }

    /// Returns what all products share.
    pub(crate) fn common(&self) -> Result<&'static Common> {
        catalog::common().context("cannot read the spec")
    }

    /// Returns the names of all products.
    pub(crate) fn products(&self) -> Vec<&str> {
        let mut products: Vec<&str> = self.versions.iter().map(|(product, _)| product.as_str()).collect();
        products.dedup();
        products
    }

    /// Returns all versions of a product.
    pub(crate) fn product(&self, product: &str) -> Result<Vec<ApiVersion>> {
        let versions = self.versions.iter().filter(|(other, _)| other == product);
        let versions: Vec<ApiVersion> =
            versions.map(|(_, version)| self.version(product, version)).collect::<Result<_>>()?;
        if versions.is_empty() {
            let near = nearest(product, self.products()).map(|near| format!("; did you mean `{near}`?"));
            bail!("there is no product `{product}`{}", near.unwrap_or_default());
        }
        Ok(versions)
    }

    fn version(&self, product: &str, version: &str) -> Result<ApiVersion> {
        if let Some(written) = catalog::product(product, version).context("cannot read the spec")? {
            return Ok(written.clone());
        }
        let api = self.metadata.api(product, version)?;
        // The folders of a few products are not named after the product with which they sign.
        let folder = metadata::folder_of(&api).unwrap_or_else(|_| format!("{product}/{version}"));
        // Import only facts, no samples.
        let texts = Texts { api: &api, examples: None };
        let import = metadata::import(texts, &folder, &Default::default(), Docs::Omit).map_err(|errors| {
            errors.iter().for_each(|error| eprintln!("{error}"));
            anyhow!("{} in the metadata of {product} {version}", count(errors.len(), "error"))
        })?;
        let files = import.files.iter();
        let files = files.filter_map(|(path, text)| Some((below(&folder, path)?, text.as_deref()?)));
        Ok(ApiVersion::read(files)?)
    }
}

fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// Returns the descriptions of a version, if the metadata has the version.
pub(crate) fn descriptions(metadata: &Metadata, product: &str, version: &str) -> Result<Option<Descriptions>> {
    if !metadata.versions()?.iter().any(|(other, number)| (other.as_str(), number.as_str()) == (product, version)) {
        return Ok(None);
    }
    let read = Descriptions::read(&metadata.api(product, version)?);
    read.map(Some).map_err(|error| anyhow!("the metadata of {product} {version}: {error}"))
}
