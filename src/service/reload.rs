//! Files that are read anew when they change on disk: certificates and API keys.

use super::Server;
use super::config::{Fault, Settings};
use super::telemetry::metrics::count;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;

/// The files to watch, as they were when they were last read.
pub(super) struct Watch {
    tls_paths: Vec<PathBuf>,
    tls_seen: u64,
    key_paths: Vec<PathBuf>,
    keys_seen: u64,
}

impl Watch {
    /// Looks at the files for the first time; to be done before they are read, so that no change
    /// goes unnoticed.
    pub(super) fn new(settings: &Settings) -> Watch {
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
        Watch {
            tls_seen: fingerprint(&tls_paths),
            keys_seen: fingerprint(&key_paths),
            tls_paths,
            key_paths,
        }
    }

    /// Looks at the files now and then, and when told to, for as long as the server lives.
    pub(super) async fn run(mut self, server: Arc<Server>) {
        if self.tls_paths.is_empty() && self.key_paths.is_empty() {
            return;
        }
        loop {
            tokio::select! {
                () = tokio::time::sleep(server.settings.reload_interval) => {}
                () = server.look_again.notified() => {}
            }
            let looking = Arc::clone(&server);
            // Not on the thread that reads the network: a disk may take its time.
            let looked = tokio::task::spawn_blocking(move || {
                self.look(&looking);
                self
            });
            self = match looked.await {
                Ok(watch) => watch,
                // The hook has told of the panic; the files are not tried again as they are.
                Err(_) => Watch::new(&server.settings),
            };
        }
    }

    /// Reads anew what has changed. The files are compared by their content, because the ways in
    /// which they are swapped (symlinks, mounts, copies with old times) don't all show in their
    /// metadata.
    fn look(&mut self, server: &Server) {
        let tls_now = fingerprint(&self.tls_paths);
        if tls_now != self.tls_seen
            && let Some(tls) = &server.tls
        {
            self.tls_seen = tls_now;
            report(server, "certificates", tls.reload());
        }
        let keys_now = fingerprint(&self.key_paths);
        if keys_now != self.keys_seen {
            self.keys_seen = keys_now;
            report(server, "api keys", server.keys.load(&server.settings));
        }
    }
}

fn report(server: &Server, what: &str, outcome: Result<(), Fault>) {
    match outcome {
        Ok(()) => {
            count(&server.metrics.reloads, "outcome", "ok");
            tracing::info!(what, "read anew");
        }
        Err(fault) => {
            count(&server.metrics.reloads, "outcome", "failed");
            tracing::error!(
                what,
                error = %fault,
                "cannot be read anew; the old ones stay in force"
            );
        }
    }
}

fn fingerprint(paths: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        std::fs::read(path).ok().hash(&mut hasher);
    }
    hasher.finish()
}
