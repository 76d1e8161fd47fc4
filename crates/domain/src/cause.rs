//! What keeps a claim from being eligible, in short: sign, rule and code. It is stored beside each decision, so that claims
//! can be found and counted by it.

use crate::decision::{Condition, Decision, Severity};
use std::fmt;

/// Between the causes of one decision.
const SEPARATOR: char = ',';

/// What can be done about a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseKind {
    /// The text is explicit: not covered.
    Refuses,
    /// A fact is missing: nobody can wave the claim through.
    Waits,
    /// A human judges.
    Judged,
}

impl CauseKind {
    /// Its sign, on the screen and in storage.
    pub fn sign(self) -> char {
        match self {
            Self::Refuses => 'x',
            Self::Waits => '?',
            Self::Judged => '!',
        }
    }

    /// No review can accept it.
    pub fn blocks(self) -> bool {
        self != Self::Judged
    }
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseKey {
    /// What can be done about it.
    pub kind: CauseKind,
    /// Rule id, such as `H-04`.
    pub rule: String,
    /// Code of what was found, such as `age-over`.
    pub code: String,
}

impl CauseKey {
    /// The cause a failing condition is.
    pub fn of(condition: &Condition) -> Self {
        let kind = match condition.severity {
            Severity::Reject => CauseKind::Refuses,
            _ if condition.waits => CauseKind::Waits,
            _ => CauseKind::Judged,
        };
        Self {
            kind,
            rule: condition.rule.clone(),
            code: condition.code.clone(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (sign, rule, code) = (words.next()?, words.next()?, words.next()?);
        let kinds = [CauseKind::Refuses, CauseKind::Waits, CauseKind::Judged];
        let kind = kinds
            .into_iter()
            .find(|kind| sign.chars().eq([kind.sign()]))?;
        Some(Self {
            kind,
            rule: rule.to_owned(),
            code: code.to_owned(),
        })
    }
}

impl fmt::Display for CauseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.kind.sign(), self.rule, self.code)
    }
}

/// The causes of a decision as they are stored: the worst first, separated by commas; empty for an eligible claim.
pub fn to_stored(decision: &Decision) -> String {
    let causes = decision.causes().into_iter().map(CauseKey::of);
    let causes: Vec<String> = causes.map(|cause| cause.to_string()).collect();
    causes.join(&SEPARATOR.to_string())
}

/// The causes of stored text; what this version cannot read is left out.
pub fn from_stored(text: &str) -> Vec<CauseKey> {
    let causes = text.split(SEPARATOR);
    causes.filter_map(CauseKey::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Verdict;
    use crate::fen::Fen;
    use std::collections::BTreeMap;

    fn condition(rule: &str, severity: Severity, waits: bool) -> Condition {
        Condition {
            rule: rule.to_owned(),
            clause: String::new(),
            severity,
            code: format!("code-of-{rule}"),
            values: BTreeMap::new(),
            waits,
        }
    }

    #[test]
    fn causes_are_stored_the_worst_first_and_read_back() {
        let conditions = vec![
            condition("H-01", Severity::Pass, false),
            condition("H-02", Severity::Review, true),
            condition("H-03", Severity::Review, false),
            condition("H-04", Severity::Reject, false),
            condition("H-05", Severity::Warning, false),
        ];
        let decision = Decision {
            verdict: Verdict::Reject,
            payable: Fen::ZERO,
            ceiling: Fen::ZERO,
            member_share: Fen::ZERO,
            version: String::new(),
            conditions,
        };
        let stored = to_stored(&decision);
        assert_eq!(
            stored,
            "x H-04 code-of-H-04,? H-02 code-of-H-02,! H-03 code-of-H-03"
        );
        let read = from_stored(&stored);
        let told: Vec<(CauseKind, &str)> = read
            .iter()
            .map(|one| (one.kind, one.rule.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (CauseKind::Refuses, "H-04"),
                (CauseKind::Waits, "H-02"),
                (CauseKind::Judged, "H-03"),
            ]
        );
        assert_eq!(from_stored(""), []);
    }
}
