//! What only a real connection can show: that it breaks, or that it drips.
//! The only file that opens ports, and the only one that waits for real seconds.

use crate::{limits::Dice, shop::SHOP};
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

#[tokio::test]
async fn no_address_but_127_0_0_1_and_its_like_in_ipv6_listens() {
    let port = start().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_ok());
    // All of 127.0.0.0/8 is this machine: a listener on every interface would answer here.
    assert!(TcpStream::connect(("127.0.0.2", port)).await.is_err());
}

/// Sends raw bytes and reads what comes until the server hangs up; nothing if it hangs up without a word.
async fn shout(port: u16, bytes: &[u8]) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // The server may hang up in the middle: that is its right.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut text = Vec::new();
    let read = timeout(Duration::from_secs(30), stream.read_to_end(&mut text)).await;
    assert!(read.is_ok(), "the connection stays open after {:?}", String::from_utf8_lossy(bytes));
    (!text.is_empty()).then(|| String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test]
async fn noise_in_place_of_http_is_a_400_or_silence_and_the_sandbox_goes_on() {
    let port = start().await;
    let mut dice = Dice::new(0x5eed_0002);
    let head = b"POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello";
    for _ in 0..150 {
        let mut bytes = head.to_vec();
        for _ in 0..=dice.below(6) {
            let at = dice.below(bytes.len());
            bytes[at] = dice.below(256) as u8;
        }
        if dice.below(3) == 0 {
            bytes = dice.bytes(300);
        }
        if let Some(answer) = shout(port, &bytes).await {
            assert!(answer.starts_with("HTTP/1.1 4"), "{answer} after {:?}", String::from_utf8_lossy(&bytes));
        }
    }
    let endless_header = format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(1_000_000));
    if let Some(answer) = shout(port, endless_header.as_bytes()).await {
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    assert!(guest(port, Duration::from_secs(5)).await.starts_with("HTTP/1.1 200"));
}

/// The most memory that this process has held at once so far, in bytes; only Linux tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_bodies_of_ten_megabytes_at_once_are_413_and_never_held_in_memory() {
    let port = start().await;
    let before = peak_memory();
    // Chunked, so that only counting finds out how much there is.
    let chunk: &[u8] = &[b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
    let chunk: &'static [u8] = Box::leak(chunk.to_vec().into_boxed_slice());
    let tasks: Vec<_> = (0..40)
        .map(|_| {
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let head = "POST /oauth/token HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
                stream.write_all(head.as_bytes()).await.unwrap();
                let (mut read, mut write) = stream.into_split();
                let sender = tokio::spawn(async move {
                    for _ in 0..160 {
                        if write.write_all(chunk).await.is_err() {
                            break;
                        }
                    }
                });
                let mut first = [0; 12];
                timeout(Duration::from_secs(60), read.read_exact(&mut first)).await.unwrap().unwrap();
                sender.abort();
                assert_eq!(String::from_utf8_lossy(&first), "HTTP/1.1 413");
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < 200_000_000, "{} bytes more at the peak", after - before);
    }
    assert!(guest(port, Duration::from_secs(5)).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_body_that_says_it_is_ten_megabytes_is_413_before_it_has_come() {
    let port = start().await;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = "POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    timeout(Duration::from_secs(5), stream.read_exact(&mut first)).await.unwrap().unwrap();
    assert_eq!(String::from_utf8_lossy(&first), "HTTP/1.1 413");
}

/// Sends `text` one byte a second for as long as the server listens, and tells what it said. Time is paused: whenever
/// nobody has anything to do, it jumps to the next deadline.
async fn dribble(port: u16, head: &str, text: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let bytes = text.as_bytes().to_vec();
    let sender = tokio::spawn(async move {
        for byte in bytes {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if write.write_all(&[byte]).await.is_err() {
                break;
            }
        }
        // Holds the line, as a client does that wants to keep the server busy.
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    });
    let mut answer = Vec::new();
    let ended = timeout(Duration::from_secs(600), read.read_to_end(&mut answer)).await;
    sender.abort();
    assert!(ended.is_ok(), "the connection is open after ten minutes");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(start_paused = true)]
async fn headers_that_dribble_in_end_with_the_connection() {
    let port = start().await;
    let headers = format!("POST /oauth/token HTTP/1.1\r\nhost: x\r\n{}", "x-a: b\r\n".repeat(60));
    let answer = dribble(port, "", &headers).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_dribbles_in_is_408_and_the_end_of_the_connection() {
    let port = start().await;
    let head = "POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n";
    let answer = dribble(port, head, &"grant_type=".repeat(40)).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_on_which_nothing_is_asked_is_closed() {
    let port = start().await;
    assert_eq!(dribble(port, "", "").await, "");
}
