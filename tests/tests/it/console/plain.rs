//! Line by line, through pipes: nothing but lines goes in or out.

use e2e::{Site, both_sites, list, text};
use rehearsal::rows::{ClaimRow, basic_code};
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longest wait for an answer: far more than it takes, for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);
/// For so long after a dialog was told no line is taken.
const SUPPRESSED: Duration = Duration::from_millis(350);
/// Ends every answer.
const PROMPT: &str = "\n> ";

/// A console that is talked to.
struct Talk {
    child: Child,
    lines: ChildStdin,
    heard: Arc<Mutex<Vec<u8>>>,
    /// Bytes said before the last line.
    told: usize,
}

impl Talk {
    fn open(site: &Site, operator: &str) -> Self {
        let words = ["--today", e2e::DAY, "--operator", operator, "--lang", "zh"];
        let mut command = site.command(&[&words[..], &["console", "--plain"]].concat());
        let mut child = command
            .env("TERM", "dumb")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the console");
        let lines = child.stdin.take().expect("its input");
        let mut out = child.stdout.take().expect("its output");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&heard);
        std::thread::spawn(move || {
            let mut some = [0; 4096];
            while let Ok(count @ 1..) = out.read(&mut some) {
                all.lock().unwrap().extend_from_slice(&some[..count]);
            }
        });
        Self {
            child,
            lines,
            heard,
            told: 0,
        }
    }

    /// Waits until everything said since the last line has these words and a prompt behind them; gives it.
    #[track_caller]
    fn says(&self, words: &[&str]) -> String {
        let begun = Instant::now();
        loop {
            let all = String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned();
            let new = &all[self.told..];
            let ended = new == "> " || new.ends_with(PROMPT);
            if ended && words.iter().all(|word| new.contains(word)) {
                assert!(
                    !new.contains('\u{1b}') && !new.contains("+--") && !new.contains(" | "),
                    "more than lines:\n{new:?}"
                );
                return new.to_owned();
            }
            assert!(begun.elapsed() < PATIENCE, "no {words:?}, only:\n{new}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types a line without waiting.
    fn send(&mut self, line: &str) {
        writeln!(self.lines, "{line}").expect("a line that arrives");
    }

    /// Types a line when it is listened to, and waits for these words.
    #[track_caller]
    fn type_in(&mut self, line: &str, words: &[&str]) -> String {
        std::thread::sleep(SUPPRESSED);
        self.told = self.heard.lock().unwrap().len();
        self.send(line);
        self.says(words)
    }
}

fn state(site: &Site, id: &str) -> String {
    text(&site.run("auditor", &["claim", "show", id]).ok()["state"]).to_owned()
}

both_sites! {
    fn a_claim_is_reviewed_line_by_line_and_nothing_typed_too_soon_counts(site: Site::office) {
        site.enrol(1..4, &basic_code(1));
        let rows: Vec<ClaimRow> = (1..4).map(ClaimRow::ordinary).collect();
        site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
        let mut talk = Talk::open(site, "reviewer");
        talk.says(&["== 工保", "reviewer(审核人)", "gc"]);
        talk.type_in("gc", &["== 申报审核", "1/3", &rows[0].child_name, &rows[2].child_name]);
        let moved = talk.type_in("j", &["2/3", "> "]);
        // What was told before is not told again.
        assert!(!moved.contains("== 申报审核"), "{moved}");
        let claim = talk.type_in("", &["H-01"]);
        let number = list(&site.run("auditor", &["claim", "list"]).ok()["claims"])
            .iter()
            .find(|row| claim.contains(text(&row["number"])))
            .map(|row| text(&row["id"]).to_owned())
            .expect("the claim that is told");
        // Typed ahead of the dialog: the second line is not for it.
        talk.send("c");
        talk.send("y");
        talk.says(&["== 审核", "/esc", "没有采用"]);
        talk.type_in("/esc", &[]);
        talk.type_in("c tab space tab space tab space", &["没有采用", "== 审核"]);
        talk.type_in("/ok", &["x ", "各项核对"]);
        assert_eq!(state(site, &number), "submitted");
        // Around the ring, past "cancel" to the three boxes and the remark.
        for line in ["", "", "y", "y", "y", ""] {
            talk.type_in(line, &[]);
        }
        // Done, and on to the next one that waits.
        talk.type_in("/ok", &["完成 1 笔", "已申报"]);
        assert_eq!(state(site, &number), "reviewed");
        talk.type_in("p", &[]);
        talk.type_in("r", &["== 退回"]);
        talk.type_in("理由", &["不能这样键入"]);
        // Lines pasted at once are values at most: none of them confirms.
        talk.type_in("", &[]);
        talk.type_in("材料不全\n补齐\n/ok\n/enter", &["没有采用"]);
        talk.type_in("/esc", &[]);
        assert_eq!(site.ids("auditor", "returned"), Vec::<String>::new());
        drop(talk.lines);
        let ended = talk.child.wait().expect("its end");
        assert_eq!(ended.code(), Some(0));
        site.is_sound();
    }
}
