//! What the fuzz targets hold any bytes against: the same as the tests do.

#[path = "../../tests/it/audit.rs"]
mod audit;
#[path = "../../tests/it/holds/mod.rs"]
mod holds;
#[path = "../../tests/it/ways.rs"]
mod ways;

/// See [`holds::check`].
pub fn check(bytes: &[u8]) {
    holds::check(bytes);
}

/// See [`holds::unwrap`].
pub fn unwrap(bytes: &[u8]) {
    holds::unwrap(bytes);
}

/// See [`holds::diff`].
pub fn diff(bytes: &[u8]) {
    holds::diff(bytes);
}

/// See [`holds::history`].
pub fn history(bytes: &[u8]) {
    holds::history(bytes);
}
