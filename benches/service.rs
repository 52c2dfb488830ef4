//! What a call costs beside a bare tonic echo: CPU time of the server's process per call, with the
//! engine replaced by a constant answer, every layer that is on by default included.
//!
//!     cargo bench --bench service [-- CALLS]
//!
//! The servers are child processes of their own, so that the load generator's work is not counted;
//! variants take turns, and of each the cheapest of some rounds counts, since whatever else the machine
//! does can only add. Read the figures as ratios.

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

/// Tells a child which server to be.
const VARIANT: &str = "GLEANER_BENCH_VARIANT";
const ROUNDS: usize = 15;
const IN_FLIGHT: usize = 16;

/// The echo first: all others are told as ratios to it.
const VARIANTS: [(&str, &str); 5] = [
    ("echo", "a bare tonic server that answers at once"),
    ("gleaner", "every default layer, constant engine"),
    ("no access log", "the same without a line per call"),
    ("api keys", "the default with a key to be checked"),
    ("real engine", "the default with the shipped engine"),
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

/// An article of about 4 KB. Making one up costs more than a call.
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
            let before = server.cpu();
            call_singly(&clients[variant], calls).await;
            let between = server.cpu();
            call_stream(&clients[variant], calls).await;
            let after = server.cpu();
            // The first round warms up.
            if round > 0 {
                unary[variant].push((between - before).as_secs_f64() * 1e6 / calls as f64);
                stream[variant].push((after - between).as_secs_f64() * 1e6 / calls as f64);
            }
        }
    }
    println!("server CPU in µs, the cheapest of {ROUNDS} rounds of {calls}; ratio to the echo");
    println!(
        "{:<16}{:>9}{:>7}{:>13}{:>7}",
        "", "unary", "", "stream item", ""
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
    let mut lone = lone_calls(&clients[4], 2_000).await;
    lone.sort();
    let at = |share: usize| lone[lone.len() * share / 1000];
    println!(
        "a lone call on a 4 KB article, real engine: p50 {:?}, p99 {:?}, p99.9 {:?}",
        at(500),
        at(990),
        at(999)
    );
    for server in &mut servers {
        server.stop();
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

async fn call_singly(client: &Client, calls: usize) {
    let tasks: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move {
                for _ in 0..calls / IN_FLIGHT {
                    let answer = client.summarize(request()).await.expect("an answer");
                    assert!(
                        !answer
                            .into_inner()
                            .summary
                            .expect("a summary")
                            .bullets
                            .is_empty()
                    );
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no call fails");
    }
}

async fn call_stream(client: &Client, calls: usize) {
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
    let mut answers = client
        .stream_summarize(items)
        .await
        .expect("a stream")
        .into_inner();
    for n in 0..calls {
        if n >= IN_FLIGHT {
            assert!(answers.message().await.expect("an answer").is_some());
        }
        sender.send(item(n)).await.expect("room");
    }
    drop(sender);
    while answers.message().await.expect("the rest").is_some() {}
}

async fn lone_calls(client: &Client, calls: usize) -> Vec<Duration> {
    let mut client = client.clone();
    let mut times = Vec::with_capacity(calls);
    for _ in 0..calls {
        let began = Instant::now();
        client.summarize(request()).await.expect("an answer");
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

    /// CPU time of all its threads so far.
    fn cpu(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("Linux");
        let nanos = tasks.flatten().filter_map(|task| {
            let stat = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            stat.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(nanos.sum())
    }

    fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The key that all clients send, and its SHA-256.
const KEY: &str = "gleaner_bench";
const KEY_SHA256: &str = "55e7f9228ec6a483367a5162564547c1a57d54cd94ab7a443e446c26ff738009";

/// The child's part: serves until it is killed, or its parent is gone.
fn serve(variant: &str) {
    std::thread::spawn(|| {
        // Ends with an error or at the end of the parent's pipe.
        let _ = std::io::stdin().lines().count();
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        if variant == "echo" {
            return echo().await;
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
        // Read once, at the start.
        let _ = std::fs::remove_file(&keys);
        announce(&running.address().expect("a TCP address").to_string());
        std::future::pending().await
    })
}

fn announce(address: &str) {
    println!("{address}");
    std::io::stdout().flush().expect("a parent");
}

/// Gives every text the summary of one article.
fn constant_engines() -> EngineFactory {
    let summary = Arc::new(summarize(&ARTICLE, &Options::default()));
    Arc::new(move || {
        let summary = Arc::clone(&summary);
        Box::new(move |_: &Source<'_>, _: &Options, _: &dyn Fn() -> bool| Some((*summary).clone()))
    })
}

/// The floor: tonic's own server, which decodes the request and encodes a constant answer.
async fn echo() {
    let running = {
        // The very bytes that the others answer with.
        let mut settings = Settings::default();
        settings.set("listen", "127.0.0.1:0").expect("a setting");
        settings.set("admin_listen", "off").expect("a setting");
        start(settings, constant_engines()).await.expect("a server")
    };
    let mut client = client(&running.address().expect("a TCP address").to_string()).await;
    let answer = client
        .summarize(request())
        .await
        .expect("an answer")
        .into_inner();
    drop(running);
    let incoming =
        tonic::transport::server::TcpIncoming::bind("127.0.0.1:0".parse().expect("an address"))
            .expect("a port")
            .with_nodelay(Some(true));
    announce(&incoming.local_addr().expect("an address").to_string());
    tonic::transport::Server::builder()
        .add_service(SummarizerServiceServer::new(Echo(answer)))
        .serve_with_incoming(incoming)
        .await
        .expect("serves");
}

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
