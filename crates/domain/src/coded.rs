//! Enums with a stable code and the word of spreadsheets.

/// An enum with a stable code, the word used in spreadsheets and on Chinese screens, and perhaps the English one.
#[macro_export]
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)* }) => {
        $crate::coded! { $(#[$doc])* $name { $($(#[$vdoc])* $variant = $code, $zh;)* } }

        impl $name {
            /// The word used on English screens.
            pub fn english(self) -> &'static str {
                match self { $(Self::$variant => $en),* }
            }
        }
    };
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $zh:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every value, in the order of the sheet's drop-down.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code used in storage and JSON.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The word used in spreadsheets and on Chinese screens.
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $zh),* }
            }

            /// Finds the value of a stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.code() == code)
            }

            /// Finds the value of a spreadsheet's word.
            pub fn from_chinese(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.chinese() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
