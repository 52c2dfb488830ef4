//! TLS, with or without client certificates, read anew when the files change. A bad new pair is
//! reported and the old one kept.

use super::accept::Protocol;
use super::config::{Fault, Settings};
use super::listen::Io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

/// The certificates in force.
pub(super) struct Tls {
    files: Files,
    now: RwLock<Configs>,
}

/// Where the certificates are.
#[derive(Clone)]
struct Files {
    cert: PathBuf,
    key: PathBuf,
    client_ca: Option<PathBuf>,
}

#[derive(Clone)]
struct Configs {
    grpc: Arc<ServerConfig>,
    web: Arc<ServerConfig>,
}

impl Tls {
    /// What `settings` ask for; none without a certificate.
    ///
    /// # Errors
    ///
    /// Which setting names a file that cannot be used, and why.
    pub(super) fn read(settings: &Settings) -> Result<Option<Tls>, Fault> {
        let (Some(cert), Some(key)) = (&settings.tls_cert, &settings.tls_key) else {
            return Ok(None);
        };
        let files = Files {
            cert: cert.clone(),
            key: key.clone(),
            client_ca: settings.tls_client_ca.clone(),
        };
        let now = RwLock::new(configs(&files)?);
        Ok(Some(Tls { files, now }))
    }

    /// Reads the files again; connections made from now on see what is new.
    pub(super) fn reload(&self) -> Result<(), Fault> {
        let configs = configs(&self.files)?;
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = configs;
        Ok(())
    }

    /// The handshake of a new connection.
    pub(super) async fn accept(
        &self,
        stream: Box<dyn Io>,
        protocol: Protocol,
    ) -> std::io::Result<TlsStream<Box<dyn Io>>> {
        let configs = self
            .now
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

fn configs(files: &Files) -> Result<Configs, Fault> {
    let certs: Vec<_> = certificates("tls_cert", &files.cert)?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| Fault::of_file("tls_key", &files.key, &error))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::new("tls_cert", error.to_string()))?;
    let builder = match &files.client_ca {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for authority in certificates("tls_client_ca", path)? {
                roots
                    .add(authority)
                    .map_err(|error| Fault::of_file("tls_client_ca", path, &error))?;
            }
            let provider = Arc::new(default_provider());
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider)
                .build()
                .map_err(|error| Fault::of_file("tls_client_ca", path, &error))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    // Also checks that the key belongs to the certificate.
    let mut grpc = builder
        .with_single_cert(certs, key)
        .map_err(|error| Fault::of_file("tls_cert", &files.cert, &error))?;
    let mut web = grpc.clone();
    grpc.alpn_protocols = vec![b"h2".to_vec()];
    web.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Configs {
        grpc: Arc::new(grpc),
        web: Arc::new(web),
    })
}

fn certificates(name: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let certs: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| Fault::of_file(name, path, &error));
    match certs {
        Ok(certs) if certs.is_empty() => Err(Fault::of_file(name, path, &"holds no certificate")),
        certs => certs,
    }
}
