//! What only a real connection can show: that it breaks, or that it drips.
//! The only file that opens ports, and the only one that waits for real seconds.

use crate::shop::SHOP;
use sandbox::{Clock, Config, Listeners, Seed, app, serve};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

async fn start() -> u16 {
    let listeners = Listeners::bind(0, "--port").await.unwrap();
    let port = listeners.port();
    let mut config = Config::new(Seed::built_in().unwrap());
    config.base_url = format!("http://127.0.0.1:{port}");
    config.clock = Clock::system();
    tokio::spawn(serve(listeners, app(config).unwrap()));
    port
}

/// Sends a request and reads until the server hangs up or `patience` is over.
async fn talk(port: u16, head: &str, content_type: &str, body: &str, patience: Duration) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let length = body.len();
    let request = format!(
        "{head} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\ncontent-type: {content_type}\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(Ok(read @ 1..)) = timeout(patience, stream.read(&mut chunk)).await {
        text.extend_from_slice(&chunk[..read]);
    }
    String::from_utf8_lossy(&text).into_owned()
}

async fn control(port: u16, head: &str, body: &str) -> String {
    talk(port, head, "application/json", body, Duration::from_secs(5)).await
}

async fn guest(port: u16, patience: Duration) -> String {
    let form = format!("grant_type=client_credentials&client_id={SHOP}");
    talk(port, "POST /oauth/token", "application/x-www-form-urlencoded", &form, patience).await
}

#[tokio::test]
async fn dropped_connections_break_without_a_byte_before_or_after_the_work() {
    let port = start().await;
    for (fault, status) in
        [("dropBeforeHandling", "\"status\":null"), ("dropAfterHandling", "\"status\":200")]
    {
        control(port, "PUT /_sandbox/faults", &format!("{{\"token\":{{\"{fault}\":true}}}}")).await;
        assert_eq!(guest(port, Duration::from_secs(5)).await, "", "{fault}");
        let log = control(port, "GET /_sandbox/requests", "").await;
        assert!(log.contains(status), "{fault}: {log}");
        assert!(
            guest(port, Duration::from_secs(5)).await.starts_with("HTTP/1.1 200"),
            "healed after {fault}"
        );
    }
}

#[tokio::test]
async fn a_dripping_body_comes_one_byte_a_second() {
    let port = start().await;
    control(port, "PUT /_sandbox/faults", "{\"token\":{\"drip\":true}}").await;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let form = format!("grant_type=client_credentials&client_id={SHOP}");
    let head = "POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let request = format!("{head}content-length: {}\r\n\r\n{form}", form.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    let _ = timeout(Duration::from_millis(1500), async {
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut chunk).await {
            text.extend_from_slice(&chunk[..read]);
        }
    })
    .await;
    let text = String::from_utf8_lossy(&text).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(body, "1\r\n{\r\n1\r\n\"\r\n");
}

#[tokio::test]
async fn a_taken_port_is_explained_in_one_sentence() {
    let port = start().await;
    let error = Listeners::bind(port, "--port").await.err().unwrap().to_string();
    assert!(error.contains(&port.to_string()) && error.contains("--port"), "{error}");
    assert!(!error.contains('\n'));
}
