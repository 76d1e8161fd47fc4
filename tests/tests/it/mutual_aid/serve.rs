//! A bridge of a hospital at the socket: lines in, answers out, whatever other bridges do.

use super::settle::{BENEFIT, command, joined, run, stay};
use e2e::{Running, Site, both_sites, number, text};
use rehearsal::people;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// Members who take part.
const MEMBERS: u64 = 300;
/// The service is there by then.
const READY: Duration = Duration::from_secs(30);
/// Every answer has come by then.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service at a socket of the site's, its log beside it; ended when dropped.
struct Service {
    running: Option<Running>,
    socket: std::path::PathBuf,
}

impl Service {
    fn start(site: &Site) -> Self {
        let socket = site.path("settle.sock");
        let address = format!("unix:{}", socket.display());
        let mut command = command(site, &["settle", "--serve", &address]);
        command
            .env("GONGBAO_LOG_FILE", site.path("serve.log"))
            .env("GONGBAO_LOG_LEVEL", "trace");
        let service = Self {
            running: Some(Running::start(command)),
            socket,
        };
        service.connect();
        service
    }

    fn connect(&self) -> Bridge {
        let begun = Instant::now();
        loop {
            match UnixStream::connect(&self.socket) {
                Ok(stream) => return Bridge::over(stream),
                Err(error) => assert!(begun.elapsed() < READY, "{error}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            assert!(running.kill(), "the service was still there");
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }
}

struct Bridge {
    stream: UnixStream,
    answers: BufReader<UnixStream>,
}

impl Bridge {
    fn over(stream: UnixStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let answers = BufReader::new(stream.try_clone().unwrap());
        Self { stream, answers }
    }

    fn send(&mut self, line: &str) {
        self.stream
            .write_all(format!("{line}\n").as_bytes())
            .unwrap();
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: `{line}`"))
    }

    fn asks(&mut self, line: &str) -> Value {
        self.send(line);
        self.answer()
    }
}

both_sites! {
    fn every_line_is_answered_in_its_order_whatever_other_bridges_do(site: Site::office) {
        joined(site, MEMBERS);
        let service = Service::start(site);
        // One bridge sends and never reads, one is gone in the middle of a line.
        let mut deaf = service.connect();
        for n in 0..40 {
            deaf.send(&stay(1 + n % MEMBERS, &format!("D{n}"), "", ""));
        }
        let mut gone = service.connect();
        gone.stream.write_all(br#"{"setlinfo":{"setl_id":"#).unwrap();
        drop(gone);
        std::thread::scope(|scope| {
            for sender in 0..3_u64 {
                let mut bridge = service.connect();
                scope.spawn(move || {
                    let ids = (0..MEMBERS).filter(|n| n % 3 == sender);
                    let ids: Vec<(u64, String)> = ids.map(|n| (n + 1, format!("S{n}"))).collect();
                    let mut writing = Bridge::over(bridge.stream.try_clone().unwrap());
                    let lines: Vec<String> = ids.iter().map(|(n, id)| stay(*n, id, "", "")).collect();
                    let sending = std::thread::spawn(move || lines.iter().for_each(|line| writing.send(line)));
                    for (_, id) in &ids {
                        let answer = bridge.answer();
                        assert_eq!(text(&answer["settlement"]), id, "{answer}");
                        assert_eq!(number(&answer["benefit_fen"]), BENEFIT, "{answer}");
                    }
                    sending.join().unwrap();
                });
            }
        });
        let mut bridge = service.connect();
        let refused = bridge.asks("{");
        assert_eq!(text(&refused["state"]), "refused", "{refused}");
        let back = bridge.asks(&stay(1, "R0", "-", r#","init_setl_id":"S0""#));
        assert_eq!((text(&back["settlement"]), text(&back["state"])), ("S0", "reversed"));
        drop((bridge, deaf));
        let log = std::fs::read_to_string(site.path("serve.log")).unwrap();
        let member = people::member(1);
        for secret in [member.id.as_str(), member.name.as_str(), "setl_id", "总工会补助"] {
            assert!(!log.contains(secret), "the log says {secret}");
        }
        site.is_sound();
    }

    fn a_service_that_is_killed_is_started_anew_and_what_was_not_answered_is_sent_again(site: Site::office) {
        joined(site, 60);
        let mut service = Service::start(site);
        let mut bridge = service.connect();
        for n in 0..60 {
            bridge.send(&stay(n + 1, &format!("S{n}"), "", ""));
        }
        bridge.answer();
        service.kill();
        let service = Service::start(site);
        let mut bridge = service.connect();
        for n in 0..60 {
            let answer = bridge.asks(&stay(n + 1, &format!("S{n}"), "", ""));
            assert_eq!(number(&answer["benefit_fen"]), BENEFIT, "{answer}");
        }
        let sums = run(site, &["settlement", "sum"]).ok();
        assert_eq!((number(&sums["stands_fen"]), number(&sums["posted_fen"])), (60 * BENEFIT, 60 * BENEFIT));
        site.is_sound();
    }

    fn over_tcp_it_answers_this_machine_and_no_other(site: Site::office) {
        joined(site, 1);
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap();
        let running = Running::start(command(site, &["settle", "--serve", &format!("tcp:{free}")]));
        let begun = Instant::now();
        let mut stream = loop {
            match TcpStream::connect(free) {
                Ok(stream) => break stream,
                Err(error) => assert!(begun.elapsed() < READY, "{error}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(format!("{}\n", stay(1, "S0", "", "")).as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(number(&answer["benefit_fen"]), BENEFIT, "{answer}");
        assert!(running.kill(), "the service was still there");
        for address in ["tcp:0.0.0.0:7070", "0.0.0.0:7070", "unix:"] {
            assert_eq!(run(site, &["settle", "--serve", address]).fails(2), "usage", "{address}");
        }
    }
}
