//! What the first lines of the documentation promise.

async fn back_up() -> Result<(), tencloud::Error> {
    let config = tencloud::Config::builder().region("ap-tokyo").build()?;
    let redis = tencloud::redis::Client::new(&config);

    let backup = redis.manual_backup_instance().instance_id("crs-5a4py64p").remark("nightly").send().await?;
    println!("task {}", backup.task_id);
    Ok(())
}

fn main() {
    drop(back_up());
}
