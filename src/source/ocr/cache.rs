//! 识别缓存: the boxes of pictures that an engine has read before, in a folder of the user's.

use super::{Engine, Picture, TextBox, answer};
use crate::model::sha256;
use std::io::Write;
use std::path::PathBuf;

/// 缓存的引擎: an engine whose boxes are kept by the digest of the picture and the engine's name. A file that does not hold
/// a whole answer counts for nothing, and a folder that cannot be written only costs time.
#[derive(Debug)]
pub struct Cached<E> {
    engine: E,
    folder: PathBuf,
}

impl<E: Engine> Cached<E> {
    /// An engine whose boxes are kept in this folder.
    pub fn new(engine: E, folder: PathBuf) -> Self {
        Self { engine, folder }
    }

    fn keep(&self, path: &std::path::Path, boxes: &[TextBox]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        // Renamed when it is whole: two programs may read the same picture.
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&answer::written(boxes))?;
        file.persist(path)?;
        Ok(())
    }
}

impl<E: Engine> Engine for Cached<E> {
    fn name(&self) -> Result<String, String> {
        self.engine.name()
    }

    fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String> {
        let name = format!("{}\n{}", self.name()?, picture.digest());
        let path = self.folder.join(format!("{}.json", sha256(name.as_bytes())));
        if let Some(boxes) = std::fs::read(&path).ok().and_then(|bytes| answer::boxes(&bytes).ok()) {
            return Ok(boxes);
        }
        let boxes = self.engine.boxes(picture)?;
        let _ = self.keep(&path, &boxes);
        Ok(boxes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Debug)]
    struct Counting(&'static str, AtomicUsize);

    impl Engine for Counting {
        fn name(&self) -> Result<String, String> {
            Ok(self.0.to_owned())
        }

        fn boxes(&self, picture: &Picture) -> Result<Vec<TextBox>, String> {
            self.1.fetch_add(1, Ordering::Relaxed);
            let text = format!("{}×{}", picture.width(), self.0);
            Ok(vec![TextBox { corners: [(0.0, 0.0); 4], text, confidence: 97 }])
        }
    }

    #[test]
    fn a_picture_is_read_once_by_each_version_of_an_engine() {
        let folder = tempfile::tempdir().unwrap();
        let engine = |name| Cached::new(Counting(name, AtomicUsize::new(0)), folder.path().join("boxes"));
        let (one, other) = (engine("甲 1.0"), engine("甲 1.1"));
        let (small, large) = (Picture::blank(3, 3), Picture::blank(4, 3));
        let first = one.boxes(&small).unwrap();
        assert_eq!(one.boxes(&small).unwrap(), first);
        assert_eq!(one.engine.1.load(Ordering::Relaxed), 1);
        assert_ne!(one.boxes(&large).unwrap(), first);
        assert_ne!(other.boxes(&small).unwrap(), first);
        assert_eq!(other.engine.1.load(Ordering::Relaxed), 1);
        // Damage is read again, not believed.
        for entry in std::fs::read_dir(folder.path().join("boxes")).unwrap() {
            std::fs::write(entry.unwrap().path(), "{\"boxes\":[").unwrap();
        }
        assert_eq!(one.boxes(&small).unwrap(), first);
        assert_eq!(one.engine.1.load(Ordering::Relaxed), 3);
    }
}
