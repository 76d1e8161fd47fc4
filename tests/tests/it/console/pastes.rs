//! What comes out of a clipboard, or is typed where nothing can be seen, decides nothing.

use super::keys_only::{at_the_claim, dialog, owned, push, stands};
use super::{ENTER, ESC, TAB};
use e2e::terminal::Console;
use e2e::{Site, both_sites};
use rehearsal::rows::{ClaimRow, basic_code};
use std::time::Duration;

const BEGIN: &str = "\x1b[200~";
const END: &str = "\x1b[201~";
/// Longer than any pause within one sequence of a terminal.
const PAUSE: Duration = Duration::from_millis(800);
/// What a line of 64 kbit/s carries at once, and how long it takes.
const PACKET: (usize, Duration) = (256, Duration::from_millis(32));

/// One claim, and whoever may return it.
fn one_claim(site: &Site) -> (String, Console) {
    site.enrol(1..2, &basic_code(1));
    let sheet = site.sheet("claims.csv", &[ClaimRow::ordinary(1)]);
    site.import("clerk", "claims", &sheet);
    let id = site.ids("reviewer", "submitted").remove(0);
    (id, at_the_claim(site, "reviewer"))
}

/// The dialog that returns the claim, with an empty reason in focus.
fn returning(console: &mut Console) {
    console.press("r");
    dialog(console, &["退回单位"]);
    console.press(TAB);
    console.until("the reason", |_| console.shows_cursor());
    console.press("\x15");
}

/// Sends parts with a pause before each of them.
fn send<'a>(console: &mut Console, parts: impl IntoIterator<Item = &'a str>, pause: Duration) {
    for part in parts {
        std::thread::sleep(pause);
        console.press(part);
    }
}

both_sites! {
    fn no_paste_returns_a_claim_however_the_line_cuts_and_delays_it(site: Site::office) {
        let (id, mut console) = one_claim(site);
        let long = "copied-from-a-letter\r".repeat(100);
        let marked = format!("{BEGIN}{long}{END}");
        let packets = |text: &'static str| text.as_bytes().chunks(PACKET.0).map(|part| std::str::from_utf8(part).unwrap());
        let marked: &'static str = marked.leak();
        let long: &'static str = long.leak();
        let scenes: [(&str, Vec<&str>, Duration); 4] = [
            ("a paste of 2 kB over 64 kbit/s", packets(marked).collect(), PACKET.1),
            ("the same from a terminal that marks no paste", packets(long).collect(), PACKET.1),
            ("three lines in three writes", vec!["copied-one\r", "two\r", "\r", "copied-three\r"], PAUSE / 2),
            ("a paste that pauses", vec!["\x1b[200~copied", "\rcopied\r", END], PAUSE),
        ];
        for (what, parts, pause) in scenes {
            returning(&mut console);
            send(&mut console, parts, pause);
            console.until(what, |text| text.contains("copied"));
            std::thread::sleep(PAUSE);
            assert!(console.shows_cursor(), "{what}: the focus left the field:\n{}", console.text());
            assert_eq!(stands(site, &id), owned("submitted", "clerk"), "{what}");
            console.press(ESC);
            console.until("no dialog", |text| !text.contains("退回单位"));
        }
        // A deliberate key still decides.
        returning(&mut console);
        send(&mut console, ["\x1b[200~材料", "\r不全\x1b[201~"], PAUSE);
        console.until("what was pasted", |text| text.contains("材料 不全"));
        console.press(TAB);
        push(&mut console);
        console.until("the claim returned", |text| text.contains("完成 1 笔"));
        assert_eq!(stands(site, &id), owned("returned", "reviewer"));
        site.is_sound();
    }

    fn in_a_window_too_small_no_key_decides_and_one_leaves(site: Site::office) {
        let (id, mut console) = one_claim(site);
        returning(&mut console);
        console.press("材料不全");
        console.until("the reason", |text| text.contains("材料不全"));
        console.press(TAB);
        std::thread::sleep(PAUSE);
        console.resize((40, 10));
        console.until("the request", |text| text.contains("请放大窗口") && text.contains("Ctrl-Q"));
        send(&mut console, [ENTER, ENTER, "q", ENTER], PAUSE / 2);
        assert_eq!(stands(site, &id), owned("submitted", "clerk"));
        console.resize((80, 24));
        console.until("the dialog as it was", |text| text.contains("材料不全"));
        assert_eq!(stands(site, &id), owned("submitted", "clerk"));
        console.resize((40, 10));
        console.until("the request", |text| text.contains("请放大窗口"));
        std::thread::sleep(PAUSE);
        console.press("\x11");
        console.ends(Duration::from_secs(5));
        console.gave_the_terminal_back();
        assert_eq!(stands(site, &id), owned("submitted", "clerk"));
        site.is_sound();
    }
}
