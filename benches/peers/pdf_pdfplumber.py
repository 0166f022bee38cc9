#!/usr/bin/env python3
"""Our PDF reader against pdfplumber: the same coded rows, and the time from PDF to rows, in one run.

    pip install pdfplumber pymupdf
    cargo build --release
    python3 benches/peers/pdf_pdfplumber.py FILE.pdf … [--program target/release/tongbi]

Rows: every row of every table of pdfplumber that begins with a classification code (in one cell or in three) and
holds a number must be among ours with the same code, name and amounts, each amount in the column of ours that the
table's other rows have there. Ours beyond that (rows printed by name only, whose code we looked up) are counted.
Time: both as whole processes over all files, median of three; pdfplumber with `extract_tables` and the same rows. Beside
them `audit` of ours, from file to findings, and what PyMuPDF takes for the text alone, its import not counted.
"""
import argparse
import csv
import io
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
PART = re.compile(r"\d{2}")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def squeeze(text):
    return re.sub(r"\s", "", text or "")


def number(text):
    text = text.replace(",", "").replace("，", "")
    return float(text) if NUMBER.fullmatch(text) else None


def coded(cells):
    """Cuts a row into (code, name, [(column, amount)]), one for each table that stands side by side in it."""
    found, at = [], 0
    while at < len(cells):
        if not CODE.fullmatch(cells[at]):
            at += 1
            continue
        digits, at = cells[at], at + 1
        while at < len(cells):
            if PART.fullmatch(cells[at]) and len(digits) in (3, 5):
                digits += cells[at]
            elif CODE.fullmatch(cells[at]) and cells[at].startswith(digits):
                digits = cells[at]
            elif cells[at]:
                break
            at += 1
        name, amounts = "", []
        while at < len(cells):
            amount = number(cells[at])
            if CODE.fullmatch(cells[at]):
                break
            if amount is not None:
                amounts.append((at, amount))
            elif not amounts and not name:
                name = cells[at]
            at += 1
        if amounts and name:
            found.append((digits, name, amounts))
    return found


def theirs(path):
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for number, table in enumerate(page.extract_tables()):
                for row in table:
                    for code, name, amounts in coded([squeeze(cell) for cell in row]):
                        yield page.page_number, number, code, name, amounts


def ours(program, paths, folder):
    out = Path(folder, "rows.csv")
    subprocess.run([program, "extract", *paths, "-o", out], check=True, capture_output=True)
    rows = {}
    for item in csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))):
        if item["code"] and item["origin"] != "implied":
            key = (item["file"], int(item["page"]), item["table"], item["row"], item["code"], squeeze(item["name"]))
            rows.setdefault(key, []).append((int(item["column"]), float(item["amount"])))
    return rows


def same(one, other):
    return len(one) == len(other) and any(
        all(abs(a * unit - b) < 0.006 for (_, a), (_, b) in zip(one, other)) for unit in (1, 1e3, 1e4)
    )


def compare(path, rows):
    mine = {}
    for (file, page, table, row, code, name), amounts in rows.items():
        if file == path.name:
            mine.setdefault((page, code), []).append([table, row, name, sorted(amounts), False])
    count, wrong, columns = 0, [], {}
    for page, table, code, name, amounts in theirs(path):
        count += 1
        for row in mine.get((page, code), []):
            if not row[4] and row[2] == name and same(amounts, row[3]):
                row[4] = True
                for (there, _), (here, _) in zip(amounts, row[3]):
                    key = (page, table, row[0], there)
                    if columns.setdefault(key, here) != here:
                        wrong.append((page, code, name, f"column {there} is {columns[key]} and {here} of ours"))
                break
        else:
            near = [row[2:4] for row in mine.get((page, code), []) if not row[4]]
            wrong.append((page, code, name, amounts, "ours:", near))
    beyond = sum(not row[4] for found in mine.values() for row in found)
    return count, wrong, beyond


def text(files):
    """The text of every page by PyMuPDF, nothing else."""
    import pymupdf
    return sum(len(page.get_text()) for path in files for page in pymupdf.open(path))


def timed(run):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--program", default="target/release/tongbi")
    parser.add_argument("--read", action="store_true", help="only read the files with pdfplumber (for the timing)")
    arguments = parser.parse_args()
    if arguments.read:
        print(sum(1 for path in arguments.files for _ in theirs(path)), "rows")
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = ours(arguments.program, arguments.files, folder)
        total = differences = 0
        for path in arguments.files:
            count, wrong, beyond = compare(path, rows)
            total, differences = total + count, differences + len(wrong)
            print(f"{path.name}: {count} rows of pdfplumber, {len(wrong)} different; {beyond} rows of ours beside them")
            for row in wrong:
                print("   ", *row)
        print(f"{total} rows, {differences} different")
        here = timed(lambda: ours(arguments.program, arguments.files, folder))
        read = [sys.executable, __file__, "--read", *arguments.files]
        there = timed(lambda: subprocess.run(read, check=True, capture_output=True))
        audit = [arguments.program, "--quiet", "audit", *arguments.files, "--fail-on", "never", "--format", "json"]
        judged = timed(lambda: subprocess.run(audit, check=True, capture_output=True))
    print(f"tongbi {here:.2f} s, pdfplumber {there:.2f} s: {there / here:.1f} times; audit {judged:.2f} s, text of PyMuPDF {timed(lambda: text(arguments.files)):.2f} s")


main()
