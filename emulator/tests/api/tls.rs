//! https, and the URL under which clients connect.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto::aws_lc_rs, pki_types::CertificateDer,
};
use serde_json::json;
use tencloud_emulator::{Emulator, StartError};

use crate::support::{Fixture, HttpResponse, fetch};

/// A client that trusts these authorities.
fn client(trusted: &[&str]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for pem in trusted {
        let lines = pem.lines().filter(|line| !line.starts_with("-----"));
        roots.add(CertificateDer::from(STANDARD.decode(lines.collect::<String>()).unwrap())).unwrap();
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Sends bytes to an address, whose certificate must be for `name`.
fn send(config: &Arc<ClientConfig>, address: &str, name: &str, bytes: &[u8]) -> io::Result<HttpResponse> {
    let mut tls = ClientConnection::new(Arc::clone(config), name.to_owned().try_into().unwrap()).unwrap();
    let mut tcp = TcpStream::connect(address)?;
    tls.complete_io(&mut tcp)?;
    let mut stream = StreamOwned::new(tls, tcp);
    stream.write_all(bytes)?;
    Ok(HttpResponse::read(stream))
}

async fn fixture() -> Fixture {
    Fixture::with(|builder| builder.rate_limits(false).tls(true).url("https://emulator.test:9021/")).await
}

#[tokio::test]
async fn https_has_a_certificate_for_each_name_of_the_server() {
    let fixture = fixture().await;
    let config = client(&[fixture.emulator.ca_certificate().unwrap()]);
    for (name, expect) in [
        ("127.0.0.1", true),
        ("::1", true),
        ("localhost", true),
        ("emulator.test", true),
        ("127.0.0.2", false),
        ("redis.tencentcloudapi.com", false),
    ] {
        let request = fixture.post("DescribeInstances", &json!({})).with("host", "emulator.test:9021");
        let response = send(&config, &fixture.address(), name, &request.into_bytes(|request| request));
        assert_eq!(response.is_ok(), expect, "{name}: {response:?}");
        if let Ok(response) = response {
            assert_eq!(response.content()["TotalCount"], 0);
        }
    }
    let other = self::fixture().await;
    let other = other.emulator.ca_certificate().unwrap();
    assert!(
        send(&client(&[other]), &fixture.address(), "localhost", b"").is_err(),
        "each emulator has its own authority"
    );
}

#[tokio::test]
async fn the_url_is_where_download_links_lead() {
    let fixture = Fixture::with(|builder| builder.rate_limits(false).url("http://emulator.test:9021/")).await;
    assert_eq!(fixture.emulator.url(), "http://emulator.test:9021");
    assert_eq!(fixture.emulator.ca_certificate(), None);
    let id = fixture.instance(json!({}));
    let backup = fixture.backup(&id, json!({}));
    let urls = fixture.call("DescribeBackupUrl", json!({ "InstanceId": id, "BackupId": backup }));
    let url = urls["DownloadUrl"][0].as_str().unwrap();
    let path = url.strip_prefix("http://emulator.test:9021").unwrap_or_else(|| panic!("{url}"));
    assert_eq!(fetch(&format!("http://{}{path}", fixture.address())).status, 200);

    for url in ["emulator:9021", "ftp://emulator", "http://user:hush@emulator", "http://emulator?x"] {
        let error = Emulator::builder().url(url).start().await.unwrap_err();
        assert!(matches!(&error, StartError::InvalidUrl(invalid) if invalid == url));
        assert!(error.to_string().contains("such as http://emulator:9021"), "{error}");
    }
}

#[tokio::test]
async fn clients_that_do_no_handshake_delay_no_one() {
    let fixture = fixture().await;
    let mut silent = TcpStream::connect(fixture.address()).unwrap();
    let mut plain = TcpStream::connect(fixture.address()).unwrap();
    plain.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert!(plain.read_to_end(&mut Vec::new()).is_ok(), "the server closes the connection");

    let config = client(&[fixture.emulator.ca_certificate().unwrap()]);
    let request = b"GET /other HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    assert_eq!(send(&config, &fixture.address(), "localhost", request).unwrap().status, 404);
    fixture.emulator.shutdown().await;
    silent.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert_eq!(silent.read(&mut [0; 16]).unwrap_or_default(), 0, "the server closes the connection");
}
