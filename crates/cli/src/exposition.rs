//! Prometheus' text format (version 0.0.4), as node_exporter's textfile collector reads it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// node_exporter runs as an account of its own; there is nothing of anybody in it.
const MODE: u32 = 0o644;

/// A text under way: families of samples, each family once.
#[derive(Debug, Default)]
pub struct Exposition(String);

/// How a family's numbers are meant.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// It rises and falls.
    Gauge,
    /// It only rises.
    Counter,
}

/// Labels of a sample with their values.
pub type Labels<'a> = &'a [(&'a str, &'a str)];

impl Exposition {
    /// Adds a family with its samples; one without samples is left out.
    pub fn family<'a>(
        &mut self,
        (name, kind, help): (&str, Kind, &str),
        samples: impl IntoIterator<Item = (Labels<'a>, i64)>,
    ) {
        let mut samples = samples.into_iter().peekable();
        if samples.peek().is_none() {
            return;
        }
        let kind = match kind {
            Kind::Gauge => "gauge",
            Kind::Counter => "counter",
        };
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        // Writing to a text does not fail.
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        for (labels, value) in samples {
            let labels: Vec<String> = labels.iter().map(label).collect();
            let _ = match labels.as_slice() {
                [] => writeln!(self.0, "{name} {value}"),
                _ => writeln!(self.0, "{name}{{{}}} {value}", labels.join(",")),
            };
        }
    }

    /// Adds a family of one sample without labels.
    pub fn one(&mut self, head: (&str, Kind, &str), value: i64) {
        self.family(head, [(&[] as Labels<'_>, value)]);
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Puts it in place of a file at once: whoever reads has the one before or this one, whole.
    ///
    /// # Errors
    /// The file cannot be written; the one before stays.
    pub fn put(&self, path: &Path) -> std::io::Result<()> {
        // Whoever collects `*.prom` must not find half of one.
        let part = path.with_extension("part");
        let mut file = File::create(&part)?;
        file.write_all(self.0.as_bytes())?;
        file.set_permissions(std::fs::Permissions::from_mode(MODE))?;
        file.sync_all()?;
        std::fs::rename(part, path)
    }
}

fn label((name, value): &(&str, &str)) -> String {
    let value = value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_line_or_a_value_is_escaped_and_an_empty_family_is_left_out() {
        let mut text = Exposition::default();
        text.family(
            ("a_total", Kind::Counter, "two\nlines"),
            [(&[("place", "dir:\\x \"y\"")] as Labels<'_>, 3)],
        );
        text.family(("b", Kind::Gauge, "nothing"), []);
        text.one(("c_bytes", Kind::Gauge, "one"), 4);
        let wanted = "# HELP a_total two\\nlines\n# TYPE a_total counter\na_total{place=\"dir:\\\\x \\\"y\\\"\"} 3\n\
                      # HELP c_bytes one\n# TYPE c_bytes gauge\nc_bytes 4\n";
        assert_eq!(text.text(), wanted);
    }

    #[test]
    fn a_file_is_replaced_at_once_and_anybody_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gongbao.prom");
        for value in [1, 2] {
            let mut text = Exposition::default();
            text.one(("a", Kind::Gauge, "a"), value);
            text.put(&path).unwrap();
            assert!(
                std::fs::read_to_string(&path)
                    .unwrap()
                    .ends_with(&format!("a {value}\n"))
            );
        }
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            MODE
        );
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
