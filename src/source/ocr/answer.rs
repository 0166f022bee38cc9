//! 引擎的回答: the JSON that an engine answers, checked before anything is believed.

use super::TextBox;
use serde::{Deserialize, Serialize};

/// Limit of the boxes of a picture; a dense page has a few thousand.
const MAX_BOXES: usize = 50_000;
/// Limit of the characters of a box; a line has a few hundred.
const MAX_TEXT: usize = 10_000;
/// Limit of a coordinate in pixels.
const MAX_COORDINATE: f64 = 1e6;

/// The first line: who answers.
#[derive(Debug, Deserialize)]
struct Hello {
    engine: String,
}

/// The answer for a picture.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    boxes: Option<Vec<Wire>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// A box as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct Wire {
    corners: [(f64, f64); 4],
    text: String,
    confidence: f64,
}

/// The engine's name in its first line.
pub(super) fn name(line: &[u8]) -> Result<String, String> {
    let hello: Hello = serde_json::from_slice(line)
        .map_err(|_| "程序的第一行应是 {\"engine\": \"名称 版本\"}，见使用手册“扫描件”一节".to_owned())?;
    let name = crate::model::plain_line(&hello.engine).to_string();
    if name.trim().is_empty() { Err("程序没有给出名称".to_owned()) } else { Ok(name) }
}

/// The boxes of an answer.
pub(super) fn boxes(line: &[u8]) -> Result<Vec<TextBox>, String> {
    let answer: Answer = serde_json::from_slice(line)
        .map_err(|error| format!("识别程序的回答不是约定的 JSON（第 {} 个字符处）", error.column()))?;
    match answer {
        Answer { error: Some(error), .. } => {
            let error: String = crate::model::plain_line(&error).chars().take(200).collect();
            Err(format!("识别程序报告：{error}"))
        }
        Answer { boxes: Some(boxes), .. } => {
            checked(boxes.into_iter().map(|wire| (wire.corners, wire.text, wire.confidence)).collect())
        }
        Answer { boxes: None, .. } => Err("识别程序的回答里没有 boxes".to_owned()),
    }
}

/// What an engine says of a text: its corners in pixels, the text, and how sure the engine is, from 0 to 1.
pub type Said = ([(f64, f64); 4], String, f64);

/// The boxes of what an engine says of a picture.
///
/// # Errors
/// More boxes, longer texts or larger coordinates than a page can have, or a confidence that is none.
pub fn checked(said: Vec<Said>) -> Result<Vec<TextBox>, String> {
    if said.len() > MAX_BOXES {
        return Err(format!("识别程序给出的文字框超过上限 {MAX_BOXES}"));
    }
    said.into_iter().map(text_box).collect()
}

fn text_box((corners, text, confidence): Said) -> Result<TextBox, String> {
    let inside = |(x, y): &(f64, f64)| x.abs() <= MAX_COORDINATE && y.abs() <= MAX_COORDINATE;
    if !corners.iter().all(inside) {
        return Err("识别程序给出的坐标超出图片".to_owned());
    }
    if !(0.0..=1.0).contains(&confidence) {
        return Err("识别程序给出的 confidence 应在 0 和 1 之间".to_owned());
    }
    if text.chars().count() > MAX_TEXT {
        return Err(format!("识别程序给出的一个文字框超过上限 {MAX_TEXT} 个字"));
    }
    // The cast cuts off, so that only a full 1 becomes 100.
    let confidence = (confidence * 100.0) as u8;
    Ok(TextBox { corners, text: crate::model::plain_line(&text).to_string(), confidence })
}

/// The answer that [`boxes`] reads as these boxes.
pub(super) fn written(boxes: &[TextBox]) -> Vec<u8> {
    let wire = |one: &TextBox| Wire {
        corners: one.corners,
        text: one.text.clone(),
        // Half a percent more, so that reading it again cuts off at the same percent.
        confidence: ((f64::from(one.confidence) + 0.5) / 100.0).min(1.0),
    };
    let answer = Answer { boxes: Some(boxes.iter().map(wire).collect()), error: None };
    serde_json::to_vec(&answer).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_checked_before_it_is_believed() {
        let corners = "[[0,0],[10,0],[10,5],[0,5]]";
        let whole = format!(r#"{{"boxes":[{{"corners":{corners},"text":"合计","confidence":0.999}}]}}"#);
        let read = boxes(whole.as_bytes()).unwrap();
        assert_eq!((read.len(), &*read[0].text, read[0].confidence), (1, "合计", 99));
        assert_eq!(boxes(&written(&read)).unwrap(), read);
        for (line, why) in [
            ("合计", "不是约定的 JSON"),
            ("{}", "没有 boxes"),
            (r#"{"error":"没有模型"}"#, "识别程序报告：没有模型"),
            (r#"{"boxes":[{"corners":[[0,0],[1,0],[1,1]],"text":"甲","confidence":1}]}"#, "不是约定的 JSON"),
            (&whole.replace("0.999", "97"), "在 0 和 1 之间"),
            (&whole.replace("[10,5]", "[1e9,5]"), "坐标超出图片"),
            (&whole.replace("合计", &"一".repeat(10_001)), "超过上限"),
        ] {
            let told = boxes(line.as_bytes()).unwrap_err();
            assert!(told.contains(why), "{line}: {told}");
        }
    }

    #[test]
    fn any_damage_to_an_answer_gives_boxes_or_a_reason() {
        let corners = "[[0.5,0],[10,0],[10,5],[0,5]]";
        let whole = format!(r#"{{"boxes":[{{"corners":{corners},"text":"1,234.56","confidence":0.9}}]}}"#).into_bytes();
        for at in 0..whole.len() {
            for byte in [0, b'"', b'9', b']', 0xFF] {
                let mut damaged = whole.clone();
                damaged[at] = byte;
                let read = boxes(&damaged);
                assert!(read.is_ok_and(|read| read.len() < 2) || boxes(&damaged).is_err());
            }
            assert!(boxes(&whole[..at]).is_err());
        }
    }
}
