struct MyRequest;

impl tencloud::Action for MyRequest {}

fn main() {}
