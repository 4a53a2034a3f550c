//! Generates what `src/lib.rs` includes, and extracts what the README shows.

#[cfg(feature = "secrets")]
mod secrets;

use std::path::Path;
use std::{env, error::Error, fs};

const README: &str = "../../README.md";
const SECTION: &str = "\n## Any other product\n";

fn main() -> Result<(), Box<dyn Error>> {
    tencloud_build::product("cvm").actions(["DescribeZones", "DescribeInstances"]).generate()?;
    tencloud_build::product("as").actions(["CreateLaunchConfiguration"]).generate()?;
    tencloud_build::product("sms").version("2019-07-11").generate()?;

    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    #[cfg(feature = "secrets")]
    secrets::generate(out)?;

    println!("cargo::rerun-if-changed={README}");
    let readme = fs::read_to_string(README)?;
    let (_, section) = readme.split_once(SECTION).ok_or("the README has no section about other products")?;
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut blocks = section.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next());
    let (Some(build), Some(list), None) = (blocks.next(), blocks.next(), blocks.next()) else {
        return Err("the section has other blocks than a build script and a function".into());
    };
    fs::write(out.join("readme_build.rs"), build)?;
    fs::write(out.join("readme_list.rs"), list)?;
    Ok(())
}
