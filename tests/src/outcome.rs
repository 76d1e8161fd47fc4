//! What a run of the program left behind.

use serde_json::Value;

/// Exit code, standard output and standard error of one run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The command, for messages.
    pub line: String,
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Outcome {
    /// Checks what holds of every run that was not killed.
    pub(crate) fn checked(self) -> Self {
        assert!(
            matches!(self.code, Some(0..=3)),
            "an undocumented end: {self}"
        );
        let spoken = format!("{}{}", self.out, self.err);
        for word in [
            "panicked",
            "RUST_BACKTRACE",
            "internal error",
            "程序内部错误",
        ] {
            assert!(!spoken.contains(word), "a defect of the program: {self}");
        }
        self
    }

    /// The exit code is the one wanted.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// Done, everything accepted; gives the JSON object.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.exits(0).json()
    }

    /// The one JSON object on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no JSON object ({error}): {self}"))
    }

    /// Failed as a whole: exit code 1 or 2, and a message that names the next step. Gives the error's code.
    #[track_caller]
    pub fn fails(self, exit: i32) -> String {
        let this = self.exits(exit);
        assert!(
            this.err.contains("下一步：")
                || this.err.contains("next: ")
                || this.err.contains("--help"),
            "no next step: {this}"
        );
        let error = &this.json()["error"];
        for key in ["message", "hint"] {
            assert!(
                !text(&error[key]).is_empty(),
                "an error without {key}: {this}"
            );
        }
        text(&error["code"]).to_owned()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}\nexit {:?}\nout: {}\nerr: {}",
            self.line, self.code, self.out, self.err
        )
    }
}

/// A JSON text.
#[track_caller]
pub fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a text: {value}"))
}

/// A JSON integer.
#[track_caller]
pub fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("not a whole number: {value}"))
}

/// A JSON array.
#[track_caller]
pub fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("not an array: {value}"))
}
