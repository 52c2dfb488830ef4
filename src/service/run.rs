//! The command `gleaner serve`, from its flags to its exit code.

use super::auth;
use super::config::{ServeArgs, Settings, load};
use super::pool::engine_factory;
use super::start::{Running, bind_and_serve, prepare};
use super::systemd;
use super::telemetry::log::{self, LogGuard};
use crate::args::print_line;
use std::io::{self, Write as _};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Exit code for invalid flags, settings, certificates, keys or weights.
const EXIT_USAGE: u8 = 2;
/// Exit code for what the system refuses, for example a port or a thread.
const EXIT_FAILURE: u8 = 1;

/// Runs `gleaner serve`.
///
/// Serves until SIGTERM or SIGINT, then drains and returns 0. A second signal ends it at once with 1.
/// SIGHUP makes it check certificates and keys for changes. Settings or files that cannot be used are
/// printed to standard error, one line each, and the exit code is 2. A port that cannot be bound
/// gives 1.
pub fn run(args: &ServeArgs) -> ExitCode {
    if let Some(name) = &args.new_api_key {
        return print_new_key(name);
    }
    let loaded = load(args, |name| std::env::var(name).ok());
    let settings = match loaded {
        Ok(settings) => settings,
        Err(errors) => return print_errors(&errors, EXIT_USAGE),
    };
    if args.print_config {
        let shown = settings.shown();
        return print(shown.map(|(name, value, origin)| format!("{name} = {value:?} # {origin}")));
    }
    if args.check_config {
        return check(settings);
    }
    serve(settings)
}

/// Does everything that can fail before a port is bound, for `--check-config`.
fn check(settings: Settings) -> ExitCode {
    // Nothing is served, but parts of the server need a runtime to be created.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let prepared = match runtime {
        Ok(runtime) => runtime.block_on(async { prepare(settings, engine_factory()) }),
        Err(error) => return print_runtime_error(&error),
    };
    match prepared {
        Ok(_) => print(["the configuration is valid".into()]),
        Err(errors) => print_errors(&errors, EXIT_USAGE),
    }
}

fn serve(settings: Settings) -> ExitCode {
    let _log = log_to_stderr(&settings);
    log_panics_without_message();
    let mut runtime = match settings.io_thread_count() {
        1 => tokio::runtime::Builder::new_current_thread(),
        threads => {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            runtime.worker_threads(threads);
            runtime
        }
    };
    let runtime = match runtime.enable_all().thread_name("io").build() {
        Ok(runtime) => runtime,
        Err(error) => return print_runtime_error(&error),
    };
    let code = runtime.block_on(serve_until_signal(settings));
    // Does not wait for what is left, because the drain has given it its time.
    runtime.shutdown_background();
    code
}

/// Writes log lines to standard error in the format and at the level of `settings`, until the guard
/// is dropped. Works once per process.
pub fn log_to_stderr(settings: &Settings) -> LogGuard {
    // Does not fail here: `Settings::validate` has checked the level.
    let levels = settings.log_level.parse().unwrap_or_default();
    log::start(settings.log_format, &levels)
}

async fn serve_until_signal(settings: Settings) -> ExitCode {
    let signals = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
        signal(SignalKind::hangup()),
    );
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) = signals else {
        return print_errors(&["cannot install signal handlers".into()], EXIT_FAILURE);
    };
    let prepared = match prepare(settings, engine_factory()) {
        Ok(prepared) => prepared,
        Err(errors) => return print_errors(&errors, EXIT_USAGE),
    };
    let running = match bind_and_serve(prepared) {
        Ok(running) => running,
        Err(errors) => return print_errors(&errors, EXIT_FAILURE),
    };
    report_ready(&running);
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => running.check_files(),
        }
    }
    systemd::notify("STOPPING=1");
    tokio::select! {
        _ = running.drain() => ExitCode::SUCCESS,
        _ = terminate.recv() => ExitCode::FAILURE,
        _ = interrupt.recv() => ExitCode::FAILURE,
    }
}

/// Logs the addresses of the server and tells systemd that it is ready.
fn report_ready(running: &Running) {
    let text = |address: Option<std::net::SocketAddr>| address.map(|address| address.to_string());
    let settings = running.settings();
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        listen = text(running.address()).unwrap_or_else(|| settings.listen.to_string()),
        admin_listen = text(running.admin_address()),
        http_listen = text(running.http_address()),
        tls = settings.tls_cert.is_some(),
        api_keys = settings.api_keys.is_some(),
        workers = settings.worker_count(),
        "serving"
    );
    systemd::notify("READY=1");
}

/// Logs only the source location of a panic, because its message may quote a document.
fn log_panics_without_message() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
}

fn print_new_key(name: &str) -> ExitCode {
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '#') {
        let error = format!(
            "--new-api-key: '{}' is not a valid name; it must not be empty and must not contain \
             white space or '#'",
            name.escape_debug()
        );
        return print_errors(&[error], EXIT_USAGE);
    }
    match auth::new_key(name) {
        Ok((key, line)) => print([
            format!("key, for the client: {key}"),
            format!("line, for the api-keys file: {line}"),
        ]),
        Err(error) => print_errors(
            &[format!("--new-api-key: cannot read /dev/urandom: {error}")],
            EXIT_FAILURE,
        ),
    }
}

/// Prints `lines` to standard output. A closed pipe is not an error, because the reader has all that
/// it wants.
fn print(lines: impl IntoIterator<Item = String>) -> ExitCode {
    let mut output = io::stdout().lock();
    let written = lines
        .into_iter()
        .try_for_each(|line| writeln!(output, "{line}"));
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => print_errors(
            &[format!("cannot write to standard output: {error}")],
            EXIT_FAILURE,
        ),
        _ => ExitCode::SUCCESS,
    }
}

fn print_runtime_error(error: &io::Error) -> ExitCode {
    let message = format!("cannot start the async runtime: {error}");
    print_errors(&[message], EXIT_FAILURE)
}

/// Prints `errors` to standard error, one line each, and returns `code`.
fn print_errors(errors: &[String], code: u8) -> ExitCode {
    for error in errors {
        print_line(error);
    }
    ExitCode::from(code)
}
