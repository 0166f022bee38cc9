//! A workbook, or a document of Word 97–2003 in the same container; its bytes tell which, or whether it is xlsx, xlsb
//! or ods. Bytes that begin with `<` are packed as the
//! content of an ods or as the sheet of an xlsx too, since hardly any change survives the checksums of a package.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match bytes.first() {
    Some(b'<') => {
        tongbi_fuzz::load("x.xls", bytes);
        tongbi_fuzz::load("x.ods", &tongbi_fuzz::ods(bytes));
        tongbi_fuzz::load("x.xlsx", &tongbi_fuzz::xlsx(bytes));
    }
    _ => tongbi_fuzz::load("x.xls", bytes),
});
