//! Packets of the SSH file transfer protocol, version 3: what every client speaks (draft-ietf-secsh-filexfer-02).

use std::io::{self, ErrorKind, Read, Write};

/// The longest packet: OpenSSH's own limit. Nothing longer is read.
const PACKET_MAX: u32 = 256 * 1024;
/// The version spoken.
const VERSION: u32 = 3;

/// Numbers of the protocol that requests are told by.
pub mod request {
    pub const INIT: u8 = 1;
    pub const OPEN: u8 = 3;
    pub const CLOSE: u8 = 4;
    pub const READ: u8 = 5;
    pub const WRITE: u8 = 6;
    pub const LSTAT: u8 = 7;
    pub const FSTAT: u8 = 8;
    pub const SETSTAT: u8 = 9;
    pub const FSETSTAT: u8 = 10;
    pub const OPENDIR: u8 = 11;
    pub const READDIR: u8 = 12;
    pub const REMOVE: u8 = 13;
    pub const MKDIR: u8 = 14;
    pub const RMDIR: u8 = 15;
    pub const REALPATH: u8 = 16;
    pub const STAT: u8 = 17;
    pub const RENAME: u8 = 18;
}

/// Bits of an `OPEN` request.
pub mod flag {
    pub const READ: u32 = 1;
    pub const WRITE: u32 = 2;
    pub const APPEND: u32 = 4;
    pub const CREATE: u32 = 8;
    pub const TRUNCATE: u32 = 16;
    pub const EXCLUSIVE: u32 = 32;
}

const REPLY_VERSION: u8 = 2;
const REPLY_STATUS: u8 = 101;
const REPLY_HANDLE: u8 = 102;
const REPLY_DATA: u8 = 103;
const REPLY_NAME: u8 = 104;
const REPLY_ATTRS: u8 = 105;

/// Why a request was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Code {
    /// It was done.
    Done = 0,
    /// Nothing follows.
    End = 1,
    /// There is no such file.
    NoFile = 2,
    /// Not here.
    Denied = 3,
    /// Anything else.
    Failure = 4,
    /// The request cannot be read.
    Unread = 5,
    /// There is no such request.
    Unknown = 8,
}

/// What a client sees of a file or directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes {
    /// Bytes.
    pub bytes: u64,
    /// Kind and permissions.
    pub mode: u32,
    /// Last written, in seconds.
    pub at: u32,
}

/// A file in a list: its name, the line that clients show, and its attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Name.
    pub name: String,
    /// Line.
    pub line: String,
    /// Attributes.
    pub attributes: Attributes,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// A code with a sentence for the operator.
    Status(Code, String),
    /// A handle.
    Handle(u32),
    /// Bytes of a file.
    Data(Vec<u8>),
    /// Files.
    Names(Vec<Named>),
    /// Attributes.
    Attributes(Attributes),
}

/// Reads a packet; none at the end of the connection.
///
/// # Errors
/// The connection broke inside a packet, nobody said anything for too long, or the packet is too long.
pub fn read(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let mut first = 0;
    while first == 0 {
        first = match input.read(length.get_mut(..1).unwrap_or_default()) {
            Ok(0) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::Interrupted => 0,
            other => other?,
        };
    }
    input.read_exact(length.get_mut(1..).unwrap_or_default())?;
    let length = u32::from_be_bytes(length);
    if !(1..=PACKET_MAX).contains(&length) {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut packet = vec![0; usize::try_from(length).unwrap_or_default()];
    input.read_exact(&mut packet)?;
    Ok(Some(packet))
}

/// Writes the answer to the client's first packet.
///
/// # Errors
/// The connection broke.
pub fn write_version(output: &mut impl Write) -> io::Result<()> {
    let mut packet = vec![REPLY_VERSION];
    packet.extend(VERSION.to_be_bytes());
    write(output, &packet)
}

/// Writes the answer to the request with this number.
///
/// # Errors
/// The connection broke.
pub fn write_reply(output: &mut impl Write, id: u32, reply: &Reply) -> io::Result<()> {
    let mut packet = Packet(Vec::new());
    match reply {
        Reply::Status(code, sentence) => {
            packet.head(REPLY_STATUS, id);
            packet.number(*code as u32);
            packet.text(sentence.as_bytes());
            packet.text(b"");
        }
        Reply::Handle(handle) => {
            packet.head(REPLY_HANDLE, id);
            packet.text(&handle.to_be_bytes());
        }
        Reply::Data(bytes) => {
            packet.head(REPLY_DATA, id);
            packet.text(bytes);
        }
        Reply::Names(names) => {
            packet.head(REPLY_NAME, id);
            packet.number(u32::try_from(names.len()).unwrap_or_default());
            for named in names {
                packet.text(named.name.as_bytes());
                packet.text(named.line.as_bytes());
                packet.attributes(named.attributes);
            }
        }
        Reply::Attributes(attributes) => {
            packet.head(REPLY_ATTRS, id);
            packet.attributes(*attributes);
        }
    }
    write(output, &packet.0)
}

fn write(output: &mut impl Write, packet: &[u8]) -> io::Result<()> {
    let length = u32::try_from(packet.len()).map_err(|_| ErrorKind::InvalidData)?;
    output.write_all(&length.to_be_bytes())?;
    output.write_all(packet)?;
    output.flush()
}

struct Packet(Vec<u8>);

impl Packet {
    fn head(&mut self, kind: u8, id: u32) {
        self.0.push(kind);
        self.number(id);
    }

    fn number(&mut self, number: u32) {
        self.0.extend(number.to_be_bytes());
    }

    fn text(&mut self, bytes: &[u8]) {
        self.number(u32::try_from(bytes.len()).unwrap_or_default());
        self.0.extend(bytes);
    }

    fn attributes(&mut self, attributes: Attributes) {
        // Size, permissions, and the two times.
        self.number(1 | 4 | 8);
        self.0.extend(attributes.bytes.to_be_bytes());
        self.number(attributes.mode);
        self.number(attributes.at);
        self.number(attributes.at);
    }
}

/// What is left of a packet; every part is `None` where the packet ends before it does.
pub struct Parts<'p>(&'p [u8]);

impl<'p> Parts<'p> {
    /// Of a packet.
    pub fn of(packet: &'p [u8]) -> Self {
        Self(packet)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    /// A byte.
    pub fn byte(&mut self) -> Option<u8> {
        self.take().map(u8::from_be_bytes)
    }

    /// A number.
    pub fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    /// A place in a file.
    pub fn place(&mut self) -> Option<u64> {
        self.take().map(u64::from_be_bytes)
    }

    /// A text or bytes of a file.
    pub fn bytes(&mut self) -> Option<&'p [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'p str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// A handle; one that was never given out is none of ours.
    pub fn handle(&mut self) -> Option<u32> {
        let bytes = self.bytes()?.try_into();
        Some(bytes.map_or(u32::MAX, u32::from_be_bytes))
    }
}
