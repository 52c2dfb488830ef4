//! Listeners: TCP, a Unix socket, or a socket passed by systemd.

use super::config::Address;
use rustix::io::Errno;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};

/// How many connections the system queues until the server accepts them.
const BACKLOG: u32 = 1024;
/// How long to wait before accepting again when the system lacks file descriptors or memory.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A byte stream to a peer.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// The protocol that a listener's peers speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// gRPC: HTTP/2 only.
    Grpc,
    /// gRPC-Web and gRPC, over HTTP/1.1 or HTTP/2.
    Web,
}

/// A bound socket.
pub(super) enum Listener {
    Tcp(TcpListener),
    Unix {
        listener: UnixListener,
        /// The file that this server created; none if systemd passed the socket.
        _file: Option<SocketFile>,
    },
}

impl Listener {
    /// Binds `address`. `Address::Systemd` takes the first socket that systemd passed.
    pub(super) fn bind(address: &Address) -> io::Result<Listener> {
        match address {
            Address::Tcp(address) => Listener::tcp(*address),
            Address::Unix(path) => Listener::unix(path),
            Address::Systemd => Listener::from_systemd(),
        }
    }

    /// Binds a TCP port.
    pub(super) fn tcp(address: SocketAddr) -> io::Result<Listener> {
        let socket = match address {
            SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4(),
            SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6(),
        }?;
        // Lets a new server bind the port while closed connections are still in TIME_WAIT.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG).map(Listener::Tcp)
    }

    fn unix(path: &Path) -> io::Result<Listener> {
        // A socket file that refuses connections was left by a server that ended without removing
        // it.
        let is_socket = std::fs::metadata(path).is_ok_and(|file| file.file_type().is_socket());
        if is_socket && std::os::unix::net::UnixStream::connect(path).is_err() {
            std::fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        Ok(Listener::Unix {
            listener,
            _file: Some(SocketFile(path.into())),
        })
    }

    fn from_systemd() -> io::Result<Listener> {
        let mut passed = listenfd::ListenFd::from_env();
        if let Ok(Some(listener)) = passed.take_tcp_listener(0) {
            listener.set_nonblocking(true)?;
            return TcpListener::from_std(listener).map(Listener::Tcp);
        }
        if let Ok(Some(listener)) = passed.take_unix_listener(0) {
            listener.set_nonblocking(true)?;
            return UnixListener::from_std(listener).map(|listener| Listener::Unix {
                listener,
                _file: None,
            });
        }
        let message = "systemd passed no stream socket; check the .socket unit";
        Err(io::Error::new(io::ErrorKind::NotFound, message))
    }

    /// The next connection and the address of its peer ("unix" for a Unix socket). When the system
    /// lacks the resources for a connection, logs that once and retries every [`ACCEPT_PAUSE`].
    pub(super) async fn accept(&self) -> (Box<dyn Io>, String) {
        let mut is_logged = false;
        loop {
            let error = match self.accept_once().await {
                Ok(accepted) => return accepted,
                Err(error) => error,
            };
            if !affects_next_connection(&error) {
                tracing::debug!(%error, "a connection was closed before it was accepted");
                continue;
            }
            if !std::mem::replace(&mut is_logged, true) {
                tracing::warn!(%error, "cannot accept connections for now");
            }
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }

    async fn accept_once(&self) -> io::Result<(Box<dyn Io>, String)> {
        match self {
            Listener::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                // Turns off Nagle's algorithm. It holds back a small packet until the previous one
                // is acknowledged, and a peer may delay that by 40 ms. Responses are small and
                // written whole, so holding them back gains nothing. Setting the option fails only
                // if the peer has closed the connection, which the first read reports.
                let _ = stream.set_nodelay(true);
                Ok((Box::new(stream), peer.to_string()))
            }
            Listener::Unix { listener, .. } => {
                let (stream, _) = listener.accept().await?;
                Ok((Box::new(stream), "unix".into()))
            }
        }
    }

    /// The bound TCP address, with the port that the system chose; none for a Unix socket.
    pub(super) fn tcp_address(&self) -> Option<SocketAddr> {
        match self {
            Listener::Tcp(listener) => listener.local_addr().ok(),
            Listener::Unix { .. } => None,
        }
    }
}

/// Whether the next attempt to accept would fail with the same error, because the system lacks a
/// resource or the listening socket is broken. Every other error of `accept(2)` concerns only the
/// connection that was to be accepted.
fn affects_next_connection(error: &io::Error) -> bool {
    let lacking_resource = [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM];
    let broken_socket = [Errno::BADF, Errno::INVAL, Errno::NOTSOCK];
    Errno::from_io_error(error)
        .is_none_or(|errno| lacking_resource.contains(&errno) || broken_socket.contains(&errno))
}

/// The file of a Unix socket, removed when dropped.
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Fails if the file has been removed already, which is what was wanted.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lost_connection_does_not_delay_the_next() {
        let check = |errno: Errno, expected: bool| {
            assert_eq!(
                affects_next_connection(&errno.into()),
                expected,
                "{errno:?}"
            );
        };
        check(Errno::CONNABORTED, false);
        check(Errno::PROTO, false);
        check(Errno::PERM, false);
        check(Errno::NETDOWN, false);
        check(Errno::INTR, false);
        check(Errno::MFILE, true);
        check(Errno::NFILE, true);
        check(Errno::NOBUFS, true);
        check(Errno::NOMEM, true);
        check(Errno::INVAL, true);
    }
}
