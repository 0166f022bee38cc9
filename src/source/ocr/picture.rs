//! 图片: the grey picture of a page.

use crate::model::Fingerprint;

/// 图片: a grey picture, row by row from the top; 0 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Picture {
    /// A picture of these pixels; `None` if they are not `width` × `height`.
    pub fn new(width: usize, height: usize, grey: Vec<u8>) -> Option<Self> {
        let whole = width.checked_mul(height).is_some_and(|pixels| pixels == grey.len() && pixels > 0);
        whole.then_some(Self { width, height, grey })
    }

    /// White paper.
    pub fn blank(width: usize, height: usize) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self { width, height, grey: vec![u8::MAX; width * height] }
    }

    /// The number of pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The pixels of a row.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.grey[y * self.width..(y + 1) * self.width]
    }

    /// The pixels of a row, to be painted.
    pub(in crate::source) fn row_mut(&mut self, y: usize) -> &mut [u8] {
        &mut self.grey[y * self.width..(y + 1) * self.width]
    }

    /// The digest of its pixels.
    pub fn digest(&self) -> String {
        let mut fingerprint = Fingerprint::default();
        fingerprint.add(format!("{} {}\n", self.width, self.height).as_bytes());
        fingerprint.add(&self.grey);
        fingerprint.finish()
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// It has more rows or columns than a PNG can have.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        let failed = |_| "图片太大".to_owned();
        let (width, height) = (u32::try_from(self.width).map_err(failed)?, u32::try_from(self.height).map_err(failed)?);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_compression(png::Compression::Fast);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&self.grey));
        written.map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}
