//! The gRPC health service. It needs no API key, no document permit and no worker, so it responds
//! even when the server is full.

use super::drain::{Drain, Phase};
use super::peer::{self, Peer};
use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_server::Health as HealthService;
use super::proto::health::{
    HealthCheckRequest, HealthCheckResponse, HealthListRequest, HealthListResponse,
};
use super::status;
use std::pin::{Pin, pin};
use std::sync::Arc;
use tokio::sync::watch;
use tokio_stream::Stream;
use tonic::{Code, Request, Response, Status};

/// The names that have a status: the server as a whole and each of its services.
const SERVICE_NAMES: [&str; 3] = ["", "gleaner.v1.SummarizerService", "gleaner.v1.InfoService"];

/// Whether the server is SERVING. All names have the same status, because all services share one
/// pool of workers.
#[derive(Clone)]
pub(super) struct Health {
    is_serving: Arc<watch::Sender<bool>>,
    drain: Arc<Drain>,
}

impl Health {
    pub(super) fn new(drain: Arc<Drain>) -> Health {
        let is_serving = Arc::new(watch::Sender::new(true));
        Health { is_serving, drain }
    }

    /// Sets the status and tells watchers if it changes.
    pub(super) fn set_serving(&self, is_serving: bool) {
        self.is_serving
            .send_if_modified(|current| std::mem::replace(current, is_serving) != is_serving);
    }

    pub(super) fn is_serving(&self) -> bool {
        *self.is_serving.borrow()
    }
}

fn response(is_serving: bool) -> HealthCheckResponse {
    let status = if is_serving {
        ServingStatus::Serving
    } else {
        ServingStatus::NotServing
    };
    HealthCheckResponse {
        status: status.into(),
    }
}

#[tonic::async_trait]
impl HealthService for Health {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let service = request.get_ref().service.as_str();
        if SERVICE_NAMES.contains(&service) {
            return Ok(Response::new(response(self.is_serving())));
        }
        let service = status::quote(service, 64);
        let message = format!("unknown service {service}; Health.List lists the known ones");
        Err(status::error(Code::NotFound, "SERVICE_UNKNOWN", message))
    }

    async fn list(
        &self,
        _: Request<HealthListRequest>,
    ) -> Result<Response<HealthListResponse>, Status> {
        let is_serving = self.is_serving();
        let statuses = SERVICE_NAMES
            .iter()
            .map(|name| ((*name).into(), response(is_serving)))
            .collect();
        Ok(Response::new(HealthListResponse { statuses }))
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let is_known = SERVICE_NAMES.contains(&request.get_ref().service.as_str());
        let peer = request.extensions().get::<Arc<Peer>>().cloned();
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let (mut states, drain) = (self.is_serving.subscribe(), Arc::clone(&self.drain));
        tokio::spawn(async move {
            let mut closing = pin!(async {
                tokio::select! {
                    () = drain.reached(Phase::Closing) => {}
                    () = peer::wait_for_streams_end(peer) => {}
                }
            });
            loop {
                let is_serving = *states.borrow_and_update();
                // The protocol asks for this status instead of an error, because the service may
                // appear later.
                let unknown = HealthCheckResponse {
                    status: ServingStatus::ServiceUnknown.into(),
                };
                let state = if is_known {
                    response(is_serving)
                } else {
                    unknown
                };
                if sender.send(Ok(state)).await.is_err() {
                    return;
                }
                tokio::select! {
                    changed = states.changed(), if is_known => if changed.is_err() { return },
                    () = sender.closed() => return,
                    () = &mut closing => {
                        // Fails if the client has ended the watch already.
                        let _ = sender.send(Err(status::draining())).await;
                        return;
                    }
                }
            }
        });
        let states = tokio_stream::wrappers::ReceiverStream::new(receiver);
        Ok(Response::new(Box::pin(states)))
    }
}
