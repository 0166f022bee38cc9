#!/usr/bin/env python3
"""What each reader takes at its limit: peak memory and processor time of `tongbi extract` on a file just below it.

    cargo build --release
    python3 benches/peers/limits.py [--part 1] [--formats csv,txt,json,xlsx,xlsb,ods,docx,html,zip,pdf,parquet] [--binary target/release/tongbi]

`--part 20` makes files of a twentieth of the limit, for a look at how memory grows. The files are made as they are
measured and are gone afterwards; at the limit they take some hundred MB of disk.
"""
import argparse
import pathlib
import tempfile
import zipfile
import zlib

from batch import ROOT, measure

CELLS = 4_000_000
COLUMNS = 10
HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "一般公共预算", "政府性基金预算", "国有资本经营预算", "单位资金", "上年结转"]
TITLE = "2024年单位支出总体情况表"
PROSE = "2024年，示例中心安排办公经费若干，主要用于日常运转和办公设备维护，由办公室负责落实，按季度检查。\n\n"


def row(number):
    return [f"{2010101 + number % 90}", f"事项{number % 1000}", *[f"{number % 997}.{column}0" for column in range(8)]]


def rows(cells):
    yield [TITLE]
    yield HEAD
    for number in range(cells // COLUMNS - 2):
        yield row(number)


def text(path, cells):
    with open(path, "w", encoding="utf-8") as file:
        for line in rows(cells):
            file.write((("," if path.suffix == ".csv" else "\t").join(line)) + "\n")


def json(path, cells):
    keys = ["unit", "year", "table", "code", "name", "measure", "amount"]
    with open(path, "w", encoding="utf-8") as file:
        file.write("[")
        for number in range(cells // len(keys) - 1):
            values = ["某局", "2024", "general", f"{2010101 + number % 90}", f"事项{number}", "合计", f"{number % 997}.00"]
            pairs = ",".join(f'"{key}":"{value}"' for key, value in zip(keys, values))
            file.write(("," if number else "") + "{" + pairs + "}")
        file.write("]")


def xlsx(path, cells):
    def cell(value):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package_file:
        for name, content in parts.items():
            package_file.writestr(name, content)
        with package_file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for line in rows(cells):
                sheet.write(("<row>" + "".join(map(cell, line)) + "</row>").encode())
            sheet.write(b"</sheetData></worksheet>")


def xlsb(path, cells):
    """The records of [MS-XLSB] that hold cells; no program at hand writes so many."""
    import struct

    def record(kind, content=b""):
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size, left = b"", len(content)
        while left > 127:
            size, left = size + bytes([left & 0x7F | 0x80]), left >> 7
        return head + size + bytes([left]) + content

    def wide(text):
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheets = record(143) + record(156, struct.pack("<II", 0, 1) + wide("r1") + wide("表")) + record(144)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        "xl/workbook.bin": record(131) + sheets + record(132),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package_file:
        for name, content in parts.items():
            package_file.writestr(name, content)
        with package_file.open("xl/worksheets/sheet1.bin", "w", force_zip64=True) as sheet:
            size = struct.pack("<IIII", 0, cells // COLUMNS - 1, 0, COLUMNS - 1)
            sheet.write(record(129) + record(148, size) + record(145))
            for number, line in enumerate(rows(cells)):
                written = record(0, struct.pack("<IIHBHI", number, 0, 300, 0, 0, 0))
                for column, value in enumerate(line):
                    written += record(6, struct.pack("<II", column, 0) + wide(value))
                sheet.write(written)
            sheet.write(record(146) + record(130))


def ods(path, cells):
    namespaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package_file:
        package_file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        with package_file.open("content.xml", "w", force_zip64=True) as content:
            content.write(f"<office:document-content{namespaces}><office:body><office:spreadsheet><table:table table:name=\"表\">".encode())
            for line in rows(cells):
                written = "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in line)
                content.write(f"<table:table-row>{written}</table:table-row>".encode())
            content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def docx(path, size):
    """64 MB of text once unpacked."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = f"<w:p><w:r><w:t>{PROSE.strip()}</w:t></w:r></w:p>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package_file:
        with package_file.open("word/document.xml", "w") as document:
            document.write(f'<w:document xmlns:w="{word}"><w:body>'.encode())
            for _ in range((size - 1000) // len(paragraph)):
                document.write(paragraph)
            document.write(b"</w:body></w:document>")


def html(path, size):
    paragraph = f"<p>{PROSE.strip()}</p>\n".encode()
    with open(path, "wb") as file:
        file.write(b"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>")
        for _ in range((size - 1000) // len(paragraph)):
            file.write(paragraph)
        file.write(b"</body></html>")


def prose(path, size):
    path.write_text(PROSE * ((size - 1000) // len(PROSE.encode())), encoding="utf-8")


def packed(path, size):
    """Texts that unpack to a gigabyte."""
    one = PROSE * (size // 16 // len(PROSE.encode()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package_file:
        for number in range(16):
            package_file.writestr(f"{number}.txt", one)


def pdf(path, pages):
    """Pages of fifty lines each, in Latin letters, so that no font is needed."""
    line = b"BT /F1 9 Tf 40 %d Td (2010101 item %d 997.10 12.00) Tj ET\n"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in range(pages):
        stream = zlib.compress(b"".join(line % (800 - 15 * row, page * 50 + row) for row in range(50)), 1)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream")
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
                       b"/Contents %d 0 R >>" % len(objects))
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % kid for kid in kids))
    with open(path, "wb") as file:
        file.write(b"%PDF-1.4\n")
        places = []
        for number, content in enumerate(objects, 1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
        start = file.tell()
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
        file.writelines(b"%010d 00000 n \n" % place for place in places)
        file.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def parquet(path, cells):
    """Line items, as `extract` writes them; needs pyarrow."""
    import pyarrow
    import pyarrow.parquet
    keys = ["unit", "year", "table", "code", "name", "measure", "amount"]
    rows = cells // len(keys) - 1
    columns = {
        "unit": pyarrow.array(["某局"] * rows), "year": pyarrow.array([2024] * rows),
        "table": pyarrow.array(["general"] * rows),
        "code": pyarrow.array([f"{2010101 + row % 90}" for row in range(rows)]),
        "name": pyarrow.array([f"事项{row}" for row in range(rows)]), "measure": pyarrow.array(["合计"] * rows),
        "amount": pyarrow.array([f"{row % 997}.00" for row in range(rows)]),
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


MB = 1 << 20
FORMATS = {
    "csv": (lambda path, part: text(path, CELLS // part), "四百万格"),
    "txt": (lambda path, part: text(path, CELLS // part), "四百万格"),
    "prose.txt": (lambda path, part: prose(path, 256 * MB // part), "256 MB"),
    "json": (lambda path, part: json(path, CELLS // part), "四百万格"),
    "xlsx": (lambda path, part: xlsx(path, CELLS // part), "四百万格"),
    "xlsb": (lambda path, part: xlsb(path, CELLS // part), "四百万格"),
    "ods": (lambda path, part: ods(path, CELLS // part), "四百万格"),
    "docx": (lambda path, part: docx(path, 64 * MB // part), "解压后 64 MB"),
    "html": (lambda path, part: html(path, 32 * MB // part), "32 MB"),
    "pdf": (lambda path, part: pdf(path, 5000 // part), "5000 页"),
    "parquet": (lambda path, part: parquet(path, CELLS // part), "四百万格"),
    "zip": (lambda path, part: packed(path, 1024 * MB // part), "解压后 1 GB"),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", type=int, default=1)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--binary", default=str(ROOT / "target" / "release" / "tongbi"))
    options = parser.parse_args()
    for name in options.formats.split(","):
        make, limit = FORMATS[name]
        with tempfile.TemporaryDirectory(prefix="tongbi-limits-") as folder:
            path = pathlib.Path(folder) / f"表.{name}"
            make(path, options.part)
            size = path.stat().st_size / MB
            processor, _, peak, status = measure([options.binary, "extract", str(path), "-o", f"{folder}/出.csv"])
        print(f"{name:10} {limit} / {options.part}: {size:7.1f} MB, {processor:7.2f} s, peak {peak:6.0f} MB, status {status}", flush=True)


if __name__ == "__main__":
    main()
