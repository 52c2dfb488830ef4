//! The service as a process: exit codes, signals, logs, closed pipes, and shortages.

use super::harness::{ARTICLE, TIMEOUT, in_time, options_with, request, request_with, wait_until};
use super::telemetry::start_collector;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use rustix::fs::{Mode, OFlags};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tonic::Code;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

/// `gleaner serve` with these flags and a free port, to be started.
fn serve(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command
        .arg("serve")
        .args(flags)
        .env("GLEANER_LISTEN", "127.0.0.1:0")
        .env("GLEANER_ADMIN_LISTEN", "off")
        .stdin(Stdio::null());
    command
}

/// A server in a process of its own, up and running. Dropping it kills it.
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
        let serving = process.wait_for_log("serving");
        process.address = serving["listen"].as_str().unwrap().into();
        process
    }

    /// Waits for the next line of the log with this message.
    fn wait_for_log(&self, message: &str) -> serde_json::Value {
        loop {
            let line = self.log.recv_timeout(TIMEOUT);
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

    /// Waits until the process has ended.
    async fn wait_for_exit(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until("the process ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        })
        .await;
        status.unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate for localhost that is its own authority, and its key, as PEM.
fn self_signed() -> (String, String) {
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (pair.cert.pem(), pair.signing_key.serialize_pem())
}

fn stderr_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Exit code 2 for what the operator has to fix: settings, certificates, keys and weights. Exit code
/// 1 for what the system refuses: a port. One line says what and where.
#[test]
fn the_exit_code_tells_whose_fault_a_failed_start_is() {
    let check = |flags: &[&str], code: i32, message: &str| {
        let output = serve(flags).output().unwrap();
        let errors = stderr_of(&output);
        assert_eq!(output.status.code(), Some(code), "{flags:?}: {errors}");
        assert!(errors.contains(message), "{flags:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{flags:?}: {errors}");
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

/// A closed standard output or standard error is no error; a full disk is.
#[test]
fn printing_does_not_fail_on_a_closed_pipe() {
    let closed = || std::io::pipe().unwrap().1;
    for flag in ["--print-config", "--check-config", "--new-api-key=billing"] {
        let output = serve(&[flag]).stdout(closed()).output().unwrap();
        let errors = stderr_of(&output);
        assert_eq!(output.status.code(), Some(0), "{flag}: {errors}");
        assert_eq!(errors, "", "{flag}");
    }
    if let Ok(full) = std::fs::File::options().write(true).open("/dev/full") {
        let output = serve(&["--print-config"]).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr_of(&output).contains("cannot write"), "{output:?}");
    }
    let output = serve(&["--workers=x"]).stderr(closed()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "it does not panic");
}

/// SIGTERM and SIGINT each drain the server, which then ends with 0. A second signal ends it at once
/// with 1.
#[tokio::test]
async fn signals_end_the_process() {
    for signal in ["TERM", "INT"] {
        let mut process = Process::start(serve(&["--drain-delay=0s"]));
        process.signal(signal);
        assert_eq!(process.wait_for_log("drained")["clean"], true);
        assert_eq!(process.wait_for_exit().await.code(), Some(0), "{signal}");

        let mut process = Process::start(serve(&["--drain-delay=1h"]));
        process.signal(signal);
        process.wait_for_log("draining");
        process.signal(signal);
        assert_eq!(process.wait_for_exit().await.code(), Some(1), "{signal}");
    }
}

/// A call leaves one line in the log, which says how it ended, for whom and how long it took. No line
/// has anything of the document, the title, the query or the API key, at any level.
#[tokio::test]
async fn the_log_has_calls_but_not_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    let output = serve(&["--new-api-key=billing"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let values: Vec<_> = text.lines().map(|line| line.split(": ").nth(1)).collect();
    let (key, line) = (values[0].unwrap(), values[1].unwrap());
    std::fs::write(&path, line).unwrap();
    let keys = format!("--api-keys={}", path.display());
    let flags = ["--drain-delay=0s", "--log-level=trace", &keys];
    let mut process = Process::start(serve(&flags));
    let query = "a query of secrets".into();
    let mut message = request_with(ARTICLE, options_with(|options| options.query = query));
    message.document.as_mut().unwrap().title = "a title of secrets".into();
    let mut request = tonic::Request::new(message);
    for (name, value) in [
        ("x-api-key", key),
        ("x-request-id", "my-id"),
        (
            "traceparent",
            "00-0000000000000000000000000000000a-000000000000000b-01",
        ),
    ] {
        request.metadata_mut().insert(name, value.parse().unwrap());
    }
    let mut client = process.client().await;
    client.summarize(request).await.expect("a summary");
    drop(client);
    process.signal("TERM");
    assert_eq!(process.wait_for_exit().await.code(), Some(0));

    let lines: Vec<_> = process.log.iter().collect();
    let calls = lines.iter().filter(|line| line["message"] == "call");
    let [call] = calls.collect::<Vec<_>>()[..] else {
        panic!("one line for the call: {lines:?}");
    };
    assert_eq!(call["level"], "INFO");
    assert_eq!(call["service"], "gleaner.v1.SummarizerService");
    assert_eq!(call["method"], "Summarize");
    assert_eq!(call["code"], "OK");
    assert_eq!(call["documents"], 1);
    assert_eq!(call["key"], "billing");
    assert_eq!(call["request_id"], "my-id");
    assert_eq!(call["trace_id"], "0000000000000000000000000000000a");
    assert!(call["peer"].as_str().unwrap().starts_with("127.0.0.1:"));
    let millis = ["millis", "queue_millis", "compute_millis"];
    let [all, queue, compute] = millis.map(|name| call[name].as_f64().unwrap());
    assert!(queue >= 0.0 && compute > 0.0 && all >= queue + compute);
    for line in lines {
        let line = line.to_string();
        for secret in ["council", "bridge", "secrets", key] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

/// A server without free file descriptors says so, once, and serves again as soon as it has some.
#[tokio::test]
async fn a_shortage_of_descriptors_passes() {
    const MESSAGE: &str = "cannot accept connections for now";
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
    let connections: Vec<_> = (0..60)
        .map(|_| std::net::TcpStream::connect(&process.address).unwrap())
        .collect();
    process.wait_for_log(MESSAGE);
    // That it is said only once can only be seen by waiting: the server tries again every 50 ms. A
    // slow machine does not fail here.
    let again = process.log.recv_timeout(Duration::from_millis(250));
    assert!(again.is_err_and(|error| error == mpsc::RecvTimeoutError::Timeout));
    drop(connections);
    let mut client = process.client().await;
    client.summarize(request(ARTICLE)).await.unwrap();
    drop(client);
    process.signal("TERM");
    assert_eq!(process.wait_for_exit().await.code(), Some(0));
}

/// A collector or a server that is called over https is verified by the authorities of the system, or
/// those in the file that SSL_CERT_FILE names.
#[tokio::test]
async fn https_is_verified_by_the_authorities_of_the_system() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("cert"), folder.path().join("key"));
    let (pem, key_pem) = self_signed();
    std::fs::write(&cert, &pem).unwrap();
    std::fs::write(&key, &key_pem).unwrap();
    let (port, mut spans) = start_collector(Some(Identity::from_pem(&pem, &key_pem)));
    let files = [("--tls-cert", &cert), ("--tls-key", &key)];
    let files = files.map(|(flag, path)| format!("{flag}={}", path.display()));
    let collector = format!("--otlp-endpoint=https://localhost:{port}");
    let mut command = serve(&[
        "--drain-delay=0s",
        "--otlp-ratio=1",
        &collector,
        &files[0],
        &files[1],
    ]);
    command.env("SSL_CERT_FILE", &cert);
    let process = Process::start(command);
    let port = process.address.rsplit(':').next().unwrap();
    let bench = |authorities: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_gleaner"))
            .args(["bench", "--warmup=0s", "--duration=100ms", "--server"])
            .arg(format!("https://localhost:{port}"))
            .env_remove("SSL_CERT_DIR")
            .env("SSL_CERT_FILE", authorities)
            .output();
        output.unwrap()
    };
    let output = bench(&cert);
    assert!(output.status.success(), "{}", stderr_of(&output));

    let other = folder.path().join("other");
    std::fs::write(&other, self_signed().0).unwrap();
    let output = bench(&other);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr_of(&output).contains("--server https"), "{output:?}");
    std::fs::write(&other, "").unwrap();
    let output = bench(&other);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr_of(&output).contains("SSL_CERT_FILE"), "{output:?}");

    // A drain sends the spans at once.
    process.signal("TERM");
    in_time(spans.recv()).await.expect("a span");
}

/// SIGHUP makes the server read its certificates again. A bad one is reported and changes nothing.
#[tokio::test]
async fn sighup_reloads_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("cert"), folder.path().join("key"));
    let ((first, first_key), (second, second_key)) = (self_signed(), self_signed());
    std::fs::write(&cert, &first).unwrap();
    std::fs::write(&key, first_key).unwrap();
    let files = [("--tls-cert", &cert), ("--tls-key", &key)];
    let files = files.map(|(flag, path)| format!("{flag}={}", path.display()));
    let flags = [
        "--reload-interval=1h",
        "--drain-delay=0s",
        &files[0],
        &files[1],
    ];
    let mut process = Process::start(serve(&flags));
    let address = process.address.clone();
    // Whether a client that trusts this certificate alone is served.
    let is_served = async |pem: &str| {
        let tls = ClientTlsConfig::new()
            .ca_certificate(Certificate::from_pem(pem))
            .domain_name("localhost");
        let endpoint = Endpoint::from_shared(format!("https://{address}")).unwrap();
        let Ok(channel) = endpoint.tls_config(tls).unwrap().connect().await else {
            return false;
        };
        let response = SummarizerServiceClient::new(channel)
            .summarize(request(ARTICLE))
            .await;
        response.is_ok()
    };
    assert!(is_served(&first).await);
    std::fs::write(&cert, "no certificate").unwrap();
    process.signal("HUP");
    process.wait_for_log("cannot reload; the previous ones stay in use");
    assert!(is_served(&first).await);
    std::fs::write(&cert, &second).unwrap();
    std::fs::write(&key, second_key).unwrap();
    process.signal("HUP");
    process.wait_for_log("reloaded");
    assert!(is_served(&second).await);
    assert!(!is_served(&first).await);
    process.signal("TERM");
    assert_eq!(process.wait_for_exit().await.code(), Some(0));
}

/// A file of API keys that cannot be read to its end holds up neither calls nor the drain.
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
    std::fs::rename(&pipe, &keys).unwrap();
    // Without waiting, a pipe can be opened for writing only while somebody reads it. From then on
    // the server waits for bytes that never come.
    let open = || rustix::fs::open(&keys, OFlags::WRONLY | OFlags::NONBLOCK, Mode::empty());
    let mut writer = None;
    wait_until("the server reads the pipe", || {
        writer = open().ok();
        writer.is_some()
    })
    .await;
    let mut client = in_time(process.client()).await;
    let status = in_time(client.summarize(request(ARTICLE))).await;
    let status = status.expect_err("no key");
    assert_eq!(status.code(), Code::Unauthenticated);
    drop(client);
    process.signal("TERM");
    assert_eq!(process.wait_for_exit().await.code(), Some(0));
    drop(writer);
}

/// systemd is told when the server takes calls, and when it begins to shut down.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn systemd_is_notified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(TIMEOUT)).unwrap();
    let next_state = || {
        let mut buffer = [0; 64];
        let read = socket.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..read]).into_owned()
    };
    let mut command = serve(&["--drain-delay=0s"]);
    command.env("NOTIFY_SOCKET", &path);
    let mut process = Process::start(command);
    assert_eq!(next_state(), "READY=1");
    process.signal("TERM");
    assert_eq!(next_state(), "STOPPING=1");
    assert_eq!(process.wait_for_exit().await.code(), Some(0));
}

/// A log that nobody reads holds up neither calls nor the drain.
#[tokio::test]
async fn a_log_that_is_not_read_holds_up_nothing() {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listen = format!("--listen=unix:{}", path.display());
    let mut command = serve(&["--drain-delay=0s", "--log-level=trace", &listen]);
    let child = command.stderr(writer).spawn().unwrap();
    drop(command);
    let mut process = Process {
        child,
        address: String::new(),
        log: mpsc::channel().1,
    };
    let connect = || std::os::unix::net::UnixStream::connect(&path);
    wait_until("the server listens", || connect().is_ok()).await;
    let endpoint = Endpoint::from_shared(format!("unix:{}", path.display())).unwrap();
    let mut client = SummarizerServiceClient::new(endpoint.connect().await.unwrap());
    for _ in 0..100 {
        client.summarize(request(ARTICLE)).await.unwrap();
    }
    drop(client);
    let began = Instant::now();
    process.signal("TERM");
    assert_eq!(process.wait_for_exit().await.code(), Some(0));
    // The last lines get a second; the bound is generous for a loaded machine.
    assert!(began.elapsed() < Duration::from_secs(15));
    let mut log = String::new();
    reader.read_to_string(&mut log).unwrap();
    assert!(log.contains("serving"));
    assert!(!log.contains("drained"), "there was still room in the pipe");
}
