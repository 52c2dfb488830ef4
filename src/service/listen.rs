//! Where connections come from: TCP, a Unix socket, or a socket that systemd passes.

use super::config::Address;
use rustix::io::Errno;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};

/// Connections that the system holds for us until we take them.
const BACKLOG: u32 = 1024;
/// How long to wait when the system has no file descriptor or memory for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A byte stream to a peer.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A bound socket.
pub(super) enum Listener {
    Tcp(TcpListener),
    Unix {
        listener: UnixListener,
        _file: Option<SocketFile>,
    },
}

impl Listener {
    /// Binds `address`.
    pub(super) fn bind(address: &Address) -> io::Result<Listener> {
        match address {
            Address::Tcp(address) => Listener::tcp(*address),
            Address::Unix(path) => Listener::unix(path),
            Address::Systemd => Listener::passed(),
        }
    }

    /// Binds a TCP port.
    pub(super) fn tcp(address: SocketAddr) -> io::Result<Listener> {
        let socket = match address {
            SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4(),
            SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6(),
        }?;
        // Lets a new server take the port while old connections still linger.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG).map(Listener::Tcp)
    }

    fn unix(path: &Path) -> io::Result<Listener> {
        // A socket that nobody answers was left by a server that could not clean up.
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

    fn passed() -> io::Result<Listener> {
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

    /// The next connection and the name of its peer. Rests while the system has no room for one.
    pub(super) async fn accept(&self) -> (Box<dyn Io>, String) {
        let mut is_told = false;
        loop {
            let error = match self.accept_once().await {
                Ok(accepted) => return accepted,
                Err(error) => error,
            };
            if !outlasts_a_connection(&error) {
                tracing::debug!(%error, "a connection was gone before it was accepted");
                continue;
            }
            if !std::mem::replace(&mut is_told, true) {
                tracing::warn!(%error, "cannot accept connections for now");
            }
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }

    async fn accept_once(&self) -> io::Result<(Box<dyn Io>, String)> {
        match self {
            Listener::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                // Answers are small and complete: waiting to fill a packet costs 40 ms each.
                // Fails only where the peer has gone, which reading will tell.
                let _ = stream.set_nodelay(true);
                Ok((Box::new(stream), peer.to_string()))
            }
            Listener::Unix { listener, .. } => {
                let (stream, _) = listener.accept().await?;
                Ok((Box::new(stream), "unix".into()))
            }
        }
    }

    /// The TCP address bound, with the port that the system chose; none for a Unix socket.
    pub(super) fn tcp_address(&self) -> Option<SocketAddr> {
        match self {
            Listener::Tcp(listener) => listener.local_addr().ok(),
            Listener::Unix { .. } => None,
        }
    }
}

/// Whether the next connection would fare no better: the system is short of something, or the
/// listener itself is broken. All else is the matter of the one connection that came (`accept(2)`).
fn outlasts_a_connection(error: &io::Error) -> bool {
    let shortages = [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM];
    let breakages = [Errno::BADF, Errno::INVAL, Errno::NOTSOCK];
    Errno::from_io_error(error)
        .is_none_or(|errno| shortages.contains(&errno) || breakages.contains(&errno))
}

/// Removes a socket's file when the server is done with it.
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Somebody else has cleaned up, then.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lost_connection_holds_up_no_other() {
        let check = |errno: Errno, expected: bool| {
            assert_eq!(outlasts_a_connection(&errno.into()), expected, "{errno:?}");
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
