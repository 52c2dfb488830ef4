//! The command `gleaner bench`: a load generator for the service.

mod articles;
mod load;
mod report;

use super::proto::{SummarizeRequest, SummaryOptions};
use super::telemetry::otlp::NO_ROOTS;
use load::{Mode, Plan};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};

/// Upper bound of --connections, --in-flight and --batch-size, against typing errors.
const COUNT_MAX: u32 = 100_000;
/// Upper bound of --rate, in documents per second.
const RATE_MAX: f64 = 1e6;
/// Upper bound of --duration and --warmup.
const DURATION_MAX: Duration = Duration::from_secs(24 * 3600);
/// How long connecting to the server may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The flags of `gleaner bench`.
#[derive(Clone, Debug, clap::Args)]
pub struct BenchArgs {
    /// URL of the server: http://HOST:PORT or https://HOST:PORT
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50051")]
    server: String,
    /// Number of connections over which the load is spread
    #[arg(long, value_name = "N", default_value_t = 2)]
    connections: u32,
    /// Maximum number of documents in flight, over all connections
    #[arg(long, value_name = "N", default_value_t = 32)]
    in_flight: u32,
    /// Documents per second, sent whether or not the server keeps up (open loop); latency is then
    /// measured from the time at which a document was due. Without it, each response triggers the
    /// next document (closed loop)
    #[arg(long, value_name = "PER_SECOND")]
    rate: Option<f64>,
    /// How documents are sent
    #[arg(long, value_enum, default_value_t = Mode::Unary)]
    mode: Mode,
    /// Number of documents in each BatchSummarize call, for --mode batch
    #[arg(long, value_name = "N", default_value_t = 16)]
    batch_size: u32,
    /// JSONL file of documents to send, of which the first 10,000 are used [default: synthetic
    /// articles]
    #[arg(long, value_name = "F.jsonl")]
    data: Option<PathBuf>,
    /// Field of the objects in --data that has the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Size of synthetic articles in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 4096)]
    bytes: usize,
    /// Method to ask for [default: that of the server]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    method: String,
    /// How long to measure, for example 10s or 5m
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = parse_duration)]
    duration: Duration,
    /// How long to send documents before measuring
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = parse_duration)]
    warmup: Duration,
    /// PEM file with the certificate authority of the server [default: those of the system]
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// API key; better set in the environment, because process lists show flags
    #[arg(
        long,
        value_name = "KEY",
        env = "GLEANER_API_KEY",
        hide_env_values = true
    )]
    api_key: Option<String>,
    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
    /// Show no progress line
    #[arg(long)]
    quiet: bool,
}

/// Runs `gleaner bench`. The exit code is 0 if any document was summarized, 1 if none was or the
/// server could not be reached, 2 for invalid flags.
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
        Err(error) => return fail(&format!("cannot start the async runtime: {error}"), 1),
    };
    let report: Result<report::Report, String> = runtime.block_on(async {
        let channels = connect(args).await?;
        Ok(load::run(Arc::new(plan), channels).await)
    });
    let report = match report {
        Ok(report) => report,
        Err(error) => return fail(&error, 1),
    };
    let text = if args.json {
        report.json()
    } else {
        report.text()
    };
    // A closed pipe is not an error, because the reader has all that it wants.
    let _ = writeln!(std::io::stdout(), "{text}");
    if report.documents() > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What to send, according to the flags.
fn plan(args: &BenchArgs) -> Result<Plan, String> {
    check_ranges(args)?;
    let texts = match &args.data {
        Some(path) => articles::read(path, &args.text_field)?,
        None => articles::synthetic(args.bytes),
    };
    let options = SummaryOptions {
        method: args.method.clone(),
        ..SummaryOptions::default()
    };
    let key = args
        .api_key
        .as_ref()
        .map(|key| format!("Bearer {key}").parse());
    let key: Option<MetadataValue<Ascii>> = key.transpose().map_err(|_| {
        "--api-key: has characters that a header cannot hold; check for line ends and non-ASCII \
         characters"
    })?;
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

fn check_ranges(args: &BenchArgs) -> Result<(), String> {
    let counts = [
        ("--connections", args.connections),
        ("--in-flight", args.in_flight),
        ("--batch-size", args.batch_size),
    ];
    for (flag, value) in counts {
        if !(1..=COUNT_MAX).contains(&value) {
            return Err(format!(
                "{flag}: {value} is out of range; use 1 to {COUNT_MAX}"
            ));
        }
    }
    if let Some(rate) = args.rate
        && !(rate > 0.0 && rate <= RATE_MAX)
    {
        return Err(format!(
            "--rate: {rate} is out of range; use a number above 0 and at most {RATE_MAX}"
        ));
    }
    if args.duration.is_zero() {
        return Err("--duration: 0 is out of range; use a duration above 0".into());
    }
    for (flag, time) in [("--duration", args.duration), ("--warmup", args.warmup)] {
        if time > DURATION_MAX {
            return Err(format!("{flag}: is too long; use at most 24h"));
        }
    }
    Ok(())
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

/// Opens the connections to the server.
async fn connect(args: &BenchArgs) -> Result<Vec<Channel>, String> {
    let server_error = |error: &dyn std::error::Error| match error.source() {
        Some(source) => format!("--server {}: {error}: {source}", args.server),
        None => format!("--server {}: {error}", args.server),
    };
    let mut endpoint =
        Endpoint::from_shared(args.server.clone()).map_err(|error| server_error(&error))?;
    endpoint = endpoint.connect_timeout(CONNECT_TIMEOUT);
    if args.server.starts_with("https:") {
        let tls = match &args.tls_ca {
            Some(path) => {
                let pem = std::fs::read(path).map_err(|error| {
                    format!("--tls-ca: cannot read {}: {error}", path.display())
                })?;
                ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem))
            }
            None => ClientTlsConfig::new().with_native_roots(),
        };
        endpoint = endpoint
            .tls_config(tls)
            .map_err(|error| match &args.tls_ca {
                Some(path) => format!("--tls-ca {}: {}", path.display(), server_error(&error)),
                None => format!("--server {}: {NO_ROOTS}", args.server),
            })?;
    }
    let mut channels = Vec::new();
    for _ in 0..args.connections {
        let channel = endpoint.connect().await;
        channels.push(channel.map_err(|error| server_error(&error))?);
    }
    Ok(channels)
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    super::config::parse_duration(text)
}

fn fail(message: &str, code: u8) -> ExitCode {
    // If standard error is closed, there is nowhere to report that.
    let _ = writeln!(std::io::stderr(), "gleaner: {message}");
    ExitCode::from(code)
}
