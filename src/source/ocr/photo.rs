//! 页的图样: the picture of a page, kept until it is known which of its figures a person has to look at.

use super::Picture;
use crate::model::Bounds;
use std::io::Cursor;

/// What is shown around a cell, in points.
const MARGIN: f64 = 3.0;

/// 页的图样: the picture of a page, packed, since a file may have hundreds of pages.
#[derive(Debug, Clone)]
pub struct Photo {
    png: Vec<u8>,
    /// Pixels across and down a point of the page.
    scale: (f64, f64),
}

impl Photo {
    /// The picture of a page; `None` if it cannot be packed.
    pub fn of(picture: &Picture, scale: (f64, f64)) -> Option<Self> {
        Some(Self { png: picture.png().ok()?, scale })
    }

    /// These cells of the page as PNG files, in the order given; `None` for one that lies outside of it.
    pub fn cells(&self, cells: &[Bounds]) -> Vec<Option<Vec<u8>>> {
        let picture = self.picture();
        let cell = |bounds: &Bounds| self.part(picture.as_ref()?, bounds)?.png().ok();
        cells.iter().map(cell).collect()
    }

    fn picture(&self) -> Option<Picture> {
        let mut reader = png::Decoder::new(Cursor::new(&self.png)).read_info().ok()?;
        let (width, height) = (reader.info().width as usize, reader.info().height as usize);
        let mut grey = vec![0; reader.output_buffer_size()?];
        reader.next_frame(&mut grey).ok()?;
        Picture::new(width, height, grey)
    }

    fn part(&self, picture: &Picture, bounds: &Bounds) -> Option<Picture> {
        // Bounds are tenths of points; the casts saturate.
        let span = |from: i32, to: i32, scale: f64, max: usize| {
            let from = ((f64::from(from) / 10.0 - MARGIN) * scale) as usize;
            from..(((f64::from(to) / 10.0 + MARGIN) * scale) as usize + 1).min(max)
        };
        let columns = span(bounds.left, bounds.right, self.scale.0, picture.width());
        let rows = span(bounds.top, bounds.bottom, self.scale.1, picture.height());
        if columns.is_empty() || rows.is_empty() {
            return None;
        }
        let grey = rows.clone().flat_map(|y| picture.row(y)[columns.clone()].iter().copied()).collect();
        Picture::new(columns.len(), rows.len(), grey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_cut_out_of_its_page_with_a_margin() {
        let mut picture = Picture::blank(200, 100);
        (0..100).for_each(|y| (0..200).for_each(|x| picture.row_mut(y)[x] = (x + y) as u8 / 2));
        let photo = Photo::of(&picture, (2.0, 2.0)).unwrap();
        let bounds = |left, top, right, bottom| Bounds { left, top, right, bottom };
        let cells = photo.cells(&[bounds(200, 100, 400, 200), bounds(5000, 0, 6000, 90)]);
        let cell = Photo { png: cells[0].clone().unwrap(), scale: (1.0, 1.0) }.picture().unwrap();
        assert_eq!((cell.width(), cell.height(), cell.row(0)[0]), (53, 33, (34 + 14) / 2));
        assert_eq!(cells[1], None);
    }
}
