use super::*;
use workflow::exchange::Exchange;

/// A client that says what no well-behaved one would.
struct Talk {
    said: Vec<u8>,
    id: u32,
}

impl Talk {
    fn ask(mut self, kind: u8, parts: &[&[u8]]) -> Self {
        let body: Vec<u8> = parts.concat();
        let length = u32::try_from(body.len()).unwrap() + 5;
        self.said.extend(length.to_be_bytes());
        self.said.push(kind);
        self.said.extend(self.id.to_be_bytes());
        self.said.extend(body);
        self.id += 1;
        self
    }

    /// The codes of the answers; 102 and so on for what is no code.
    fn answers(self, server: &mut Server<'_>) -> (Vec<u32>, io::Result<()>) {
        let mut heard = Vec::new();
        let ended = server.serve(&mut &*self.said, &mut heard);
        let mut codes = Vec::new();
        let mut rest = heard.as_slice();
        while let Some((length, packet)) = rest.split_first_chunk::<4>() {
            let (packet, next) = packet.split_at(u32::from_be_bytes(*length) as usize);
            let code = match packet[0] {
                101 => u32::from_be_bytes(packet[5..9].try_into().unwrap()),
                other => u32::from(other),
            };
            codes.push(code);
            rest = next;
        }
        (codes, ended)
    }
}

fn talk() -> Talk {
    Talk {
        said: Vec::new(),
        id: 1,
    }
}

fn text(text: &str) -> Vec<u8> {
    let mut bytes = u32::try_from(text.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

fn number(number: u32) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

#[test]
fn no_request_reaches_beyond_the_two_directories_and_every_act_is_on_record_first() {
    let dir = tempfile::tempdir().unwrap();
    let exchange = Exchange::new(dir.path().to_path_buf(), 1, 5);
    let mut operators = [1_u128, 2].map(|n| {
        exchange
            .folder(domain::ids::OperatorId(uuid::Uuid::from_u128(n)))
            .unwrap()
    });
    std::fs::write(operators[1].side(Side::Inbox).join("theirs"), "x").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", operators[0].side(Side::Inbox).join("link")).unwrap();
    std::fs::write(operators[0].side(Side::Outbox).join("mine"), "pay").unwrap();
    let theirs = operators[1].side(Side::Inbox).join("theirs");
    let theirs = theirs.to_str().unwrap();
    let mut acts = Vec::new();
    let mut record = |act: Act, side: Side, name: &FileName, _: Option<&Kept>| {
        acts.push(format!("{act:?} {} {name}", side.code()));
        Ok(())
    };
    let folder = std::mem::replace(&mut operators[0], exchange.here());
    let inbox = folder.side(Side::Inbox);
    let mut server = Server::new(folder, Lang::En, "t".to_owned(), &mut record);
    let reading = number(flag::READ);
    let sending = number(flag::WRITE | flag::CREATE | flag::TRUNCATE);
    let nothing = number(0);
    let mut all = talk();
    for path in [
        theirs,
        "/etc/passwd",
        "inbox/../../x",
        "../../etc/passwd",
        "inbox/link",
        "other/x",
        "inbox/a/b",
    ] {
        all = all.ask(request::OPEN, &[&text(path), &reading, &nothing]);
        all = all.ask(request::STAT, &[&text(path)]);
    }
    let (codes, ended) = all.answers(&mut server);
    assert!(
        ended.is_ok() && codes.iter().all(|code| *code == 2),
        "{codes:?}"
    );
    let handle = |n: u32| [number(4), number(n)].concat();
    let (codes, _) = talk()
        .ask(20, &[&text("/etc/passwd"), &text("inbox/l")])
        .ask(request::OPEN, &[&text("outbox/new"), &sending, &nothing])
        .ask(request::OPEN, &[&text("inbox/.hidden"), &sending, &nothing])
        .ask(request::OPEN, &[&text("inbox/a"), &sending, &nothing])
        .ask(
            request::WRITE,
            &[&handle(1), &0_u64.to_be_bytes(), &text("abc")],
        )
        .ask(
            request::WRITE,
            &[&handle(1), &9_u64.to_be_bytes(), &text("hole")],
        )
        .ask(request::CLOSE, &[&handle(1)])
        .ask(
            request::OPEN,
            &[&text("inbox/a"), &number(flag::WRITE), &nothing],
        )
        .ask(request::RENAME, &[&text("inbox/a"), &text("outbox/a")])
        .ask(request::RENAME, &[&text("inbox/a"), &text("inbox/b")])
        .ask(request::OPEN, &[&text("outbox/mine"), &reading, &nothing])
        .ask(
            request::READ,
            &[&handle(2), &0_u64.to_be_bytes(), &number(u32::MAX)],
        )
        .ask(
            request::READ,
            &[&handle(2), &3_u64.to_be_bytes(), &number(9)],
        )
        .ask(
            request::WRITE,
            &[&handle(2), &0_u64.to_be_bytes(), &text("x")],
        )
        .ask(request::REMOVE, &[&text("outbox/mine")])
        .ask(request::CLOSE, &[&handle(77)])
        .ask(request::MKDIR, &[&text("inbox/d"), &nothing])
        .ask(request::OPEN, &[&text("inbox/cut")])
        .answers(&mut server);
    assert_eq!(
        codes,
        [8, 3, 3, 102, 0, 4, 0, 4, 3, 0, 102, 103, 1, 4, 0, 4, 3, 5]
    );
    drop(server);
    assert_eq!(
        acts,
        ["Put inbox a", "Get outbox mine", "Remove outbox mine"]
    );
    assert_eq!(std::fs::read_to_string(inbox.join("b")).unwrap(), "abc");
}

#[test]
fn what_is_cut_off_or_no_packet_at_all_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Exchange::new(dir.path().to_path_buf(), 1, 5)
        .folder(domain::ids::OperatorId(uuid::Uuid::from_u128(1)))
        .unwrap();
    for garbage in [
        &b"\0\0\0\0"[..],
        b"\xff\xff\xff\xff",
        b"\0\0\0\x05\x06",
        b"\0\0\0\x02\x03\0",
        b"GET / HTTP/1.1\r\n",
    ] {
        let mut record = |_: Act, _: Side, _: &FileName, _: Option<&Kept>| Ok(());
        let mut server = Server::new(folder.clone(), Lang::Zh, "t".to_owned(), &mut record);
        let sending = number(flag::WRITE | flag::CREATE);
        let mut half = talk().ask(request::OPEN, &[&text("inbox/a"), &sending, &number(0)]);
        half.said.extend(garbage);
        let (codes, ended) = half.answers(&mut server);
        assert_eq!(codes, [102]);
        assert!(ended.is_err(), "{garbage:?}");
        drop(server);
        assert_eq!(folder.used().unwrap().files, 0);
    }
}
