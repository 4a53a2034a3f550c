//! Sends the bytes of one call through plain reqwest, unsigned. Compiled by `cargo xtask measure build`; not part of
//! xtask.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let request = reqwest::Client::new()
        .post("https://redis.tencentcloudapi.com")
        .header("content-type", "application/json")
        .header("x-tc-action", "ManualBackupInstance")
        .body(r#"{"InstanceId":"crs-5a4py64p"}"#);
    println!("{}", request.send().await?.text().await?);
    Ok(())
}
