//! What the tests share: a server with settings of their own, clients, and engines that misbehave
//! on demand.

use gleaner::service::proto::info_service_client::InfoServiceClient;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::proto::{Document, SummarizeRequest, SummaryOptions};
use gleaner::service::{EngineFactory, Running, Settings, engine_factory, start};
use gleaner::{Options, Source, Summarizer};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tonic::Status;
use tonic::transport::{Channel, Endpoint};

/// No test waits longer than this for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// An article of four sentences.
pub(crate) const ARTICLE: &str = "The council voted to build the bridge. Work starts in May and \
    will cost 40 million euros. Ferries go on until the bridge opens. Critics say that it is too low.";

/// A server with the defaults but for `settings`, given as in a file.
pub(crate) async fn server(settings: &[(&str, &str)]) -> Running {
    server_with(settings, engine_factory()).await
}

/// The same with an engine of the test's own.
pub(crate) async fn server_with(settings: &[(&str, &str)], engines: EngineFactory) -> Running {
    let settings = settings_of(settings);
    start(settings, engines).await.expect("the server starts")
}

pub(crate) fn settings_of(given: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    let basics = [
        ("listen", "127.0.0.1:0"),
        ("admin_listen", "127.0.0.1:0"),
        ("workers", "2"),
        ("drain_delay", "0s"),
    ];
    for (name, text) in basics.iter().chain(given) {
        settings.set(name, text).expect("a setting");
    }
    settings
}

/// An engine for tests: texts that begin with a command do as it says, all others are summarized.
///
/// `!sleep MILLIS` works that long and looks up now and then whether to stop; `!block MILLIS` does
/// not look up; `!panic` panics.
pub(crate) fn unruly_engines() -> EngineFactory {
    Arc::new(|| {
        let mut summarizer = Summarizer::new();
        Box::new(
            move |source: &Source<'_>, options: &Options, stop: &dyn Fn() -> bool| {
                let mut words = source.text.split_whitespace();
                let command = words.next().unwrap_or_default();
                let millis = words
                    .next()
                    .and_then(|millis| millis.parse().ok())
                    .unwrap_or(0);
                let until = Instant::now() + Duration::from_millis(millis);
                match command {
                    "!panic" => panic!("a document of secrets: {}", source.text),
                    "!block" => std::thread::sleep(Duration::from_millis(millis)),
                    "!sleep" => {
                        while Instant::now() < until {
                            if stop() {
                                return None;
                            }
                            std::thread::sleep(Duration::from_millis(1));
                        }
                    }
                    _ => {}
                }
                summarizer.summarize_until(source, options, stop)
            },
        )
    })
}

pub(crate) fn endpoint(running: &Running) -> Endpoint {
    let address = running.address().expect("a TCP address");
    Endpoint::from_shared(format!("http://{address}")).expect("an endpoint")
}

pub(crate) async fn channel(running: &Running) -> Channel {
    endpoint(running).connect().await.expect("a connection")
}

pub(crate) async fn client(running: &Running) -> SummarizerServiceClient<Channel> {
    SummarizerServiceClient::new(channel(running).await)
}

pub(crate) async fn info_client(running: &Running) -> InfoServiceClient<Channel> {
    InfoServiceClient::new(channel(running).await)
}

/// A request for the summary of `text` with the defaults.
pub(crate) fn request(text: &str) -> SummarizeRequest {
    SummarizeRequest {
        document: Some(Document {
            text: text.into(),
            ..Document::default()
        }),
        options: None,
    }
}

/// The same with options.
pub(crate) fn request_with(text: &str, options: SummaryOptions) -> SummarizeRequest {
    SummarizeRequest {
        options: Some(options),
        ..request(text)
    }
}

/// The reason that a status gives programs.
pub(crate) fn reason(status: &Status) -> String {
    use tonic_types::StatusExt as _;
    let info = status
        .get_details_error_info()
        .expect("every error has an ErrorInfo");
    assert_eq!(info.domain, "gleaner");
    info.reason
}

/// The value of a metric without labels, or the sum over those whose line contains `part`.
pub(crate) fn metric(running: &Running, name: &str, part: &str) -> f64 {
    let text = running.metrics();
    let lines = text.lines().filter(|line| {
        let ends = line
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['{', ' ']));
        ends && line.contains(part)
    });
    lines
        .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
        .sum()
}

/// Waits until `holds`, or fails the test.
pub(crate) async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(
            Instant::now() < until,
            "{what} did not come about in {PATIENCE:?}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
