//! 图片: a picture file (PNG, JPEG) as one grey picture.

use crate::source::ocr::Picture;
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Limit of the pixels of a picture file.
const MAX_PIXELS: usize = 64 << 20;

/// The formats of picture files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Png,
    Jpeg,
}

/// 图片为何读不出.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Broken,
    TooLarge,
}

/// The picture in a file.
pub(super) fn read(container: Container, bytes: &[u8]) -> Result<Picture, Failure> {
    match container {
        Container::Png => png(bytes),
        Container::Jpeg => jpeg(bytes),
    }
}

fn bounded(width: usize, height: usize) -> Result<(), Failure> {
    match width.checked_mul(height) {
        Some(1..=MAX_PIXELS) => Ok(()),
        Some(0) => Err(Failure::Broken),
        _ => Err(Failure::TooLarge),
    }
}

fn png(bytes: &[u8]) -> Result<Picture, Failure> {
    let broken = |_| Failure::Broken;
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    bounded(width, height)?;
    let mut data = vec![0; reader.output_buffer_size().ok_or(Failure::TooLarge)?];
    let frame = reader.next_frame(&mut data).map_err(broken)?;
    let channels = frame.color_type.samples();
    let grey = data.chunks_exact(channels).map(|pixel| match *pixel {
        [grey] => grey,
        [grey, alpha] => over_white(grey, alpha),
        [red, green, blue] => luma(red, green, blue),
        [red, green, blue, alpha] => over_white(luma(red, green, blue), alpha),
        _ => u8::MAX,
    });
    Picture::new(width, height, grey.take(width * height).collect()).ok_or(Failure::Broken)
}

fn jpeg(bytes: &[u8]) -> Result<Picture, Failure> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Failure::Broken)?;
    let info = decoder.info().ok_or(Failure::Broken)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    bounded(width, height)?;
    let grey = decoder.decode().map_err(|_| Failure::Broken)?;
    Picture::new(width, height, grey).ok_or(Failure::Broken)
}

fn luma(red: u8, green: u8, blue: u8) -> u8 {
    // At most 255, since the weights add up to 1000.
    ((299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) + 500) / 1000) as u8
}

fn over_white(grey: u8, alpha: u8) -> u8 {
    let (grey, alpha) = (u16::from(grey), u16::from(alpha));
    // At most 255, since it lies between the grey and white.
    ((grey * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_every_colour_become_grey_and_damage_gives_a_reason() {
        let colours: [(png::ColorType, &[u8]); 4] = [
            (png::ColorType::Grayscale, &[200]),
            (png::ColorType::GrayscaleAlpha, &[0, 55]),
            (png::ColorType::Rgb, &[200, 200, 200]),
            (png::ColorType::Rgba, &[0, 0, 0, 55]),
        ];
        for (colour, pixel) in colours {
            let mut file = Vec::new();
            let mut encoder = png::Encoder::new(&mut file, 30, 20);
            encoder.set_color(colour);
            let data: Vec<u8> = pixel.iter().copied().cycle().take(600 * pixel.len()).collect();
            encoder.write_header().unwrap().write_image_data(&data).unwrap();
            let picture = read(Container::Png, &file).unwrap();
            assert_eq!((picture.width(), picture.height()), (30, 20));
            assert!(picture.row(7).iter().all(|grey| *grey == 200), "{colour:?}: {:?}", picture.row(7));
            for cut in 0..file.len() {
                assert!(read(Container::Png, &file[..cut]).is_err() || cut + 16 > file.len(), "{cut}");
            }
        }
        assert_eq!(read(Container::Jpeg, b"\xFF\xD8\xFF\xE0"), Err(Failure::Broken));
        assert_eq!(bounded(1 << 20, 1 << 20), Err(Failure::TooLarge));
    }
}
