//! TLS and its reload, client certificates, API keys, and browsers.

use super::harness::{ARTICLE, eventually, metric, reason, request, server, settings_of};
use gleaner::service::proto::health::HealthCheckRequest;
use gleaner::service::proto::health::health_client::HealthClient;
use gleaner::service::proto::info_service_client::InfoServiceClient;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::proto::{BatchSummarizeRequest, GetServerInfoRequest};
use gleaner::service::{Running, Settings, engine_factory, start};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tempfile::TempDir;
use tonic::Code;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

/// A certificate authority for one test, and where its files go.
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

    /// A certificate for "localhost" and its key, as PEM.
    fn sign(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a new pair where the server reads it, each file in one step.
    fn put_pair(&self) {
        let (certificate, key) = self.sign();
        for (name, pem) in [("key.pem", key), ("cert.pem", certificate)] {
            std::fs::write(self.path("new"), pem).unwrap();
            std::fs::rename(self.path("new"), self.path(name)).unwrap();
        }
    }

    /// Settings of a server with that pair.
    fn settings(&self, more: &[(&str, &str)]) -> Settings {
        self.put_pair();
        let mut settings = settings_of(more);
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

fn trusting(authority: &Authority) -> ClientTlsConfig {
    ClientTlsConfig::new().ca_certificate(Certificate::from_pem(authority.pem()))
}

/// T14: certificates are swapped again and again under load, of old connections and of new ones, and
/// no call fails; a bad pair changes nothing; a pair by another authority is what new peers see.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_swapped_under_load() {
    const SWAPS: usize = 12;
    const CALLS_BETWEEN: usize = 40;
    let authority = Arc::new(Authority::new());
    let settings = authority.settings(&[("reload_interval", "20ms")]);
    let running = Arc::new(start(settings, engine_factory()).await.unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let calls = Arc::new(AtomicUsize::new(0));
    // Callers that connect anew after so many calls.
    let call = |calls_each: usize| {
        let (authority, running) = (Arc::clone(&authority), Arc::clone(&running));
        let (stop, calls) = (Arc::clone(&stop), Arc::clone(&calls));
        async move {
            while !stop.load(Ordering::Relaxed) {
                let channel = connect(&running, trusting(&authority)).await;
                let mut client = SummarizerServiceClient::new(channel.expect("a handshake"));
                for _ in 0..calls_each {
                    let answer = client.summarize(request(ARTICLE)).await;
                    answer.expect("no call fails");
                    calls.fetch_add(1, Ordering::Relaxed);
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                }
            }
        }
    };
    let callers = [1, 3, 3, usize::MAX].map(|calls_each| tokio::spawn(call(calls_each)));
    let reloads = |outcome: &str| metric(&running, "gleaner_reloads_total", outcome);
    let more_calls = async || {
        let before = calls.load(Ordering::Relaxed);
        let enough = || calls.load(Ordering::Relaxed) >= before + CALLS_BETWEEN;
        eventually("more calls", enough).await;
    };
    for _ in 0..SWAPS {
        // Two files are written one after the other, and may be read once or twice.
        let before = reloads("ok");
        authority.put_pair();
        eventually("a reload", || reloads("ok") > before).await;
        more_calls().await;
    }
    std::fs::write(authority.path("cert.pem"), "no certificate").unwrap();
    eventually("a failed reload", || reloads("failed") >= 1.0).await;
    more_calls().await;
    stop.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.expect("no call failed");
    }
    println!("{} calls over {SWAPS} swaps", calls.load(Ordering::Relaxed));

    let stranger = Authority::new();
    let (certificate, key) = stranger.sign();
    let before = reloads("ok");
    std::fs::write(authority.path("key.pem"), key).unwrap();
    std::fs::write(authority.path("cert.pem"), certificate).unwrap();
    eventually("the last reload", || reloads("ok") > before).await;
    assert!(connect(&running, trusting(&stranger)).await.is_ok());
    assert!(connect(&running, trusting(&authority)).await.is_err());
}

#[tokio::test]
async fn mutual_tls_wants_a_certificate_of_ours() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let mut settings = authority.settings(&[]);
    std::fs::write(authority.path("ca.pem"), authority.pem()).unwrap();
    settings.tls_client_ca = Some(authority.path("ca.pem"));
    let running = start(settings, engine_factory()).await.unwrap();
    let check = async |signer: Option<&Authority>| {
        let mut tls = trusting(&authority);
        if let Some(signer) = signer {
            let (certificate, key) = signer.sign();
            tls = tls.identity(Identity::from_pem(certificate, key));
        }
        // With TLS 1.3 a refusal may come only with the first call.
        let channel = connect(&running, tls).await.ok()?;
        SummarizerServiceClient::new(channel)
            .summarize(request(ARTICLE))
            .await
            .ok()
    };
    assert!(check(Some(&authority)).await.is_some(), "ours");
    assert!(check(Some(&stranger)).await.is_none(), "a stranger's");
    assert!(check(None).await.is_none(), "none");
}

#[tokio::test]
async fn api_keys_are_needed_and_reloaded() {
    let gleaner = |name: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_gleaner"))
            .args(["serve", "--new-api-key", name])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut parts = text.lines().filter_map(|line| line.split(": ").nth(1));
        (
            parts.next().unwrap().to_owned(),
            parts.next().unwrap().to_owned(),
        )
    };
    let ((full, full_line), (few, few_line)) = (gleaner("full"), gleaner("few"));
    assert!(full.len() >= 32 && full != few && !full_line.contains(&full));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    std::fs::write(&path, format!("{full_line}\n{few_line} summarize\n")).unwrap();
    let keys = path.to_str().unwrap();
    let running = server(&[("api_keys", keys), ("reload_interval", "20ms")]).await;
    let channel = super::harness::channel(&running).await;
    let client = SummarizerServiceClient::new(channel.clone());
    let with = |header: &'static str, value: &str| {
        let mut request = tonic::Request::new(request(ARTICLE));
        request
            .metadata_mut()
            .insert(header, value.parse().unwrap());
        request
    };
    let check = async |request: tonic::Request<_>, expected: Option<(Code, &str)>| {
        let outcome = client.clone().summarize(request).await;
        match (outcome, expected) {
            (Ok(_), None) => {}
            (Err(status), Some((code, why))) => {
                assert_eq!((status.code(), reason(&status).as_str()), (code, why));
            }
            (outcome, expected) => panic!("{outcome:?}, not {expected:?}"),
        }
    };
    check(
        tonic::Request::new(request(ARTICLE)),
        Some((Code::Unauthenticated, "KEY_MISSING")),
    )
    .await;
    check(
        with("x-api-key", "guess"),
        Some((Code::Unauthenticated, "KEY_UNKNOWN")),
    )
    .await;
    check(with("x-api-key", &full), None).await;
    check(with("authorization", &format!("Bearer {full}")), None).await;
    check(with("authorization", &format!("bearer {few}")), None).await;
    check(
        with("authorization", &full),
        Some((Code::Unauthenticated, "KEY_MISSING")),
    )
    .await;

    let mut batch = tonic::Request::new(BatchSummarizeRequest {
        requests: vec![request("A.")],
    });
    batch
        .metadata_mut()
        .insert("x-api-key", few.parse().unwrap());
    let status = client
        .clone()
        .batch_summarize(batch)
        .await
        .expect_err("lacks the right");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::PermissionDenied, "RIGHT_MISSING")
    );
    let info = InfoServiceClient::new(channel.clone())
        .get_server_info(GetServerInfoRequest {})
        .await;
    assert_eq!(info.expect_err("no key").code(), Code::Unauthenticated);
    let health = HealthClient::new(channel)
        .check(HealthCheckRequest::default())
        .await;
    assert!(health.is_ok(), "health needs no key");

    // One key goes: it is out as soon as the file is read anew. A bad file changes nothing.
    let reloads = |outcome: &str| metric(&running, "gleaner_reloads_total", outcome);
    std::fs::write(&path, format!("{few_line}\n")).unwrap();
    eventually("a reload", || reloads("ok") == 1.0).await;
    check(
        with("x-api-key", &full),
        Some((Code::Unauthenticated, "KEY_UNKNOWN")),
    )
    .await;
    std::fs::write(&path, "").unwrap();
    eventually("a failed reload", || reloads("failed") == 1.0).await;
    check(with("x-api-key", &few), None).await;
}

/// gRPC-Web over HTTP/1.1, as a browser speaks it, with the answers that CORS wants.
#[tokio::test]
async fn browsers_may_call_from_where_they_may() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let running = server(&[
        ("http_listen", "127.0.0.1:0"),
        ("cors_origins", "https://a.test"),
    ])
    .await;
    let address = running.http_address().unwrap();
    let ask = async |head: &str, body: &[u8]| {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let length = body.len();
        let head =
            format!("{head}\r\nhost: g\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).to_lowercase()
    };
    let path = "/gleaner.v1.SummarizerService/Summarize";
    for (origin, allowed) in [("https://a.test", true), ("https://b.test", false)] {
        let preflight = format!(
            "OPTIONS {path} HTTP/1.1\r\norigin: {origin}\r\naccess-control-request-method: POST"
        );
        let answer = ask(&preflight, b"").await;
        assert!(answer.starts_with("http/1.1 204"), "{answer}");
        assert_eq!(
            answer.contains("access-control-allow-origin: https://a.test"),
            allowed
        );
        assert_eq!(answer.contains("x-grpc-web"), allowed);

        let call = format!(
            "POST {path} HTTP/1.1\r\norigin: {origin}\r\ncontent-type: application/grpc-web+proto\r\nx-grpc-web: 1"
        );
        let answer = ask(&call, &super::raw::frame(&request(ARTICLE))).await;
        assert!(answer.starts_with("http/1.1 200"), "{answer}");
        assert!(
            answer.contains("the council voted") && answer.contains("grpc-status:0"),
            "{answer}"
        );
        assert_eq!(
            answer.contains("access-control-allow-origin: https://a.test"),
            allowed
        );
    }
}

#[tokio::test]
async fn a_unix_socket_serves_and_cleans_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gleaner.sock");
    // Left by a server that could not clean up: taken over.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let running = server(&[("listen", &format!("unix:{}", path.display()))]).await;
    let channel = Endpoint::from_shared(format!("unix:{}", path.display())).unwrap();
    let mut client = SummarizerServiceClient::new(channel.connect().await.unwrap());
    assert!(client.summarize(request(ARTICLE)).await.is_ok());
    drop(client);
    assert!(running.drain().await);
    drop(running);
    eventually("no file", || !path.exists()).await;
}
