//! Notices over a real gateway that fails in between, a file, and a command.

use super::settle::{command, joined, run, stay};
use e2e::{Outcome, Site, both_sites, list, number, text};
use rehearsal::people;
use rehearsal::rows::{MemberRow, basic_code};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc::{Receiver, channel};

/// What the gateway does with a request.
#[derive(Clone, Copy)]
enum Mood {
    Status(u16),
    HangUp,
}

/// A request it has taken: the key, and the notice.
type Taken = (String, Value);

/// A gateway on a port of its own that meets its requests with these moods, one after the other.
fn gateway(moods: Vec<Mood>) -> (String, Receiver<Taken>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/sms", listener.local_addr().expect("its address"));
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for mood in moods {
            let Ok((stream, _)) = listener.accept() else {
                return;
            };
            let taken = answer(stream, mood);
            if tell.send(taken).is_err() {
                return;
            }
        }
    });
    (url, told)
}

fn answer(stream: TcpStream, mood: Mood) -> Taken {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line of the head");
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "idempotency-key" => key = value.to_owned(),
            "content-length" => length = value.parse().expect("a length"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body");
    if let Mood::Status(status) = mood {
        let mut stream = stream;
        write!(
            stream,
            "HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
        )
        .expect("an answer");
    }
    (key, serde_json::from_slice(&body).expect("a JSON object"))
}

/// Runs a command on another day: the pauses of the day before are over.
fn on(site: &Site, day: &str, words: &[&str]) -> Outcome {
    let named = ["--operator", "clerk", "--today", day, "--json"];
    let all: Vec<&str> = named.iter().chain(words).copied().collect();
    let mut command = site.command(&all);
    command.env("GONGBAO_CONFIG", site.path("both.toml"));
    site.finish(command)
}

/// A script that the site may run.
fn script(site: &Site, name: &str, body: &str) -> String {
    let path = site.file(name, format!("#!/bin/sh\n{body}\n"));
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(&path, mode).expect("a script that may be run");
    path
}

/// A member with a mobile number, and a settlement of theirs.
fn settled(site: &Site) {
    joined(site, 1);
    let roster = site.sheet("members.csv", &[MemberRow::ordinary(1, &basic_code(0))]);
    run(site, &["import", "members", &roster]).ok();
    let file = site.file("message.json", stay(1, "S1", "", ""));
    let mut settle = command(site, &["settle"]);
    settle.stdin(std::fs::File::open(file).expect("the message just written"));
    site.finish(settle).ok();
}

both_sites! {
    fn a_notice_gets_through_a_gateway_that_fails_in_between_and_comes_once(site: Site::office) {
        settled(site);
        let (url, told) = gateway(vec![Mood::Status(503), Mood::HangUp, Mood::Status(202)]);
        let send = ["outbox", "send", "--via", &url];
        let first = run(site, &send).exits(1).json();
        assert_eq!((number(&first["sent"]), number(&first["later"])), (0, 1), "{first}");
        assert_eq!(number(&run(site, &send).ok()["later"]), 0, "not before its time");
        assert_eq!(number(&on(site, "2026-01-20", &send).exits(1).json()["later"]), 1);
        let listed = on(site, "2026-01-20", &["outbox", "list", "--state", "pending"]).ok();
        let [waits] = list(&listed["notices"]) else { panic!("{listed}") };
        assert_eq!((number(&waits["attempts"]), text(&waits["state"])), (2, "pending"), "{waits}");
        assert_eq!(number(&on(site, "2026-01-22", &send).ok()["sent"]), 1);
        assert_eq!(number(&on(site, "2026-01-24", &send).ok()["sent"]), 0);
        let taken: Vec<Taken> = told.iter().take(3).collect();
        let keys: Vec<&str> = taken.iter().map(|(key, _)| key.as_str()).collect();
        assert!(!keys[0].is_empty() && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        let (_, notice) = &taken[2];
        assert_eq!(text(&notice["to"]), people::phone(1));
        assert!(text(&notice["text"]).contains("总工会补助3,380.00元"), "{notice}");
        assert_eq!(text(&notice["id"]), keys[0]);
        let sent = run(site, &["outbox", "list", "--state", "sent"]).ok();
        assert_eq!(list(&sent["notices"]).len(), 1, "{sent}");
        assert!(!sent.to_string().contains(&people::phone(1)), "no number in a list");
        site.is_sound();
    }

    fn a_file_and_a_command_take_notices_too_and_no_way_is_told_to_be_missing(site: Site::office) {
        settled(site);
        assert_eq!(run(site, &["outbox", "send"]).fails(2), "usage");
        assert_eq!(run(site, &["outbox", "send", "--via", "https://a/b"]).exits(2).code, Some(2));
        let refuses = script(site, "refuses", "cat > /dev/null; exit 75");
        assert_eq!(number(&run(site, &["outbox", "send", "--via", &format!("command:{refuses}")]).exits(1).json()["later"]), 1);
        let taken = site.path("taken.json");
        let takes = script(site, "takes", &format!("cat > {}", taken.display()));
        assert_eq!(number(&on(site, "2026-01-20", &["outbox", "send", "--via", &format!("command:{takes}"), "--english"]).ok()["sent"]), 1);
        let notice = std::fs::read_to_string(&taken).expect("what the command took");
        assert!(notice.contains("union benefit of 3,380.00 yuan for your medical settlement"), "{notice}");

        let back = site.file("back.json", stay(1, "R1", "-", r#","init_setl_id":"S1""#));
        let mut settle = command(site, &["settle"]);
        settle.stdin(std::fs::File::open(back).expect("the message just written"));
        site.finish(settle).ok();
        let lines = site.path("notices.jsonl");
        assert_eq!(number(&run(site, &["outbox", "send", "--via", &format!("file:{}", lines.display())]).ok()["sent"]), 1);
        let lines = std::fs::read_to_string(lines).expect("what was appended");
        let line: Value = serde_json::from_str(lines.trim_end()).expect("one JSON object");
        assert!(text(&line["text"]).contains("已撤销"), "{line}");
        site.is_sound();
    }
}
