//! Reads one version from the catalog. Compiled by `cargo xtask measure products`; not part of xtask.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let version = tencloud_spec::catalog::product("redis", "2018-04-12")?;
    println!("{}", version.map_or(0, |version| version.actions.len()));
    Ok(())
}
