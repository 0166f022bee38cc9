//! 随机: the configuration of all property tests, in the library and in the tests. The seed is fixed, so that `cargo
//! test` gives the same result everywhere. `TONGBI_EXPLORE=1 cargo test` uses a fresh seed and many times the cases;
//! what it finds becomes a test of its own.

use proptest::test_runner::{Config, RngSeed};

/// How many times the usual cases are tried when exploring.
const EXPLORING: u32 = 60;

/// So many cases, found the same way in every run.
pub fn cases(usual: u32) -> Config {
    let explores = std::env::var_os("TONGBI_EXPLORE").is_some_and(|value| !value.is_empty() && value != "0");
    let (cases, rng_seed) =
        if explores { (usual * EXPLORING, RngSeed::Random) } else { (usual, RngSeed::Fixed(0x746f_6e67_6269)) };
    Config { cases, rng_seed, failure_persistence: None, ..Config::default() }
}
