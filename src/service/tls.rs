//! TLS, with or without client certificates. Certificates are reloaded when their files change; if
//! the new ones cannot be used, the old ones stay.

use super::config::{SettingError, Settings};
use super::listen::{Io, Protocol};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

/// The current certificates.
pub(super) struct Tls {
    files: TlsFiles,
    configs: RwLock<TlsConfigs>,
}

#[derive(Clone)]
struct TlsFiles {
    cert: PathBuf,
    key: PathBuf,
    client_ca: Option<PathBuf>,
}

/// One configuration for each [`Protocol`]. They differ in the protocols that ALPN offers.
#[derive(Clone)]
struct TlsConfigs {
    grpc: Arc<ServerConfig>,
    web: Arc<ServerConfig>,
}

impl Tls {
    /// Loads the certificates that `settings` name; none if they name none.
    ///
    /// # Errors
    ///
    /// The setting whose file cannot be used, and why.
    pub(super) fn load(settings: &Settings) -> Result<Option<Tls>, SettingError> {
        let (Some(cert), Some(key)) = (&settings.tls_cert, &settings.tls_key) else {
            return Ok(None);
        };
        let files = TlsFiles {
            cert: cert.clone(),
            key: key.clone(),
            client_ca: settings.tls_client_ca.clone(),
        };
        let configs = RwLock::new(load_configs(&files)?);
        Ok(Some(Tls { files, configs }))
    }

    /// Loads the files again. Only connections accepted after that use the new certificates.
    ///
    /// # Errors
    ///
    /// As for [`Tls::load`]; the old certificates stay.
    pub(super) fn reload(&self) -> Result<(), SettingError> {
        let configs = load_configs(&self.files)?;
        *self.configs.write().unwrap_or_else(PoisonError::into_inner) = configs;
        Ok(())
    }

    /// Performs the handshake of a new connection.
    pub(super) async fn accept(
        &self,
        stream: Box<dyn Io>,
        protocol: Protocol,
    ) -> std::io::Result<TlsStream<Box<dyn Io>>> {
        let configs = self
            .configs
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let config = match protocol {
            Protocol::Grpc => configs.grpc,
            Protocol::Web => configs.web,
        };
        TlsAcceptor::from(config).accept(stream).await
    }
}

fn load_configs(files: &TlsFiles) -> Result<TlsConfigs, SettingError> {
    let certs: Vec<_> = load_certificates("tls_cert", &files.cert)?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| SettingError::for_file("tls_key", &files.key, &error))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| SettingError::new("tls_cert", error.to_string()))?;
    let builder = match &files.client_ca {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for authority in load_certificates("tls_client_ca", path)? {
                roots
                    .add(authority)
                    .map_err(|error| SettingError::for_file("tls_client_ca", path, &error))?;
            }
            let provider = Arc::new(default_provider());
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider)
                .build()
                .map_err(|error| SettingError::for_file("tls_client_ca", path, &error))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    // This also checks that the key belongs to the certificate.
    let mut grpc = builder
        .with_single_cert(certs, key)
        .map_err(|error| SettingError::for_file("tls_cert", &files.cert, &error))?;
    let mut web = grpc.clone();
    grpc.alpn_protocols = vec![b"h2".to_vec()];
    web.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsConfigs {
        grpc: Arc::new(grpc),
        web: Arc::new(web),
    })
}

/// The certificates in a PEM file, at least one.
fn load_certificates(
    setting: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, SettingError> {
    let certs: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| SettingError::for_file(setting, path, &error));
    match certs {
        Ok(certs) if certs.is_empty() => {
            let message = "has no certificate in PEM format";
            Err(SettingError::for_file(setting, path, &message))
        }
        certs => certs,
    }
}
