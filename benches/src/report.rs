//! The tables people read. No floats: hundredths are whole numbers here as everywhere.

use crate::cpu::Cpu;
use crate::import::Measured;
use std::fmt::Write as _;
use std::time::Duration;
use test_support::Engine;

/// The name of an engine.
pub fn name_of(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// One line per engine: seconds, seconds per 100,000 claims, and the ratio.
pub fn table(results: &[Measured]) -> String {
    let mut text = format!(
        "CPU seconds, client + server\n{:<12}{:>9}{:>22}{:>22}{:>14}{:>8}",
        "engine", "claims", "import", "bare rows", "per 100k", "ratio"
    );
    for measured in results {
        let (import, raw) = (measured.import.total(), measured.raw.total());
        let _ = write!(
            text,
            "\n{:<12}{:>9}{:>22}{:>22}{:>14}{:>8}",
            name_of(measured.engine),
            measured.rows,
            both(measured.import),
            both(measured.raw),
            seconds(per_hundred_thousand(import, measured.rows)),
            ratio(import, raw)
        );
    }
    text
}

/// One line per part of an import, the dearest first.
pub fn parts(measured: &Measured) -> String {
    let mut parts = measured.parts.clone();
    parts.sort_by_key(|part| std::cmp::Reverse(part.cost.total()));
    let named: Duration = parts.iter().map(|part| part.cost.total()).sum();
    let mut text = format!(
        "{}: where the import's CPU seconds went by\n{:<38}{:>8}{:>8}{:>8}{:>7}",
        name_of(measured.engine),
        "part",
        "client",
        "server",
        "sum",
        "share"
    );
    let mut line = |name: &str, cost: Cpu| {
        let _ = write!(
            text,
            "\n{name:<38}{:>8}{:>8}{:>8}{:>6}%",
            seconds(cost.client),
            seconds(cost.server),
            seconds(cost.total()),
            percent(cost.total(), measured.import.total())
        );
    };
    for part in &parts {
        line(part.name, part.cost);
    }
    // The server's other processes, and its backend after the last statement.
    let rest = measured.import.total().saturating_sub(named);
    line(
        "not in a part",
        Cpu {
            client: Duration::ZERO,
            server: rest,
        },
    );
    text
}

fn both(cost: Cpu) -> String {
    format!(
        "{} + {} = {}",
        seconds(cost.client),
        seconds(cost.server),
        seconds(cost.total())
    )
}

/// Seconds with two decimals.
pub fn seconds(time: Duration) -> String {
    let hundredths = (time.as_millis() + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn per_hundred_thousand(time: Duration, rows: u64) -> Duration {
    let millis = time.as_millis() * 100_000 / u128::from(rows.max(1));
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

/// `-` where the yardstick was too quick for the clock's ticks.
fn ratio(import: Duration, raw: Duration) -> String {
    match raw.as_millis() {
        0 => "-".to_owned(),
        raw => {
            let tenths = (import.as_millis() * 10 + raw / 2) / raw;
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    }
}

fn percent(part: Duration, whole: Duration) -> u128 {
    match whole.as_millis() {
        0 => 0,
        whole => (part.as_millis() * 100 + whole / 2) / whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_ratios_are_rounded_to_their_last_digit() {
        assert_eq!(seconds(Duration::from_millis(12_345)), "12.35");
        assert_eq!(
            ratio(Duration::from_millis(19_960), Duration::from_millis(2_000)),
            "10.0"
        );
        assert_eq!(ratio(Duration::from_millis(5), Duration::ZERO), "-");
    }

    #[test]
    fn five_hundred_claims_are_scaled_to_a_hundred_thousand() {
        assert_eq!(
            per_hundred_thousand(Duration::from_millis(10), 500),
            Duration::from_secs(2)
        );
    }
}
