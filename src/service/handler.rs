//! The RPCs of both gleaner services. Each is a few lines between the wire and the worker pool.

use super::batch;
use super::call::Call;
use super::config::Settings;
use super::peer::Peer;
use super::proto::info_service_server::InfoService;
use super::proto::summarizer_service_server::SummarizerService;
use super::proto::upload_document_request::Part;
use super::proto::{
    BatchSummarizeRequest, BatchSummarizeResponse, GetServerInfoRequest, GetServerInfoResponse,
    StreamSummarizeRequest, SummarizeRequest, SummarizeResponse, UploadDocumentRequest,
    UploadDocumentResponse,
};
use super::server::Server;
use super::status;
use super::stream::ResponseStream;
use super::task::{Task, Text, upload_too_long};
use prost::Message;
use std::sync::{Arc, Weak};
use tonic::{Request, Response, Status, Streaming};

/// Handles the calls of both services.
pub(super) struct Handler {
    /// Weak, because the server owns its routes, which own the handler.
    server: Weak<Server>,
    document_bytes_max: u64,
    compress_bytes_min: u64,
    info: GetServerInfoResponse,
}

impl Handler {
    pub(super) fn new(
        server: Weak<Server>,
        settings: &Settings,
        info: GetServerInfoResponse,
    ) -> Handler {
        Handler {
            server,
            document_bytes_max: settings.document_bytes.0,
            compress_bytes_min: settings.compress_bytes.0,
            info,
        }
    }

    fn server(&self) -> Result<Arc<Server>, Status> {
        self.server.upgrade().ok_or_else(status::draining)
    }

    /// The response with `message`, not compressed if it is smaller than `compress_bytes`.
    fn response<M: Message>(&self, message: M) -> Response<M> {
        let is_small = (message.encoded_len() as u64) < self.compress_bytes_min;
        let mut response = Response::new(message);
        if is_small {
            response.disable_compression();
        }
        response
    }
}

/// The call that a request belongs to.
fn call_of<T>(request: &Request<T>) -> Result<Arc<Call>, Status> {
    let call = request.extensions().get::<Arc<Call>>();
    // Never missing: `layers::respond` adds the call to every request.
    call.cloned().ok_or_else(|| status::internal("unknown"))
}

#[tonic::async_trait]
impl SummarizerService for Handler {
    async fn summarize(
        &self,
        request: Request<SummarizeRequest>,
    ) -> Result<Response<SummarizeResponse>, Status> {
        let (server, call) = (self.server()?, call_of(&request)?);
        let request = request.into_inner();
        call.acquire_decoded_bytes(&server.admission, request.encoded_len() as u64)?;
        let output = server.pool.run(&call, Task::from(request)).await?;
        Ok(self.response(SummarizeResponse {
            summary: Some(output.summary),
            timing: Some(output.timing),
        }))
    }

    async fn batch_summarize(
        &self,
        request: Request<BatchSummarizeRequest>,
    ) -> Result<Response<BatchSummarizeResponse>, Status> {
        let (server, call) = (self.server()?, call_of(&request)?);
        let request = request.into_inner();
        call.acquire_decoded_bytes(&server.admission, request.encoded_len() as u64)?;
        let requests = request.requests;
        let limit = server.settings.batch_requests as usize;
        if requests.is_empty() || requests.len() > limit {
            let description = format!("must hold 1 to {limit} requests, not {}", requests.len());
            return Err(status::invalid_field("requests", description));
        }
        let results = batch::summarize_all(&server, &call, requests).await?;
        Ok(self.response(BatchSummarizeResponse { results }))
    }

    type StreamSummarizeStream = ResponseStream;

    async fn stream_summarize(
        &self,
        request: Request<Streaming<StreamSummarizeRequest>>,
    ) -> Result<Response<ResponseStream>, Status> {
        let (server, call) = (self.server()?, call_of(&request)?);
        let peer = request.extensions().get::<Arc<Peer>>().cloned();
        let requests = request.into_inner();
        let responses = ResponseStream::new(server, call, peer, requests);
        Ok(Response::new(responses))
    }

    async fn upload_document(
        &self,
        request: Request<Streaming<UploadDocumentRequest>>,
    ) -> Result<Response<UploadDocumentResponse>, Status> {
        let (server, call) = (self.server()?, call_of(&request)?);
        let mut parts = request.into_inner();
        let Some(Part::Header(header)) = next_part(&mut parts).await? else {
            return Err(status::invalid_field("header", "must come first"));
        };
        let header_bytes = header.encoded_len() as u64;
        call.acquire_decoded_bytes(&server.admission, header_bytes)?;
        let mut text = Vec::new();
        while let Some(part) = next_part(&mut parts).await? {
            let Part::Chunk(chunk) = part else {
                let description = "must come only once, as the first message";
                return Err(status::invalid_field("header", description));
            };
            let length = (text.len() + chunk.len()) as u64;
            if length > self.document_bytes_max {
                let violation = upload_too_long(length, self.document_bytes_max);
                return Err(status::invalid(vec![violation]));
            }
            call.acquire_decoded_bytes(&server.admission, header_bytes + length)?;
            text.extend_from_slice(&chunk);
        }
        let task = Task {
            text: Text::Bytes(text),
            title: header.title,
            input_format: header.input_format,
            options: header.options.unwrap_or_default(),
        };
        let output = server.pool.run(&call, task).await?;
        Ok(self.response(UploadDocumentResponse {
            summary: Some(output.summary),
            timing: Some(output.timing),
        }))
    }
}

/// The next part of an upload. A message without a part counts as an empty chunk.
async fn next_part(parts: &mut Streaming<UploadDocumentRequest>) -> Result<Option<Part>, Status> {
    let message = parts.message().await?;
    Ok(message.map(|message| message.part.unwrap_or(Part::Chunk(Vec::new()))))
}

#[tonic::async_trait]
impl InfoService for Handler {
    async fn get_server_info(
        &self,
        _: Request<GetServerInfoRequest>,
    ) -> Result<Response<GetServerInfoResponse>, Status> {
        Ok(self.response(self.info.clone()))
    }
}
