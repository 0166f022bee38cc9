//! The TOML that a user fills: a profile for the text of a disclosure.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tongbi::present::explanation::Profile;

fuzz_target!(|text: &str| {
    let _ = Profile::parse("x.toml", text);
});
