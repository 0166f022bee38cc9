#!/usr/bin/env python3
"""Reads pictures with RapidOCR for `tongbi --ocr "python3 rapidocr.py"`.

    pip install rapidocr-onnxruntime

Protocol (one process reads any number of pictures):
- The first line written names the engine with its versions. Boxes are cached under this name, so a change of version
  reads the pictures again.
- Each picture comes on standard input as a line with its length in bytes, followed by a PNG file of that length.
- Each picture is answered by one line of JSON: {"boxes": [{"corners": [[x, y], ...], "text": "...", "confidence": 0.98},
  ...]} with the four corners in pixels, clockwise from the first character's top left; or {"error": "..."}.
"""

import io
import json
import sys
from importlib import metadata

PACKAGES = ("rapidocr-onnxruntime", "rapidocr")


def installed():
    """Name and version of the first package that is installed."""
    for name in PACKAGES:
        try:
            return name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    sys.exit("没有安装 RapidOCR，请运行 pip install rapidocr-onnxruntime")


def reader(package):
    """A function from a picture to (corners, text, confidence) of each box.

    Boxes are not tried upside down: pages arrive upright, and 99 would become 66.
    """
    if package == "rapidocr":
        from rapidocr import RapidOCR

        engine = RapidOCR()

        def read(picture):
            found = engine(picture, use_cls=False)
            if found.boxes is None:
                return []
            return zip(found.boxes.tolist(), found.txts, found.scores)

        return read

    from rapidocr_onnxruntime import RapidOCR

    # Pages are larger than the 2000 pixels to which RapidOCR would shrink them; small digits would suffer.
    engine = RapidOCR(max_side_len=4000)
    return lambda picture: engine(picture, use_cls=False)[0] or []


def boxes(read, data):
    """The boxes of a PNG, as JSON."""
    import numpy
    from PIL import Image

    picture = numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB"))[:, :, ::-1]
    return [
        {
            "corners": [[float(x), float(y)] for x, y in corners],
            "text": text,
            "confidence": float(confidence),
        }
        for corners, text, confidence in read(picture)
    ]


def main():
    name, version = installed()
    out = sys.stdout.buffer
    # What libraries print must not come between the answers.
    sys.stdout = sys.stderr

    def answer(value):
        out.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
        out.flush()

    answer({"engine": f"{name} {version}"})
    read = None
    while line := sys.stdin.buffer.readline():
        data = sys.stdin.buffer.read(int(line))
        try:
            # The models are loaded with the first picture: pictures read before come from the cache.
            read = read or reader(name)
            answer({"boxes": boxes(read, data)})
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
