//! The gRPC service: `gleaner serve`.
//!
//! A connection comes in by `accept` and stays as long as its `lifetime` allows, a call passes the
//! layers in `call` and reaches `handler`, a document is a `task` that waits in `pool` for a worker
//! thread, and `convert` stands between the wire and the engine. `admission` bounds what is on the
//! server, `drain` is the way out.

mod accept;
mod admin;
mod admission;
mod auth;
mod batch;
pub mod bench;
mod body;
mod call;
mod config;
mod convert;
mod deadline;
mod drain;
mod ending;
mod handler;
mod health;
mod lifetime;
mod listen;
mod methods;
mod peer;
mod pool;
mod random;
mod reload;
mod rpc;
mod run;
mod status;
mod stream;
mod systemd;
mod task;
mod telemetry;
mod tls;
mod web;

pub use config::{Address, Bytes, LogFormat, NamedFile, Secret, ServeArgs, Settings};
pub use pool::{Engine, Engines, engines};
pub use run::{log_to_stderr, run};
pub use telemetry::log::LogGuard;

use accept::Protocol;
use admission::Admission;
use config::Fault;
use drain::{Drain, Phase};
use health::Health;
use listen::Listener;
use methods::Methods;
use pool::Pool;
use rpc::{Rpc, Takes};
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use task::Rules;
use telemetry::metrics::Metrics;
use telemetry::otlp::Tracer;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio_util::task::TaskTracker;
use tonic::codec::CompressionEncoding;
use tonic::service::Routes;

/// The wire types, as `proto/` describes them, with clients and servers.
pub mod proto {
    #![allow(clippy::large_enum_variant, reason = "generated")]
    tonic::include_proto!("gleaner.v1");
    pub use prost_types::Duration;

    /// The health checking protocol.
    pub mod health {
        #![allow(missing_docs, reason = "generated")]
        tonic::include_proto!("grpc.health.v1");
    }

    /// What goes to an OpenTelemetry collector.
    pub mod otlp {
        #![allow(missing_docs, reason = "generated")]
        tonic::include_proto!("opentelemetry.proto.collector.trace.v1");
    }

    /// Every file above and all they import, as an encoded `FileDescriptorSet`.
    pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
}

/// How often to look for expired calls and stuck workers.
const HOUSEKEEPING: Duration = Duration::from_millis(100);
/// How long what was cut may take to notice.
const ABORT_TIME: Duration = Duration::from_secs(1);

/// What all connections and calls share.
struct Server {
    settings: Settings,
    metrics: Arc<Metrics>,
    tracer: Tracer,
    admission: Admission,
    pool: Pool,
    keys: auth::Keys,
    tls: Option<tls::Tls>,
    calls: call::Calls,
    health: Health,
    drain: Arc<Drain>,
    routes: Routes,
    /// Asks for a look at certificates and keys before it is due.
    look_again: Notify,
    /// Accept loops and connections.
    tasks: TaskTracker,
}

impl Server {
    /// The longest that a call of `rpc` may take.
    fn deadline_of(&self, rpc: &Rpc) -> Option<Duration> {
        match rpc.takes {
            Takes::Nothing | Takes::Document => Some(self.settings.deadline),
            Takes::Stream => self.settings.stream_deadline,
            Takes::Watch => None,
        }
    }

    fn is_stuck(&self) -> bool {
        self.pool.is_stuck(self.settings.stuck_time)
    }

    /// Sees to what nobody else is awake for.
    async fn keep_house(self: Arc<Server>) {
        loop {
            tokio::time::sleep(HOUSEKEEPING).await;
            self.calls.release_expired();
            let serving = !self.is_stuck() && self.drain.phase() == Phase::Serving;
            self.health.set(serving);
        }
    }
}

/// A server that is up. Dropping it cuts whatever is left of it.
pub struct Running {
    server: Arc<Server>,
    address: Option<SocketAddr>,
    admin_address: Option<SocketAddr>,
    http_address: Option<SocketAddr>,
    /// What goes on beside the connections.
    chores: Vec<AbortHandle>,
}

/// Starts a server on the current tokio runtime, with `engines` at work in it.
///
/// # Errors
///
/// Every setting that cannot be used, one line each, before any port is bound; or the port that
/// cannot be bound.
pub async fn start(settings: Settings, engines: Engines) -> Result<Running, Vec<String>> {
    open(prepare(settings, engines)?)
}

/// A server that lacks nothing but its ports.
struct Prepared {
    server: Arc<Server>,
    watch: reload::Watch,
}

/// Binds the ports and begins to serve.
///
/// # Errors
///
/// Which port cannot be bound, and why.
fn open(Prepared { server, watch }: Prepared) -> Result<Running, Vec<String>> {
    let settings = &server.settings;
    let unbound = |name: &'static str, address: &dyn std::fmt::Display| {
        let place = format!("cannot listen on {address}");
        move |error| settings.told(vec![Fault::new(name, format!("{place}: {error}"))])
    };
    let listener = Listener::bind(&settings.listen).map_err(unbound("listen", &settings.listen))?;
    let tcp = |name: &'static str, address: Option<SocketAddr>| match address {
        Some(address) => Listener::tcp(address)
            .map(Some)
            .map_err(unbound(name, &address)),
        None => Ok(None),
    };
    let admin = tcp("admin_listen", settings.admin_listen)?;
    let web = tcp("http_listen", settings.http_listen)?;
    let address_of = |listener: &Option<Listener>| listener.as_ref()?.tcp_address();
    let mut running = Running {
        address: listener.tcp_address(),
        admin_address: address_of(&admin),
        http_address: address_of(&web),
        chores: Vec::new(),
        server: Arc::clone(&server),
    };
    let tasks = &server.tasks;
    tasks.spawn(accept::accept(
        Arc::clone(&server),
        listener,
        Protocol::Grpc,
    ));
    if let Some(web) = web {
        tasks.spawn(accept::accept(Arc::clone(&server), web, Protocol::Web));
    }
    let chores = &mut running.chores;
    chores.push(tokio::spawn(Arc::clone(&server).keep_house()).abort_handle());
    chores.push(tokio::spawn(watch.run(Arc::clone(&server))).abort_handle());
    if let Some(admin) = admin {
        chores.push(tokio::spawn(admin::serve(Arc::clone(&server), admin)).abort_handle());
    }
    Ok(running)
}

/// All that can fail before a port is bound.
fn prepare(settings: Settings, engines: Engines) -> Result<Prepared, Vec<String>> {
    let watch = reload::Watch::new(&settings);
    let mut faults = settings.contradictions();
    let tls = usable(tls::Tls::read(&settings), &mut faults);
    let tracer = match &settings.otlp_endpoint {
        None => Tracer::default(),
        Some(endpoint) => usable(Tracer::start(endpoint, settings.otlp_ratio), &mut faults),
    };
    let keys = auth::Keys::default();
    faults.extend(keys.load(&settings).err());
    let rules = Rules {
        document_bytes_max: settings.document_bytes.0,
        methods: Methods::read(&settings.weights, &mut faults),
    };
    if !faults.is_empty() {
        return Err(settings.told(faults));
    }
    let info = convert::server_info(&settings, &rules.methods);
    let metrics = Arc::new(Metrics::new());
    let workers = settings.worker_count();
    let pool = Pool::start(workers, engines, rules, Arc::clone(&metrics)).map_err(|error| {
        let matter = format!("cannot start {workers} threads: {error}");
        settings.told(vec![Fault::new("workers", matter)])
    })?;
    let drain = Arc::new(Drain::new());
    let health = Health::new(Arc::clone(&drain));
    let server = Arc::new_cyclic(|server| Server {
        admission: Admission::new(&settings, Arc::clone(&metrics)),
        routes: routes(server, &settings, info, health.clone()),
        metrics,
        tracer,
        pool,
        keys,
        tls,
        calls: call::Calls::default(),
        health,
        drain,
        look_again: Notify::new(),
        tasks: TaskTracker::new(),
        settings,
    });
    Ok(Prepared { server, watch })
}

/// What was made, or its default where that was not possible: then nothing is started anyway, and
/// the other faults are still to be found.
fn usable<T: Default>(made: Result<T, Fault>, faults: &mut Vec<Fault>) -> T {
    made.unwrap_or_else(|fault| {
        faults.push(fault);
        T::default()
    })
}

fn routes(
    server: &Weak<Server>,
    settings: &Settings,
    info: proto::GetServerInfoResponse,
    health: Health,
) -> Routes {
    use CompressionEncoding::{Gzip, Zstd};
    use proto::health::health_server::HealthServer;
    use proto::info_service_server::InfoServiceServer;
    use proto::summarizer_service_server::SummarizerServiceServer;
    // A client that compresses does so for every call, health and reflection included. The types
    // have no trait in common, hence a macro.
    macro_rules! understanding_all {
        ($service:expr) => {
            $service.accept_compressed(Zstd).accept_compressed(Gzip)
        };
    }
    let handler = Arc::new(handler::Handler::new(Weak::clone(server), settings, info));
    // `prepare` has seen to it that the limit fits.
    let message_bytes = usize::try_from(settings.message_bytes.0).unwrap_or(usize::MAX);
    let summarizer = SummarizerServiceServer::from_arc(Arc::clone(&handler))
        .max_decoding_message_size(message_bytes)
        .send_compressed(Zstd)
        .send_compressed(Gzip);
    let mut routes = Routes::builder();
    routes
        .add_service(understanding_all!(summarizer))
        .add_service(understanding_all!(InfoServiceServer::from_arc(handler)))
        .add_service(understanding_all!(HealthServer::new(health)));
    if settings.reflection {
        let files = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
                // So that tools can show the details of errors.
                .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        };
        // Fails only for descriptors that don't decode, and these were made by our build.
        if let (Ok(v1), Ok(v1alpha)) = (files().build_v1(), files().build_v1alpha()) {
            routes
                .add_service(understanding_all!(v1))
                .add_service(understanding_all!(v1alpha));
        }
    }
    routes.routes().prepare()
}

impl Running {
    /// The TCP address of gRPC, with the port that the system chose; none for a Unix socket.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// The address of metrics and probes, if they are served.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// The address of gRPC-Web, if it is served.
    pub fn http_address(&self) -> Option<SocketAddr> {
        self.http_address
    }

    /// All metrics, as the admin port shows them.
    pub fn metrics(&self) -> String {
        self.server.metrics.text()
    }

    /// Calls that last now.
    pub fn calls(&self) -> usize {
        self.server.calls.len()
    }

    /// Looks now whether certificates and keys have changed, as it does every `reload_interval`.
    pub fn look_again(&self) {
        self.server.look_again.notify_one();
    }

    /// Leaves in good order: NOT_SERVING, the delay, GOAWAY, calls in flight to their end, the
    /// limit, the last spans. True when no call had to be cut.
    pub async fn drain(&self) -> bool {
        let server = &self.server;
        let began = Instant::now();
        tracing::info!(calls = self.calls(), "draining");
        server.drain.enter(Phase::Leaving);
        server.health.set(false);
        tokio::time::sleep(server.settings.drain_delay).await;
        server.drain.enter(Phase::Closing);
        server.tasks.close();
        let limit = server.settings.drain_limit;
        let clean = tokio::time::timeout(limit, server.tasks.wait())
            .await
            .is_ok();
        if !clean {
            tracing::warn!(
                calls = self.calls(),
                "the drain limit has passed; calls are cut"
            );
            server.drain.enter(Phase::Aborting);
            // Whatever is still there after that ends with the process.
            let _ = tokio::time::timeout(ABORT_TIME, server.tasks.wait()).await;
        }
        server.tracer.flush().await;
        tracing::info!(
            clean,
            millis = began.elapsed().as_millis() as u64,
            "drained"
        );
        clean
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.drain.enter(Phase::Aborting);
        for chore in &self.chores {
            chore.abort();
        }
    }
}
