//! What operators see: metrics, probes, traces, and the dashboard that shows them.

use super::harness::{ARTICLE, request, server};
use gleaner::service::Running;
use gleaner::service::proto::otlp::trace_service_server::{TraceService, TraceServiceServer};
use gleaner::service::proto::otlp::{ExportTraceServiceRequest, ExportTraceServiceResponse, Span};
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tonic::transport::{Identity, ServerTlsConfig};

/// The operators' port: metrics that dashboards know, probes that follow the drain.
#[tokio::test]
async fn the_admin_port_tells_operators() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let running = server(&[("drain_delay", "300ms")]).await;
    let get = async |path: &str| {
        let mut stream = tokio::net::TcpStream::connect(running.admin_address().unwrap())
            .await
            .unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let channel = super::harness::channel(&running).await;
    SummarizerServiceClient::new(channel)
        .summarize(request(ARTICLE))
        .await
        .unwrap();
    let metrics = get("/metrics").await;
    let labels = "grpc_type=\"unary\",grpc_service=\"gleaner.v1.SummarizerService\",grpc_method=\"Summarize\"";
    for line in [
        format!("grpc_server_started_total{{{labels}}} 1"),
        format!("grpc_server_handled_total{{{labels},grpc_code=\"OK\"}} 1"),
        format!("grpc_server_msg_received_total{{{labels}}} 1"),
        format!("grpc_server_msg_sent_total{{{labels}}} 1"),
        "gleaner_documents_total{outcome=\"OK\"} 1".into(),
    ] {
        assert!(metrics.contains(&line), "no {line} in {metrics}");
    }
    assert!(get("/healthz").await.starts_with("HTTP/1.1 200"));
    assert!(get("/readyz").await.starts_with("HTTP/1.1 200"));
    assert!(
        get("/gleaner.v1.SummarizerService/Summarize")
            .await
            .starts_with("HTTP/1.1 404")
    );
    let (_, ready) = tokio::join!(running.drain(), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        (get("/readyz").await, get("/healthz").await)
    });
    assert!(ready.0.starts_with("HTTP/1.1 503"), "{}", ready.0);
    assert!(ready.1.starts_with("HTTP/1.1 200"), "{}", ready.1);
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

/// A collector of the test's own, with TLS for localhost or without: its port, and the spans that it
/// takes.
pub(super) fn collector(tls: Option<Identity>) -> (u16, mpsc::UnboundedReceiver<Span>) {
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

/// A server that leaves sends the spans that it has; a collector that takes nothing cannot keep it.
#[tokio::test]
async fn the_last_spans_are_sent() {
    let (port, mut spans) = collector(None);
    let endpoint = format!("http://127.0.0.1:{port}");
    let running = server(&[("otlp_endpoint", &endpoint), ("otlp_ratio", "1")]).await;
    let client = super::harness::client(&running).await;
    client.clone().summarize(request(ARTICLE)).await.unwrap();
    drop(client);
    running.drain().await;
    spans.try_recv().expect("the span is there already");

    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", deaf.local_addr().unwrap());
    let running = server(&[("otlp_endpoint", &endpoint), ("otlp_ratio", "1")]).await;
    let client = super::harness::client(&running).await;
    client.clone().summarize(request(ARTICLE)).await.unwrap();
    drop(client);
    let began = Instant::now();
    assert!(running.drain().await, "no call is lost");
    assert!(began.elapsed() < Duration::from_secs(5));
}

/// Calls are traced: those of a sampled trace under their parent, to a collector.
#[tokio::test]
async fn spans_go_to_the_collector() {
    let (port, mut spans) = collector(None);
    let endpoint = format!("http://127.0.0.1:{port}");
    let running = server(&[("otlp_endpoint", &endpoint), ("otlp_ratio", "0")]).await;
    let client = SummarizerServiceClient::new(super::harness::channel(&running).await);
    let parent = "00-0000000000000000000000000000000a-000000000000000b";
    for traceparent in [
        None,
        Some(format!("{parent}-00")),
        Some(format!("{parent}-01")),
    ] {
        let mut request = tonic::Request::new(request(ARTICLE));
        if let Some(traceparent) = traceparent {
            request
                .metadata_mut()
                .insert("traceparent", traceparent.parse().unwrap());
        }
        client.clone().summarize(request).await.unwrap();
    }
    let span = tokio::time::timeout(super::harness::PATIENCE, spans.recv()).await;
    let span = span.expect("a span in time").unwrap();
    assert_eq!(span.trace_id, 10u128.to_be_bytes());
    assert_eq!(span.parent_span_id, 11u64.to_be_bytes());
    assert_eq!(span.span_id.len(), 8);
    assert_eq!(span.name, "gleaner.v1.SummarizerService/Summarize");
    assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
    assert!(
        span.attributes
            .iter()
            .any(|attribute| attribute.key == "rpc.grpc.status_code")
    );
    assert!(
        spans.try_recv().is_err(),
        "calls of other traces are not sampled"
    );
}

/// Every series of /metrics with the labels of its samples.
fn series(running: &Running) -> HashMap<String, HashSet<String>> {
    let text = running.metrics();
    let mut series = HashMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["#", "TYPE", name, kind] = words[..] {
            let ends: &[&str] = match kind {
                "counter" => &["_total"],
                "histogram" => &["_bucket", "_sum", "_count"],
                _ => &[""],
            };
            series.extend(
                ends.iter()
                    .map(|end| (format!("{name}{end}"), HashSet::new())),
            );
        } else if let Some((name, labels)) = line.split_once('{') {
            let names = labels.split('}').next().unwrap_or_default().split("\",");
            let names = names
                .filter_map(|label| label.split_once('='))
                .map(|(name, _)| name.into());
            series.get_mut(name).expect("a TYPE before").extend(names);
        }
    }
    series
}

/// The series that a query names, and the labels that it chooses or groups by.
fn asked_for(query: &str) -> (Vec<String>, Vec<String>) {
    let all = |pattern: &str, text: &str| -> Vec<String> {
        let pattern = Regex::new(pattern).unwrap();
        let found = pattern.captures_iter(text).map(|found| found[1].to_owned());
        found.collect()
    };
    let labels = [
        all("([a-z_]+)(?:=~|!~|!=|=)", query),
        all("by \\(([a-z_]+)\\)", query),
    ];
    let bare = Regex::new(r"\{[^}]*\}|by \([^)]*\)").unwrap();
    let names = all(
        r"\b((?:gleaner|grpc)_[a-z_]+)\b",
        &bare.replace_all(query, ""),
    );
    (names, labels.concat())
}

fn dashboard() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../deploy/grafana.json")).unwrap()
}

/// The dashboard asks for nothing that /metrics does not have from the start, neither series nor
/// labels.
#[tokio::test]
async fn the_dashboard_shows_what_there_is() {
    let series = series(&server(&[]).await);
    let mut shown = HashSet::new();
    for panel in dashboard()["panels"].as_array().unwrap() {
        let title = panel["title"].as_str().unwrap();
        for target in panel["targets"].as_array().unwrap() {
            let query = target["expr"].as_str().unwrap();
            let (names, labels) = asked_for(query);
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

/// Its panels stand where Grafana can put them, and refer to nothing that is not there.
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
            assert!(cells.insert(cell), "{title}: on top of another");
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
