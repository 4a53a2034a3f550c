//! Reads nothing from the catalog. Compiled by `cargo xtask measure products`; not part of xtask.

fn main() {
    println!("{}", tencloud_spec::version_name("2018-04-12"));
}
