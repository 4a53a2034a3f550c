//! Makes one typed call. Compiled by `cargo xtask measure build`; not part of xtask.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), tencloud::Error> {
    let config = tencloud::Config::builder().region("ap-tokyo").build()?;
    let redis = tencloud::redis::Client::new(&config);
    let backup = redis.manual_backup_instance().instance_id("crs-5a4py64p").send().await?;
    println!("{}", backup.task_id);
    Ok(())
}
