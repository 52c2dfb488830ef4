//! Reloading of certificates and API keys when their files change.

use super::config::{SettingError, Settings};
use super::server::Server;
use super::telemetry::metrics::increment;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;

/// The files that are watched, with the fingerprints of what was last loaded.
pub(super) struct FileWatcher {
    tls_paths: Vec<PathBuf>,
    tls_fingerprint: u64,
    key_paths: Vec<PathBuf>,
    key_fingerprint: u64,
}

impl FileWatcher {
    /// Takes the fingerprints of the files. Must be called before the files are loaded, so that a
    /// change in between is noticed.
    pub(super) fn new(settings: &Settings) -> FileWatcher {
        let tls = [
            &settings.tls_cert,
            &settings.tls_key,
            &settings.tls_client_ca,
        ];
        let tls_paths: Vec<_> = tls.into_iter().flatten().cloned().collect();
        let key_paths: Vec<_> = settings
            .api_keys
            .iter()
            .map(|keys| keys.0.clone())
            .collect();
        FileWatcher {
            tls_fingerprint: fingerprint(&tls_paths),
            key_fingerprint: fingerprint(&key_paths),
            tls_paths,
            key_paths,
        }
    }

    /// Checks the files every `reload_interval` and whenever a check is requested, for as long as
    /// the server runs. Returns at once if there are no files.
    pub(super) async fn run(mut self, server: Arc<Server>) {
        if self.tls_paths.is_empty() && self.key_paths.is_empty() {
            return;
        }
        loop {
            tokio::select! {
                () = tokio::time::sleep(server.settings.reload_interval) => {}
                () = server.reload_requested.notified() => {}
            }
            let task_server = Arc::clone(&server);
            // Runs on a thread of its own, because a slow disk must not delay network I/O.
            let checked = tokio::task::spawn_blocking(move || {
                self.reload_changed(&task_server);
                self
            });
            self = match checked.await {
                Ok(watcher) => watcher,
                // The check panicked, which the panic hook has logged. The new fingerprints keep the
                // same files from being loaded, and from causing the same panic, again.
                Err(_) => FileWatcher::new(&server.settings),
            };
        }
    }

    /// Reloads what has changed. Compares contents rather than metadata, because replaced files
    /// (symbolic links, mounts, copies with old times) need not differ in their metadata.
    fn reload_changed(&mut self, server: &Server) {
        let tls_fingerprint = fingerprint(&self.tls_paths);
        if tls_fingerprint != self.tls_fingerprint
            && let Some(tls) = &server.tls
        {
            self.tls_fingerprint = tls_fingerprint;
            report(server, "certificates", tls.reload());
        }
        let key_fingerprint = fingerprint(&self.key_paths);
        if key_fingerprint != self.key_fingerprint {
            self.key_fingerprint = key_fingerprint;
            report(server, "api keys", server.keys.load(&server.settings));
        }
    }
}

fn report(server: &Server, what: &str, result: Result<(), SettingError>) {
    match result {
        Ok(()) => {
            increment(&server.metrics.reloads, "outcome", "ok");
            tracing::info!(what, "reloaded");
        }
        Err(error) => {
            increment(&server.metrics.reloads, "outcome", "failed");
            tracing::error!(what, %error, "cannot reload; the previous ones stay in use");
        }
    }
}

/// A hash of the contents of the files. A file that cannot be read counts as different from every
/// file that can.
fn fingerprint(paths: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        std::fs::read(path).ok().hash(&mut hasher);
    }
    hasher.finish()
}
