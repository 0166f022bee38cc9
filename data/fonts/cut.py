#!/usr/bin/python3
"""Cuts the two fonts that travel in the binary.

    apt-get install fonts-noto-cjk python3-fonttools
    /usr/bin/python3 data/fonts/cut.py

From Debian's Noto Sans CJK (face SC) to GB2312, the 通用规范汉字表, and punctuation, symbols and Latin.
The same package and fontTools versions give the same bytes.
"""
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
SOURCE = pathlib.Path("/usr/share/fonts/opentype/noto")
FACE_SC = "2"  # The face "Noto Sans CJK SC" inside the collection.

# Blocks that budgets, units and footnotes draw on. A character that the source font lacks is left out.
RANGES = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A (pinyin)
    (0x01CD, 0x01DC),  # pinyin ǎ … ǜ
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2027), (0x2030, 0x203E),  # general punctuation
    (0x20AC, 0x20AC), (0x2103, 0x2103), (0x2116, 0x2116), (0x2122, 0x2122),  # € ℃ № ™
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x22BF),  # mathematics
    (0x2460, 0x249B),  # ① ⑴ ⒈
    (0x25A0, 0x25CF), (0x2605, 0x2606),  # shapes
    (0x3000, 0x301F),  # CJK punctuation
    (0x3220, 0x3229), (0x338E, 0x33CE),  # ㈠, ㎡
    (0xFF01, 0xFFE5),  # full-width forms
]
EXTRA = "−"  # U+2212, the minus sign of the charts


def gb2312():
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                pass


def characters():
    chosen = set(gb2312()) | set(EXTRA)
    for line in (HERE / "general-standard.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            chosen |= set(line)
    for first, last in RANGES:
        chosen |= {chr(code) for code in range(first, last + 1)}
    return sorted(chosen)


def cut(weight, target, listing):
    subprocess.run(
        [
            sys.executable, "-m", "fontTools.subset", str(SOURCE / f"NotoSansCJK-{weight}.ttc"),
            f"--font-number={FACE_SC}", f"--text-file={listing}", f"--output-file={target}",
            "--layout-features=", "--no-hinting", "--no-glyph-names", "--name-IDs=1,2,4,6,13,14",
            "--drop-tables+=BASE,VORG,vhea,vmtx,GPOS,GSUB,GDEF,DSIG", "--no-recalc-timestamp",
        ],
        check=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "0"},
    )
    print(f"{target.name}: {target.stat().st_size} bytes")


def main():
    listing = HERE / "characters.tmp"
    listing.write_text("".join(characters()), "utf-8")
    try:
        for weight in ("Regular", "Bold"):
            cut(weight, HERE / f"NotoSansSC-{weight}.otf", listing)
    finally:
        listing.unlink()


main()
