#!/usr/bin/env python3
"""Our cells against openpyxl, xlrd and python-docx: right, wrong, missing and invented amounts of each file.

    pip install openpyxl xlrd python-docx lxml
    cargo build --release
    python3 benches/peers/cells_openpyxl.py FILE.xlsx FILE.xls FILE.docx FILE.html … [--program target/release/tongbi] [--list]

An amount is a cell in sight that holds a number, in a row with words, below the header of its table, in a column that is headed
neither by a rate or a change (%, 增减, 比重 …) nor by codes, serial numbers, pages, values of indicators or their weights.
Right: ours at the same place, with the same money (the cell's number in the unit that the sheet prints). Once: a figure
that the file prints in several places, and that we count in another one of them. Wrong: other money at that place.
Missing: no amount of ours there. Invented: an amount of ours where the peer sees none. --list prints each of them.
"""
import argparse
import csv
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

RATE = re.compile(r"%|％|‰|增减|增长|比重|占比|增幅|完成率|完成比|为预算|为上年|为决算|比上年|比例|变动|备注|说明|序号|行次|栏次|编码|代码|人数|人口|GDP|利率|期限|指标|权重|页码|页数")
NUMBERING = re.compile(r"^(其中[:：]?)?[（(]?[一二三四五六七八九十\d]+[）)、.．]+|^其中[:：]?")
UNITS = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
UNIT = re.compile(r"(?:单位|[（(])[:：]?(?:人民币)?(百万元|亿元|万元|千元|元)")


def decimal(value):
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return Decimal(f"{value:.15g}")
    text = re.sub(r"[\s,，]", "", str(value))
    try:
        return Decimal(text) if re.fullmatch(r"[-−]?\d+(\.\d+)?", text) else None
    except InvalidOperation:
        return None


def xlsx(path):
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    for index, sheet in enumerate(book.worksheets, 1):
        if sheet.sheet_state != "visible":
            continue
        rows = {r for r, d in sheet.row_dimensions.items() if d.hidden}
        columns = {c for d in sheet.column_dimensions.values() if d.hidden for c in range(d.min, min(d.max, 200) + 1)}
        cells = {}
        for row in sheet.iter_rows(max_col=min(sheet.max_column, 60)):
            for cell in row:
                if cell.value not in (None, "") and cell.row not in rows and cell.column not in columns:
                    percent = isinstance(cell.value, (int, float)) and "%" in (cell.number_format or "")
                    cells[cell.row, cell.column] = f"{cell.value * 100:.2f}%" if percent else cell.value
        merged = [(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges]
        yield index, sheet.title, cells, merged


def xls(path):
    import xlrd

    book = xlrd.open_workbook(path, formatting_info=True)
    for index, sheet in enumerate(book.sheets(), 1):
        if sheet.visibility:
            continue
        cells = {}
        for row in range(sheet.nrows):
            if sheet.rowinfo_map.get(row) is not None and sheet.rowinfo_map[row].hidden:
                continue
            for column in range(sheet.ncols):
                info = sheet.colinfo_map.get(column)
                cell = sheet.cell(row, column)
                if cell.value != "" and not (info and info.hidden) and cell.ctype in (1, 2):
                    cells[row + 1, column + 1] = cell.value
        yield index, sheet.name, cells, [(a + 1, c + 1, b, d) for a, b, c, d in sheet.merged_cells]


def docx(path):
    import docx as word

    for index, table in enumerate(word.Document(path).tables, 1):
        cells = {}
        for row, line in enumerate(table.rows, 1):
            # A merged cell comes once for each column that it covers.
            for column, cell in enumerate(dict.fromkeys(line.cells), 1):
                if cell.text.strip():
                    cells[row, column] = cell.text.strip()
        yield index, f"表{index}", cells, []


def html(path):
    from lxml import html as page

    tree = page.fromstring(Path(path).read_bytes())
    for index, table in enumerate(tree.xpath("//table[not(.//table)]"), 1):
        cells = {}
        for row, line in enumerate(table.xpath(".//tr"), 1):
            for column, cell in enumerate(line.xpath("./td|./th"), 1):
                text = cell.text_content().strip()
                if text:
                    cells[row, column] = text
        yield index, f"表{index}", cells, []


def bare(name):
    return NUMBERING.sub("", re.sub(r"\s", "", str(name))).split("：")[-1].removesuffix("支出")


def amounts(cells, merged):
    """The amounts of a sheet: (row, column), money in 元, the words of the row."""
    money = next((UNITS[m.group(1)] for v in cells.values() if isinstance(v, str) and (m := UNIT.search(v))), 10_000)
    heads = defaultdict(list)
    body = None
    for row in sorted({row for row, _ in cells}):
        line = {column: value for (r, column), value in cells.items() if r == row}
        numbers = [c for c, v in line.items() if decimal(v) is not None]
        words = [v for v in line.values() if isinstance(v, str) and decimal(v) is None]
        serial = [decimal(line[c]) for c in sorted(numbers)] == [Decimal(n) for n in range(1, len(numbers) + 1)] and len(numbers) > 1
        years = numbers and all(decimal(line[c]) in range(1990, 2101) for c in numbers)
        if body is None and (not numbers or serial or years):
            for column, value in line.items():
                heads[column].append(str(value))
                for top, left, bottom, right in merged:
                    if (top, left) == (row, column) and right - left < 30:
                        for other in range(left + 1, right + 1):
                            heads[other].append(str(value))
            continue
        if not numbers and any(re.search(r"表$|^附表", str(v)) for v in words):
            # Another table begins below the first.
            body, heads = None, defaultdict(list)
            money = next((UNITS[m.group(1)] for (r, _), v in sorted(cells.items(), key=lambda c: c[0]) if r >= row and isinstance(v, str) and (m := UNIT.search(v))), money)
            continue
        body = body or row
        for column in numbers:
            value, head = decimal(line[column]), " ".join(h for h in heads[column] if not UNIT.search(h) or len(h) < 20)
            last = heads[column][-1] if heads[column] else ""
            if not words or RATE.search(last) or not last:
                continue
            yield (row, column), value * money, {bare(word) for word in words}


def ours(program, path):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        run = subprocess.run([program, "extract", str(path), "-o", str(out)], capture_output=True, text=True)
        if not out.exists():
            print(run.stderr, file=sys.stderr)
            return {}, Counter()
        found, names = defaultdict(list), Counter()
        for row in csv.DictReader(out.open(encoding="utf-8-sig")):
            if row["amount"] and row["row"]:
                found[int(row["page"] or 0) or row["part"], int(row["row"]), int(row["column"])].append(Decimal(row["amount"]))
                names[bare(row["name"]), Decimal(row["amount"])] += 1
        return found, names


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--program", default="target/release/tongbi")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    print("| file | amounts | right | once | wrong | missing | invented |\n|---|---|---|---|---|---|---|")
    for path in options.files:
        readers = {".xlsx": xlsx, ".xls": xls, ".docx": docx, ".html": html}
        mine, names = ours(options.program, path)
        all_, right, once, wrong, missing, seen = 0, 0, 0, [], [], set()
        places = path.suffix in (".xlsx", ".xls")
        bag = Counter(amount for amounts in mine.values() for amount in amounts[:1])
        for index, name, cells, merged in readers[path.suffix](path):
            numbers = {place for place, value in cells.items() if decimal(value) is not None}
            seen |= {(index, *place) for place in numbers}
            for place, amount, words in amounts(cells, merged):
                all_ += 1
                fen = amount.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
                if not places:
                    # A document's tables have no coordinates that both count alike: amounts are matched as a bag.
                    hit = bag[fen] > 0
                    bag[fen] -= hit
                    right += hit
                    if not hit and any(names[word, fen] for word in words):
                        once += 1
                    elif not hit:
                        missing.append((name, place, amount))
                    continue
                found = mine.get((index, *place))
                if found is None and any(names[word, fen] for word in words):
                    once += 1
                elif found is None:
                    missing.append((name, place, amount))
                elif any(abs(one - fen) < Decimal("0.005") for one in found):
                    right += 1
                else:
                    wrong.append((name, place, amount, found))
        invented = [place for place in mine if place not in seen] if places else [a for a, n in bag.items() if n > 0]
        print(f"| {path.name} | {all_} | {right} | {once} | {len(wrong)} | {len(missing)} | {len(invented)} |")
        if options.list:
            for title, rows in (("wrong", wrong), ("missing", missing), ("invented", invented)):
                for row in rows:
                    print("  ", title, *row if isinstance(row, tuple) else (row,))


if __name__ == "__main__":
    main()
