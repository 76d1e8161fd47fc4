//! Where the service listens: a Unix socket of the owner's, or a port that only this machine reaches.

use crate::misuse::Unread;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::Duration;
use workflow::words;

/// Only the owner's programs may send settlements.
const OWNER_ONLY: u32 = 0o600;

/// Where to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// `unix:PATH`.
    Unix(PathBuf),
    /// `tcp:127.0.0.1:PORT` or `tcp:[::1]:PORT`.
    Tcp(SocketAddr),
}

impl Address {
    /// Reads an address; one that other machines reach is refused, since nothing on the way is encrypted.
    pub fn parse(text: &str) -> Result<Self, Unread> {
        let read = match text.split_once(':') {
            Some(("unix", path)) if !path.is_empty() => Some(Self::Unix(PathBuf::from(path))),
            Some(("tcp", rest)) => rest
                .parse::<SocketAddr>()
                .ok()
                .filter(|address| address.ip().is_loopback())
                .map(Self::Tcp),
            _ => None,
        };
        read.ok_or_else(|| {
            Unread(words!(
                "请写 unix:路径 或 tcp:127.0.0.1:端口（只限本机）",
                "write unix:PATH or tcp:127.0.0.1:PORT (this machine only)"
            ))
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp:{address}"),
        }
    }
}

/// Listens on either kind.
pub(super) enum Listener {
    Unix(UnixListener, PathBuf),
    Tcp(TcpListener),
}

impl Listener {
    /// A socket that a dead process left behind is taken over; a living one's is not.
    pub(super) fn bind(address: &Address) -> io::Result<Self> {
        match address {
            Address::Tcp(address) => TcpListener::bind(address).map(Self::Tcp),
            Address::Unix(path) => {
                let is_left_behind = std::fs::symlink_metadata(path).is_ok()
                    && UnixStream::connect(path)
                        .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
                if is_left_behind {
                    std::fs::remove_file(path)?;
                }
                let listener = UnixListener::bind(path)?;
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(OWNER_ONLY))?;
                Ok(Self::Unix(listener, path.clone()))
            }
        }
    }

    /// The address as it can be connected to: a port that was left to the system is told.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Unix(_, path) => format!("unix:{}", path.display()),
            Self::Tcp(listener) => listener
                .local_addr()
                .map_or_else(|_| "tcp".to_owned(), |address| format!("tcp:{address}")),
        }
    }

    pub(super) fn accept(&self) -> io::Result<Stream> {
        match self {
            Self::Unix(listener, _) => Ok(Stream::Unix(listener.accept()?.0)),
            Self::Tcp(listener) => {
                let stream = listener.accept()?.0;
                // An answer is one short line, and the sender waits for it.
                stream.set_nodelay(true)?;
                Ok(Stream::Tcp(stream))
            }
        }
    }
}

/// A connection of either kind.
pub(super) enum Stream {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Stream {
    pub(super) fn try_clone(&self) -> io::Result<Self> {
        match self {
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
        }
    }

    /// Nothing may hang for longer than these on a peer that is gone.
    pub(super) fn set_timeouts(&self, read: Duration, write: Duration) -> io::Result<()> {
        match self {
            Self::Unix(stream) => {
                stream.set_read_timeout(Some(read))?;
                stream.set_write_timeout(Some(write))
            }
            Self::Tcp(stream) => {
                stream.set_read_timeout(Some(read))?;
                stream.set_write_timeout(Some(write))
            }
        }
    }

    /// Ends both directions, so that whoever reads or writes on another thread ends too.
    pub(super) fn end(&self) {
        let both = std::net::Shutdown::Both;
        // A connection that is gone needs no end.
        let _ = match self {
            Self::Unix(stream) => stream.shutdown(both),
            Self::Tcp(stream) => stream.shutdown(both),
        };
    }
}

impl Read for Stream {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.read(bytes),
            Self::Tcp(stream) => stream.read(bytes),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.write(bytes),
            Self::Tcp(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Unix(stream) => stream.flush(),
            Self::Tcp(stream) => stream.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_listened_on() {
        for text in [
            "unix:/run/gongbao.sock",
            "tcp:127.0.0.1:7070",
            "tcp:[::1]:0",
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "unix:",
            "tcp:0.0.0.0:7070",
            "tcp:10.0.0.1:7070",
            "127.0.0.1:7070",
            "tcp:host:1",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
