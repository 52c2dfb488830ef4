//! The service as a process: what it ends with, and what signals and closed pipes do to it.

use super::harness::{ARTICLE, PATIENCE, eventually, request};
use super::watching::collector;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tonic::Code;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

/// `gleaner serve` with the defaults on ports of its own, and what is `given`.
fn serve(given: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command
        .arg("serve")
        .args(given)
        .env("GLEANER_LISTEN", "127.0.0.1:0")
        .env("GLEANER_ADMIN_LISTEN", "off")
        .stdin(Stdio::null());
    command
}

/// A server that is up, in a process of its own. Dropping it kills it.
struct Process {
    child: Child,
    address: String,
    log: mpsc::Receiver<serde_json::Value>,
}

impl Process {
    /// Starts `command` and waits until it serves. Every line of its log has to be JSON.
    fn start(mut command: Command) -> Process {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (sender, log) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let line = serde_json::from_str(&line).unwrap_or(serde_json::Value::String(line));
                let _ = sender.send(line);
            }
        });
        let mut process = Process {
            child,
            address: String::new(),
            log,
        };
        process.address = process.logged("serving")["listen"].as_str().unwrap().into();
        process
    }

    /// The next line of the log with this message.
    fn logged(&self, message: &str) -> serde_json::Value {
        loop {
            let line = self.log.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("the log does not say {message:?}"));
            assert!(line.is_object(), "not JSON: {line}");
            if line["message"] == message {
                return line;
            }
        }
    }

    async fn client(&self) -> SummarizerServiceClient<Channel> {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        SummarizerServiceClient::new(endpoint.connect().await.unwrap())
    }

    /// Sends the signal of this name.
    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end.
    async fn end(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the process goes on");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate for localhost that is its own authority, and its key.
fn self_signed() -> (String, String) {
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (pair.cert.pem(), pair.signing_key.serialize_pem())
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Certificates, keys and weights are settings: what is wrong with them is a wrong call. That the
/// system refuses a port is not.
#[test]
fn a_bad_start_tells_whose_fault_it_is() {
    let check = |given: &[&str], code: i32, matter: &str| {
        let output = serve(given).output().unwrap();
        let errors = errors(&output);
        assert_eq!(output.status.code(), Some(code), "{given:?}: {errors}");
        assert!(errors.contains(matter), "{given:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{given:?}: {errors}");
    };
    check(&["--workers=x"], 2, "--workers: 'x'");
    let pair = ["--tls-cert=/nowhere", "--tls-key=/nowhere"];
    check(&pair, 2, "--tls-cert: /nowhere");
    check(&["--api-keys=/nowhere"], 2, "--api-keys: /nowhere");
    check(&["--weights=a=/nowhere"], 2, "--weights: /nowhere");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = format!("--admin-listen={}", taken.local_addr().unwrap());
    check(&[&port], 1, "--admin-listen: cannot listen on");
}

/// A reader that has gone has seen enough; a disk that is full is told of.
#[test]
fn printing_survives_its_reader() {
    let closed = || std::io::pipe().unwrap().1;
    for given in ["--print-config", "--check-config", "--new-api-key=billing"] {
        let output = serve(&[given]).stdout(closed()).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{given}: {}",
            errors(&output)
        );
        assert_eq!(errors(&output), "", "{given}");
    }
    if let Ok(full) = std::fs::File::options().write(true).open("/dev/full") {
        let output = serve(&["--print-config"]).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("cannot write"), "{output:?}");
    }
    let output = serve(&["--workers=x"]).stderr(closed()).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(2),
        "nobody hears, and nobody panics"
    );
}

/// A server out of file descriptors says so, once, and serves again as soon as it has some.
#[tokio::test]
async fn a_shortage_of_descriptors_passes() {
    let plain = serve(&["--drain-delay=0s"]);
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n 40; exec \"$0\" \"$@\""])
        .arg(plain.get_program())
        .args(plain.get_args())
        .envs(
            plain
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    let mut process = Process::start(command);
    let crowd: Vec<_> = (0..60)
        .map(|_| std::net::TcpStream::connect(&process.address).unwrap())
        .collect();
    process.logged("cannot accept connections for now");
    drop(crowd);
    let mut client = process.client().await;
    client.summarize(request(ARTICLE)).await.unwrap();
    drop(client);
    process.signal("TERM");
    assert_eq!(process.end().await.code(), Some(0));
}

/// What is spoken to over https is verified by the authorities of the system, which a variable may
/// name.
#[tokio::test]
async fn https_is_verified_by_the_authorities_of_the_system() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("cert"), folder.path().join("key"));
    let (pem, key_pem) = self_signed();
    std::fs::write(&cert, &pem).unwrap();
    std::fs::write(&key, &key_pem).unwrap();
    let (port, mut spans) = collector(Some(Identity::from_pem(&pem, &key_pem)));
    let files = [("--tls-cert", &cert), ("--tls-key", &key)];
    let files = files.map(|(flag, path)| format!("{flag}={}", path.display()));
    let collector = format!("--otlp-endpoint=https://localhost:{port}");
    let mut command = serve(&["--otlp-ratio=1", &collector, &files[0], &files[1]]);
    command.env("SSL_CERT_FILE", &cert);
    let process = Process::start(command);
    let port = process.address.rsplit(':').next().unwrap();
    let bench = |authorities: &Path| {
        let mut bench = Command::new(env!("CARGO_BIN_EXE_gleaner"));
        bench
            .args(["bench", "--warmup=0s", "--duration=100ms", "--server"])
            .arg(format!("https://localhost:{port}"))
            .env_remove("SSL_CERT_DIR")
            .env("SSL_CERT_FILE", authorities);
        bench
    };
    let output = bench(&cert).output().unwrap();
    assert!(output.status.success(), "{}", errors(&output));
    let span = tokio::time::timeout(PATIENCE, spans.recv()).await;
    span.expect("a span in time").unwrap();

    let stranger = folder.path().join("stranger");
    std::fs::write(&stranger, self_signed().0).unwrap();
    let output = bench(&stranger).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("--server https"), "{output:?}");
    std::fs::write(&stranger, "").unwrap();
    let output = bench(&stranger).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("SSL_CERT_FILE"), "{output:?}");
}

/// SIGHUP has files looked at now. Broken ones are told of and change nothing.
#[tokio::test]
async fn a_hangup_reads_files_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("cert"), folder.path().join("key"));
    let (pem, key_pem) = self_signed();
    std::fs::write(&cert, &pem).unwrap();
    std::fs::write(&key, key_pem).unwrap();
    let files = [("--tls-cert", &cert), ("--tls-key", &key)];
    let files = files.map(|(flag, path)| format!("{flag}={}", path.display()));
    let given = [
        "--reload-interval=1h",
        "--drain-delay=0s",
        &files[0],
        &files[1],
    ];
    let mut process = Process::start(serve(&given));
    let call = async || {
        let authority = Certificate::from_pem(&pem);
        let tls = ClientTlsConfig::new()
            .ca_certificate(authority)
            .domain_name("localhost");
        let endpoint = Endpoint::from_shared(format!("https://{}", process.address)).unwrap();
        let channel = endpoint.tls_config(tls).unwrap().connect().await.unwrap();
        let answer = SummarizerServiceClient::new(channel)
            .summarize(request(ARTICLE))
            .await;
        answer.unwrap()
    };
    call().await;
    std::fs::write(&cert, "no certificate").unwrap();
    process.signal("HUP");
    process.logged("cannot reload; the previous ones stay in use");
    call().await;
    std::fs::write(&cert, &pem).unwrap();
    process.signal("HUP");
    process.logged("reloaded");
    call().await;
    process.signal("TERM");
    assert_eq!(process.end().await.code(), Some(0));
}

/// A file of keys on a disk that hangs holds up neither calls nor the end.
#[tokio::test]
async fn a_file_that_hangs_holds_up_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let (keys, pipe) = (folder.path().join("keys"), folder.path().join("pipe"));
    std::fs::write(&keys, format!("{} a", "0".repeat(64))).unwrap();
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let file = format!("--api-keys={}", keys.display());
    let mut process = Process::start(serve(&[
        "--reload-interval=10ms",
        "--drain-delay=0s",
        &file,
    ]));
    // Whoever reads a pipe without a writer waits for one.
    std::fs::rename(&pipe, &keys).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut client = tokio::time::timeout(PATIENCE, process.client())
        .await
        .expect("a connection");
    let call = tokio::time::timeout(PATIENCE, client.summarize(request(ARTICLE))).await;
    let status = call.expect("an answer").expect_err("no key");
    assert_eq!(status.code(), Code::Unauthenticated);
    drop(client);
    process.signal("TERM");
    assert_eq!(process.end().await.code(), Some(0));
}

/// systemd hears when calls are taken and when no more.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn systemd_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let told = || {
        let mut buffer = [0; 64];
        let read = socket.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..read]).into_owned()
    };
    let mut command = serve(&["--drain-delay=0s"]);
    command.env("NOTIFY_SOCKET", &path);
    let mut process = Process::start(command);
    assert_eq!(told(), "READY=1");
    process.signal("TERM");
    assert_eq!(told(), "STOPPING=1");
    assert_eq!(process.end().await.code(), Some(0));
}

/// A log that nobody reads, or nobody can, holds up neither calls nor the end.
#[tokio::test]
async fn a_log_that_is_not_read_holds_up_nothing() {
    let (reader, writer) = std::io::pipe().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listen = format!("--listen=unix:{}", path.display());
    let given = ["--drain-delay=0s", "--log-level=trace", &listen];
    let mut command = serve(&given);
    let child = command.stderr(writer).spawn().unwrap();
    drop(command);
    let mut process = Process {
        child,
        address: String::new(),
        log: mpsc::channel().1,
    };
    eventually("the socket", || path.exists()).await;
    let endpoint = Endpoint::from_shared(format!("unix:{}", path.display())).unwrap();
    let mut client = SummarizerServiceClient::new(endpoint.connect().await.unwrap());
    // Far more than a pipe holds.
    for _ in 0..100 {
        client.summarize(request(ARTICLE)).await.unwrap();
    }
    drop(client);
    process.signal("TERM");
    assert_eq!(process.end().await.code(), Some(0));
    drop(reader);
}
