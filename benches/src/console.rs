//! The console in front of very many claims: how soon it shows something, what a key costs, what goes over the line.
//!
//! The real program in a pseudo terminal. The claims are copies of a few filed ones, made by the database itself.

use anyhow::{Context, Result, bail};
use e2e::terminal::{Console, Terminal};
use e2e::{Engine, Site};
use rehearsal::rows::{ClaimRow, basic_code};
use std::time::{Duration, Instant};

/// Claims filed one by one; the rest are their copies.
const FILED: u64 = 1_000;
/// Keys of each kind.
const STEPS: usize = 300;
/// Fewer than down: at the end of what was read yet a step only asks for more, and at the top one does nothing.
const STEPS_BACK: usize = 250;
const PAGES: usize = 40;
/// Starts; the time of the middle one counts.
const STARTS: usize = 5;
/// A start is given up after so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// First frame and first rows after the start, and the processor's time for a key in the worst of a hundred cases.
const FRAME_MAX: Duration = Duration::from_millis(100);
const KEY_CPU_MAX: Duration = Duration::from_millis(3);
/// What somebody still feels as an answer to a key.
const ANSWER_MAX: Duration = Duration::from_millis(200);
/// Keys that lead through all queues and back to the whole queue.
const QUEUES: usize = 6;
/// Bytes of a screen, a step and a line of a list.
const SCREEN_BYTES_MAX: u64 = 7_000;
const SMALL_SCREEN_BYTES_MAX: u64 = 3_000;
const STEP_BYTES_MAX: u64 = 400;
const LINE_BYTES_MAX: u64 = 450;
/// Memory in use, in KiB.
const MEMORY_KIB_MAX: u64 = 30 * 1024;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Claims in the office.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(FILED..=FILED * FILED))]
    claims: u64,
    /// On which engine.
    #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
    engine: String,
    /// Process id of the postmaster; what the console costs is counted in its own process.
    #[arg(long, hide = true)]
    postmaster: Option<u32>,
    /// A directory the server's account can write to; nothing is written here.
    #[arg(long, hide = true)]
    server_files: Option<std::path::PathBuf>,
}

/// One line of the table.
struct Line {
    what: String,
    is: u64,
    at_most: u64,
    unit: &'static str,
}

/// Measures and prints a table.
///
/// # Errors
/// When the program cannot be started or shows nothing.
pub fn run(options: &Options) -> Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let name = crate::report::name_of(engine);
        let wanted = options.engine.as_str();
        if wanted != "both"
            && !name.eq_ignore_ascii_case(wanted)
            && !name.to_lowercase().starts_with(wanted)
        {
            continue;
        }
        eprintln!("{name}: preparing {} claims …", options.claims);
        let site = office(engine, options.claims)?;
        let lines = measure(&site, options.claims)?;
        println!("{}", table(name, options.claims, &lines));
    }
    Ok(())
}

fn office(engine: Engine, claims: u64) -> Result<Site> {
    let site = Site::office(engine)
        .context("no PostgreSQL server is given; `cargo xtask bench` brings one")?;
    site.enrol(0..FILED, &basic_code(1));
    let rows: Vec<ClaimRow> = (0..FILED).map(ClaimRow::ordinary).collect();
    site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
    let mut db = storage::Db::open(&storage::DatabaseUrl::parse(site.url())?)?;
    test_support::multiply_claims(&mut db, engine, FILED, claims);
    Ok(site)
}

fn measure(site: &Site, claims: u64) -> Result<Vec<Line>> {
    let all = claims.to_string();
    let wide = (120, 40);
    let mut frames = Vec::new();
    let mut rows = Vec::new();
    let mut figures = Vec::new();
    for _ in 0..STARTS {
        let begun = Instant::now();
        let mut console = open(site, wide);
        // Typed at once: the queue is the second screen.
        console.press("gc");
        frames.push(wait(&console, begun, |text| text.contains("+- "))?);
        rows.push(wait(&console, begun, is_queue)?);
        console.press("gh");
        let asked = Instant::now();
        figures.push(wait(&console, asked, |text| {
            text.contains(&all) && !is_reading(text)
        })?);
    }
    let mut lines = vec![
        time("first frame after exec", middle(frames), FRAME_MAX),
        time(
            "first rows of the queue after exec, `gc` typed ahead",
            middle(rows),
            FRAME_MAX,
        ),
        time("figures of the home screen", middle(figures), ANSWER_MAX),
    ];
    for (size, screen_max) in [(wide, SCREEN_BYTES_MAX), ((80, 24), SMALL_SCREEN_BYTES_MAX)] {
        let name = format!("{}x{}", size.0, size.1);
        let mut console = open(site, size);
        console.until("home", |text| {
            text.starts_with("+- 工保") && !is_reading(text)
        });
        lines.push(bytes(&format!("{name}: home"), console.bytes(), screen_max));
        let before = console.bytes();
        console.press("gc");
        console.until("the queue", |text| is_queue(text) && !is_reading(text));
        lines.push(bytes(
            &format!("{name}: queue"),
            console.bytes() - before,
            screen_max,
        ));
        let (mut down, mut up) = (Keys::default(), Keys::default());
        for _ in 0..STEPS {
            down.press(&mut console, "j");
        }
        for _ in 0..STEPS_BACK {
            up.press(&mut console, "k");
        }
        let mut pages = Keys::default();
        for _ in 0..PAGES {
            pages.press(&mut console, "\x1b[6~");
        }
        let mut cpu = [down.cpu.clone(), up.cpu.clone(), pages.cpu.clone()].concat();
        lines.push(bytes(
            &format!("{name}: step, p50"),
            rank(&mut up.bytes.clone(), 50),
            STEP_BYTES_MAX,
        ));
        lines.push(bytes(
            &format!("{name}: line or step, p99"),
            rank(&mut down.bytes, 99),
            LINE_BYTES_MAX,
        ));
        lines.push(bytes(
            &format!("{name}: page, p50"),
            rank(&mut pages.bytes, 50),
            screen_max,
        ));
        lines.push(time(
            &format!("{name}: processor per key, p50"),
            rank(&mut cpu, 50),
            KEY_CPU_MAX,
        ));
        lines.push(time(
            &format!("{name}: processor per key, p99"),
            rank(&mut cpu, 99),
            KEY_CPU_MAX,
        ));
        lines.push(time(
            &format!("{name}: rows of the slowest lane"),
            queues(&mut console)?,
            ANSWER_MAX,
        ));
        lines.push(Line {
            what: format!("{name}: memory"),
            is: memory_kib(console.process())?,
            at_most: MEMORY_KIB_MAX,
            unit: "KiB",
        });
    }
    Ok(lines)
}

/// From the key to the rows, in the slowest of the queues the queue is cut into.
fn queues(console: &mut Console) -> Result<Duration> {
    let mut slowest = Duration::ZERO;
    for _ in 0..QUEUES {
        let before = console.text();
        let begun = Instant::now();
        console.press("\t");
        let took = wait(console, begun, |text| text != before && !is_reading(text))?;
        slowest = slowest.max(took);
        console.until("the lane at rest", |text| !is_reading(text));
    }
    Ok(slowest)
}

fn open(site: &Site, size: (u16, u16)) -> Console {
    let terminal = Terminal {
        answers: Some("\x1b[1;2R\x1b[?2026;2$y"),
        ..Terminal::silent(size)
    };
    Console::open_on(site, "reviewer", "zh", terminal)
}

/// What keys cost.
#[derive(Default)]
struct Keys {
    bytes: Vec<usize>,
    cpu: Vec<Duration>,
}

impl Keys {
    /// Presses a key and waits until the console is at rest again.
    fn press(&mut self, console: &mut Console, key: &str) {
        let (bytes, cpu) = (console.bytes(), cpu(console.process()));
        console.press(key);
        console.until("an answer to a key", |_| console.bytes() > bytes);
        self.bytes.push(console.bytes() - bytes);
        self.cpu
            .push(self::cpu(console.process()).saturating_sub(cpu));
    }
}

/// Time on a processor of all threads of a process.
fn cpu(process: u32) -> Duration {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task"));
    let threads = tasks.into_iter().flatten().flatten();
    threads
        .map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default())
        .filter_map(|text| text.split_whitespace().next()?.parse().ok())
        .map(Duration::from_nanos)
        .sum()
}

fn memory_kib(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .context("no memory is told")
}

fn wait(console: &Console, begun: Instant, wanted: impl Fn(&str) -> bool) -> Result<Duration> {
    while !wanted(&console.text()) {
        if begun.elapsed() > PATIENCE {
            bail!("nothing came:\n{}", console.text());
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    Ok(begun.elapsed())
}

/// The queue with its first rows.
fn is_queue(text: &str) -> bool {
    text.contains("+- 申报审核") && text.contains(" 已申报 ")
}

fn is_reading(text: &str) -> bool {
    text.contains("读取中")
}

fn middle(mut times: Vec<Duration>) -> Duration {
    rank(&mut times, 50)
}

/// The value that so many of a hundred do not exceed.
fn rank<T: Ord + Copy + Default>(values: &mut [T], percent: usize) -> T {
    values.sort_unstable();
    let at = (values.len() * percent).div_ceil(100).max(1) - 1;
    values.get(at).copied().unwrap_or_default()
}

fn time(what: &str, is: Duration, at_most: Duration) -> Line {
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    Line {
        what: what.to_owned(),
        is: micros(is),
        at_most: micros(at_most),
        unit: "us",
    }
}

fn bytes(what: &str, is: usize, at_most: u64) -> Line {
    Line {
        what: what.to_owned(),
        is: u64::try_from(is).unwrap_or(u64::MAX),
        at_most,
        unit: "B",
    }
}

fn table(engine: &str, claims: u64, lines: &[Line]) -> String {
    let mut text = format!("console, {engine}, {claims} claims");
    for line in lines {
        let percent = line.is * 100 / line.at_most.max(1);
        let sign = if line.is <= line.at_most { "=" } else { "!" };
        text.push_str(&format!(
            "\n{sign} {:<56}{:>9} of {:>9} {:<4}{percent:>5}%",
            line.what, line.is, line.at_most, line.unit
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_a_value_that_was_measured() {
        assert_eq!(rank(&mut [5, 1, 3], 50), 3);
        assert_eq!(rank(&mut [5, 1, 3], 99), 5);
        assert_eq!(rank::<u64>(&mut [], 50), 0);
    }

    #[test]
    fn what_is_over_its_target_is_marked() {
        let lines = [bytes("queue", 8_000, 7_000), bytes("step", 300, 400)];
        let table = table("SQLite", 10, &lines);
        let signs: Vec<_> = table
            .lines()
            .skip(1)
            .map(|line| line.starts_with('!'))
            .collect();
        assert_eq!(signs, [true, false], "{table}");
    }
}
