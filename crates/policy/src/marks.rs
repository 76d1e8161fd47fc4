//! What of a claim is looked up across claims.

/// What claims that may be about one thing have in common, such as the look of a receipt's number. A keyed digest of it is
/// kept beside the claim; the claims it brings together are then compared by what they say.
///
/// Nothing of it comes from numbers of people or accounts: those are sealed when a stored claim is read for its marks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// What it is, such as `receipt`.
    pub kind: &'static str,
    /// The value.
    pub value: String,
}

impl Mark {
    /// A value of a kind.
    pub fn new(kind: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        Self { kind, value }
    }
}

/// What a claim shows that serves for one slot only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spend {
    /// Kind and normal form: what is the same here is the same thing.
    pub mark: Mark,
    /// The claim is paid on the strength of it. What is shown without need is kept all the same: nobody else is paid on it.
    pub needed: bool,
}
