//! What comes out of a clipboard decides nothing, however the line cuts it up and delays it.

use crate::data::{SMALL, WIDE, claim_row, console, handle, serve};
use crate::keys::{actions, press, queue, type_in};
use domain::role::Role;
use proptest::prelude::*;
use std::time::{Duration, Instant};
use tui::dialog::{Dialog, Purpose};
use tui::input::{Decoder, PASTE_WAIT, QUIET};
use tui::key_gate::{KeyGate, SUPPRESSED};
use tui::keys::Key;
use tui::model::Model;
use tui::msg::{Effect, Msg};
use tui::screens::{Claim, Claims, Route};
use tui::update::update;
use tui::view;
use workflow::views::Lang;

const BEGIN: &str = "\x1b[200~";
const END: &str = "\x1b[201~";

/// A console on a line: bytes come in reads, and every frame leaves at once.
struct Desk {
    model: Model,
    decoder: Decoder,
    key_gate: KeyGate,
    now: Instant,
    /// Something was asked of the world that a paste must never ask.
    decided: bool,
}

impl Desk {
    fn new(model: Model) -> Self {
        Self {
            model,
            decoder: Decoder::default(),
            key_gate: KeyGate::default(),
            now: Instant::now(),
            decided: false,
        }
    }

    /// In front of the dialog that returns the first claim, which listens.
    fn returning(focus: Focus) -> Self {
        let mut desk = Self::new(queue(Role::Reviewer));
        desk.reads("r", Duration::ZERO);
        assert!(matches!(desk.dialog().purpose, Purpose::Return(_)));
        for _ in 0..focus as usize {
            desk.reads("\t", 2 * SUPPRESSED);
        }
        desk.now += 2 * SUPPRESSED;
        desk
    }

    #[track_caller]
    fn dialog(&self) -> &Dialog {
        self.model.dialog.as_ref().expect("a dialog")
    }

    /// Bytes come after a pause.
    fn reads(&mut self, bytes: impl AsRef<[u8]>, pause: Duration) {
        let at = self.now + pause;
        while let Some(until) = self.decoder.waits_until().filter(|until| *until <= at) {
            self.now = until;
            let events = self.decoder.time_out();
            self.takes(events);
        }
        self.now = at;
        let events = self.decoder.feed(bytes.as_ref(), at);
        self.takes(events);
    }

    fn takes(&mut self, events: Vec<tui::input::Event>) {
        for event in events {
            let effects = self.key_gate.take(&mut self.model, event, self.now);
            for effect in &effects {
                match effect {
                    Effect::SuppressInput => self.key_gate.suppress_input(),
                    Effect::SuppressEnter => self.key_gate.suppress_enter(),
                    Effect::Write { .. } | Effect::Quit => self.decided = true,
                    _ => {}
                }
            }
            serve(&mut self.model, effects);
        }
        self.key_gate.drawn();
        self.key_gate.written(self.now, Duration::ZERO);
    }

    fn reason(&self) -> &str {
        self.dialog().text("reason")
    }
}

/// Where the focus of a dialog with one field stands.
#[derive(Debug, Clone, Copy)]
enum Focus {
    Cancel = 0,
    Reason = 1,
    Button = 2,
}

const FOCUS: [Focus; 3] = [Focus::Cancel, Focus::Reason, Focus::Button];

#[test]
fn a_reason_is_typed_and_confirmed_by_keys_that_come_one_by_one() {
    let mut desk = Desk::returning(Focus::Reason);
    for c in ["材料", "不全", "\r"] {
        desk.reads(c, SUPPRESSED);
    }
    assert_eq!(desk.reason(), "材料不全");
    assert!(!desk.decided);
    desk.reads("\r", SUPPRESSED);
    assert!(desk.decided);
}

#[test]
fn enter_that_comes_within_a_moment_of_the_focus_reaching_the_button_does_not_press_it() {
    for reaching in ["\t", "\r"] {
        let mut desk = Desk::returning(Focus::Reason);
        type_in(&mut desk.model, "材料不全");
        desk.reads(reaching, SUPPRESSED);
        desk.reads("\r", SUPPRESSED / 3);
        assert!(!desk.decided && desk.model.note.is_some(), "it is told");
        desk.reads("\r", SUPPRESSED);
        assert!(desk.decided, "a deliberate one does");
    }
    // The frame that shows where the focus stands has not left yet.
    let mut desk = Desk::returning(Focus::Reason);
    type_in(&mut desk.model, "材料不全");
    desk.reads("\t\r", SUPPRESSED);
    assert!(!desk.decided);
}

#[test]
fn a_paste_that_pauses_is_still_a_paste() {
    let mut desk = Desk::returning(Focus::Reason);
    for part in [&format!("{BEGIN}one"), "\rtwo\r", END] {
        desk.reads(part, Duration::from_millis(800));
    }
    assert_eq!(desk.reason(), "one two");
    assert_eq!(desk.dialog().focus, Focus::Reason as usize);
    assert!(!desk.decided);
}

#[test]
fn a_paste_whose_mark_comes_late_behind_its_esc_runs_no_command() {
    let mut desk = Desk::returning(Focus::Cancel);
    desk.reads("\x1b", Duration::ZERO);
    desk.reads("[200~AdS? Aaa?a 0", Duration::from_millis(2_500));
    assert!(desk.model.dialog.is_none(), "Esc was a key by then");
    desk.reads("\r", Duration::ZERO);
    desk.reads(format!("请材料\r{END}"), Duration::ZERO);
    assert!(!desk.decided && desk.model.dialog.is_none());
    assert_eq!(desk.model.route(), &Claims);
}

#[test]
fn the_line_end_right_behind_the_rest_of_a_paste_that_was_given_up_is_none() {
    let mut desk = Desk::returning(Focus::Cancel);
    for (part, millis) in [
        ("\x1b", 0),
        ("[200~", 50),
        ("one\r", 30_000),
        // The rest of it is keys by now: S keeps a filter, whose name is then typed.
        ("SAa0", 1_000),
        ("\r", 1_000),
        (END, 0),
    ] {
        desk.reads(part, Duration::from_millis(millis));
    }
    assert!(!desk.decided);
    // Once it was quiet, Enter is a key again.
    desk.reads("\r", 2 * QUIET);
    assert!(desk.decided);
}

#[test]
fn three_lines_in_three_writes_are_one_text() {
    let mut desk = Desk::returning(Focus::Reason);
    for line in ["一\r", "二\r", "\r", "三\r"] {
        desk.reads(line, Duration::from_millis(450));
    }
    assert_eq!(desk.reason(), "一 二  三");
    assert!(!desk.decided);
}

#[test]
fn a_character_whose_bytes_come_far_apart_is_still_text_between_line_ends() {
    let (text, half) = ("不".as_bytes(), "不".as_bytes()[0]);
    for seconds in [1, 2 * PASTE_WAIT.as_secs()] {
        let pause = Duration::from_secs(seconds);
        let mut desk = Desk::returning(Focus::Reason);
        for (bytes, pause) in [
            ("请".as_bytes(), Duration::ZERO),
            (b"\r", Duration::ZERO),
            (&[b'\n', half], Duration::ZERO),
            (&text[1..], pause),
            (b"\r\n", Duration::ZERO),
        ] {
            desk.reads(bytes, pause);
        }
        assert!(!desk.decided, "{seconds}");
        // Nor when the rest of it never comes.
        let mut desk = Desk::returning(Focus::Reason);
        for (bytes, pause) in [(&b"a\r\n"[..], pause), (&[half], pause), (b"\r\n", pause)] {
            desk.reads(bytes, pause);
        }
        assert!(!desk.decided, "{seconds}");
    }
}

#[test]
fn two_kilobytes_with_line_ends_over_a_slow_line_decide_nothing() {
    let text = "材料不全，请补缴费凭证。\r".repeat(55);
    // 64 kbit/s: 256 bytes in 32 ms.
    for focus in FOCUS {
        for marked in [true, false] {
            let mut desk = Desk::returning(focus);
            let all = if marked {
                format!("{BEGIN}{text}{END}")
            } else {
                text.clone()
            };
            for packet in all.as_bytes().chunks(256) {
                desk.reads(packet, Duration::from_millis(32));
            }
            desk.reads("\r", Duration::ZERO);
            assert!(!desk.decided, "{focus:?} {marked}");
        }
    }
}

#[test]
fn text_that_arrives_at_the_button_takes_the_focus_away_from_it() {
    let mut desk = Desk::returning(Focus::Button);
    desk.reads("请", SUPPRESSED);
    assert_eq!((desk.dialog().focus, desk.dialog().moved), (0, false));
    assert!(desk.model.note.is_some(), "it is told");
    for _ in 0..3 {
        desk.reads("\r", 2 * QUIET);
        assert!(desk.model.dialog.is_some());
    }
    assert!(!desk.decided);
}

#[test]
fn keys_typed_ahead_that_arrive_with_their_enter_lose_it_and_are_told() {
    let mut desk = Desk::new(queue(Role::Reviewer));
    desk.reads("jj\r", SUPPRESSED);
    assert_eq!(desk.model.route(), &Claims);
    let row = desk.model.screens.claims.list.current().map(|row| row.id);
    assert_eq!(row, Some(claim_row(2).id), "the keys before it count");
    assert!(desk.model.note.is_some());
    desk.reads("\r", 2 * QUIET);
    assert_eq!(desk.model.route(), &Claim(handle(2)));
}

#[test]
fn in_a_window_too_small_nothing_but_resizing_and_leaving_is_heard() {
    for place in [Route::from(Claims), Route::from(Claim(handle(0)))] {
        let mut desk = Desk::new(console(place, Role::Reviewer, Lang::Zh, SMALL));
        press(&mut desk.model, Key::Char('r'));
        press(&mut desk.model, Key::Tab);
        type_in(&mut desk.model, "材料不全");
        press(&mut desk.model, Key::Tab);
        update(&mut desk.model, Msg::Resize(40, 10));
        let text = view::lines(&desk.model)[0].plain();
        assert!(
            text.contains("请放大窗口") && text.contains("Ctrl-Q"),
            "{text}"
        );
        let before = desk.model.dialog.clone();
        for c in (' '..='~').map(Key::Char).chain([
            Key::Enter,
            Key::Enter,
            Key::Esc,
            Key::Tab,
            Key::Ctrl('p'),
            Key::F(1),
        ]) {
            assert_eq!(update(&mut desk.model, Msg::Key(c)), [], "{c:?}");
        }
        update(&mut desk.model, Msg::Paste("x".into()));
        assert_eq!(desk.model.dialog, before);
        // What was hidden is seen for the first time: what was typed before does not count.
        let effects = update(&mut desk.model, Msg::Resize(WIDE.0, WIDE.1));
        assert!(effects.contains(&Effect::SuppressInput));
        assert_eq!(actions(&press(&mut desk.model, Key::Enter)).len(), 1);
        update(&mut desk.model, Msg::Resize(40, 10));
        let left = update(&mut desk.model, Msg::Key(Key::Ctrl('q')));
        assert!(desk.model.leaving && left.contains(&Effect::Quit));
    }
}

#[test]
fn a_dialog_that_changes_nothing_listens_at_once_when_it_opens_and_when_it_is_seen_again() {
    let mut desk = Desk::new(queue(Role::Reviewer));
    desk.reads("/", SUPPRESSED);
    desk.reads("王", Duration::ZERO);
    assert_eq!(desk.dialog().text("text"), "王");
    update(&mut desk.model, Msg::Resize(40, 10));
    let effects = update(&mut desk.model, Msg::Resize(WIDE.0, WIDE.1));
    assert_eq!(effects, [Effect::Repaint]);
}

/// Lines as they are copied from a letter or a sheet.
fn lines(empty: bool) -> impl Strategy<Value = String> {
    let line = prop_oneof!["[a-zA-Z0-9 /:?]{1,12}", "[材料不全请补缴费凭证，。]{1,8}"];
    let line = line.prop_filter("blank", |line| !line.trim().is_empty());
    let line = if empty {
        prop_oneof![3 => line.boxed(), 1 => Just(String::new()).boxed()].boxed()
    } else {
        line.boxed()
    };
    let ends = prop_oneof![Just("\r"), Just("\n"), Just("\r\n")];
    (prop::collection::vec(line, 2..8), ends).prop_map(|(lines, end)| lines.join(end) + end)
}

/// Cuts bytes into reads and delays each of them by up to so long.
fn cut(text: &str, cuts: &[(prop::sample::Index, u64)]) -> Vec<(Vec<u8>, Duration)> {
    let bytes = text.as_bytes();
    let mut at: Vec<(usize, u64)> = cuts
        .iter()
        .map(|(index, delay)| (index.index(bytes.len()), *delay))
        .collect();
    at.push((bytes.len(), 0));
    at.sort_unstable();
    let mut from = 0;
    let mut reads = Vec::new();
    for (to, delay) in at {
        if to > from {
            reads.push((bytes[from..to].to_vec(), Duration::from_millis(delay)));
            from = to;
        }
    }
    reads
}

fn cuts(ms: u64) -> impl Strategy<Value = Vec<(prop::sample::Index, u64)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..=ms), 0..12)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Delays of up to twice the wait for the end mark: also a paste that was given up decides nothing.
    #[test]
    fn no_paste_with_marks_decides_anything_however_it_is_cut_and_delayed(
        text in lines(false),
        cuts in cuts(2 * millis(PASTE_WAIT)),
        short in any::<bool>(),
        focus in prop::sample::select(&FOCUS[..]),
    ) {
        let mut desk = Desk::returning(focus);
        for (bytes, delay) in cut(&format!("{BEGIN}{text}{END}"), &cuts) {
            desk.reads(bytes, if short { delay / 50 } else { delay });
        }
        prop_assert!(!desk.decided);
    }

    #[test]
    fn a_paste_with_marks_is_one_text_as_long_as_it_takes_less_than_the_wait(
        text in lines(true),
        cuts in cuts(2_000),
    ) {
        // The begin mark itself comes whole: half of it may be a lone Esc.
        let mut desk = Desk::returning(Focus::Reason);
        desk.reads(BEGIN, SUPPRESSED);
        for (bytes, delay) in cut(&format!("{text}{END}"), &cuts) {
            desk.reads(bytes, delay);
        }
        let wanted: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        prop_assert_eq!(desk.reason(), wanted.trim());
        prop_assert_eq!(desk.dialog().focus, Focus::Reason as usize);
    }

    /// Without marks, text between line ends gives a paste away whatever the delays.
    #[test]
    fn no_lines_of_text_without_marks_decide_anything_however_they_are_cut_and_delayed(
        text in lines(false),
        cuts in cuts(60_000),
        short in any::<bool>(),
        focus in prop::sample::select(&FOCUS[..2]),
    ) {
        let mut desk = Desk::returning(focus);
        for (bytes, delay) in cut(&text, &cuts) {
            desk.reads(bytes, if short { delay / 50 } else { delay });
        }
        prop_assert!(!desk.decided);
    }

    /// Empty lines are line ends that may come alone; faster than a person's they decide nothing either.
    #[test]
    fn no_empty_lines_without_marks_decide_anything_faster_than_a_person(
        text in lines(true),
        cuts in cuts(millis(SUPPRESSED) - 1),
        focus in prop::sample::select(&FOCUS[..2]),
    ) {
        let mut desk = Desk::returning(focus);
        for (bytes, delay) in cut(&text, &cuts) {
            desk.reads(bytes, delay);
        }
        prop_assert!(!desk.decided);
    }

    /// A terminal or multiplexer that feeds line after line, each with its end, at any pace below the quiet.
    #[test]
    fn no_lines_fed_one_by_one_decide_anything(
        text in lines(true),
        pause in 0..millis(QUIET),
        focus in prop::sample::select(&FOCUS[..]),
    ) {
        let mut desk = Desk::returning(focus);
        let mut first = true;
        for line in text.split_inclusive('\r') {
            // An empty line in front of everything is an Enter like any other.
            if first && line.trim().is_empty() {
                continue;
            }
            first = false;
            desk.reads(line, Duration::from_millis(pause));
        }
        prop_assert!(!desk.decided);
    }
}
