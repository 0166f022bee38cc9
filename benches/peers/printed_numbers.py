"""Counts the numbers that documents print, independently of tongbi, and compares them with its ledger.

    python benches/peers/printed_numbers.py target/debug/tongbi FILE…

The text of a PDF is pdftotext's, of a docx and a page of HTML what python-docx and the standard library read, of a text
file the file. A number is a run of digits with its thousands separators and decimals, full-width digits included (① is
none); spaces and line breaks between two digits part two numbers; 1.2025年 is the number of a line and a year.
tongbi's ledger is `audit --format json`: judged + unjudged + no claim + those of tables must be all of them.

Where pdftotext does not see what a reader of the page sees, each number has its column. clipped: painted outside the
window of its page or cell (a row that two pages share is painted on both), as MuPDF tells with and without clipping;
edge: numbers of the first or last line in such a window that the other page prints as well; the line may be cut through,
so either count is right. torn: one number of the ledger that the text here parts in two, by a character without
Unicode or a dash. The difference is printed - clipped - torn - ledger beyond these.
"""

import collections
import html.parser
import json
import pathlib
import re
import subprocess
import sys

import cells as peers

NUMBER = re.compile(r"\d{1,2}(?=\.(?:19|20)\d\d年)|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.skipped, self.text = 0, []

    def handle_starttag(self, tag, attributes):
        self.skipped += tag in ("script", "style", "head", "title")
        if tag in ("p", "div", "tr", "td", "br", "li", "h1", "h2", "h3"):
            self.text.append("\n")

    def handle_endtag(self, tag):
        self.skipped -= tag in ("script", "style", "head", "title")

    def handle_data(self, data):
        if self.skipped <= 0:
            self.text.append(data)


WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def clipped(path, text):
    """How many numbers of a PDF's text its pages clip away, and how many more stand at the edge of such a window."""
    if path.suffix != ".pdf":
        return 0, 0
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE
    away, edge, before = 0, 0, []
    for page, text in zip(pymupdf.open(path), text.split("\f")):
        every, inside = (numbers(page.get_text("text", flags=f)) for f in (flags, flags | pymupdf.TEXT_CLIP))
        away += sum(((every - inside) & numbers(text)).values())
        blocks = page.get_text("dict", flags=flags | pymupdf.TEXT_CLIP)["blocks"]
        lines = [(line["bbox"], "".join(s["text"] for s in line["spans"]).strip()) for b in blocks for line in b["lines"]]
        lines = [line for line in lines if not re.search("第.*页", line[1])]
        high = [line for line in lines if line[0][1] < min(box[1] for box, _ in lines) + 12]
        low = {line for box, line in before if box[3] > max(box[3] for box, _ in before) - 12}
        here, there = {line for _, line in lines}, {line for _, line in before}
        cut = [line for _, line in high if line in there] + [line for line in low if line in here]
        edge, before = edge + sum(sum(numbers(line).values()) for line in cut), lines
    return away, edge


def text_of(path):
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    if path.suffix in (".xlsx", ".xls"):
        # A number cell is one number however it is stored.
        sheets = [sheet[1:3] for sheet in peers.READERS[path.suffix](path)]
        # Nobody sees the name of a sheet without a cell.
        values = [value for name, held in sheets if held for value in (name, *held.values())]
        return "\n".join("1" if isinstance(value, (int, float)) else str(value) for value in values)
    if path.suffix == ".docx":
        import docx

        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in dict.fromkeys(row.cells)]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    text = path.read_bytes().decode("utf-8", errors="replace")
    if path.suffix in (".html", ".htm"):
        page = Page()
        page.feed(text)
        # What a script would put in place of {{…}} is not in the page.
        return re.sub(r"\{\{.*?\}\}", "", "".join(page.text))
    return text


def numbers(text):
    return collections.Counter(found.replace(",", "") for found in NUMBER.findall(text.translate(WIDE)))


def ledger(tongbi, path):
    run = subprocess.run([tongbi, "audit", path, "--format", "json", "--fail-on", "never"], capture_output=True)
    if run.returncode:
        raise SystemExit(run.stderr.decode())
    return json.loads(run.stdout)


def main():
    tongbi, *paths = sys.argv[1:]
    print("| document | printed | clipped | edge | torn | judged | unjudged | no claim | tables | difference |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for path in map(pathlib.Path, paths):
        text, told = text_of(path), ledger(tongbi, path)
        printed, of = sum(numbers(text).values()), told["numbers"]
        away, edge = clipped(path, text)
        lines = [judged["printed"] for judged in told["claims"]] + [apart["printed"] for apart in told["apart"]]
        torn = sum(max(sum(numbers(line).values()) - 1, 0) for line in lines)
        left = printed - away - of["printed"] - torn
        difference = left if not away or abs(left) > edge else 0
        row = [path.name, printed, away, edge, torn, of["judged"], of["unjudged"], of["no_claim"], sum(of["tables"].values())]
        print("|", " | ".join(map(str, [*row, difference])), "|", flush=True)


if __name__ == "__main__":
    main()
