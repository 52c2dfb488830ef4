//! Starting a server, and shutting it down.

use super::accept;
use super::admin;
use super::admission::Admission;
use super::auth::ApiKeys;
use super::call::ActiveCalls;
use super::config::{SettingError, Settings};
use super::convert;
use super::drain::{Drain, Phase};
use super::handler::Handler;
use super::health::Health;
use super::listen::{Listener, Protocol};
use super::methods::Methods;
use super::pool::{EngineFactory, Pool};
use super::proto;
use super::reload::FileWatcher;
use super::server::Server;
use super::task::Rules;
use super::telemetry::metrics::Metrics;
use super::telemetry::otlp::Tracer;
use super::tls::Tls;
use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio_util::task::TaskTracker;
use tonic::codec::CompressionEncoding;
use tonic::service::Routes;

/// How long connections may take to close after [`Phase::Aborting`] has been announced.
const ABORT_TIMEOUT: Duration = Duration::from_secs(1);

/// A running server. Dropping it closes all connections at once; [`Running::drain`] lets calls
/// finish first.
pub struct Running {
    server: Arc<Server>,
    address: Option<SocketAddr>,
    admin_address: Option<SocketAddr>,
    http_address: Option<SocketAddr>,
    /// Everything that runs besides the accept loops and connections.
    background_tasks: Vec<AbortHandle>,
}

/// Starts a server on the current tokio runtime. `engine_factory` makes the engine of each worker
/// thread.
///
/// # Errors
///
/// One line for each setting that cannot be used; then no port has been bound. Or one line for the
/// port that cannot be bound.
pub async fn start(
    settings: Settings,
    engine_factory: EngineFactory,
) -> Result<Running, Vec<String>> {
    bind_and_serve(prepare(settings, engine_factory)?)
}

/// A server that has everything except its ports.
pub(super) struct Prepared {
    server: Arc<Server>,
    watcher: FileWatcher,
}

/// Does everything that can fail before a port is bound.
///
/// # Errors
///
/// One line for each setting that cannot be used.
pub(super) fn prepare(
    settings: Settings,
    engine_factory: EngineFactory,
) -> Result<Prepared, Vec<String>> {
    let watcher = FileWatcher::new(&settings);
    let mut errors = settings.validate();
    let tls = value_or_default(Tls::load(&settings), &mut errors);
    let tracer = match &settings.otlp_endpoint {
        None => Tracer::default(),
        Some(endpoint) => {
            value_or_default(Tracer::start(endpoint, settings.otlp_ratio), &mut errors)
        }
    };
    let keys = ApiKeys::default();
    errors.extend(keys.load(&settings).err());
    let rules = Rules {
        document_bytes_max: settings.document_bytes.0,
        methods: Methods::read(&settings.weights, &mut errors),
    };
    if !errors.is_empty() {
        return Err(settings.format_errors(errors));
    }
    let info = convert::server_info(&settings, &rules.methods);
    let metrics = Arc::new(Metrics::new());
    let workers = settings.worker_count();
    let pool =
        Pool::start(workers, engine_factory, rules, Arc::clone(&metrics)).map_err(|error| {
            let message = format!("cannot start {workers} threads: {error}");
            settings.format_errors(vec![SettingError::new("workers", message)])
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
        calls: ActiveCalls::default(),
        health,
        drain,
        reload_requested: Notify::new(),
        tasks: TaskTracker::new(),
        settings,
    });
    Ok(Prepared { server, watcher })
}

/// The value of `result`. After an error, which is added to `errors`, it is the default. That value
/// is never used, because nothing starts after an error; it only lets the search for further errors
/// go on.
fn value_or_default<T: Default>(
    result: Result<T, SettingError>,
    errors: &mut Vec<SettingError>,
) -> T {
    result.unwrap_or_else(|error| {
        errors.push(error);
        T::default()
    })
}

/// Binds the ports and starts to serve.
///
/// # Errors
///
/// One line for the port that cannot be bound.
pub(super) fn bind_and_serve(prepared: Prepared) -> Result<Running, Vec<String>> {
    let Prepared { server, watcher } = prepared;
    let settings = &server.settings;
    let bind_error = |name: &'static str, address: &dyn Display| {
        let what = format!("cannot listen on {address}");
        move |error| {
            settings.format_errors(vec![SettingError::new(name, format!("{what}: {error}"))])
        }
    };
    let listener =
        Listener::bind(&settings.listen).map_err(bind_error("listen", &settings.listen))?;
    let bind_tcp = |name: &'static str, address: Option<SocketAddr>| match address {
        Some(address) => Listener::tcp(address)
            .map(Some)
            .map_err(bind_error(name, &address)),
        None => Ok(None),
    };
    let admin = bind_tcp("admin_listen", settings.admin_listen)?;
    let web = bind_tcp("http_listen", settings.http_listen)?;
    let address_of = |listener: &Option<Listener>| listener.as_ref()?.tcp_address();
    let mut running = Running {
        address: listener.tcp_address(),
        admin_address: address_of(&admin),
        http_address: address_of(&web),
        background_tasks: Vec::new(),
        server: Arc::clone(&server),
    };
    let accept = |listener, protocol| {
        let accept_loop = accept::accept_loop(Arc::clone(&server), listener, protocol);
        server.tasks.spawn(accept_loop);
    };
    accept(listener, Protocol::Grpc);
    if let Some(web) = web {
        accept(web, Protocol::Web);
    }
    let background_tasks = &mut running.background_tasks;
    let maintenance = tokio::spawn(Arc::clone(&server).maintenance_loop());
    background_tasks.push(maintenance.abort_handle());
    let watching = tokio::spawn(watcher.run(Arc::clone(&server)));
    background_tasks.push(watching.abort_handle());
    if let Some(admin) = admin {
        let serving = tokio::spawn(admin::serve(Arc::clone(&server), admin));
        background_tasks.push(serving.abort_handle());
    }
    Ok(running)
}

/// The gRPC services, each of which accepts compressed requests.
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
    // A client that compresses its requests does so for all services, including health and
    // reflection. A macro, because the generated types have no trait in common.
    macro_rules! accept_compressed {
        ($service:expr) => {
            $service.accept_compressed(Zstd).accept_compressed(Gzip)
        };
    }
    let handler = Arc::new(Handler::new(Weak::clone(server), settings, info));
    // `Settings::validate` has checked that the limit fits.
    let message_bytes = usize::try_from(settings.message_bytes.0).unwrap_or(usize::MAX);
    let summarizer = SummarizerServiceServer::from_arc(Arc::clone(&handler))
        .max_decoding_message_size(message_bytes)
        .send_compressed(Zstd)
        .send_compressed(Gzip);
    let mut routes = Routes::builder();
    routes
        .add_service(accept_compressed!(summarizer))
        .add_service(accept_compressed!(InfoServiceServer::from_arc(handler)))
        .add_service(accept_compressed!(HealthServer::new(health)));
    if settings.reflection {
        let builder = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
                // Lets tools show the details of errors.
                .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        };
        // Fails only for descriptors that cannot be decoded, and these come from our build.
        if let (Ok(v1), Ok(v1alpha)) = (builder().build_v1(), builder().build_v1alpha()) {
            routes
                .add_service(accept_compressed!(v1))
                .add_service(accept_compressed!(v1alpha));
        }
    }
    routes.routes().prepare()
}

impl Running {
    /// The TCP address of gRPC, with the port that the system chose; none for a Unix socket.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// The address of the admin port; none if it is off.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// The address of gRPC-Web; none if it is off.
    pub fn http_address(&self) -> Option<SocketAddr> {
        self.http_address
    }

    /// The settings that the server was started with.
    pub(super) fn settings(&self) -> &Settings {
        &self.server.settings
    }

    /// All metrics, as OpenMetrics text.
    pub fn metrics(&self) -> String {
        self.server.metrics.text()
    }

    /// The number of calls in progress.
    pub fn calls(&self) -> usize {
        self.server.calls.len()
    }

    /// Checks now whether certificates and keys have changed, as happens every `reload_interval`.
    /// Returns before the check is done.
    pub fn check_files(&self) {
        self.server.reload_requested.notify_one();
    }

    /// Shuts the server down gracefully, and returns whether every call could finish.
    ///
    /// Sets health to NOT_SERVING; waits for `drain_delay`; stops accepting connections and sends
    /// GOAWAY to open ones; lets calls in progress finish for at most `drain_limit`; closes what is
    /// left; exports the last trace spans.
    pub async fn drain(&self) -> bool {
        let server = &self.server;
        let started = Instant::now();
        tracing::info!(calls = self.calls(), "draining");
        server.drain.enter(Phase::Draining);
        server.health.set_serving(false);
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
                "drain_limit has passed; closing all connections"
            );
            server.drain.enter(Phase::Aborting);
            // Whatever is still open after that ends with the process.
            let _ = tokio::time::timeout(ABORT_TIMEOUT, server.tasks.wait()).await;
        }
        server.tracer.flush().await;
        tracing::info!(
            clean,
            millis = started.elapsed().as_millis() as u64,
            "drained"
        );
        clean
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.drain.enter(Phase::Aborting);
        for task in &self.background_tasks {
            task.abort();
        }
    }
}
