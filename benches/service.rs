//! CPU time of the server's process for one call, compared with a bare tonic echo. The engine is
//! replaced by a constant answer, and every layer that is on by default is on.
//!
//!     cargo bench --bench service [-- CALLS]
//!
//! Each variant of the server is a child process, so that the work of the load generator is not
//! counted. The variants take turns, and the round with the least CPU time counts for each, because
//! other work on the machine can only add to it. Figures compare well as ratios; absolute ones depend
//! on the machine.

mod corpus;

use corpus::ArticleGenerator;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::proto::summarizer_service_server::{
    SummarizerService, SummarizerServiceServer,
};
use gleaner::service::proto::{
    BatchSummarizeRequest, BatchSummarizeResponse, Document, StreamSummarizeRequest,
    StreamSummarizeResponse, SummarizeRequest, SummarizeResponse, UploadDocumentRequest,
    UploadDocumentResponse, stream_summarize_response,
};
use gleaner::service::{EngineFactory, Settings, engine_factory, log_to_stderr, start};
use gleaner::{Options, Source, summarize};
use std::io::{BufRead as _, BufReader, Write as _};
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tokio_stream::{Stream, StreamExt as _};
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status, Streaming};

/// The environment variable that tells a child process which variant to serve.
const VARIANT: &str = "GLEANER_BENCH_VARIANT";
/// Rounds measured.
const ROUNDS: usize = 15;
/// Calls, or items of a stream, that wait for their response at once.
const IN_FLIGHT: usize = 16;

/// Names and descriptions. The echo is first, because all others are compared with it.
const VARIANTS: [(&str, &str); 5] = [
    ("echo", "a bare tonic server with a constant answer"),
    ("gleaner", "the default settings, constant engine"),
    (
        "no access log",
        "the default settings, but no log line for each call",
    ),
    (
        "api keys",
        "the default settings, and an API key that is checked",
    ),
    ("real engine", "the default settings, shipped engine"),
];

fn main() {
    if let Ok(variant) = std::env::var(VARIANT) {
        return serve(&variant);
    }
    let calls = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure(calls.unwrap_or(2_000)));
}

/// An article of about 4 KB, generated once, because generating it takes longer than a call.
static ARTICLE: LazyLock<String> = LazyLock::new(|| ArticleGenerator::new(7).article(4_000));

async fn measure(calls: usize) {
    let mut servers: Vec<Server> = VARIANTS
        .iter()
        .map(|(name, _)| Server::spawn(name))
        .collect();
    let mut unary = vec![Vec::new(); VARIANTS.len()];
    let mut stream = vec![Vec::new(); VARIANTS.len()];
    let mut clients = Vec::new();
    for server in &servers {
        clients.push(client(&server.address).await);
    }
    for round in 0..=ROUNDS {
        for (variant, server) in servers.iter().enumerate() {
            let before = server.cpu_time();
            call_singly(&clients[variant], calls).await;
            let between = server.cpu_time();
            call_stream(&clients[variant], calls).await;
            let after = server.cpu_time();
            // The first round only warms up.
            if round > 0 {
                unary[variant].push((between - before).as_secs_f64() * 1e6 / calls as f64);
                stream[variant].push((after - between).as_secs_f64() * 1e6 / calls as f64);
            }
        }
    }
    println!("server CPU time in µs, least of {ROUNDS} rounds of {calls} calls; ratio to the echo");
    println!(
        "{:<16}{:>9}{:>7}{:>13}{:>7}",
        "", "call", "", "stream item", ""
    );
    let (echo_unary, echo_stream) = (least(&unary[0]), least(&stream[0]));
    for (variant, (name, about)) in VARIANTS.iter().enumerate() {
        let (unary, stream) = (least(&unary[variant]), least(&stream[variant]));
        println!(
            "{name:<16}{unary:>9.1}{:>6.2}x{stream:>13.1}{:>6.2}x  {about}",
            unary / echo_unary,
            stream / echo_stream
        );
    }
    let mut latencies = one_at_a_time(&clients[4], 2_000).await;
    latencies.sort();
    let at = |per_mille: usize| latencies[latencies.len() * per_mille / 1000];
    println!(
        "one call at a time, 4 KB article, real engine: p50 {:?}, p99 {:?}, p99.9 {:?}",
        at(500),
        at(990),
        at(999)
    );
    for server in &mut servers {
        server.kill();
    }
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

type Client = SummarizerServiceClient<Channel>;

async fn client(address: &str) -> Client {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    SummarizerServiceClient::new(endpoint.connect().await.expect("a connection"))
}

fn request() -> Request<SummarizeRequest> {
    let document = Document {
        text: ARTICLE.clone(),
        ..Document::default()
    };
    let mut request = Request::new(SummarizeRequest {
        document: Some(document),
        ..SummarizeRequest::default()
    });
    request
        .metadata_mut()
        .insert("x-api-key", KEY.parse().expect("a header"));
    request
}

/// Makes that many calls of Summarize.
async fn call_singly(client: &Client, calls: usize) {
    let tasks: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move {
                for _ in 0..calls / IN_FLIGHT {
                    let response = client.summarize(request()).await.expect("a response");
                    let summary = response.into_inner().summary.expect("a summary");
                    assert!(!summary.bullets.is_empty());
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no call fails");
    }
}

/// Sends that many items over one stream.
async fn call_stream(client: &Client, count: usize) {
    let item = |n: usize| StreamSummarizeRequest {
        request_id: n.to_string(),
        request: Some(request().into_inner()),
    };
    let (sender, items) = tokio::sync::mpsc::channel(IN_FLIGHT);
    let mut client = client.clone();
    let mut items = Request::new(tokio_stream::wrappers::ReceiverStream::new(items));
    items
        .metadata_mut()
        .insert("x-api-key", KEY.parse().expect("a header"));
    let mut responses = client
        .stream_summarize(items)
        .await
        .expect("a stream")
        .into_inner();
    for n in 0..count {
        if n >= IN_FLIGHT {
            assert!(responses.message().await.expect("a response").is_some());
        }
        sender.send(item(n)).await.expect("an open stream");
    }
    drop(sender);
    while responses.message().await.expect("the rest").is_some() {}
}

/// Latencies of calls that are made one after the other.
async fn one_at_a_time(client: &Client, calls: usize) -> Vec<Duration> {
    let mut client = client.clone();
    let mut times = Vec::with_capacity(calls);
    for _ in 0..calls {
        let began = Instant::now();
        client.summarize(request()).await.expect("a response");
        times.push(began.elapsed());
    }
    times
}

/// A child process that serves one variant.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn spawn(variant: &str) -> Server {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .env(VARIANT, variant)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut address)
            .expect("its address");
        Server {
            child,
            address: address.trim().into(),
        }
    }

    /// CPU time of all its threads since they started.
    fn cpu_time(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("Linux");
        let nanos = tasks.flatten().filter_map(|task| {
            let stat = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            stat.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(nanos.sum())
    }

    fn kill(&mut self) {
        // Fails only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The key that all clients send, and its SHA-256.
const KEY: &str = "gleaner_bench";
const KEY_SHA256: &str = "55e7f9228ec6a483367a5162564547c1a57d54cd94ab7a443e446c26ff738009";

/// What a child process does: serves `variant` until it is killed or the parent process ends.
fn serve(variant: &str) {
    std::thread::spawn(|| {
        // Returns when the parent's end of the pipe is closed.
        let _ = std::io::stdin().lines().count();
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        if variant == "echo" {
            return serve_echo().await;
        }
        let mut settings = Settings::default();
        settings.set("listen", "127.0.0.1:0").expect("a setting");
        settings.set("admin_listen", "off").expect("a setting");
        if variant == "no access log" {
            settings
                .set("log_level", "info,gleaner::access=off")
                .expect("a setting");
        }
        let keys = std::env::temp_dir().join(format!("gleaner-bench-{}", std::process::id()));
        if variant == "api keys" {
            std::fs::write(&keys, format!("{KEY_SHA256} bench\n")).expect("a file");
            settings
                .set("api_keys", keys.to_str().expect("a path"))
                .expect("a setting");
        }
        let _log = log_to_stderr(&settings);
        let engines = if variant == "real engine" {
            engine_factory()
        } else {
            constant_engines()
        };
        let running = start(settings, engines).await.expect("a server");
        // The server has read it.
        let _ = std::fs::remove_file(&keys);
        print_address(&running.address().expect("a TCP address").to_string());
        std::future::pending().await
    })
}

/// Tells the parent process where the server is.
fn print_address(address: &str) {
    println!("{address}");
    std::io::stdout().flush().expect("a parent");
}

/// Makes engines that return the summary of one article for every text.
fn constant_engines() -> EngineFactory {
    let summary = Arc::new(summarize(&ARTICLE, &Options::default()));
    Arc::new(move || {
        let summary = Arc::clone(&summary);
        Box::new(move |_: &Source<'_>, _: &Options, _: &dyn Fn() -> bool| Some((*summary).clone()))
    })
}

/// Serves the variant that the others are compared with: tonic's own server, which decodes the
/// request and encodes a constant answer.
async fn serve_echo() {
    let running = {
        // The answer is the one that the other variants give.
        let mut settings = Settings::default();
        settings.set("listen", "127.0.0.1:0").expect("a setting");
        settings.set("admin_listen", "off").expect("a setting");
        start(settings, constant_engines()).await.expect("a server")
    };
    let mut client = client(&running.address().expect("a TCP address").to_string()).await;
    let response = client.summarize(request()).await.expect("a response");
    let answer = response.into_inner();
    drop(running);
    let incoming =
        tonic::transport::server::TcpIncoming::bind("127.0.0.1:0".parse().expect("an address"))
            .expect("a port")
            .with_nodelay(Some(true));
    print_address(&incoming.local_addr().expect("an address").to_string());
    tonic::transport::Server::builder()
        .add_service(SummarizerServiceServer::new(Echo(answer)))
        .serve_with_incoming(incoming)
        .await
        .expect("serves");
}

/// Gives the same response to every request.
struct Echo(SummarizeResponse);

#[tonic::async_trait]
impl SummarizerService for Echo {
    async fn summarize(
        &self,
        request: Request<SummarizeRequest>,
    ) -> Result<Response<SummarizeResponse>, Status> {
        assert!(request.into_inner().document.is_some());
        Ok(Response::new(self.0.clone()))
    }

    async fn batch_summarize(
        &self,
        _: Request<BatchSummarizeRequest>,
    ) -> Result<Response<BatchSummarizeResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    type StreamSummarizeStream =
        Pin<Box<dyn Stream<Item = Result<StreamSummarizeResponse, Status>> + Send>>;

    async fn stream_summarize(
        &self,
        request: Request<Streaming<StreamSummarizeRequest>>,
    ) -> Result<Response<Self::StreamSummarizeStream>, Status> {
        let answer = self.0.clone();
        let answers = request.into_inner().map(move |item| {
            let result = answer
                .summary
                .clone()
                .map(stream_summarize_response::Result::Summary);
            let request_id = item?.request_id;
            Ok(StreamSummarizeResponse {
                request_id,
                result,
                timing: answer.timing,
            })
        });
        Ok(Response::new(Box::pin(answers)))
    }

    async fn upload_document(
        &self,
        _: Request<Streaming<UploadDocumentRequest>>,
    ) -> Result<Response<UploadDocumentResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}
