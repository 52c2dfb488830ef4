//! `gleaner serve` from its flags to its exit code.

use super::config::{ServeArgs, Settings, load};
use super::telemetry::log::{self, LogGuard};
use super::{Running, auth, engines, open, prepare, systemd};
use crate::args::print_line;
use std::io::{self, Write as _};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Flags, settings, certificates, keys or weights that cannot be used.
const USAGE: u8 = 2;
/// What the system refuses: a port, a thread.
const FAILED: u8 = 1;

/// Serves until SIGTERM or SIGINT, drains, and ends with 0; a second signal ends it at once, with
/// 1, and so does a port that cannot be bound. SIGHUP has it look at certificates and keys. Settings and files that cannot be used are told on
/// standard error, one line each, and end it with 2.
pub fn run(args: &ServeArgs) -> ExitCode {
    if let Some(name) = &args.new_api_key {
        return print_new_key(name);
    }
    let loaded = load(args, |name| std::env::var(name).ok());
    let settings = match loaded {
        Ok(settings) => settings,
        Err(errors) => return complain(&errors, USAGE),
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

/// Does all that can fail before a port is bound.
fn check(settings: Settings) -> ExitCode {
    // Nothing is served, but some parts want to be made on a runtime.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let prepared = match runtime {
        Ok(runtime) => runtime.block_on(async { prepare(settings, engines()) }),
        Err(error) => return complain(&[format!("cannot start a runtime: {error}")], FAILED),
    };
    match prepared {
        Ok(_) => print(["the configuration is fine".into()]),
        Err(errors) => complain(&errors, USAGE),
    }
}

fn serve(settings: Settings) -> ExitCode {
    let _log = log_to_stderr(&settings);
    log_panics_without_words();
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
        Err(error) => return complain(&[format!("cannot start a runtime: {error}")], FAILED),
    };
    let code = runtime.block_on(serve_until_told(settings));
    // Whatever is still there was given all the time it gets.
    runtime.shutdown_background();
    code
}

/// Writes the log to standard error as `settings` say, for as long as the guard lives. Once a
/// process.
pub fn log_to_stderr(settings: &Settings) -> LogGuard {
    // Checked with the other settings.
    let levels = settings.log_level.parse().unwrap_or_default();
    log::start(settings.log_format, &levels)
}

async fn serve_until_told(settings: Settings) -> ExitCode {
    let signals = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
        signal(SignalKind::hangup()),
    );
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) = signals else {
        return complain(&["cannot listen for signals".into()], FAILED);
    };
    let prepared = match prepare(settings, engines()) {
        Ok(prepared) => prepared,
        Err(errors) => return complain(&errors, USAGE),
    };
    let running = match open(prepared) {
        Ok(running) => running,
        Err(errors) => return complain(&errors, FAILED),
    };
    announce(&running);
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => running.look_again(),
        }
    }
    systemd::notify("STOPPING=1");
    tokio::select! {
        _ = running.drain() => ExitCode::SUCCESS,
        _ = terminate.recv() => ExitCode::FAILURE,
        _ = interrupt.recv() => ExitCode::FAILURE,
    }
}

/// Says where the server is to be found, to people and programs.
fn announce(running: &Running) {
    let shown = |address: Option<std::net::SocketAddr>| address.map(|address| address.to_string());
    let settings = &running.server.settings;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        listen = shown(running.address()).unwrap_or_else(|| settings.listen.to_string()),
        admin_listen = shown(running.admin_address()),
        http_listen = shown(running.http_address()),
        tls = running.server.tls.is_some(),
        api_keys = settings.api_keys.is_some(),
        workers = settings.worker_count(),
        "serving"
    );
    systemd::notify("READY=1");
}

/// A panic's message may quote the text that it stumbled over, so only its place is told.
fn log_panics_without_words() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
}

fn print_new_key(name: &str) -> ExitCode {
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '#') {
        let error = "--new-api-key: the name must have neither white space nor '#' in it";
        return complain(&[error.into()], USAGE);
    }
    match auth::new_key(name) {
        Ok((key, line)) => print([
            format!("key, for the caller: {key}"),
            format!("line, for the api-keys file: {line}"),
        ]),
        Err(error) => complain(&[format!("--new-api-key: {error}")], FAILED),
    }
}

/// Prints `lines`. A reader that has gone has seen enough.
fn print(lines: impl IntoIterator<Item = String>) -> ExitCode {
    let mut output = io::stdout().lock();
    let written = lines
        .into_iter()
        .try_for_each(|line| writeln!(output, "{line}"));
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&[format!("cannot write: {error}")], FAILED)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn complain(errors: &[String], code: u8) -> ExitCode {
    for error in errors {
        print_line(error);
    }
    ExitCode::from(code)
}
