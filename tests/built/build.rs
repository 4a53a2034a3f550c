//! Generates what `src/lib.rs` includes.

fn main() -> Result<(), tencloud_build::Error> {
    tencloud_build::product("cvm").actions(["DescribeZones", "DescribeInstances"]).generate()?;
    tencloud_build::product("as").actions(["CreateLaunchConfiguration"]).generate()?;
    tencloud_build::product("sms").version("2019-07-11").generate()
}
