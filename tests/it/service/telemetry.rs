//! What operators see of a server: metrics, probes, traces, and the dashboard that shows the metrics.

use super::harness::{
    ARTICLE, TestEngines, ask_admin, client, in_time, request, start_server, start_server_with,
    wait_until,
};
use gleaner::service::Running;
use gleaner::service::proto::SummarizeRequest;
use gleaner::service::proto::otlp::any_value::Value;
use gleaner::service::proto::otlp::span::SpanKind;
use gleaner::service::proto::otlp::status::StatusCode;
use gleaner::service::proto::otlp::trace_service_server::{TraceService, TraceServiceServer};
use gleaner::service::proto::otlp::{ExportTraceServiceRequest, ExportTraceServiceResponse, Span};
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tonic::transport::{Identity, ServerTlsConfig};

/// The admin port serves the metrics by the names that gRPC dashboards know.
#[tokio::test]
async fn the_admin_port_serves_metrics() {
    let running = start_server(&[]).await;
    let mut client = client(&running).await;
    client.summarize(request(ARTICLE)).await.unwrap();
    let status = client.summarize(request("")).await;
    status.expect_err("an empty text");
    // Calls are counted when their last frame is on its way, which the client may see earlier.
    wait_until("both calls have ended", || running.calls() == 0).await;
    let metrics = ask_admin(&running, "GET", "/metrics").await;
    assert!(metrics.starts_with("HTTP/1.1 200"), "{metrics}");
    assert!(metrics.contains("content-type: application/openmetrics-text"));
    assert!(metrics.ends_with("# EOF\n"), "OpenMetrics text is whole");
    let labels = "grpc_type=\"unary\",grpc_service=\"gleaner.v1.SummarizerService\",grpc_method=\"Summarize\"";
    for line in [
        format!("grpc_server_started_total{{{labels}}} 2"),
        format!("grpc_server_handled_total{{{labels},grpc_code=\"OK\"}} 1"),
        format!("grpc_server_handled_total{{{labels},grpc_code=\"InvalidArgument\"}} 1"),
        format!("grpc_server_msg_received_total{{{labels}}} 2"),
        format!("grpc_server_msg_sent_total{{{labels}}} 1"),
        format!("grpc_server_handling_seconds_count{{{labels}}} 2"),
        "gleaner_documents_total{outcome=\"OK\"} 1".into(),
        "gleaner_documents_total{outcome=\"InvalidArgument\"} 1".into(),
        format!("gleaner_document_bytes_sum {}.0", ARTICLE.len()),
        "gleaner_documents_in_flight 0".into(),
        "gleaner_queue_depth 0".into(),
    ] {
        let has_line = metrics.lines().any(|has| has == line);
        assert!(has_line, "no {line} in {metrics}");
    }
}

/// The probes of the admin port: during a drain the server is alive but not ready. The port serves
/// nothing else.
#[tokio::test]
async fn the_admin_port_answers_probes() {
    let running = start_server(&[]).await;
    let get = async |path: &str| ask_admin(&running, "GET", path).await;
    assert!(get("/healthz").await.starts_with("HTTP/1.1 200"));
    assert!(get("/readyz").await.starts_with("HTTP/1.1 200"));
    let call = get("/gleaner.v1.SummarizerService/Summarize").await;
    assert!(call.starts_with("HTTP/1.1 404"), "{call}");
    let post = ask_admin(&running, "POST", "/metrics").await;
    assert!(post.starts_with("HTTP/1.1 405"), "{post}");
    assert!(running.drain().await);
    assert!(get("/readyz").await.starts_with("HTTP/1.1 503"));
    assert!(get("/healthz").await.starts_with("HTTP/1.1 200"));
}

struct Collector(mpsc::UnboundedSender<Span>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: tonic::Request<ExportTraceServiceRequest>,
    ) -> Result<tonic::Response<ExportTraceServiceResponse>, tonic::Status> {
        for resource in request.into_inner().resource_spans {
            let spans = resource.scope_spans.into_iter();
            for span in spans.flat_map(|scope| scope.spans) {
                self.0.send(span).unwrap();
            }
        }
        Ok(tonic::Response::new(ExportTraceServiceResponse {}))
    }
}

/// Starts an OpenTelemetry collector, with TLS for localhost if `tls` is given. Returns its port and
/// the spans that it receives.
pub(super) fn start_collector(tls: Option<Identity>) -> (u16, mpsc::UnboundedReceiver<Span>) {
    let incoming = tonic::transport::server::TcpIncoming::bind("127.0.0.1:0".parse().unwrap());
    let incoming = incoming.unwrap();
    let port = incoming.local_addr().unwrap().port();
    let (sender, spans) = mpsc::unbounded_channel();
    let collector = TraceServiceServer::new(Collector(sender));
    let mut server = tonic::transport::Server::builder();
    if let Some(identity) = tls {
        let tls = ServerTlsConfig::new().identity(identity);
        server = server.tls_config(tls).unwrap();
    }
    tokio::spawn(server.add_service(collector).serve_with_incoming(incoming));
    (port, spans)
}

/// A request for the summary of `text` with a `traceparent` header.
fn traced(text: &str, traceparent: &str) -> tonic::Request<SummarizeRequest> {
    let mut request = tonic::Request::new(request(text));
    let value = traceparent.parse().unwrap();
    request.metadata_mut().insert("traceparent", value);
    request
}

/// Checks the values of the attributes that `span` has by these names.
fn assert_attributes(span: &Span, expected: &[(&str, Value)]) {
    for (name, expected) in expected {
        let found = span.attributes.iter().find(|known| known.key == *name);
        let found = found.unwrap_or_else(|| panic!("no {name} in {span:?}"));
        assert_eq!(found.value.as_ref().unwrap().value.as_ref(), Some(expected));
    }
}

/// With a ratio of 0, only calls of a trace that is sampled have spans. A span has its place in the
/// trace, and says how the call ended. The collector gets it without a drain.
#[tokio::test]
async fn sampled_calls_have_spans() {
    let engines = TestEngines::default();
    let (port, mut spans) = start_collector(None);
    let endpoint = format!("http://127.0.0.1:{port}");
    let settings = [
        ("otlp_endpoint", endpoint.as_str()),
        ("otlp_ratio", "0"),
        ("deadline", "100ms"),
    ];
    let running = start_server_with(&settings, engines.factory()).await;
    let mut client = client(&running).await;
    let trace = "00-0000000000000000000000000000000a-000000000000000b";
    client.summarize(request(ARTICLE)).await.unwrap();
    let not_sampled = traced(ARTICLE, &format!("{trace}-00"));
    client.summarize(not_sampled).await.unwrap();
    let sampled = || format!("{trace}-01");
    let ok = traced(ARTICLE, &sampled());
    client.summarize(ok).await.unwrap();
    let rejected = traced("", &sampled());
    client.summarize(rejected).await.expect_err("an empty text");
    let slow = traced("!hold", &sampled());
    client.summarize(slow).await.expect_err("too slow");

    let mut ids = HashSet::new();
    for (code, status) in [
        (0, StatusCode::Unset),
        (3, StatusCode::Unset),
        (4, StatusCode::Error),
    ] {
        let span = in_time(spans.recv()).await.expect("a span");
        assert_eq!(span.trace_id, 10u128.to_be_bytes());
        assert_eq!(span.parent_span_id, 11u64.to_be_bytes());
        assert_eq!(span.span_id.len(), 8);
        assert_eq!(span.name, "gleaner.v1.SummarizerService/Summarize");
        assert_eq!(span.kind(), SpanKind::Server);
        assert!(span.end_time_unix_nano > span.start_time_unix_nano);
        assert_eq!(span.status.unwrap().code(), status);
        let text = |text: &str| Value::StringValue(text.into());
        assert_attributes(
            &span,
            &[
                ("rpc.system", text("grpc")),
                ("rpc.service", text("gleaner.v1.SummarizerService")),
                ("rpc.method", text("Summarize")),
                ("rpc.grpc.status_code", Value::IntValue(code)),
            ],
        );
        if code == 0 {
            assert_attributes(&span, &[("gleaner.documents", Value::IntValue(1))]);
        }
        assert!(ids.insert(span.span_id), "each span has its own id");
    }
    assert!(spans.try_recv().is_err(), "the other calls have no spans");
}

/// With a ratio of 1, every call without a trace of its own begins one. A drain sends the spans that
/// are left; a collector that does not answer cannot hold it up.
#[tokio::test]
async fn a_drain_sends_the_last_spans() {
    let (port, mut spans) = start_collector(None);
    let working = format!("http://127.0.0.1:{port}");
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}", silent.local_addr().unwrap());
    for endpoint in [&working, &silent] {
        let running = start_server(&[("otlp_endpoint", endpoint), ("otlp_ratio", "1")]).await;
        let mut client = client(&running).await;
        client.summarize(request(ARTICLE)).await.unwrap();
        drop(client);
        let began = Instant::now();
        assert!(running.drain().await, "no call is lost");
        // The silent one gets 2 s; that is far from the 10 s that it gets for a request otherwise.
        assert!(began.elapsed() < Duration::from_secs(8));
    }
    let span = spans.try_recv().expect("the drain has sent it");
    assert_eq!(span.trace_id.len(), 16);
    assert_ne!(span.trace_id, [0; 16]);
    assert_eq!(span.parent_span_id, [0; 0]);
}

/// The series of /metrics by name, each with the names of its labels.
fn series(running: &Running) -> HashMap<String, HashSet<String>> {
    let text = running.metrics();
    let mut series = HashMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["#", "TYPE", name, kind] = words[..] {
            let suffixes: &[&str] = match kind {
                "counter" => &["_total"],
                "histogram" => &["_bucket", "_sum", "_count"],
                _ => &[""],
            };
            let names = suffixes.iter().map(|suffix| format!("{name}{suffix}"));
            series.extend(names.map(|name| (name, HashSet::new())));
        } else if let Some((name, labels)) = line.split_once('{') {
            let labels = labels.split('}').next().unwrap_or_default().split("\",");
            let labels = labels
                .filter_map(|label| label.split_once('='))
                .map(|(name, _)| name.into());
            series.get_mut(name).expect("a TYPE before").extend(labels);
        }
    }
    series
}

/// The series that a PromQL query names, and the labels that it filters or groups by.
fn names_in(query: &str) -> (Vec<String>, Vec<String>) {
    let all = |pattern: &str, text: &str| -> Vec<String> {
        let pattern = Regex::new(pattern).unwrap();
        let found = pattern.captures_iter(text).map(|found| found[1].to_owned());
        found.collect()
    };
    let labels = [
        all("([a-z_]+)(?:=~|!~|!=|=)", query),
        all("by \\(([a-z_]+)\\)", query),
    ];
    let without_labels = Regex::new(r"\{[^}]*\}|by \([^)]*\)").unwrap();
    let names = all(
        r"\b((?:gleaner|grpc)_[a-z_]+)\b",
        &without_labels.replace_all(query, ""),
    );
    (names, labels.concat())
}

/// docs/service.md lists every metric, and no others.
#[tokio::test]
async fn the_docs_list_every_metric() {
    let docs = include_str!("../../../docs/service.md");
    let name = Regex::new(r"`((?:gleaner|grpc_server)_[a-z_]+)").unwrap();
    let (_, section) = docs.split_once("\n### Metrics\n").expect("the section");
    let (section, _) = section.split_once("\n### ").expect("another section");
    let documented: HashSet<_> = name
        .captures_iter(section)
        .map(|found| found[1].to_owned())
        .collect();
    let mut actual = HashSet::new();
    for name in series(&start_server(&[]).await).into_keys() {
        // A histogram has three series, and is documented by its own name.
        let suffixes = ["_bucket", "_sum", "_count"];
        let base = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix));
        actual.insert(base.unwrap_or(&name).to_owned());
    }
    assert_eq!(documented, actual);
}

fn dashboard() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../deploy/grafana.json")).unwrap()
}

/// The queries of the dashboard name only series and labels that /metrics has from the start.
#[tokio::test]
async fn the_dashboard_shows_metrics_that_exist() {
    let series = series(&start_server(&[]).await);
    let mut shown = HashSet::new();
    for panel in dashboard()["panels"].as_array().unwrap() {
        let title = panel["title"].as_str().unwrap();
        for target in panel["targets"].as_array().unwrap() {
            let query = target["expr"].as_str().unwrap();
            let (names, labels) = names_in(query);
            let [name] = names.as_slice() else {
                panic!("{title}: {names:?} in one query");
            };
            let known = series
                .get(name)
                .unwrap_or_else(|| panic!("{title}: no {name}"));
            for label in labels {
                let is_known = known.contains(&label) || ["job", "le"].contains(&label.as_str());
                assert!(is_known, "{title}: {name} has no label {label}");
            }
            shown.insert(name.clone());
        }
    }
    for needed in [
        "grpc_server_handled_total",
        "gleaner_shed_total",
        "gleaner_panics_total",
    ] {
        assert!(shown.contains(needed), "{needed} is not shown");
    }
}

/// The panels of the dashboard do not overlap, and refer only to variables that it defines.
#[test]
fn the_dashboard_is_laid_out() {
    let dashboard = dashboard();
    let (mut ids, mut cells) = (HashSet::new(), HashSet::new());
    for panel in dashboard["panels"].as_array().unwrap() {
        let title = panel["title"].as_str().unwrap();
        let id = panel["id"].as_u64().unwrap();
        assert!(ids.insert(id), "{title}: its id is taken");
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{title}");
        let [x, y, w, h] = ["x", "y", "w", "h"].map(|key| panel["gridPos"][key].as_u64().unwrap());
        assert!(w > 0 && h > 0 && x + w <= 24, "{title}: beyond the edge");
        for cell in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
            assert!(cells.insert(cell), "{title}: overlaps another panel");
        }
        let targets = panel["targets"].as_array().unwrap();
        let refs: HashSet<_> = targets.iter().map(|target| &target["refId"]).collect();
        assert!(!refs.is_empty() && refs.len() == targets.len(), "{title}");
    }
    let variables = dashboard["templating"]["list"].as_array().unwrap();
    let variables: Vec<_> = variables.iter().map(|variable| &variable["name"]).collect();
    assert_eq!(variables, ["datasource", "job"], "what panels refer to");
    assert!(dashboard["schemaVersion"].is_u64() && dashboard["uid"].is_string());
}
