//! What operators see: metrics, probes, traces, and the dashboard that shows them.

use super::harness::{ARTICLE, request, server};
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use std::time::Duration;

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

/// Calls are traced: those of a sampled trace under their parent, to a collector of the test's own.
#[tokio::test]
async fn spans_go_to_the_collector() {
    use gleaner::service::proto::otlp::trace_service_server::{TraceService, TraceServiceServer};
    use gleaner::service::proto::otlp::{
        ExportTraceServiceRequest, ExportTraceServiceResponse, Span,
    };
    struct Collector(tokio::sync::mpsc::UnboundedSender<Span>);

    #[tonic::async_trait]
    impl TraceService for Collector {
        async fn export(
            &self,
            request: tonic::Request<ExportTraceServiceRequest>,
        ) -> Result<tonic::Response<ExportTraceServiceResponse>, tonic::Status> {
            for resource in request.into_inner().resource_spans {
                for span in resource
                    .scope_spans
                    .into_iter()
                    .flat_map(|scope| scope.spans)
                {
                    self.0.send(span).unwrap();
                }
            }
            Ok(tonic::Response::new(ExportTraceServiceResponse {}))
        }
    }
    let incoming = tonic::transport::server::TcpIncoming::bind("127.0.0.1:0".parse().unwrap());
    let incoming = incoming.unwrap();
    let endpoint = format!("http://{}", incoming.local_addr().unwrap());
    let (sender, mut spans) = tokio::sync::mpsc::unbounded_channel();
    let collector = TraceServiceServer::new(Collector(sender));
    let serving = tonic::transport::Server::builder().add_service(collector);
    tokio::spawn(serving.serve_with_incoming(incoming));

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
