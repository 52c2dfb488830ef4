//! `gleaner bench`: a load generator for the service.

mod articles;
mod load;
mod report;

use super::proto::{SummarizeRequest, SummaryOptions};
use super::telemetry::otlp::NO_ROOTS;
use load::Plan;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};

/// More load than one generator can make, or than anybody should let loose by a slip.
const IN_FLIGHT_MAX: u32 = 100_000;
const DURATION_MAX: Duration = Duration::from_secs(24 * 3600);

/// The flags of `gleaner bench`.
#[derive(Clone, Debug, clap::Args)]
pub struct BenchArgs {
    /// The server: http://HOST:PORT or https://HOST:PORT
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50051")]
    server: String,
    /// Connections, over which the load is spread
    #[arg(long, value_name = "N", default_value_t = 2)]
    connections: u32,
    /// Documents in flight at once, at most, over all connections
    #[arg(long, value_name = "N", default_value_t = 32)]
    in_flight: u32,
    /// Documents a second, whether the server keeps up or not (open loop): latency then counts from
    /// when a document was due. Without it, each answer brings on the next document (closed loop)
    #[arg(long, value_name = "PER_SECOND")]
    rate: Option<f64>,
    /// How documents are sent
    #[arg(long, value_enum, default_value_t = Mode::Unary)]
    mode: Mode,
    /// Documents in one batch
    #[arg(long, value_name = "N", default_value_t = 16)]
    batch_size: u32,
    /// Documents to send, one JSON object a line; without it, made-up articles
    #[arg(long, value_name = "F.jsonl")]
    data: Option<PathBuf>,
    /// The field of --data that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Size of made-up articles
    #[arg(long, value_name = "BYTES", default_value_t = 4096)]
    bytes: usize,
    /// The method to ask for; the server's default without it
    #[arg(long, value_name = "ID", default_value = "")]
    method: String,
    /// How long to measure, for example 10s or 5m
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    duration: Duration,
    /// How long to send before measuring
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = time)]
    warmup: Duration,
    /// PEM file with the authority of the server's certificate [default: those of the system]
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// API key; better given as the variable, which no list of processes shows
    #[arg(
        long,
        value_name = "KEY",
        env = "GLEANER_API_KEY",
        hide_env_values = true
    )]
    api_key: Option<String>,
    /// The result as one JSON object
    #[arg(long)]
    json: bool,
    /// No progress line
    #[arg(long)]
    quiet: bool,
}

/// How documents are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Mode {
    /// One call a document.
    Unary,
    /// One stream a connection.
    Stream,
    /// Calls of --batch-size documents.
    Batch,
}

/// Sends load and reports. Ends with 0 when something was answered, with 1 when nothing was, with 2
/// when the flags make no sense.
pub fn run(args: &BenchArgs) -> ExitCode {
    let plan = match plan(args) {
        Ok(plan) => plan,
        Err(error) => return fail(&error, 2),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads.min(4))
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("cannot start a runtime: {error}"), 1),
    };
    let result: Result<report::Report, String> = runtime.block_on(async {
        let channels = connect(args).await?;
        Ok(load::run(Arc::new(plan), channels).await)
    });
    let result = match result {
        Ok(result) => result,
        Err(error) => return fail(&error, 1),
    };
    let text = if args.json {
        result.json()
    } else {
        result.text()
    };
    // A reader that has gone has seen enough.
    let _ = writeln!(std::io::stdout(), "{text}");
    if result.answered() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn plan(args: &BenchArgs) -> Result<Plan, String> {
    let whole = [
        ("--connections", args.connections),
        ("--in-flight", args.in_flight),
        ("--batch-size", args.batch_size),
    ];
    for (flag, value) in whole {
        if !(1..=IN_FLIGHT_MAX).contains(&value) {
            return Err(format!("{flag} must lie between 1 and {IN_FLIGHT_MAX}"));
        }
    }
    if args.rate.is_some_and(|rate| !(rate > 0.0 && rate <= 1e6)) {
        return Err("--rate must lie between 0 and 1000000".into());
    }
    if args.duration.is_zero() || args.duration > DURATION_MAX || args.warmup > DURATION_MAX {
        return Err("--duration and --warmup must be at most 24h, and --duration above 0".into());
    }
    let texts = match &args.data {
        Some(path) => articles::read(path, &args.text_field)?,
        None => articles::made_up(args.bytes),
    };
    let options = SummaryOptions {
        method: args.method.clone(),
        ..SummaryOptions::default()
    };
    let key = args
        .api_key
        .as_ref()
        .map(|key| format!("Bearer {key}").parse());
    let key: Option<MetadataValue<Ascii>> = key
        .transpose()
        .map_err(|_| "--api-key is no text that a header can carry")?;
    Ok(Plan {
        requests: texts
            .into_iter()
            .map(|text| request(text, &options))
            .collect(),
        mode: args.mode,
        batch_size: args.batch_size as usize,
        connections: args.connections as usize,
        in_flight: args.in_flight as usize,
        rate: args.rate,
        warmup: args.warmup,
        duration: args.duration,
        key,
        progress: !args.quiet,
    })
}

fn request(text: String, options: &SummaryOptions) -> SummarizeRequest {
    SummarizeRequest {
        document: Some(super::proto::Document {
            text,
            ..super::proto::Document::default()
        }),
        options: Some(options.clone()),
    }
}

async fn connect(args: &BenchArgs) -> Result<Vec<Channel>, String> {
    let wrong = |error: &dyn std::error::Error| match error.source() {
        Some(source) => format!("--server {}: {error}: {source}", args.server),
        None => format!("--server {}: {error}", args.server),
    };
    let mut endpoint = Endpoint::from_shared(args.server.clone()).map_err(|e| wrong(&e))?;
    endpoint = endpoint.connect_timeout(Duration::from_secs(10));
    if args.server.starts_with("https:") {
        let tls = match &args.tls_ca {
            Some(path) => {
                let pem = std::fs::read(path).map_err(|e| format!("--tls-ca: {e}"))?;
                ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem))
            }
            None => ClientTlsConfig::new().with_native_roots(),
        };
        endpoint = endpoint.tls_config(tls).map_err(|e| match &args.tls_ca {
            Some(path) => format!("--tls-ca {}: {}", path.display(), wrong(&e)),
            None => format!("--server {}: {NO_ROOTS}", args.server),
        })?;
    }
    let mut channels = Vec::new();
    for _ in 0..args.connections {
        channels.push(endpoint.connect().await.map_err(|e| wrong(&e))?);
    }
    Ok(channels)
}

fn time(text: &str) -> Result<Duration, String> {
    super::config::duration(text)
}

fn fail(message: &str, code: u8) -> ExitCode {
    // Nothing is left to be said where standard error is closed.
    let _ = writeln!(std::io::stderr(), "gleaner: {message}");
    ExitCode::from(code)
}
