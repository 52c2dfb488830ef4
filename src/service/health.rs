//! The health service. It waits for nothing: neither for a key nor for a worker.

use super::drain::{Drain, Phase};
use super::peer::{self, Peer};
use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_server::Health as Service;
use super::proto::health::{
    HealthCheckRequest, HealthCheckResponse, HealthListRequest, HealthListResponse,
};
use super::status;
use std::pin::{Pin, pin};
use std::sync::Arc;
use tokio::sync::watch;
use tokio_stream::Stream;
use tonic::{Code, Request, Response, Status};

/// Names that have a state: the server as a whole and each of its services.
pub(super) const NAMES: [&str; 3] = ["", "gleaner.v1.SummarizerService", "gleaner.v1.InfoService"];

/// Whether calls are taken, for all names alike: they share one pool.
#[derive(Clone)]
pub(super) struct Health {
    serving: Arc<watch::Sender<bool>>,
    drain: Arc<Drain>,
}

impl Health {
    pub(super) fn new(drain: Arc<Drain>) -> Health {
        let serving = Arc::new(watch::Sender::new(true));
        Health { serving, drain }
    }

    /// Says from now on whether calls are taken.
    pub(super) fn set(&self, serving: bool) {
        self.serving
            .send_if_modified(|now| std::mem::replace(now, serving) != serving);
    }

    pub(super) fn is_serving(&self) -> bool {
        *self.serving.borrow()
    }
}

fn response(serving: bool) -> HealthCheckResponse {
    let status = if serving {
        ServingStatus::Serving
    } else {
        ServingStatus::NotServing
    };
    HealthCheckResponse {
        status: status.into(),
    }
}

#[tonic::async_trait]
impl Service for Health {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        if NAMES.contains(&request.get_ref().service.as_str()) {
            return Ok(Response::new(response(self.is_serving())));
        }
        let message = "no such service here; List names those that are";
        Err(status::error(Code::NotFound, "SERVICE_UNKNOWN", message))
    }

    async fn list(
        &self,
        _: Request<HealthListRequest>,
    ) -> Result<Response<HealthListResponse>, Status> {
        let serving = self.is_serving();
        let statuses = NAMES
            .iter()
            .map(|name| ((*name).into(), response(serving)))
            .collect();
        Ok(Response::new(HealthListResponse { statuses }))
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let known = NAMES.contains(&request.get_ref().service.as_str());
        let peer = request.extensions().get::<Arc<Peer>>().cloned();
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let (mut states, drain) = (self.serving.subscribe(), Arc::clone(&self.drain));
        tokio::spawn(async move {
            let mut leaving = pin!(async {
                tokio::select! {
                    () = drain.reached(Phase::Closing) => {}
                    () = peer::streams_end(peer) => {}
                }
            });
            loop {
                let state = *states.borrow_and_update();
                let unknown = HealthCheckResponse {
                    status: ServingStatus::ServiceUnknown.into(),
                };
                let state = if known { response(state) } else { unknown };
                if sender.send(Ok(state)).await.is_err() {
                    return;
                }
                tokio::select! {
                    changed = states.changed(), if known => if changed.is_err() { return },
                    () = sender.closed() => return,
                    () = &mut leaving => {
                        // Nobody is left to hear it where sending fails.
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
