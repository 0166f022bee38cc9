//! 科目名称: the names of codes and the codes of names, from the documents first and the shipped catalog second.

mod catalog;
mod lexicon;
mod resolver;

pub use catalog::{Catalog, CatalogEntry};
pub use lexicon::{Lexicon, Names};
pub use resolver::Resolver;
