//! What keys are used for. Every purpose has a key of its own, derived from the master key by its label.

/// What a sealed value is; stored in its header, and each has its own key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SealPurpose {
    /// An identity number, a birth certificate's number.
    Identity = 1,
    /// A phone number.
    Contact = 2,
    /// A bank card or account number.
    Bank = 3,
    /// The cells of an input row as received, or the draft read from it.
    Row = 4,
    /// An operator's identity number.
    Operator = 5,
}

impl SealPurpose {
    pub(crate) const ALL: [Self; 5] = [
        Self::Identity,
        Self::Contact,
        Self::Bank,
        Self::Row,
        Self::Operator,
    ];

    pub(crate) const fn byte(self) -> u8 {
        self as u8
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.byte() == byte)
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Identity => "seal:identity",
            Self::Contact => "seal:contact",
            Self::Bank => "seal:bank",
            Self::Row => "seal:row",
            Self::Operator => "seal:operator",
        }
    }
}

/// What two records are found by blindly: parts of an identity number, and pairs of other facts. Alone they have little
/// entropy: nothing narrower than these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchKey {
    /// The first fifteen characters, all that Excel keeps.
    First15,
    /// Address and birth date.
    AreaBirth,
    /// Birth date and sequence.
    BirthSequence,
    /// Address and sequence.
    AreaSequence,
    /// Sound of a name and birth date.
    SoundBirth,
    /// A parent's number and the subject's birth date.
    ParentBirth,
    /// Sound of a name and county.
    SoundCounty,
    /// Given name and birth date.
    GivenBirth,
    /// Telephone and birth date.
    PhoneBirth,
}

impl MatchKey {
    /// Every part.
    pub const ALL: [Self; 9] = [
        Self::First15,
        Self::AreaBirth,
        Self::BirthSequence,
        Self::AreaSequence,
        Self::SoundBirth,
        Self::ParentBirth,
        Self::SoundCounty,
        Self::GivenBirth,
        Self::PhoneBirth,
    ];

    /// Stable code, as stored beside the index.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::First15 => "first15",
            Self::AreaBirth => "area-birth",
            Self::BirthSequence => "birth-sequence",
            Self::AreaSequence => "area-sequence",
            Self::SoundBirth => "sound-birth",
            Self::ParentBirth => "parent-birth",
            Self::SoundCounty => "sound-county",
            Self::GivenBirth => "given-birth",
            Self::PhoneBirth => "phone-birth",
        }
    }

    /// The part with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.code() == code)
    }
}

/// What a blind index is of; the same text under two kinds gives unrelated indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndexKind {
    /// A whole identity number in canonical form.
    Identity,
    /// A whole bank card or account number.
    Bank,
    /// What two records are found by.
    Match(MatchKey),
}

impl IndexKind {
    pub(crate) const ALL: [Self; 11] = [
        Self::Identity,
        Self::Bank,
        Self::Match(MatchKey::First15),
        Self::Match(MatchKey::AreaBirth),
        Self::Match(MatchKey::BirthSequence),
        Self::Match(MatchKey::AreaSequence),
        Self::Match(MatchKey::SoundBirth),
        Self::Match(MatchKey::ParentBirth),
        Self::Match(MatchKey::SoundCounty),
        Self::Match(MatchKey::GivenBirth),
        Self::Match(MatchKey::PhoneBirth),
    ];

    pub(crate) fn label(self) -> String {
        match self {
            Self::Identity => "identity-index".to_owned(),
            Self::Bank => "bank-index".to_owned(),
            Self::Match(key) => format!("match:{}", key.code()),
        }
    }
}

/// What a keyed digest protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MacPurpose {
    /// Entries of a subject's audit chain.
    Audit,
    /// Entries of the event log.
    EventLog,
    /// Seals over the heads of all chains.
    Seal,
    /// A claim's business values inside its audit entry.
    ClaimValues,
    /// A stored decision inside the audit entry it came with.
    Decision,
    /// The sample of a bulk approval that was shown to an operator.
    Sample,
    /// The register of exports: its entries, and what marks a payment in them.
    ExportRegister,
    /// What of a claim is looked up across claims.
    Mark,
    /// Messages a programme is fed with: what they say, and what ties them together.
    Message,
}

impl MacPurpose {
    pub(crate) const ALL: [Self; 9] = [
        Self::Audit,
        Self::EventLog,
        Self::Seal,
        Self::ClaimValues,
        Self::Decision,
        Self::Sample,
        Self::ExportRegister,
        Self::Mark,
        Self::Message,
    ];

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::EventLog => "audit:event-log",
            Self::Seal => "audit:seal",
            Self::ClaimValues => "audit:claim-values",
            Self::Decision => "audit:decision",
            Self::Sample => "bulk:sample",
            Self::ExportRegister => "export:register",
            Self::Mark => "mark:claim",
            Self::Message => "message",
        }
    }
}
