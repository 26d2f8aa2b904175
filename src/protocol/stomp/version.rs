//! The three versions, and sets of them.

use super::Escaping;

/// A STOMP version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Version {
    /// STOMP 1.0: no escaping, no heart-beats, no NACK.
    V10 = 0,
    /// STOMP 1.1.
    V11 = 1,
    /// STOMP 1.2.
    V12 = 2,
}

impl Version {
    const ALL: [Self; 3] = [Self::V12, Self::V11, Self::V10];

    /// The version named `1.0`, `1.1` or `1.2`.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|version| version.name().as_bytes() == name)
    }

    /// `1.0`, `1.1` or `1.2`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V10 => "1.0",
            Self::V11 => "1.1",
            Self::V12 => "1.2",
        }
    }

    /// The WebSocket sub-protocol registered for this version.
    pub const fn protocol(self) -> &'static str {
        match self {
            Self::V10 => "v10.stomp",
            Self::V11 => "v11.stomp",
            Self::V12 => "v12.stomp",
        }
    }

    /// How this version writes header names and values, CONNECT and CONNECTED excepted.
    pub const fn escaping(self) -> Escaping {
        match self {
            Self::V10 => Escaping::V10,
            Self::V11 => Escaping::V11,
            Self::V12 => Escaping::V12,
        }
    }
}

/// A set of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions(u8);

impl Versions {
    /// All three.
    pub const ALL: Self = Self(0b111);

    /// The set whose bit 0, 1 and 2 stand for 1.0, 1.1 and 1.2; higher bits are ignored.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 0b111)
    }

    /// Whether `version` is in the set.
    pub const fn contains(self, version: Version) -> bool {
        self.0 & (1 << version as u8) != 0
    }

    /// The members, newest first: the order of preference.
    pub fn iter(self) -> impl Iterator<Item = Version> {
        Version::ALL
            .into_iter()
            .filter(move |version| self.contains(*version))
    }
}
