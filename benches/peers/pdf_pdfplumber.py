#!/usr/bin/env python3
"""Our PDF reader against pdfplumber: the same coded rows, and the time from PDF to rows, in one run.

    pip install pdfplumber
    cargo build --release
    python3 benches/peers/pdf_pdfplumber.py FILE.pdf … [--program target/release/tongbi]

Rows: every row of every table of pdfplumber that begins with a classification code (in one cell or in three) and
holds a number must be among ours with the same code, name and amounts, each amount in the column of ours that the
table's other rows have there. Ours beyond that (rows printed by name only, whose code we looked up) are counted.
Figures (`--figures`, for tables of governments, which name items without codes): every number in a table with lines
between its columns, as pdfplumber places its characters, must be among our amounts of that page, beside a name that
stands at its height; columns of rates, dates and numbers of lines are left out, by the words of their heads.
Time: both as whole processes over all files, median of three; pdfplumber with `extract_tables` and the same rows.
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
from collections import Counter
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


def stood_up(page):
    """Characters and lines of a page as who reads it sees them: a page printed on its side is turned."""
    chars, lines = page.chars, page.lines + page.rects
    sideways = [char for char in chars if not char["upright"]]
    if 2 * len(sideways) <= len(chars):
        return [char for char in chars if char["upright"]], lines
    up = 2 * sum(char["matrix"][1] > 0 for char in sideways) > len(sideways)
    width, height = float(page.width), float(page.height)

    def turn(one):
        x0, x1, top, bottom = (one[side] for side in ("x0", "x1", "top", "bottom"))
        across = (height - bottom, height - top, x0, x1) if up else (top, bottom, width - x1, width - x0)
        return {**one, **dict(zip(("x0", "x1", "top", "bottom"), across))}

    return [turn(char) for char in sideways], [turn(line) for line in lines]


def lines_of_cells(page):
    """(column, height, text, size) of each line of characters between the page's upright lines."""
    chars, lines = stood_up(page)
    upright = [line for line in lines if abs(line["x1"] - line["x0"]) < 2.6]
    upright = [line for line in upright if line["bottom"] - line["top"] > 8]
    edges = []
    for x in sorted(line["x0"] for line in upright):
        if not edges or x - edges[-1] > 3:
            edges.append(x)
    if not edges:
        return [], []
    top, bottom = min(line["top"] for line in upright), max(line["bottom"] for line in upright)
    columns = {}
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if char["text"].strip() and top < y < bottom:
            columns.setdefault(sum(edge < x for edge in edges), []).append((y, char["x0"], char["size"], char["text"]))
    found = []
    for column, chars in columns.items():
        line = []
        for char in sorted(chars) + [(float("inf"), 0, 0, "")]:
            if line and char[0] - line[-1][0] > 0.35 * line[-1][2]:
                text = "".join(one[3] for one in sorted(line, key=lambda one: one[1]))
                found.append((column, sum(one[0] for one in line) / len(line), squeeze(text), line[0][2]))
                line = []
            line.append(char)
    return found, edges


FIGURE = re.compile(r"[-−－]?[\d,，]*\d(\.\d+)?")
NO_AMOUNT = re.compile(r"[%％]|利率|期限|日期|限\(年|比例|比重|代码|编码|序号|占|指标|权重|度量")
HAN = re.compile(r"[^\u4e00-\u9fff]")


def figures(path, items, listed):
    """Right, printed elsewhere too and counted there, with another name, missing, invented; what is not right goes into
    `listed`."""
    import pdfplumber

    total = [0, 0, 0, 0, 0]
    everywhere = Counter((HAN.sub("", item["name"].split("：")[-1]), item["text"]) for item in items)
    mine = {}
    for item in items:
        if item["file"] == path.name and item["origin"] != "implied" and item["amount"]:
            # A name that stands under several rows has the row above in front.
            name = squeeze(item["name"]).split("：")[-1]
            mine.setdefault(int(item["page"]), []).append((squeeze(item["text"]), name, item["level"]))
    above = {}
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            cells, edges = lines_of_cells(page)
            numbers = [cell for cell in cells if FIGURE.fullmatch(cell[2])]
            words = [cell for cell in cells if not FIGURE.fullmatch(cell[2])]
            # The year of a head over several columns is cut by the line between them: 202|5年执行数.
            cut = [(w[0], w[1]) for w in words if re.match(r"\d{0,3}年", w[2])]
            halved = lambda one: any(c == one[0] + 1 and abs(y - one[1]) < 1 for c, y in cut)
            numbers = [number for number in numbers if not halved(number)]
            first = {}
            for column, height, *_ in numbers:
                first[column] = min(height, first.get(column, height))
            heads = {c: "".join(w[2] for w in words if w[0] == c and w[1] < first[c]) for c in first}
            # A list of indicators goes on over pages below the heads of its first one.
            left = {c: edges[c - 1] if c else 0 for c in heads}
            if "指标" in "".join(above.values()) and "单位：" not in "".join(word[2] for word in words):
                near = lambda c: "".join(head for x, head in above.items() if abs(x - left[c]) < 6)
                heads = {c: head + near(c) for c, head in heads.items()}
            else:
                above = {left[c]: "".join(w[2] for w in words if w[0] == c) for c in left}
            want = Counter(number[2] for number in numbers if not NO_AMOUNT.search(heads[number[0]]))
            here = mine.get(page.page_number, [])
            have = Counter(text for text, _, _ in here)
            misnamed = 0
            for text, name, level in here:
                places = [number for number in numbers if number[2] == text]
                beside = lambda number, ems: "".join(
                    word[2] for word in sorted(words) if word[0] < number[0] and abs(word[1] - number[1]) < ems * number[3]
                )
                named = [number for number in places if level == "total" or name in beside(number, 2.2)]
                # Of a wrapped name some line may stand at the figure's own height.
                bare = HAN.sub("", name)
                lines = lambda number: [HAN.sub("", w[2]) for w in words if w[0] < number[0] and abs(w[1] - number[1]) < 0.3 * number[3]]
                near = [[line for line in lines(number) if len(line) > 1] for number in named]
                fits = level == "total" or any(not line or any(one in bare or bare in one for one in line) for line in near)
                if places and not (named and fits):
                    misnamed += 1
                    there = min(places, key=lambda number: -len(set(beside(number, 2.2)) & set(name)))
                    listed.append(("other name", page.page_number, text, name, "|", beside(there, 1.6)))
            once = 0
            for text in (want - have).elements():
                heights = [number[1] for number in numbers if number[2] == text]
                names = {HAN.sub("", word[2]) for word in words if any(abs(word[1] - height) < 2 for height in heights)}
                if any(everywhere[name, text] for name in names):
                    once += 1
                else:
                    listed.append(("missing", page.page_number, text))
            invented = have - Counter(number[2] for number in numbers)
            listed += [("invented", page.page_number, text) for text in invented.elements()]
            counts = [sum((want & have).values()) - misnamed, once, misnamed, sum((want - have).values()) - once, 0]
            counts[4] = sum(invented.values())
            total = [one + other for one, other in zip(total, counts)]
    return total


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
    parser.add_argument("--figures", action="store_true", help="numbers in tables by name, of governments' documents")
    parser.add_argument("--list", action="store_true", help="with --figures, each figure that is not right")
    arguments = parser.parse_args()
    if arguments.figures:
        print("| file | right | once | other name | missing | invented |\n|---|---|---|---|---|---|")
        for path in arguments.files:
            with tempfile.TemporaryDirectory() as folder:
                out = Path(folder, "rows.csv")
                subprocess.run([arguments.program, "extract", path, "-o", out], capture_output=True)
                rows = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig") if out.exists() else ""))
                listed = []
                counts = figures(path, list(rows), listed)
            print(f"| {path.name} | {' | '.join(map(str, counts))} |", flush=True)
            for row in listed if arguments.list else []:
                print("  ", *row)
        return
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
    print(f"tongbi {here:.2f} s, pdfplumber {there:.2f} s: {there / here:.1f} times")


main()
