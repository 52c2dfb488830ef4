//! Files that are read anew when they change on disk: certificates and API keys.

use super::Server;
use super::telemetry::metrics::count;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;

/// Looks at the files now and then, for as long as the server lives. They are compared by their
/// content, because the ways in which they are swapped (symlinks, mounts, copies with old times)
/// don't all show in their metadata.
pub(super) async fn watch(server: Arc<Server>) {
    let tls_paths = server
        .tls
        .as_ref()
        .map(|tls| tls.paths())
        .unwrap_or_default();
    let key_paths: Vec<_> = server
        .settings
        .api_keys
        .iter()
        .map(|keys| keys.0.clone())
        .collect();
    if tls_paths.is_empty() && key_paths.is_empty() {
        return;
    }
    let mut tls_seen = fingerprint(&tls_paths);
    let mut keys_seen = fingerprint(&key_paths);
    loop {
        tokio::time::sleep(server.settings.reload_interval).await;
        let tls_now = fingerprint(&tls_paths);
        if tls_now != tls_seen
            && let Some(tls) = &server.tls
        {
            tls_seen = tls_now;
            report(&server, "certificates", tls.reload());
        }
        let keys_now = fingerprint(&key_paths);
        if keys_now != keys_seen {
            keys_seen = keys_now;
            report(&server, "api keys", server.read_keys());
        }
    }
}

fn report(server: &Server, what: &str, outcome: Result<(), String>) {
    match outcome {
        Ok(()) => {
            count(&server.metrics.reloads, "outcome", "ok");
            tracing::info!(what, "read anew");
        }
        Err(error) => {
            count(&server.metrics.reloads, "outcome", "failed");
            tracing::error!(
                what,
                error,
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
