//! An OFD. Bytes that begin with `<` are the objects of its only page, since hardly any change survives the checksums of
//! a package.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match bytes.first() {
    Some(b'<') => tongbi_fuzz::load("x.ofd", &tongbi_fuzz::ofd(bytes)),
    _ => tongbi_fuzz::load("x.ofd", bytes),
});
