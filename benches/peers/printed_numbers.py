"""Counts the numbers that documents print, independently of tongbi, and compares them with its ledger.

    python benches/peers/printed_numbers.py target/debug/tongbi FILE…

The text of a PDF is pdftotext's, of a docx and a page of HTML what python-docx and the standard library read, of a text
file the file. A number is a run of digits with its thousands separators and decimals, full-width digits included; spaces
and line breaks between two digits part two numbers, so a number that a page has torn counts twice here and once there.
tongbi's ledger is `audit --format json`: judged + unjudged + no_claim + those of tables must be all of them.
"""

import collections
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)


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


def text_of(path):
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    if path.suffix == ".docx":
        import docx

        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in dict.fromkeys(row.cells)]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    text = path.read_bytes().decode("utf-8", errors="replace")
    if path.suffix in (".html", ".htm"):
        page = Page()
        page.feed(text)
        return "".join(page.text)
    return text


def numbers(text):
    return collections.Counter(found.replace(",", "") for found in NUMBER.findall(unicodedata.normalize("NFKC", text)))


def ledger(tongbi, path):
    run = subprocess.run([tongbi, "audit", path, "--format", "json", "--fail-on", "never"], capture_output=True)
    if run.returncode:
        raise SystemExit(run.stderr.decode())
    return json.loads(run.stdout)


def main():
    tongbi, *paths = (argument for argument in sys.argv[1:] if argument != "-v")
    print("document\tprinted\tledger\tjudged\tunjudged\tno claim\ttables\tnot in ledger (text)")
    for path in map(pathlib.Path, paths):
        printed, told = numbers(text_of(path)), ledger(tongbi, path)
        of = told["numbers"]
        lines = [judged["printed"] for judged in told["claims"]] + [apart["printed"] for apart in told["apart"]]
        found = sum((numbers(line) for line in lines), collections.Counter())
        # Figures of tables are counted, not listed: they may stand for any number that the text does not hold.
        missing = printed - found
        absent = max(sum(missing.values()) - sum(of["tables"].values()), 0)
        print(
            path.name, sum(printed.values()), of["printed"], of["judged"], of["unjudged"], of["no_claim"],
            sum(of["tables"].values()), absent, sep="\t",
        )
        if absent and "-v" in sys.argv:
            print("   ", missing.most_common(20))


if __name__ == "__main__":
    main()
