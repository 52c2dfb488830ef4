//! What all connections and calls of one server share.

use super::admission::Admission;
use super::auth::ApiKeys;
use super::call::ActiveCalls;
use super::config::Settings;
use super::drain::{Drain, Phase};
use super::health::Health;
use super::pool::Pool;
use super::rpc::{Admits, Rpc};
use super::telemetry::metrics::Metrics;
use super::telemetry::otlp::Tracer;
use super::tls::Tls;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;
use tonic::service::Routes;

/// How often to look for expired calls and stuck workers.
const MAINTENANCE_INTERVAL: Duration = Duration::from_millis(100);

/// The shared state of a server.
pub(super) struct Server {
    pub(super) settings: Settings,
    pub(super) metrics: Arc<Metrics>,
    pub(super) tracer: Tracer,
    pub(super) admission: Admission,
    pub(super) pool: Pool,
    pub(super) keys: ApiKeys,
    /// None if TLS is off.
    pub(super) tls: Option<Tls>,
    pub(super) calls: ActiveCalls,
    pub(super) health: Health,
    pub(super) drain: Arc<Drain>,
    pub(super) routes: Routes,
    /// Requests a check of certificates and keys before the next regular one.
    pub(super) reload_requested: Notify,
    /// The accept loops and all connections.
    pub(super) tasks: TaskTracker,
}

impl Server {
    /// How long a call of `rpc` may take at most; `None` if there is no limit.
    pub(super) fn timeout_of(&self, rpc: &Rpc) -> Option<Duration> {
        match rpc.admits {
            Admits::Nothing | Admits::Document => Some(self.settings.deadline),
            Admits::Stream => self.settings.stream_deadline,
            Admits::Watch => None,
        }
    }

    /// Whether every worker has been busy with one document for longer than `stuck_time`.
    pub(super) fn is_stuck(&self) -> bool {
        self.pool.is_stuck(self.settings.stuck_time)
    }

    /// Periodic maintenance: releases expired calls and updates health.
    pub(super) async fn maintenance_loop(self: Arc<Server>) {
        loop {
            tokio::time::sleep(MAINTENANCE_INTERVAL).await;
            self.calls.release_expired();
            let is_serving = !self.is_stuck() && self.drain.phase() == Phase::Serving;
            self.health.set_serving(is_serving);
        }
    }
}
