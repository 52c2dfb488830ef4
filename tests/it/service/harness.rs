//! What the tests share: servers, clients, engines under the test's control, and waiting for a
//! condition.

use gleaner::service::proto::info_service_client::InfoServiceClient;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::proto::{Document, SummarizeRequest, Summary, SummaryOptions};
use gleaner::service::{EngineFactory, Running, Settings, engine_factory, start};
use gleaner::{Options, Source, Summarizer};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tonic::Status;
use tonic::transport::{Channel, Endpoint};

/// The longest that a test waits for anything. Only a test that fails waits so long, so the bound is
/// generous for a loaded machine.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// An article of four sentences.
pub(crate) const ARTICLE: &str = "The council voted to build the bridge. Work starts in May and \
    will cost 40 million euros. Ferries go on until the bridge opens. Critics say that it is too low.";

/// Starts a server with the shipped engine and the default settings, except for `given`: names and
/// values as in a settings file.
pub(crate) async fn start_server(given: &[(&str, &str)]) -> Running {
    start_server_with(given, engine_factory()).await
}

/// Like [`start_server`], with engines of the test's own.
pub(crate) async fn start_server_with(given: &[(&str, &str)], engines: EngineFactory) -> Running {
    start(settings_with(given), engines)
        .await
        .expect("the server starts")
}

/// The default settings, except for free ports, two workers, no drain delay, and `given`.
pub(crate) fn settings_with(given: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    let for_tests = [
        ("listen", "127.0.0.1:0"),
        ("admin_listen", "127.0.0.1:0"),
        ("workers", "2"),
        ("drain_delay", "0s"),
    ];
    for (name, value) in for_tests.iter().chain(given) {
        settings.set(name, value).expect("a setting");
    }
    settings
}

/// Engines that the test controls. A text that starts with a command does what the command says
/// before it is summarized; any other text is summarized at once.
///
/// - `!hold N` is held until the test has called [`TestEngines::release`] N times (1 if N is left
///   out) or the call is cancelled.
/// - `!block` is held like `!hold`, but ignores cancelling.
/// - `!sleep MILLIS` takes that long, or until the call is cancelled.
/// - `!panic` panics.
/// - `!skip` is answered with the summary of an empty text, which takes no time.
#[derive(Clone, Default)]
pub(crate) struct TestEngines(Arc<Control>);

#[derive(Default)]
struct Control {
    made: AtomicUsize,
    held: AtomicUsize,
    releases: AtomicUsize,
}

impl TestEngines {
    /// For [`start_server_with`].
    pub(crate) fn factory(&self) -> EngineFactory {
        let control = Arc::clone(&self.0);
        Arc::new(move || {
            control.made.fetch_add(1, Ordering::SeqCst);
            let (control, mut summarizer) = (Arc::clone(&control), Summarizer::new());
            Box::new(
                move |source: &Source<'_>, options: &Options, cancel: &dyn Fn() -> bool| {
                    control.obey(source.text, cancel)?;
                    match source.text.starts_with("!skip") {
                        true => summarizer.summarize_until(&Source::from(""), options, cancel),
                        false => summarizer.summarize_until(source, options, cancel),
                    }
                },
            )
        })
    }

    /// Number of engines made so far.
    pub(crate) fn made(&self) -> usize {
        self.0.made.load(Ordering::SeqCst)
    }

    /// Number of documents that are held or blocked now. Each occupies a worker, and its whole
    /// request has arrived.
    pub(crate) fn held(&self) -> usize {
        self.0.held.load(Ordering::SeqCst)
    }

    /// Waits until `count` documents are held or blocked.
    pub(crate) async fn wait_for_held(&self, count: usize) {
        wait_until("documents are held", || self.held() == count).await;
    }

    /// Lets the held and blocked documents go on, and later ones not be held: those whose N is
    /// at most the number of calls of this.
    pub(crate) fn release(&self) {
        self.0.releases.fetch_add(1, Ordering::SeqCst);
    }
}

impl Control {
    /// Does what the command at the start of `text` says; `None` if it was cancelled.
    fn obey(&self, text: &str, cancel: &dyn Fn() -> bool) -> Option<()> {
        let mut words = text.split_whitespace();
        let command = words.next().unwrap_or_default();
        let number = words.next().and_then(|word| word.parse().ok());
        match command {
            "!panic" => panic!("a document of secrets: {text}"),
            "!hold" => self.hold(number.unwrap_or(1), cancel),
            "!block" => self.hold(number.unwrap_or(1), &|| false),
            "!sleep" => {
                let until = Instant::now() + Duration::from_millis(number.unwrap_or(0) as u64);
                pause_while(|| Instant::now() < until, cancel)
            }
            _ => Some(()),
        }
    }

    fn hold(&self, releases: usize, cancel: &dyn Fn() -> bool) -> Option<()> {
        self.held.fetch_add(1, Ordering::SeqCst);
        let is_held = || self.releases.load(Ordering::SeqCst) < releases;
        let result = pause_while(is_held, cancel);
        self.held.fetch_sub(1, Ordering::SeqCst);
        result
    }
}

/// Sleeps while `condition` holds; `None` if cancelled first.
fn pause_while(condition: impl Fn() -> bool, cancel: &dyn Fn() -> bool) -> Option<()> {
    while condition() {
        if cancel() {
            return None;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Some(())
}

/// The server, for clients. Every call gets [`TIMEOUT`] for its response headers.
pub(crate) fn endpoint(running: &Running) -> Endpoint {
    let address = running.address().expect("a TCP address");
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an endpoint");
    endpoint.timeout(TIMEOUT)
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

/// A request for the summary of `text` with the default options.
pub(crate) fn request(text: &str) -> SummarizeRequest {
    SummarizeRequest {
        document: Some(Document {
            text: text.into(),
            ..Document::default()
        }),
        options: None,
    }
}

/// A request for the summary of `text`.
pub(crate) fn request_with(text: &str, options: SummaryOptions) -> SummarizeRequest {
    SummarizeRequest {
        options: Some(options),
        ..request(text)
    }
}

/// The default options with a change.
pub(crate) fn options_with(change: impl FnOnce(&mut SummaryOptions)) -> SummaryOptions {
    let mut options = SummaryOptions::default();
    change(&mut options);
    options
}

/// The reason in the ErrorInfo of an error.
pub(crate) fn reason(status: &Status) -> String {
    use tonic_types::StatusExt as _;
    let info = status
        .get_details_error_info()
        .expect("every error has an ErrorInfo");
    assert_eq!(info.domain, "gleaner");
    info.reason
}

/// Checks that `got`, as the service sent it, says in every field what the library says in
/// `expected`. The options are not compared: the library does not return any.
pub(crate) fn assert_same_summary(got: &Summary, expected: &gleaner::Summary, context: &str) {
    let close = |got: f64, expected: f64| (got - expected).abs() < 1e-6;
    assert_eq!(got.bullets.len(), expected.bullets.len(), "{context}");
    for (got, expected) in got.bullets.iter().zip(&expected.bullets) {
        assert_eq!(got.text, expected.text, "{context}");
        let spans = got.sources.iter().map(|span| (span.start, span.end));
        let expected_spans = expected.sources.iter().map(|span| (span.start, span.end));
        assert!(spans.eq(expected_spans), "{context}: {got:?}");
        assert_eq!(got.rank, expected.rank, "{context}");
        assert!(close(got.score, expected.score), "{context}: {got:?}");
        assert!(
            close(got.relevance, expected.relevance),
            "{context}: {got:?}"
        );
        assert_eq!(got.sentence_indices, expected.sentence_indices, "{context}");
        assert_eq!(got.section, expected.section, "{context}");
        assert_eq!(got.reasons.len(), expected.reasons.len(), "{context}");
        for (got, expected) in got.reasons.iter().zip(&expected.reasons) {
            assert_eq!(got.feature, expected.feature, "{context}");
            assert!(
                close(got.contribution, expected.contribution),
                "{context}: {got:?}"
            );
        }
    }
    assert_eq!(got.language, expected.language.tag(), "{context}");
    assert_eq!(got.sentence_count, expected.sentence_count, "{context}");
    assert_eq!(got.keywords.len(), expected.keywords.len(), "{context}");
    for (got, expected) in got.keywords.iter().zip(&expected.keywords) {
        assert_eq!(got.text, expected.text, "{context}");
        assert!(close(got.score, expected.score), "{context}: {got:?}");
    }
    assert_eq!(got.warnings.len(), expected.warnings.len(), "{context}");
    for (got, expected) in got.warnings.iter().zip(&expected.warnings) {
        assert_eq!(got.code, expected.code.name(), "{context}");
        assert_eq!(got.message, expected.message, "{context}");
    }
    assert_eq!(got.engine_version, env!("CARGO_PKG_VERSION"), "{context}");
    assert_eq!(got.weights_id, expected.weights_id, "{context}");
    assert!(
        close(got.language_confidence, expected.language_confidence),
        "{context}"
    );
}

/// The value of a metric without labels, or the sum over those series of a metric whose line
/// contains `part`.
pub(crate) fn metric(running: &Running, name: &str, part: &str) -> f64 {
    let text = running.metrics();
    let lines = text.lines().filter(|line| {
        let has_name = line
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['{', ' ']));
        has_name && line.contains(part)
    });
    lines
        .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
        .sum()
}

/// Sends an HTTP request without a body to the admin port; returns the whole response.
pub(crate) async fn ask_admin(running: &Running, method: &str, path: &str) -> String {
    let address = running.admin_address().expect("an admin port");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

/// Waits for `future`; fails the test after [`TIMEOUT`].
pub(crate) async fn in_time<T>(future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(TIMEOUT, future).await;
    result.unwrap_or_else(|_| panic!("still waiting after {TIMEOUT:?}"))
}

/// Waits until `condition` holds; fails the test after [`TIMEOUT`].
pub(crate) async fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !condition() {
        assert!(
            Instant::now() < deadline,
            "still waiting after {TIMEOUT:?}: {what}"
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
