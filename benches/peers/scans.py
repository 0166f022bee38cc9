#!/usr/bin/env python3
"""What is read of published PDFs when they are scans: their pages become pictures and are read by RapidOCR.

    cargo build --release
    pip install rapidocr-onnxruntime img2pdf        and poppler (pdftoppm)
    python3 benches/peers/scans.py FOLDER [--only NAME,NAME] [--turn 2.5] [--keep FOLDER] [--binary target/release/tongbi]

Every PDF of FOLDER is drawn at 200 dots per inch (and turned by so many degrees), read again, and its line items are
held against those of the text: same year, table, code, level, name, project and column, and the same amount. Names are
compared without brackets and punctuation. A page takes 5 to 15 s of processor; its boxes are kept below --keep.

A row of the table is a document. Right or wrong, counted or listed for a person (`scanned`); `absent` are items of the
text that the scan has not. What follows from sentences (last year's amounts) is compared with what follows from the text,
and counted apart: `derived`. No wrong item may count; the status is 1 if one does, and each is printed.
"""
import argparse
import collections
import csv
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAME = ["year", "phase", "scope", "table", "classification", "code", "level", "name", "project", "measure"]


def letters(text):
    return "".join(c for c in text if c.isalnum())


def key(row):
    named = [letters(row[column]) if column in ("name", "project") else row[column] for column in SAME]
    return (*named, row["amount"] or letters(row["text"]))


def items(path):
    with open(path, encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def scanned(pdf, folder, turn):
    """The pages of a PDF as a PDF of pictures."""
    made = folder / f"{pdf.stem}-{turn:g}.pdf"
    if not made.exists():
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run(["pdftoppm", "-r", "200", "-gray", "-png", pdf, f"{scratch}/page"], check=True, capture_output=True)
            pages = sorted(pathlib.Path(scratch).glob("page*.png"))
            if turn:
                from PIL import Image

                for page in pages:
                    Image.open(page).convert("L").rotate(turn, Image.Resampling.BICUBIC, fillcolor=255).save(page)
            subprocess.run([sys.executable, "-m", "img2pdf", *pages, "--imgsize", "200dpi", "-o", made], check=True)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--turn", type=float, default=0)
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "tongbi-scans")
    parser.add_argument("--binary", default=ROOT / "target/release/tongbi")
    parser.add_argument("--ocr", default=f'"{sys.executable}" "{ROOT / "data/ocr/rapidocr.py"}"')
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    print("| document | items | right, counted | right, listed | wrong, counted | wrong, listed | absent | derived |")
    print("|---|---|---|---|---|---|---|---|")
    failed = False
    for pdf in sorted(options.folder.glob("*.pdf")):
        if options.only and pdf.stem not in options.only.split(","):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            text, scan = f"{scratch}/text.csv", f"{scratch}/scan.csv"
            picture = scanned(pdf, options.keep, options.turn)
            read = ["--ocr", options.ocr, "--ocr-cache", options.keep / "boxes"]
            subprocess.run([options.binary, "--quiet", "extract", pdf, "-o", text], check=True, capture_output=True)
            subprocess.run([options.binary, "--quiet", "extract", picture, *read, "-o", scan], check=True)
            printed, found = items(text), items(scan)
        derived = collections.Counter(key(row) for row in printed if row["origin"] == "implied")
        printed = [row for row in printed if row["origin"] != "implied"]
        left = collections.Counter(map(key, printed))
        count, wrong = collections.Counter(), []
        for row in found:
            right = left[key(row)] > 0
            left[key(row)] -= right
            if not right and derived[key(row)] > 0:
                derived[key(row)] -= 1
                count["derived"] += 1
                continue
            counts = row["origin"] != "scanned"
            count[right, counts] += 1
            if counts and not right:
                wrong.append(row)
        cells = [len(printed), *(count[one] for one in [(True, True), (True, False), (False, True), (False, False)])]
        print("|", " | ".join(map(str, [pdf.stem, *cells, sum(left.values()), count["derived"]])), "|", flush=True)
        for row in wrong:
            failed = True
            print("  counts and is wrong:", [row[column] for column in ("page", "row", "column", *SAME, "text")])
    sys.exit(failed)


if __name__ == "__main__":
    main()
