//! `cargo xtask product`: writes the crate of a product.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf, absolute};

use anyhow::{Context, Result, anyhow};
use tencloud_codegen::{Crate, Descriptions, Package, crate_name, package};
use tencloud_spec::ApiVersion;

use crate::files::{self, count};
use crate::official::Metadata;
use crate::{apis, codegen};

/// The options of the command.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The product's short name, such as `cvm`.
    product: String,
    /// The version of the API, such as 2017-03-12. By default, the crate has all versions: its main one in the root, and
    /// each of the others behind a feature.
    #[arg(long)]
    version: Option<String>,
    /// The crate's folder. By default, it is in target/product.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Keep only these actions of the main version, and the types that they use.
    #[arg(long, value_name = "ACTION", value_delimiter = ',')]
    actions: Vec<String>,
    /// Add descriptions from metadata: the folder `services` of the PyPI package tccli (Chinese) or tccli-intl-en
    /// (English). They are Tencent's texts: keep the crate to yourself.
    #[arg(long, value_name = "FOLDER")]
    docs: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let Arguments { product, version, out, actions, docs } = arguments;
    let mut versions = apis::product(&product)?;
    if let Some(version) = &version {
        let version = apis::version(&product, Some(version))?;
        versions.retain(|known| known.product.version == version);
    }
    let out = normal(&out.unwrap_or_else(|| files::root().join("target/product").join(crate_name(&product))))?;
    let descriptions = match docs {
        Some(folder) => descriptions(&Metadata::new(Some(folder))?, &product, &versions)?,
        None => BTreeMap::new(),
    };
    let sdk = files::root().join("sdk");
    let path = relative(&out, &sdk);
    let generated = package(Package {
        common: apis::common()?,
        versions,
        actions: &actions,
        descriptions: &descriptions,
        sdk_path: Some(&path),
        is_workspace: out.starts_with(files::root()),
    });
    let generated = codegen::generated(generated, "")?;
    tencloud_build::folder::write(&out, &generated.files)?;
    report(&generated, &out, &sdk);
    Ok(())
}

/// Returns the descriptions of the versions that the metadata has.
fn descriptions(metadata: &Metadata, product: &str, versions: &[ApiVersion]) -> Result<BTreeMap<String, Descriptions>> {
    let present = metadata.versions()?;
    let mut found = BTreeMap::new();
    for version in versions.iter().map(|version| version.product.version.as_str()) {
        if present.iter().any(|(other, number)| (other.as_str(), number.as_str()) == (product, version)) {
            let read = Descriptions::read(&metadata.api(product, version)?);
            found.insert(version.to_owned(), read.map_err(|error| anyhow!("{product} {version}: {error}"))?);
        } else {
            eprintln!("warning: there are no descriptions of {product} {version}");
        }
    }
    Ok(found)
}

/// Returns a path as an absolute one without `..`.
fn normal(path: &Path) -> Result<PathBuf> {
    let mut normal = PathBuf::new();
    for part in absolute(path).with_context(|| format!("{} is not a folder", path.display()))?.components() {
        if part == Component::ParentDir {
            normal.pop();
        } else {
            normal.push(part);
        }
    }
    Ok(normal)
}

/// Returns the path from one folder to another, with `/` as separator. Both are absolute.
pub(crate) fn relative(from: &Path, to: &Path) -> String {
    let parts = |path: &Path| -> Vec<String> { path.iter().map(|part| part.to_string_lossy().into_owned()).collect() };
    let (from, to) = (parts(from), parts(to));
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from.iter().skip(shared).map(|_| "..");
    up.chain(to.iter().skip(shared).map(String::as_str)).collect::<Vec<_>>().join("/")
}

fn report(generated: &Crate, out: &Path, sdk: &Path) {
    let Crate { name, version, actions, types, files } = generated;
    let (actions, types, files) =
        (count(actions.len(), "action"), count(*types, "data type"), count(files.len(), "file"));
    println!("{name}: version {version} of the API, {actions}, {types}; {files} in {}", out.display());
    println!(
        "\nThe SDK is not on a registry yet, so the crate finds it in this checkout. In the Cargo.toml of your program:\n\n\
         [dependencies]\ntencloud = {{ path = {sdk:?} }}\n{name} = {{ path = {out:?} }}"
    );
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{normal, relative};

    #[test]
    fn paths_between_folders() {
        for (from, to, path) in [
            ("/a/b/c", "/a/sdk", "../../sdk"),
            ("/a", "/a/sdk", "sdk"),
            ("/x/y", "/a/sdk", "../../a/sdk"),
            ("/a/b/../c", "/a/sdk", "../sdk"),
        ] {
            assert_eq!(relative(&normal(Path::new(from)).unwrap(), Path::new(to)), path);
        }
    }
}
