async fn without_its_instance(redis: tencloud::redis::Client) {
    let _ = redis.manual_backup_instance().remark("nightly").send().await;
}

async fn without_its_backup(redis: tencloud::redis::Client) {
    let _ = redis.restore_instance().instance_id("crs-5a4py64p").send().await;
}

fn request_without_its_task(redis: &tencloud::redis::Client) {
    let _ = redis.describe_task_info().into_request();
}

fn structure_without_its_value() -> tencloud::redis::types::ResourceTag {
    tencloud::redis::types::ResourceTag::builder().tag_key("team").build()
}

fn main() {}
