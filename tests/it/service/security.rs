//! TLS and the reload of its files, client certificates, API keys, browsers, and Unix sockets.

use super::harness::{
    ARTICLE, channel, in_time, metric, reason, request, settings_with, start_server, wait_until,
};
use super::raw;
use gleaner::service::proto::health::HealthCheckRequest;
use gleaner::service::proto::health::health_client::HealthClient;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::{Running, Settings, engine_factory, start};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request, Status};

/// A certificate authority for one test, and a folder for files.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn new() -> Authority {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Authority {
            issuer,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A new certificate for "localhost" and its key, as PEM.
    fn sign(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a new certificate and key where the server reads them, each file in one step.
    fn replace_pair(&self) {
        let (certificate, key) = self.sign();
        for (name, pem) in [("key.pem", key), ("cert.pem", certificate)] {
            std::fs::write(self.path("new"), pem).unwrap();
            std::fs::rename(self.path("new"), self.path(name)).unwrap();
        }
    }

    /// Settings of a server with a certificate of this authority.
    fn settings(&self, given: &[(&str, &str)]) -> Settings {
        self.replace_pair();
        let mut settings = settings_with(given);
        settings.tls_cert = Some(self.path("cert.pem"));
        settings.tls_key = Some(self.path("key.pem"));
        settings
    }
}

async fn connect(
    running: &Running,
    tls: ClientTlsConfig,
) -> Result<Channel, tonic::transport::Error> {
    let port = running.address().unwrap().port();
    let endpoint = Endpoint::from_shared(format!("https://localhost:{port}")).unwrap();
    endpoint
        .tls_config(tls.domain_name("localhost"))
        .unwrap()
        .connect()
        .await
}

/// TLS for a client that trusts `authority` alone.
fn trusting(authority: &Authority) -> ClientTlsConfig {
    ClientTlsConfig::new().ca_certificate(Certificate::from_pem(authority.pem()))
}

/// Certificates are replaced again and again under load, on old connections and on new ones, and no
/// call fails. A bad pair changes nothing. A pair by another authority is what new clients see.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_replaced_under_load() {
    const REPLACEMENTS: usize = 12;
    const CALLS_BETWEEN: usize = 40;
    let authority = Arc::new(Authority::new());
    let settings = authority.settings(&[("reload_interval", "20ms")]);
    let running = Arc::new(start(settings, engine_factory()).await.unwrap());
    let enough = Arc::new(AtomicBool::new(false));
    let calls = Arc::new(AtomicUsize::new(0));
    // Calls until there are enough; connects again after `calls_each` calls.
    let call = |calls_each: usize| {
        let (authority, running) = (Arc::clone(&authority), Arc::clone(&running));
        let (enough, calls) = (Arc::clone(&enough), Arc::clone(&calls));
        async move {
            while !enough.load(Ordering::Relaxed) {
                let channel = connect(&running, trusting(&authority)).await;
                let mut client = SummarizerServiceClient::new(channel.expect("a handshake"));
                for _ in 0..calls_each {
                    let response = client.summarize(request(ARTICLE)).await;
                    response.expect("no call fails");
                    calls.fetch_add(1, Ordering::Relaxed);
                    if enough.load(Ordering::Relaxed) {
                        return;
                    }
                }
            }
        }
    };
    let callers = [1, 3, 3, usize::MAX].map(|calls_each| tokio::spawn(call(calls_each)));
    let reloads = |outcome: &str| metric(&running, "gleaner_reloads_total", outcome);
    let wait_for_calls = async || {
        let before = calls.load(Ordering::Relaxed);
        let more = || calls.load(Ordering::Relaxed) >= before + CALLS_BETWEEN;
        wait_until("more calls", more).await;
    };
    for _ in 0..REPLACEMENTS {
        // The two files are written one after the other, so they may be read once or twice.
        let before = reloads("ok");
        authority.replace_pair();
        wait_until("a reload", || reloads("ok") > before).await;
        wait_for_calls().await;
    }
    std::fs::write(authority.path("cert.pem"), "no certificate").unwrap();
    wait_until("a failed reload", || reloads("failed") >= 1.0).await;
    wait_for_calls().await;
    enough.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.expect("no call failed");
    }

    let stranger = Authority::new();
    let (certificate, key) = stranger.sign();
    let before = reloads("ok");
    std::fs::write(authority.path("key.pem"), key).unwrap();
    std::fs::write(authority.path("cert.pem"), certificate).unwrap();
    wait_until("the last reload", || reloads("ok") > before).await;
    assert!(connect(&running, trusting(&stranger)).await.is_ok());
    assert!(connect(&running, trusting(&authority)).await.is_err());
}

/// With a client authority, only clients with one of its certificates are served.
#[tokio::test]
async fn mutual_tls_requires_a_certificate_of_the_client_authority() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let mut settings = authority.settings(&[]);
    std::fs::write(authority.path("ca.pem"), authority.pem()).unwrap();
    settings.tls_client_ca = Some(authority.path("ca.pem"));
    let running = start(settings, engine_factory()).await.unwrap();
    let call = async |signer: Option<&Authority>| {
        let mut tls = trusting(&authority);
        if let Some(signer) = signer {
            let (certificate, key) = signer.sign();
            tls = tls.identity(Identity::from_pem(certificate, key));
        }
        // With TLS 1.3 the client may hear of its rejection only when it calls.
        let channel = connect(&running, tls).await.ok()?;
        SummarizerServiceClient::new(channel)
            .summarize(request(ARTICLE))
            .await
            .ok()
    };
    assert!(
        call(Some(&authority)).await.is_some(),
        "a certificate of it"
    );
    assert!(call(Some(&stranger)).await.is_none(), "another's");
    assert!(call(None).await.is_none(), "no certificate");
    let served = metric(&running, "grpc_server_started_total", "");
    assert_eq!(served, 1.0, "the others never got as far as a call");
}

/// A peer that does not begin the TLS handshake in time is closed, and so is one that speaks no TLS.
#[tokio::test]
async fn peers_without_tls_are_closed() {
    let authority = Authority::new();
    let settings = authority.settings(&[("handshake_time", "200ms")]);
    let running = start(settings, engine_factory()).await.unwrap();
    let began = Instant::now();
    for (sent, expected) in [(&b""[..], 1.0), (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 2.0)] {
        let mut peer = TcpStream::connect(running.address().unwrap())
            .await
            .unwrap();
        peer.write_all(sent).await.unwrap();
        let mut received = Vec::new();
        // Whether it ends with an error does not matter.
        let _ = in_time(peer.read_to_end(&mut received)).await;
        let closed = metric(&running, "gleaner_connections_closed_total", "handshake");
        assert_eq!(closed, expected);
        assert!(began.elapsed() >= Duration::from_millis(200));
    }
    assert_eq!(metric(&running, "grpc_server_started_total", ""), 0.0);
}

/// A new API key from `gleaner serve --new-api-key`: the key, and its line for the file.
fn new_api_key(name: &str) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gleaner"))
        .args(["serve", "--new-api-key", name])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut values = text.lines().filter_map(|line| line.split(": ").nth(1));
    let (key, line) = (values.next().unwrap(), values.next().unwrap());
    (key.to_owned(), line.to_owned())
}

/// `message` with a header.
fn with_header<T>(message: T, header: &'static str, value: &str) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert(header, value.parse().unwrap());
    request
}

fn code_and_reason(status: &Status) -> (Code, String) {
    (status.code(), reason(status))
}

/// With a file of API keys, every call but health needs one. The file is read again when it changes;
/// a bad file changes nothing.
#[tokio::test]
async fn api_keys_are_required_and_reloaded() {
    let ((first, first_line), (second, second_line)) =
        (new_api_key("first"), new_api_key("second"));
    assert!(first.len() >= 32 && first != second);
    assert!(!first_line.contains(&first), "the file has hashes only");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    std::fs::write(&path, format!("{first_line}\n{second_line}\n")).unwrap();
    let keys = path.to_str().unwrap();
    let running = start_server(&[("api_keys", keys), ("reload_interval", "20ms")]).await;
    let channel = channel(&running).await;
    let call = async |header: Option<(&'static str, &str)>| {
        let request = match header {
            Some((name, value)) => with_header(request(ARTICLE), name, value),
            None => Request::new(request(ARTICLE)),
        };
        let mut client = SummarizerServiceClient::new(channel.clone());
        let result = client.summarize(request).await;
        result
            .map(|_| ())
            .map_err(|status| code_and_reason(&status))
    };
    let missing = Err((Code::Unauthenticated, "KEY_MISSING".into()));
    let unknown = Err((Code::Unauthenticated, "KEY_UNKNOWN".into()));
    let bearer = format!("Bearer {first}");
    let lower_case = format!("bearer {second}");
    assert_eq!(call(None).await, missing);
    assert_eq!(call(Some(("authorization", &first))).await, missing);
    assert_eq!(call(Some(("x-api-key", "guess"))).await, unknown);
    assert_eq!(call(Some(("authorization", "Bearer guess"))).await, unknown);
    assert_eq!(call(Some(("x-api-key", &first))).await, Ok(()));
    assert_eq!(call(Some(("authorization", &bearer))).await, Ok(()));
    assert_eq!(call(Some(("authorization", &lower_case))).await, Ok(()));
    let health = HealthClient::new(channel.clone())
        .check(HealthCheckRequest::default())
        .await;
    health.expect("health needs no key");

    let reloads = |outcome: &str| metric(&running, "gleaner_reloads_total", outcome);
    std::fs::write(&path, format!("{second_line}\n")).unwrap();
    wait_until("a reload", || reloads("ok") == 1.0).await;
    assert_eq!(call(Some(("x-api-key", &first))).await, unknown);
    std::fs::write(&path, "").unwrap();
    wait_until("a failed reload", || reloads("failed") == 1.0).await;
    assert_eq!(call(Some(("x-api-key", &second))).await, Ok(()));
}

/// Each right of an API key allows its own calls and no others; a key without a list of rights
/// allows all.
#[tokio::test]
async fn each_right_allows_its_own_calls() {
    let rights_and_calls = [
        ("summarize", "gleaner.v1.SummarizerService/Summarize"),
        ("batch", "gleaner.v1.SummarizerService/BatchSummarize"),
        ("stream", "gleaner.v1.SummarizerService/StreamSummarize"),
        ("upload", "gleaner.v1.SummarizerService/UploadDocument"),
        ("info", "gleaner.v1.InfoService/GetServerInfo"),
        (
            "info",
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        ),
        (
            "info",
            "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        ),
    ];
    let mut rights = rights_and_calls.map(|(right, _)| right).to_vec();
    rights.dedup();
    let (all, mut lines) = new_api_key("all");
    let mut keys = vec![("all of them", all)];
    for right in rights {
        let (key, line) = new_api_key(right);
        lines += &format!("\n{line} {right}");
        keys.push((right, key));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    std::fs::write(&path, lines).unwrap();
    let running = start_server(&[("api_keys", path.to_str().unwrap())]).await;
    let (mut sender, _connection) = raw::connect(&running).await;
    for (right, key) in &keys {
        for (needed, path) in rights_and_calls {
            // What an allowed call makes of an empty message does not matter here.
            let call = raw::call_at(path, &[("x-api-key", key)], Default::default());
            let (status, _) = raw::status_of(sender.send_request(call).await.unwrap()).await;
            let is_allowed = status.code() != Code::PermissionDenied;
            let expected = *right == needed || *right == "all of them";
            assert_eq!(is_allowed, expected, "{right} and {path}: {status:?}");
            assert_ne!(status.code(), Code::Unauthenticated);
            if !is_allowed {
                assert_eq!(reason(&status), "RIGHT_MISSING");
            }
        }
    }
}

/// gRPC-Web over HTTP/1.1, as browsers speak it, and the CORS headers for the origins allowed.
#[tokio::test]
async fn browsers_may_call_from_allowed_origins() {
    let running = start_server(&[
        ("http_listen", "127.0.0.1:0"),
        ("cors_origins", "https://a.test"),
    ])
    .await;
    let address = running.http_address().unwrap();
    let send = async |head: &str, body: &[u8]| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let length = body.len();
        let head =
            format!("{head}\r\nhost: g\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).await.unwrap();
        String::from_utf8_lossy(&response).to_lowercase()
    };
    let path = "/gleaner.v1.SummarizerService/Summarize";
    let allow_origin = "access-control-allow-origin: https://a.test";
    for (origin, is_allowed) in [("https://a.test", true), ("https://b.test", false)] {
        let preflight = format!(
            "OPTIONS {path} HTTP/1.1\r\norigin: {origin}\r\naccess-control-request-method: POST"
        );
        let response = send(&preflight, b"").await;
        assert!(response.starts_with("http/1.1 204"), "{response}");
        assert_eq!(response.contains(allow_origin), is_allowed);
        assert_eq!(response.contains("x-grpc-web"), is_allowed);

        let call = format!(
            "POST {path} HTTP/1.1\r\norigin: {origin}\r\ncontent-type: application/grpc-web+proto\r\nx-grpc-web: 1"
        );
        let response = send(&call, &raw::length_prefixed(&request(ARTICLE))).await;
        assert!(response.starts_with("http/1.1 200"), "{response}");
        let is_summary =
            response.contains("the council voted") && response.contains("grpc-status:0");
        assert!(is_summary, "{response}");
        assert_eq!(response.contains(allow_origin), is_allowed);
        let exposes_status = response.contains("access-control-expose-headers: grpc-status,");
        assert_eq!(exposes_status, is_allowed, "{response}");
    }
}

/// A server on a Unix socket takes over a file that a dead server left, and removes its file at the
/// end.
#[tokio::test]
async fn a_unix_socket_is_served_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gleaner.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "left by a dead server");
    let running = start_server(&[("listen", &format!("unix:{}", path.display()))]).await;
    let channel = Endpoint::from_shared(format!("unix:{}", path.display())).unwrap();
    let mut client = SummarizerServiceClient::new(channel.connect().await.unwrap());
    client.summarize(request(ARTICLE)).await.expect("a summary");
    drop(client);
    assert!(running.drain().await);
    drop(running);
    wait_until("the file is removed", || !path.exists()).await;
}
