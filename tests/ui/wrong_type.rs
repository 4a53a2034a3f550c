fn text_where_a_number_is_meant(redis: &tencloud::redis::Client) {
    let _ = redis.describe_task_info().task_id("6954227");
}

fn one_where_a_list_is_meant(redis: &tencloud::redis::Client) {
    let _ = redis.describe_instances().instance_ids("crs-5a4py64p");
}

fn main() {}
