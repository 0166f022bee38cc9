"""Every call of the package, its rows held against what the command writes."""

import decimal
import os
import pathlib
import subprocess
import sys

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet
import pytest
import tongbi
from conftest import ROOT


def plain(table):
    """A table with plain strings, whatever it was stored as, as rows."""
    table = pa.table(table)
    return [tuple(row.values()) for row in table.to_pylist()], table.column_names


def same(one, other):
    (rows, names), (expected, columns) = plain(one), plain(other)
    assert names == columns
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected):
        assert row == wanted


@pytest.fixture(scope="session")
def read(sample):
    return tongbi.read(sample)


@pytest.fixture(scope="session")
def lake(tmp_path_factory):
    """Units of two years in a dataset, not sorted: several tables, one phase, one source."""
    rows = []
    for unit in (f"单位{number:03}" for number in (7, 3, 11, 1, 5, 2, 40, 39)):
        for year in (2023, 2024):
            for code, amount in (("208", None), ("20801", 5), ("2080101", 3), ("2080102", 2), ("", 5)):
                if amount is not None and not (unit == "单位003" and code == "2080102" and year == 2023):
                    value = decimal.Decimal(amount * 1000 + (year - 2023) * len(code) * 37) + decimal.Decimal("0.05")
                    rows.append((unit, year, "general", code, "合计", value))
    names = ["unit", "year", "table", "code", "measure", "amount"]
    table = pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})
    table = table.set_column(5, "amount", table["amount"].cast(pa.decimal128(18, 2)))
    folder = tmp_path_factory.mktemp("lake")
    pyarrow.dataset.write_dataset(
        table, folder, format="parquet", partitioning=pyarrow.dataset.partitioning(
            pa.schema([("year", pa.int64())]), flavor="hive"))
    return table, folder


def test_reading_gives_the_items_of_the_command(read, sample, written):
    same(read.items, written("extract", *sample))
    # 2022 is what the text of 2023 tells.
    assert read.units and read.years == [2022, 2023, 2024] and len(read.files) == 2
    assert "条明细" in repr(read) and "明细" in read._repr_html_()


def test_bytes_and_paths_are_read_alike_and_a_file_given_twice_counts_once(read, sample):
    files = [(path.name, path.read_bytes()) for path in sample]
    again = tongbi.read([*files, files[0]])
    same(again.items, read.items)
    assert any("只读一次" in warning for warning in again.warnings)


def test_bytes_alone_are_read_by_their_content(sample):
    alone = tongbi.read(sample[1].read_bytes())
    assert alone.years == [2023, 2024] and len(alone.items) == len(tongbi.read(sample[1]).items)


#: 支出总体情况表 of a picture: words with their places, and its figures.
SCAN = [
    (330, 100, ["示例市档案馆2024年单位预算公开"]), (420, 160, ["支出总体情况表"]), (900, 200, ["单位：万元"]),
    *((130, 252 + 44 * at, row) for at, row in enumerate([
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", "120.50", "100.25", "20.25"],
        ["201", "一般公共服务支出", "120.50", "100.25", "20.25"],
        ["20126", "档案事务", "120.50", "100.25", "20.25"],
        ["2012604", "档案馆", "100.30", "90.05", "10.25"],
        ["2012699", "其他档案事务支出", "20.20", "10.20", "10.00"],
    ])),
]
EDGES = [120, 280, 580, 750, 920, 1090]


@pytest.fixture(scope="session")
def scan():
    """A PNG with a ruled table and a blot for every word, and the boxes that an engine finds in it."""
    import struct
    import zlib

    width, height = 1190, 1684
    rows = [bytearray(b"\xff" * width) for _ in range(height)]

    def fill(x0, y0, x1, y1):
        for row in rows[y0:y1]:
            row[x0:x1] = bytes(x1 - x0)

    for at in range(7):
        fill(120, 240 + 44 * at, 1090, 242 + 44 * at)
    for x in EDGES:
        fill(x, 240, x + 2, 506)
    boxes = []
    for x, y, words in SCAN:
        for word, left in zip(words, [x] if len(words) == 1 else [edge + 10 for edge in EDGES]):
            if word:
                right = left + 9 * len(word.encode("gbk"))
                fill(left, y, right, y + 20)
                boxes.append([[[left, y], [right, y], [right, y + 20], [left, y + 20]], word, 0.98])

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return png, boxes


def test_a_picture_is_read_by_a_function_and_by_a_program(scan, command, tmp_path):
    png, boxes = scan
    asked = []

    def engine(picture):
        asked.append(picture)
        return boxes

    read = tongbi.read(("公开.png", png), ocr=engine)
    amounts = [float(row["amount"]) / 10000 for row in pa.table(read.items).to_pylist()]
    assert amounts == [float(word) for _, _, words in SCAN[4:] for word in words[2:]]
    # Sums bear all of them out.
    assert pa.table(read.items)["origin"].unique().to_pylist() == ["published"]
    assert len(asked) == 1 and asked[0].startswith(b"\x89PNG")
    assert any("识别程序读出" in warning for warning in read.warnings)
    # Engines give arrays, tuples and numbers of any kind.
    import numpy

    other = [(numpy.array(corners, dtype="float32"), word, numpy.float32(0.98)) for corners, word, _ in boxes]
    same(tongbi.read(("公开.png", png), ocr=lambda _: iter(other)).items, read.items)
    import json
    import sys

    path, program = tmp_path / "公开.png", tmp_path / "识别.py"
    path.write_bytes(png)
    answer = json.dumps({"boxes": [{"corners": box, "text": word, "confidence": sure} for box, word, sure in boxes]})
    program.write_text("import sys\nprint('{\"engine\": \"假的 1\"}', flush=True)\n"
                       "for line in sys.stdin.buffer:\n    sys.stdin.buffer.read(int(line))\n"
                       f"    print({answer!r}, flush=True)\n", "utf-8")
    line = f'{sys.executable} "{program}"'
    by_program = tongbi.read(path, ocr=line)
    assert plain(by_program.items)[0] == plain(tongbi.read(path, ocr=engine).items)[0]
    out = tmp_path / "明细.parquet"
    command("extract", path, "--ocr", line, "--ocr-cache", tmp_path / "缓存", "-o", out)
    same(by_program.items, pyarrow.parquet.ParquetFile(out).read())


def test_a_picture_that_a_function_cannot_read_is_told_with_its_reason(scan, sample):
    png, boxes = scan

    def fails(_):
        raise ValueError("太暗")

    def read(engine):
        files = [(path.name, path.read_bytes()) for path in sample]
        return tongbi.read([*files, ("公开.png", png)], ocr=engine, strict=False).warnings

    for engine, why in [
        (fails, "太暗"), (lambda _: [("合计", 1)], "出错"), (lambda _: [(box, word, 98) for box, word, _ in boxes], "0 和 1"),
        (lambda _: [(box[:3], word, sure) for box, word, sure in boxes], "出错"), ("no", "不支持这种格式"),
    ]:
        assert any("公开.png" in told and why in told for told in read(engine)), (why, read(engine))
        # Alone, the reason is that of the error.
        with pytest.raises(tongbi.Error, match=why):
            tongbi.read(("公开.png", png), ocr=engine)
    with pytest.raises(tongbi.Error, match="没有找到任何预决算表格"):
        tongbi.read(("公开.png", png), ocr=lambda _: None)
    with pytest.raises(tongbi.Error, match="识别命令是空的"):
        tongbi.read(sample, ocr=" ")


def test_a_unit_is_that_of_inputs_that_state_none(sample, tmp_path):
    text = "2024年支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t20.00\n合计\t\t20.00\n"
    assert tongbi.read(("2024.txt", text.encode())).units == [""]
    assert tongbi.read(("2024.txt", text.encode()), unit="某局").units == ["某局"]
    assert tongbi.read(sample, unit="某局").units == tongbi.read(sample).units
    with pytest.raises(tongbi.Error, match="单位名称是空的"):
        tongbi.read(sample, unit=" ")


def test_a_report_is_the_folder_of_the_command(read, sample, command, tmp_path):
    def content(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    page = read.report(ours)
    command("report", *sample, "-o", theirs)
    assert page.parent.parent == ours and page.name == "report.html" and content(ours) == content(theirs)
    # Somebody's change is kept when the report is made again, and another unit has a folder beside it.
    page.write_text("改过", "utf-8")
    with pytest.warns(UserWarning, match="有人改过"):
        read.report(ours)
    kept = [path for path in page.parent.iterdir() if "改动稿" in path.name]
    assert page.read_bytes() != b"" and [path.read_text("utf-8") for path in kept] == ["改过"]
    other = [(path.name, path.read_text("utf-8").replace("示例州", "另一州").encode()) for path in sample]
    page = tongbi.read([*other, *sample]).report(tmp_path / "两个单位", base=2023, year=2024)
    assert page.name == "index.html" and len(list(page.parent.glob("*/report.html"))) == 2
    page.write_text("改过", "utf-8")
    with pytest.warns(UserWarning) as told:
        tongbi.read([*other, *sample]).report(tmp_path / "两个单位", base=2023, year=2024)
    asked = ["report", *sample, tmp_path / "另一州", "--base", "2023", "--year", "2024", "-o", tmp_path / "两个单位"]
    (tmp_path / "另一州").mkdir()
    for name, content in other:
        (tmp_path / "另一州" / name).write_bytes(content)
    page.write_text("又改过", "utf-8")
    [ours] = [str(warning.message) for warning in told if "有人改过" in str(warning.message)]
    [theirs] = [line for line in command.told(*asked).splitlines() if "有人改过" in line]
    # The draft before is still there, so the next one has another number.
    assert theirs.removeprefix("注意：").split("，留为")[0] == ours.split("，留为")[0]
    with pytest.raises(tongbi.Error) as error:
        read.report(tmp_path / "空", year=1999)
    assert error.value.kind == "not_there"


def test_help_shows_every_parameter_with_its_type():
    import inspect

    for call in (tongbi.read, tongbi.compare, tongbi.trend, tongbi.chart, tongbi.compare_stream, tongbi.survey,
                 *(getattr(tongbi.Disclosures, name)
                   for name in ("compare", "trend", "bridge", "audit", "explain", "report", "chart"))):
        signature = inspect.signature(call)
        named = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
        assert all(parameter.annotation is not inspect.Parameter.empty for parameter in named), call
        assert signature.return_annotation is not inspect.Signature.empty and call.__doc__, call
        assert all(parameter.kind is not inspect.Parameter.VAR_KEYWORD for parameter in named), call


def test_long_work_shows_its_progress_and_short_work_nothing(lake, capsys, monkeypatch):
    table, _ = lake
    seen = []
    monkeypatch.setattr(tongbi._Progress, "show", lambda self, text, bar: seen.append(text))
    tongbi.compare(table)
    assert seen == []
    monkeypatch.setattr(tongbi._Progress, "MOMENT", -1)
    tongbi.compare(rows_of_many_units())
    assert seen[-1] == "" and all(text.startswith("对比（行） ") for text in seen[:-1]) and len(seen) > 1


def rows_of_many_units(units=50_000):
    return pa.table({"unit": [f"{at:06}" for at in range(units) for _ in "12"], "year": [2023, 2024] * units,
                     "code": ["208"] * 2 * units, "amount": list(range(2 * units))})


def test_a_comparison_is_that_of_the_command(read, sample, written):
    same(read.compare(), written("compare", *sample))
    options = {"level": "类", "sort": "change", "top": 2}
    same(read.compare(2023, 2024, **options),
         written("compare", *sample, "--level", "类", "--sort", "change", "--top", "2"))
    assert "<details open>" in read.compare()._repr_html_()


def test_a_trend_is_that_of_the_command(read, sample, written):
    same(read.trend(), written("trend", *sample))


def test_an_audit_finds_what_the_command_finds(read, sample, command):
    import json

    expected = json.loads(command("audit", *sample, "--format", "json", fine=(0, 1)))
    audit = read.audit()
    assert audit.data == expected
    assert len(audit.table) > 0 and "已核对" in repr(audit) and "<table>" in audit._repr_html_()


def test_an_explanation_is_that_of_the_command(read, sample, command):
    assert read.explain(template="xinjiang").strip() == \
        command("explain", *sample, "--template", "xinjiang", fine=(0, 1)).strip()


def test_claims_and_a_bridge_are_given(read):
    claims = pa.table(read.claims)
    assert claims.num_rows > 10 and set(claims["year"].to_pylist()) <= {2023, 2024, None}
    assert "from_year" in read.bridge()


def test_a_chart_is_that_of_the_command(read, sample, command, tmp_path):
    for kind in ("waterfall", "trend"):
        path = tmp_path / f"{kind}.svg"
        command("chart", *sample, "--kind", kind, "-o", path)
        chart = read.chart(kind)
        assert chart.svg == chart._repr_svg_() == path.read_text()
    assert chart.png(400).startswith(b"\x89PNG") and chart.title


def test_a_table_is_compared_as_the_dataset_is(lake, written):
    table, folder = lake
    same(tongbi.compare(table), written("compare", folder))
    same(tongbi.trend(table), written("trend", folder))
    same(tongbi.compare(table, level="类"), written("compare", folder, "--level", "类"))
    assert tongbi.chart(table, "columns", institution="单位007").svg.startswith("<svg")


def test_every_library_gives_and_takes_the_same_rows(lake):
    table, _ = lake
    expected = tongbi.compare(table)
    frame = polars.from_arrow(table)
    same(tongbi.compare(frame), expected)
    same(tongbi.compare(duckdb.arrow(table)), expected)
    pandas_frame = table.to_pandas()
    same(tongbi.compare(pandas_frame), expected)
    assert polars.DataFrame(expected).height == len(expected)
    rows = pa.table(expected)
    assert duckdb.sql("select count(*) from rows").fetchall() == [(len(expected),)]
    assert len(rows.to_pandas()) == len(expected)
    assert rows.schema.field("unit").type == pa.string() and rows.schema.field("prior").type == pa.decimal128(18, 2)


@pytest.mark.parametrize("text", [pa.string(), pa.large_string(), pa.string_view(),
                                  pa.dictionary(pa.int32(), pa.string()), pa.dictionary(pa.int8(), pa.large_string())])
@pytest.mark.parametrize("year", [pa.string(), pa.int32(), pa.int64(), pa.int16(),
                                  pa.dictionary(pa.int32(), pa.string()), pa.dictionary(pa.int32(), pa.int32())])
def test_texts_and_years_may_be_stored_in_any_way(lake, text, year):
    table, _ = lake

    def cast(column, dtype):
        column = column.combine_chunks()
        if pa.types.is_dictionary(dtype):
            return column.cast(dtype.value_type).dictionary_encode().cast(dtype)
        return column.cast(dtype)

    stored = pa.table({name: cast(table[name], year if name == "year" else text) if name != "amount" else table[name]
                       for name in table.column_names})
    same(tongbi.compare(stored), tongbi.compare(table))


@pytest.mark.parametrize("amount", [pa.decimal128(20, 1), pa.decimal128(38, 2), pa.int64()])
def test_amounts_are_decimals_or_whole_numbers(lake, amount):
    table, _ = lake
    whole = pc.round(table["amount"], 0).cast(pa.decimal128(18, 0))
    stored = table.set_column(5, "amount", whole.cast(amount))
    plain_table = table.set_column(5, "amount", whole.cast(pa.decimal128(20, 2)).cast(pa.decimal128(20, 2)))
    same(tongbi.compare(stored), tongbi.compare(plain_table))


def test_floats_are_refused_with_the_way_out(lake):
    table, _ = lake
    with pytest.raises(tongbi.Error, match="DECIMAL") as error:
        tongbi.compare(table.set_column(5, "amount", table["amount"].cast(pa.float64())))
    assert error.value.kind == "content"


def test_errors_have_a_kind_and_a_way_out(lake, tmp_path):
    table, _ = lake
    for call, kind in (
        (lambda: tongbi.read(tmp_path / "没有.pdf"), "input"),
        (lambda: tongbi.compare(table, year=1999), "not_there"),
        (lambda: tongbi.compare(table.filter(pc.equal(table["year"], 2024))), "one_year"),
        (lambda: tongbi.compare(table, level="部"), "argument"),
        (lambda: tongbi.compare([1, 2]), "argument"),
        (lambda: tongbi.compare(table.drop(["unit"])), "content"),
    ):
        with pytest.raises(tongbi.Error) as error:
            call()
        assert error.value.kind == kind, error.value


def batches_of(table, rows):
    return table.sort_by([("unit", "ascending")]).combine_chunks().to_batches(max_chunksize=rows)


@pytest.mark.parametrize("rows", [1, 3, 7, 100])
def test_a_stream_gives_the_rows_of_the_whole_however_it_is_cut(lake, rows):
    table, _ = lake
    done = list(tongbi.compare_stream(batches_of(table, rows), base=2023, year=2024))
    same(pa.Table.from_batches(done), tongbi.compare(table))
    # The survey of parts, in any order, gives the same rows.
    parts = [tongbi.survey([batch]) for batch in batches_of(table, 11)]
    known = tongbi.merge_surveys(parts[::-1])
    assert known == tongbi.survey([table])
    done = list(tongbi.compare_stream(batches_of(table, rows), base=2023, year=2024, known=known))
    same(pa.Table.from_batches(done), tongbi.compare(table))


def test_a_stream_asks_for_a_survey_where_only_the_whole_tells(lake):
    table, _ = lake
    named = table.append_column("name", pa.array(["某项"] * table.num_rows))
    with pytest.raises(tongbi.Error, match="survey"):
        list(tongbi.compare_stream([named], base=2023, year=2024))
    done = list(tongbi.compare_stream(batches_of(named, 9), base=2023, year=2024, known=tongbi.survey([named])))
    same(pa.Table.from_batches(done), tongbi.compare(named))


def test_an_empty_partition_gives_nothing(lake):
    table, _ = lake
    assert list(tongbi.compare_stream([], base=2023, year=2024)) == []
    assert list(tongbi.compare_stream([table.slice(0, 0)], base=2023, year=2024)) == []


def test_a_unit_of_many_rows_is_compared_and_one_that_comes_apart_is_refused():
    def rows(unit, count):
        return pa.table({
            "unit": [unit] * count * 2, "year": [2023, 2024] * count, "code": ["2080101"] * count * 2,
            "measure": [f"栏目{at // 2}" for at in range(count * 2)],
            "amount": pa.array([decimal.Decimal(at) for at in range(count * 2)], pa.decimal128(18, 2)),
        })
    large = rows("大单位", 100_000)
    done = pa.Table.from_batches(list(tongbi.compare_stream(large.to_batches(10_000), base=2023, year=2024)))
    same(done, tongbi.compare(large))
    apart = pa.concat_tables([large, rows("小单位", 1), large])
    with pytest.raises(tongbi.Error, match="sortWithinPartitions"):
        list(tongbi.compare_stream(apart.to_batches(50_000), base=2023, year=2024))


@pytest.mark.parametrize("work", [
    "tongbi.read([(f'{at}.txt', text + str(at).encode()) for at in range(600)])",
    "[tongbi.trend(table) for _ in range(50)]",
])
def test_ctrl_c_ends_long_work_and_not_only_the_waiting(sample, work):
    code = ("import os, signal, threading, time, tongbi, pyarrow as pa\n"
            f"text = open({str(sample[1])!r}, 'rb').read()\nn = 100_000\n"
            "table = pa.table({'unit': [f'{at // 2:06}' for at in range(n)], 'year': [2023, 2024] * (n // 2),"
            " 'code': ['208'] * n, 'amount': list(range(n))})\n"
            "threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
            f"try:\n    {work}\nexcept KeyboardInterrupt:\n    print('ended', flush=True)\n"
            "for _ in range(20):\n"
            "    before = time.process_time()\n    time.sleep(1)\n"
            "    if time.process_time() - before < 0.1:\n        raise SystemExit\n"
            "print('still at work')\n")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr


def blocks(path, language):
    """The code of a document in a language, in order."""
    import re

    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_the_manual_and_the_readme_print_what_the_package_prints(monkeypatch):
    import doctest

    monkeypatch.chdir(ROOT)
    ran = 0
    for path in (ROOT / "README.md", ROOT / "docs/使用手册.md"):
        # One session a document: a block goes on where the one before it ended.
        names = {}
        for block in blocks(path, "pycon"):
            test = doctest.DocTestParser().get_doctest(block, names, path.name, str(path), 0)
            told = []
            doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
            names = test.globs
            assert not told, "".join(told)
            ran += 1
    assert ran >= 2


@pytest.mark.parametrize("documents", ["sample", "seed"])
def test_the_statements_of_the_manual_give_the_published_totals(sample, command, tmp_path, monkeypatch, documents):
    if documents == "seed" and not SEED.exists() and "TONGBI_REQUIRE_ALL" not in os.environ:
        pytest.skip("../shared 不在旁边")
    inputs = sample if documents == "sample" else [SEED]
    command("extract", *inputs, "-o", tmp_path / "数据集", "--partition", "year")
    monkeypatch.chdir(tmp_path)
    chosen, totals, by_category = (block for block in blocks(ROOT / "docs/数据集.md", "sql"))
    connection = duckdb.connect()
    connection.execute("CREATE VIEW 明细 AS SELECT * FROM read_parquet('数据集/**/*.parquet', hive_partitioning = true)")
    published, listed = {}, {}
    for row in pa.table(tongbi.read(inputs).trend(level="total")).to_pylist():
        if row["measure"] == "合计" and row["amount"] is not None and (row["table"], row["classification"]) in (
                ("expenditure", "functional"), ("revenue", "functional")):
            published[row["scope"], row["year"], row["phase"], row["table"]] = row["amount"]
            if (row["table"], row["origin"]) == ("expenditure", "published"):
                listed[row["year"], row["phase"]] = row["amount"]
    rows = connection.execute(totals).fetchall()
    assert len(rows) >= 2 and {(scope, year, phase, side): amount for _, scope, year, phase, side, amount in rows
                               if (scope, year, phase, side) in published} == published
    connection.execute(by_category.split(";")[0])
    sums = connection.execute("SELECT year, phase, sum(amount) FROM (" + by_category.split(";")[1] + ") GROUP BY ALL")
    assert {(year, phase): amount for year, phase, amount in sums.fetchall()}.items() >= listed.items() and listed
    assert connection.execute("SELECT max(n) FROM (SELECT count(*) AS n FROM 一项一数 GROUP BY unit, scope, year, phase,"
                              " \"table\", classification, code, name, level, measure)").fetchone() == (1,)
    # What was chosen is one figure an item, and is compared as such.
    connection.execute(chosen)
    assert pathlib.Path("公开数").is_dir()
    if documents == "sample":
        command("compare", "公开数", "--base", "2023", "--year", "2024", "--by", "all", "-o", "合计.parquet")


SEED = pathlib.Path(__file__).resolve().parents[4] / "shared/seed/bazhou-social-insurance-2024.txt"


@pytest.mark.skipif(not SEED.exists() and "TONGBI_REQUIRE_ALL" not in os.environ, reason="../shared 不在旁边")
def test_the_seed_is_read_compared_and_audited_as_by_the_command(written, command):
    import json

    seed = tongbi.read(SEED)
    same(seed.items, written("extract", SEED))
    same(seed.compare(), written("compare", SEED))
    assert seed.audit().data == json.loads(command("audit", SEED, "--format", "json", fine=(0, 1)))
