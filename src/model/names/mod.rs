//! 科目名称: what codes are called and which codes a name stands for: the documents' own words first, the shipped catalog
//! second.

mod catalog;
mod lexicon;
mod resolver;

pub use catalog::{Catalog, CatalogEntry};
pub use lexicon::{Lexicon, Names};
pub use resolver::Resolver;
