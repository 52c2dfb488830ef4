//! Enums whose variants have names: methods, orders, roles …

use std::fmt;

/// A name that none of the variants has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownName {
    /// What the name is of: "method", "order" …
    pub kind: &'static str,
    /// The name as given.
    pub name: String,
    /// The names that there are to choose from.
    pub known: Vec<&'static str>,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown {} '{}'; known: {}",
            self.kind,
            self.name,
            self.known.join(", ")
        )
    }
}

impl std::error::Error for UnknownName {}

/// Defines an enum whose variants have names that callers use: `ALL`, `name()`, `FromStr` and
/// `Display`.
macro_rules! named {
    ($(#[$head:meta])* $type:ident, $kind:literal { $($(#[$doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$head])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type { $($(#[$doc])* $variant,)+ }

        impl $type {
            /// Every variant, in the order callers see.
            pub const ALL: &[$type] = &[$($type::$variant),+];

            /// The name that callers use.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::UnknownName;

            fn from_str(name: &str) -> Result<$type, $crate::UnknownName> {
                $type::ALL.iter().copied().find(|known| known.name() == name).ok_or_else(|| $crate::UnknownName {
                    kind: $kind,
                    name: name.into(),
                    known: $type::ALL.iter().map(|known| known.name()).collect(),
                })
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(crate) use named;
