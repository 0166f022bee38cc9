#!/usr/bin/env python3
"""Our amounts against pdfplumber, openpyxl, xlrd, python-docx and lxml, file by file, in one table.

    pip install pdfplumber openpyxl xlrd python-docx lxml
    cargo build --release
    python3 benches/peers/cells.py FILE… [--program target/release/tongbi] [--list]

An amount of a workbook, a docx or a page of the web is a cell in sight that holds a number, in a row with words, below the
header of its table, in a column that is headed neither by a rate or a change (%, 增减, 比重 …) nor by codes, serial numbers,
pages, values of indicators or their weights; of a PDF a number between the upright lines of a table, as pdfplumber places
its characters, in columns told the same way. Right: ours at the same place (in a PDF on the same page, beside a name that
stands at its height, or in its row where lines part the rows), with the same money. Once: a figure that the file prints in
several places, and that we count in another one of them. Wrong: other money at that place, or another name beside it.
Told: no amount of ours there, and a message says that the table or the row was not read. Silent: missing without one.
Invented: an amount of ours where the peer sees none. --list prints each figure that is not right.
"""
import argparse
import csv
import datetime
import io
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


def squeezed(text):
    return re.sub(r"\s", "", text or "")


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


def shown(value, form):
    """A cell's value as its format shows it, as far as rates and dates go."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in (form or ""):
        return f"{value * 100:.2f}%"
    if isinstance(value, (datetime.date, datetime.datetime)):
        form = re.sub(r"\[[^\]]*\]", "", form or "ymd").lower()
        parts = (("y", value.year, "年"), ("m", value.month, "月"), ("d", value.day, "日"))
        return "".join(f"{part}{word}" for letter, part, word in parts if letter in form)
    return value


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
                    cells[cell.row, cell.column] = shown(cell.value, cell.number_format or "")
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
                if cell.value != "" and not (info and info.hidden) and cell.ctype in (1, 2, 3):
                    value = xlrd.xldate_as_datetime(cell.value, book.datemode) if cell.ctype == 3 else cell.value
                    format_key = book.xf_list[cell.xf_index].format_key
                    cells[row + 1, column + 1] = shown(value, book.format_map[format_key].format_str)
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


FIGURE = re.compile(r"[-−－]?[\d,，]*\d(\.\d+)?")
NO_AMOUNT = re.compile(r"[%％]|利率|期限|日期|限\(年|比例|比重|代码|编码|序号|占|指标|权重|度量|[类款项]$|数量|行次")
HAN = re.compile(r"[^\u4e00-\u9fff]")


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
                found.append((column, sum(one[0] for one in line) / len(line), squeezed(text), line[0][2]))
                line = []
            line.append(char)
    return found, edges


def are_codes(texts):
    """Whether a column holds nothing but codes under codes: 501, 50101."""
    codes = set(texts)
    below = any(len(code) > 3 and code[:-2] in codes for code in codes)
    return below and all(re.fullmatch(r"\d{3}|\d{5}|\d{7}", text) for text in codes)


def in_its_row(page, text, name):
    """Whether lines part the rows of a table and the name stands in the row of such a figure."""
    for table in page.find_tables():
        for row in table.rows:
            cells = [cell for cell in row.cells if cell]
            if not any(text in squeezed(page.crop(cell, strict=False).extract_text()) for cell in cells):
                continue
            middle = (row.bbox[1] + row.bbox[3]) / 2
            beside = [cell for cell in table.cells if cell[1] <= middle <= cell[3]]
            if any(name in squeezed(page.crop(cell, strict=False).extract_text()) for cell in beside):
                return True
    return False


def of_pdf(path, items, told):
    """Counts and list of a PDF."""
    import pdfplumber

    counts, listed = Counter(), []
    everywhere = Counter((HAN.sub("", item["name"].split("：")[-1]), item["text"]) for item in items)
    mine = defaultdict(list)
    for item in items:
        if item["origin"] != "implied" and item["amount"]:
            # A name that stands under several rows has the row above in front.
            name = squeezed(item["name"]).split("：")[-1]
            # A form whose items are its columns has no names beside its figures.
            level = "total" if item["table"] == "three_public" else item["level"]
            mine[int(item["page"])].append((squeezed(item["text"]), name, level))
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
            first, texts = {}, defaultdict(list)
            for column, height, text, _ in sorted(numbers):
                first[column] = min(height, first.get(column, height))
                texts[column].append(text)
            heads = {c: "".join(w[2] for w in words if w[0] == c and w[1] < first[c]) for c in first}
            # A list of indicators goes on over pages below the heads of its first one.
            left = {c: edges[c - 1] if c else 0 for c in heads}
            if "指标" in "".join(above.values()) and "单位：" not in "".join(word[2] for word in words):
                near = lambda c: "".join(head for x, head in above.items() if abs(x - left[c]) < 6)
                heads = {c: head + near(c) for c, head in heads.items()}
            else:
                above = {left[c]: "".join(w[2] for w in words if w[0] == c) for c in left}
            coded = {column for column in texts if are_codes(texts[column])}
            # 208 05 01 in columns of their own, left of the names.
            named = {w[0] for w in words if any(abs(w[1] - number[1]) < 3 for number in numbers)} - set(texts)
            for column in sorted(texts, reverse=True):
                digits = all(re.fullmatch(r"\d{2,3}|\d{5}|\d{7}", text) for text in texts[column])
                coded |= {column} if digits and (column + 1 in named or column + 1 in coded) else set()
            # 1 2 3 … number the columns of a head.
            lines = defaultdict(list)
            for number in sorted(numbers):
                lines[round(number[1])].append(number)
            serial = [line for line in lines.values() if [n[2] for n in line] == [str(i + 1) for i in range(len(line))]]
            serial = [number for line in serial for number in line if len(line) > 2]
            amounts = [n for n in numbers if not NO_AMOUNT.search(heads[n[0]]) and n[0] not in coded]
            amounts = [number for number in amounts if number not in serial]
            want = Counter(number[2] for number in amounts)
            here = mine.get(page.page_number, [])
            have = Counter(text for text, _, _ in here)
            misnamed = 0
            for text, name, level in here:
                places = [number for number in numbers if number[2] == text]
                beside = lambda number, ems: "".join(
                    w[2] for w in sorted(words) if w[0] < number[0] and abs(w[1] - number[1]) < ems * number[3]
                )
                named = [number for number in places if level == "total" or name in beside(number, 2.2)]
                # Of a wrapped name some line may stand at the figure's own height.
                bare = HAN.sub("", name)
                lines = lambda n: [HAN.sub("", w[2]) for w in words if w[0] < n[0] and abs(w[1] - n[1]) < 0.3 * n[3]]
                near = [[line for line in lines(number) if len(line) > 1] for number in named]
                fits = level == "total" or any(not line or any(o in bare or bare in o for o in line) for line in near)
                if places and not (named and fits) and not in_its_row(page, text, name):
                    misnamed += 1
                    there = min(places, key=lambda number: -len(set(beside(number, 2.2)) & set(name)))
                    listed.append(("wrong", page.page_number, text, name, "|", beside(there, 1.6)))
            counts["amounts"] += sum(want.values())
            counts["right"] += sum((want & have).values()) - misnamed
            counts["wrong"] += misnamed
            for text in (want - have).elements():
                heights = [number[1] for number in numbers if number[2] == text]
                names = {HAN.sub("", word[2]) for word in words if any(abs(word[1] - height) < 2 for height in heights)}
                known = any(everywhere[name, text] for name in names)
                how = "once" if known else "told" if told(page=page.page_number) else "silent"
                counts[how] += 1
                if how == "silent":
                    listed.append((how, page.page_number, text))
            # What the lines cut apart may be whole in the text of the page.
            whole = Counter(squeezed(word["text"]) for word in page.extract_words()) if have - want else Counter()
            whole |= Counter(number[2] for number in numbers)
            invented = have - whole
            # A figure in a column of rates or terms is no amount, whoever prints it.
            invented += (have - want) & Counter(
                number[2] for number in numbers if number not in amounts and want[number[2]] == 0
            )
            counts["invented"] += sum(invented.values())
            listed += [("invented", page.page_number, text) for text in invented.elements()]
    return counts, listed


def of_cells(path, items, told):
    """Counts and list of a workbook, a docx or a page of the web."""
    counts, listed = Counter(), []
    mine, names = defaultdict(list), Counter()
    for row in items:
        if row["amount"] and row["row"]:
            place = int(row["page"] or 0) or row["part"], int(row["row"]), int(row["column"])
            mine[place].append(Decimal(row["amount"]))
            names[bare(row["name"]), Decimal(row["amount"])] += 1
    placed = path.suffix in (".xlsx", ".xls")
    bag = Counter(amount for amounts in mine.values() for amount in amounts[:1])
    seen = set()
    for index, name, cells, merged in READERS[path.suffix](path):
        seen |= {(index, *place) for place, value in cells.items() if decimal(value) is not None}
        for place, amount, words in amounts(cells, merged):
            counts["amounts"] += 1
            fen = amount.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
            # A document's tables have no coordinates that both count alike: amounts are matched as a bag.
            found = mine.get((index, *place)) if placed else [fen] if bag[fen] > 0 else None
            bag[fen] -= not placed and found is not None
            if found is None:
                known = any(names[word, fen] for word in words)
                how = "once" if known else "told" if told(sheet=name.strip(), row=place[0]) else "silent"
            else:
                how = "right" if any(abs(one - fen) < Decimal("0.005") for one in found) else "wrong"
            counts[how] += 1
            if how in ("silent", "wrong"):
                listed.append((how, name, place, amount, found or ""))
    invented = [place for place in mine if place not in seen] if placed else [a for a, n in bag.items() if n > 0]
    counts["invented"] = len(invented)
    return counts, listed + [("invented", place) for place in invented]


READERS = {".xlsx": xlsx, ".xls": xls, ".docx": docx, ".html": html}
COLUMNS = ["amounts", "right", "once", "wrong", "told", "silent", "invented"]


def ours(program, path):
    """Our items, and what our messages say was not read: pages; rows of sheets, or whole sheets."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "rows.csv")
        run = subprocess.run([program, "extract", path, "-o", out, "--verbose"], capture_output=True, text=True)
        rows = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig") if out.exists() else ""))
        lost = [line for line in run.stderr.splitlines() if "没有读入" in line or "未计入" in line]
        pages = {int(page) for line in lost for page in re.findall(r"第(\d+)页", line)}
        sheets = [re.search(r"工作表“([^”]*)”(?: 第(\d+)行| [A-Z]+(\d+))?", line) for line in lost if "隐藏" not in line]
        sheets = {(m[1].strip(), int(m[2] or m[3] or 0)) for m in sheets if m}
        whole = {sheet for sheet, row in sheets if row <= 1}

        def told(page=None, sheet=None, row=None):
            return page in pages or sheet in whole or (sheet, row) in sheets

        return list(rows), told


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--program", default="target/release/tongbi")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    print("| file |", " | ".join(COLUMNS), "|")
    print("|---" * (len(COLUMNS) + 1) + "|")
    for path in options.files:
        items, told = ours(options.program, path)
        counts, listed = (of_pdf if path.suffix == ".pdf" else of_cells)(path, items, told)
        print("|", path.name, "|", " | ".join(str(counts[column]) for column in COLUMNS), "|", flush=True)
        for row in listed if options.list else []:
            print("  ", *row)


if __name__ == "__main__":
    main()
