//! 压缩包检查: checks how much a ZIP package unpacks to, before it is unpacked to memory.

use super::Failure;
use crate::source::limits::Unpacking;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// 压缩包 of an xlsx, xlsb or ods.
pub(super) type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The maximal compression ratio of deflate.
const DEFLATE_RATIO: u64 = 1032;

/// Opens a package and charges its unpacked size to the budget.
///
/// The directory may declare wrong sizes, so a part that could exceed the budget is unpacked to nowhere first.
///
/// # Errors
/// The package is broken or exceeds the budget.
pub(super) fn open<'a>(bytes: &'a [u8], unpacking: &Unpacking) -> Result<Package<'a>, Failure> {
    let broken = |_| Failure::Broken("压缩结构不完整");
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let limit = unpacking.left();
    let mut total = 0u64;
    for index in 0..package.len() {
        let part = package.by_index_raw(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_ascii_lowercase();
        // Pictures are not read.
        if ![".xml", ".rels", ".bin"].iter().any(|extension| name.ends_with(extension)) {
            continue;
        }
        let (declared, packed) = (part.size(), part.compressed_size());
        drop(part);
        total = total.saturating_add(declared);
        let left = limit.saturating_sub(total);
        if total <= limit && packed.saturating_mul(DEFLATE_RATIO) > left {
            let mut part = package.by_index(index).map_err(broken)?.take(left.saturating_add(declared) + 1);
            // The reader reports parts that cannot be unpacked.
            let unpacked = std::io::copy(&mut part, &mut std::io::sink()).unwrap_or(0);
            total = total.saturating_add(unpacked.saturating_sub(declared));
        }
        if total > limit {
            break;
        }
    }
    if !unpacking.spend(total) {
        return Err(Failure::TooLarge);
    }
    Ok(package)
}

/// The bytes of a part, whose size [`open`] has checked; `None` if there is no such part.
pub(super) fn part(package: &mut Package<'_>, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let Ok(mut part) = package.by_name(name) else { return Ok(None) };
    let mut bytes = Vec::new();
    part.read_to_end(&mut bytes).map_err(|_| Failure::Broken("压缩结构不完整"))?;
    Ok(Some(bytes))
}
