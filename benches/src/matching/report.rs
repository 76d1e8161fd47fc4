//! The one table: accuracy beside cost, a line for each matcher on each set.

use super::child::Cost;
use super::judge::Judgement;
use std::fmt::Write as _;

/// A matcher on a set.
#[derive(Debug)]
pub struct Line {
    /// What was searched.
    pub set: String,
    /// Records in it.
    pub records: usize,
    /// Who searched.
    pub matcher: &'static str,
    /// How well.
    pub judgement: Judgement,
    /// How dearly.
    pub cost: Cost,
}

/// The table; wrong pairs that are twins stand apart.
pub fn table(lines: &[Line]) -> String {
    let mut text = format!(
        "{:<19}{:>9}  {:<15}{:>9}{:>9}{:>8}{:>9}{:>9}{:>7}{:>7} |{:>8}{:>7}{:>7} |{:>9}{:>9}",
        "set",
        "records",
        "matcher",
        "wanted",
        "found",
        "best F1",
        "precis.",
        "recall",
        "wrong",
        "twins",
        "R@.999",
        "wrong",
        "twins",
        "CPU s",
        "MiB"
    );
    for line in lines {
        let Judgement {
            wanted,
            found,
            best,
            strict,
            ..
        } = line.judgement;
        let _ = write!(
            text,
            "\n{:<19}{:>9}  {:<15}{wanted:>9}{found:>9}{:>8.4}{:>9.4}{:>9.4}{:>7}{:>7} |{:>8.4}{:>7}{:>7} |{:>9.2}{:>9}",
            line.set,
            line.records,
            line.matcher,
            line.judgement.f1(best),
            best.precision(),
            line.judgement.recall(best),
            best.wrong(),
            best.twins,
            line.judgement.recall(strict),
            strict.wrong(),
            strict.twins,
            line.cost.cpu.as_secs_f64(),
            line.cost.peak_kib / 1024,
        );
    }
    text.push_str(
        "\nwanted: pairs that are one person; found: those among all pairs handed over; R@.999: recall while precision is at least .999;\n\
         wrong, twins: pairs of different people, and those of them that are twins; CPU s: user and system time, all threads",
    );
    text
}

/// How many times dearer the other one is.
pub fn ratio(what: &str, ours: Cost, theirs: Cost) -> String {
    let times = theirs.cpu.as_secs_f64() / ours.cpu.as_secs_f64().max(0.01);
    let memory = theirs.peak_kib as f64 / (ours.peak_kib.max(1)) as f64;
    format!("{what}: {times:.1} times our CPU time, {memory:.1} times our memory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_ratio_is_theirs_by_ours() {
        let cost = |millis, peak_kib| Cost {
            cpu: Duration::from_millis(millis),
            peak_kib,
        };
        assert_eq!(
            ratio("it", cost(500, 100), cost(5_000, 250)),
            "it: 10.0 times our CPU time, 2.5 times our memory"
        );
    }
}
