//! The ways in which a benefit is paid. Each programme has its own: what is stored is the code, what a programme says of
//! it is a [`MethodSpec`].

use crate::batch::Channel;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The code of a way to pay, such as `reimburse`; its programme knows what it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaymentMethod(Cow<'static, str>);

impl PaymentMethod {
    /// The method with this code.
    pub const fn new(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// A code that was stored, or typed and found among those of the programmes.
    pub fn from_stored(code: impl Into<String>) -> Self {
        Self(Cow::Owned(code.into()))
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PaymentMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a programme says of one of its ways to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodSpec {
    /// Its code.
    pub code: &'static str,
    /// The word of sheets and Chinese screens.
    pub zh: &'static str,
    /// The word of English screens.
    pub en: &'static str,
    /// The same said to a member, in Chinese and English.
    pub told: (&'static str, &'static str),
    /// Other words that sheets have for it, with blanks between.
    pub aliases: &'static str,
    /// Where the money goes.
    pub channel: Channel,
    /// The union pays a part: its plan says how much.
    pub in_part: bool,
}

impl MethodSpec {
    /// A method that pays all of it, by its code, Chinese and English word, and where the money goes.
    pub const fn new(
        code: &'static str,
        zh: &'static str,
        en: &'static str,
        channel: Channel,
    ) -> Self {
        Self {
            code,
            zh,
            en,
            told: (zh, en),
            aliases: "",
            channel,
            in_part: false,
        }
    }

    /// What is stored of it.
    pub const fn method(&self) -> PaymentMethod {
        PaymentMethod::new(self.code)
    }
}
