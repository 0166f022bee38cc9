"""同比: year-over-year analysis of Chinese government budget disclosures (预决算公开).

>>> import tongbi, polars as pl
>>> year = tongbi.read(["2023.docx", "2024.docx"])
>>> pl.DataFrame(year.compare())

Amounts are 元 as DECIMAL(18,2), rates percent as DECIMAL(18,2), codes text. Every table speaks the Arrow PyCapsule
interface. Errors are `tongbi.Error` with a Chinese message and `.kind`.
"""

import html as _html
import json as _json
import os as _os
import pathlib as _pathlib
import sys as _sys
import time as _time
import warnings as _warnings

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from . import _engine
from ._engine import Chart, Error, Table, merge_surveys

Path = str | _os.PathLike[str]
#: A file: its path, its name and bytes, or its bytes alone.
Source = Path | tuple[Path, bytes] | bytes
#: 口径对照表: a CSV file or several; "official" is the list of official changes.
Bridge = Path | Iterable[Path] | None
#: Text in a picture (文字框): its four corners (x, y) in pixels, clockwise from the first character's top left, the text, and
#: how sure the engine is, from 0 to 1.
Box = tuple[Sequence[Sequence[float]], str, float]
#: 文字识别: a function from the bytes of a PNG to its boxes, or the command of a program; "no" reads no scanned pages.
Ocr = Callable[[bytes], Iterable[Box] | None] | str | None
#: A table of Polars, pyarrow, pandas or DuckDB: what has `__arrow_c_stream__` or `__arrow_c_array__`.
ArrowTable = Any
Level = Literal["all", "total", "类", "款", "项"]
Sort = Literal["code", "change", "growth"]
Template = Literal["xinjiang", "shanghai", "jiangsu"]
ChartKind = Literal[
    "waterfall", "variance", "columns", "share", "slope", "trend", "pareto", "treemap", "execution", "units"
]

__all__ = [
    "Audit", "COMPARISON_DDL", "Chart", "Disclosures", "Error", "ITEMS_DDL", "SUMS_DDL", "Table", "chart", "compare",
    "compare_stream", "merge_surveys", "read", "sums", "survey", "trend",
]

#: The columns of a comparison as Spark and Sail declare them: `df.mapInArrow(f, tongbi.COMPARISON_DDL)`.
COMPARISON_DDL: str = _engine.COMPARISON_DDL
#: Those of line items, and of `sums`.
ITEMS_DDL: str = _engine.ITEMS_DDL
SUMS_DDL: str = _engine.SUMS_DDL


def _bridge(bridge):
    bridges = [bridge] if isinstance(bridge, (str, _os.PathLike)) else bridge
    return bridges and [_os.fspath(path) for path in bridges]


def _rows(table, measure, level, sort, top, bridge):
    return {"table": table, "measure": measure, "level": level, "sort": sort, "top": top, "bridge": _bridge(bridge)}


def _drawing(kind, base, year, institution, title):
    return {"kind": kind, "base": base, "year": year, "institution": institution, "title": title}


class _Progress:
    """进度 of work that takes longer than a moment: a bar in a notebook, one line on a terminal, else nothing."""

    MOMENT = 2.0

    def __init__(self, what):
        self.what, self.begun, self.shown, self.handle = what, _time.monotonic(), None, None
        self.notebook = "ipykernel" in _sys.modules
        self.terminal = not self.notebook and _sys.stderr.isatty()

    def __enter__(self):
        return self

    def __call__(self, done, count):
        if count and (done, count) != self.shown and _time.monotonic() - self.begun > self.MOMENT:
            self.shown = (done, count)
            self.show(f"{self.what} {done:,}/{count:,}", f'<progress value="{done}" max="{count}"></progress> ')

    def show(self, text, bar):
        if self.notebook:
            from IPython.display import HTML, display

            page = HTML(f"{bar}{text}")
            if self.handle is None:
                self.handle = display(page, display_id=True)
            else:
                self.handle.update(page)
        elif self.terminal:
            print(f"\r\x1b[K{text}", end="", file=_sys.stderr, flush=True)

    def __exit__(self, *_):
        if self.shown:
            self.show("", "")


def _boxes(ocr):
    """The function with plain boxes, whatever sequences and numbers it gives."""
    def boxes(png):
        found = ocr(png)
        return [([(float(x), float(y)) for x, y in corners], str(text), float(confidence))
                for corners, text, confidence in (() if found is None else found)]
    return boxes


def read(
    source: Source | Iterable[Source], *, year: int | None = None, unit: str | None = None, ocr: Ocr = None,
    hidden: bool = False, strict: bool = True,
) -> "Disclosures":
    """Read disclosures (公开文件) into line items (明细) and claims (表述).

    source: a path, the bytes of a file, a name with its bytes, or a list of these; files and folders in every format of
        the command. A name may contain folders, and tells year and unit where the content does not. A file given twice
        counts once.
    year: the fiscal year (年度) of inputs that do not state one.
    unit: the name of the unit (单位) of inputs that do not state one.
    ocr: what reads scanned pages (扫描件) and pictures: a function, called with the bytes of one PNG at a time, or the command
        of a program as with `--ocr`. By default TONGBI_OCR or `tongbi-ocr`, if they are there. Amounts that no other figure
        bears out have the origin `scanned`.
    hidden: read hidden sheets, rows and columns of workbooks too.
    strict: with False, files in memory that cannot be read are skipped with a warning, as in a folder.

    >>> tongbi.read("公开/")
    <tongbi.Disclosures：12 个文件，6 个单位，2023、2024 年，9301 条明细，3 条提示>

    Scans, with RapidOCR (its engine gives corners, text and confidence):

    >>> engine = rapidocr_onnxruntime.RapidOCR(max_side_len=4000)
    >>> tongbi.read("扫描.pdf", ocr=lambda png: engine(png, use_cls=False)[0])
    """
    in_memory = (bytes, bytearray, memoryview)
    is_named = isinstance(source, tuple) and len(source) == 2 and isinstance(source[1], in_memory)
    files, paths = [], []
    for one in [source] if is_named or isinstance(source, (str, _os.PathLike, *in_memory)) else source:
        if isinstance(one, tuple):
            files.append((_os.fspath(one[0]), bytes(one[1])))
        elif isinstance(one, in_memory):
            files.append((f"文件{len(files) + 1}", bytes(one)))
        else:
            paths.append(_os.fspath(one))
    if not files and not paths:
        raise ValueError("未提供文件。请提供路径，或 [(\"文件名\", 字节)]")
    function = (_boxes(ocr), getattr(ocr, "__qualname__", type(ocr).__name__)) if callable(ocr) else None
    # A function takes the place of every program.
    program = "no" if function else ocr if ocr is not None else _os.environ.get("TONGBI_OCR")
    reading = {"year": year, "unit": unit, "hidden": hidden, "ocr": program, "function": function, "found": not strict}
    with _Progress("读入文件") as show:
        return Disclosures(_engine.read(files, paths, reading, show))


class Disclosures:
    """公开文件: what was read. A notebook shows a summary."""

    def __init__(self, engine):
        self._engine = engine

    @property
    def items(self) -> Table:
        """明细: one row per figure; the columns are those of docs/数据列.md."""
        return self._engine.items

    @property
    def claims(self) -> Table:
        """表述: one row per claim of the text: file, page, row, section, subject, year, figures, text."""
        return self._engine.claims

    @property
    def warnings(self) -> list[str]:
        """提示: what was doubtful, one message each with its place."""
        return self._engine.warnings

    @property
    def files(self) -> list[str]:
        """文件: what was read, in order."""
        return self._engine.files

    @property
    def units(self) -> list[str]:
        """单位: their names, sorted."""
        return self._engine.units

    @property
    def years(self) -> list[int]:
        """年度"""
        return self._engine.years

    def compare(
        self, base: int | None = None, year: int | None = None, *,
        table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
        top: int | None = None, bridge: Bridge = None,
    ) -> Table:
        """Compare two years (对比); by default the latest and the one before. As `tongbi.compare`."""
        return self._engine.compare((base, year), _rows(table, measure, level, sort, top, bridge))

    def trend(
        self, start: int | None = None, end: int | None = None, *, phase: str | None = None,
        table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
        top: int | None = None, bridge: Bridge = None,
    ) -> Table:
        """All years side by side (趋势): one row per item and year. As `tongbi.trend`."""
        return self._engine.trend((start, end, phase), _rows(table, measure, level, sort, top, bridge))

    def bridge(self, base: int | None = None, year: int | None = None) -> str:
        """A proposed bridge (口径对照表) as CSV text: check it, save it, give it as `bridge=`."""
        return self._engine.bridge((base, year))

    def audit(self) -> "Audit":
        """Judge every printed figure (审查)."""
        return Audit(*self._engine.audit())

    def explain(self, *, profile: Path | None = None, template: Template | None = None) -> str:
        """The explanatory text (情况说明). profile: 单位资料, a TOML file. template: xinjiang, shanghai or jiangsu."""
        return self._engine.explain(profile and _os.fspath(profile), template)

    def report(
        self, folder: Path, *, base: int | None = None, year: int | None = None, bridge: Bridge = None,
        profile: Path | None = None, template: Template | Path | None = None, all_files: bool = False,
    ) -> _pathlib.Path:
        """Write the report (报告) of every unit: page, Word, Excel, notebook, data and charts, as `tongbi report -o`.

        folder: where; each unit has a folder of its own in it. Files of others in it, and changed ones of ours, are kept.
        profile: 单位资料, a TOML file. template: xinjiang, shanghai, jiangsu, or a file.
        all_files: write Word document, notebook and pictures of each of several units too, as for a single one.

        Returns the page to open. What was doubtful is a Python warning each.
        """
        words = (profile and _os.fspath(profile), template and _os.fspath(template))
        with _Progress("生成报告") as show:
            page, warnings = self._engine.report((_os.fspath(folder), all_files), (base, year), words, _bridge(bridge) or [], show)
        for warning in warnings:
            _warnings.warn(warning, stacklevel=2)
        return _pathlib.Path(page)

    def chart(
        self, kind: ChartKind | str, *, base: int | None = None, year: int | None = None,
        institution: str | None = None, title: str | None = None,
        table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
        top: int | None = None, bridge: Bridge = None,
    ) -> Chart:
        """Draw (画图). As `tongbi.chart`."""
        drawing = _drawing(kind, base, year, institution, title)
        return self._engine.chart(drawing, _rows(table, measure, level, sort, top, bridge))

    def __repr__(self):
        years = "、".join(map(str, self.years))
        return f"<tongbi.Disclosures：{len(self.files)} 个文件，{len(self.units)} 个单位，{years} 年，" \
               f"{len(self.items)} 条明细，{len(self.warnings)} 条提示>"

    def _repr_html_(self):
        lines = "".join(f"<li>{_html.escape(text)}</li>" for text in self.warnings)
        hints = f"<details><summary>提示 {len(self.warnings)} 条</summary><ul>{lines}</ul></details>" if lines else ""
        return f"<p>{_html.escape(repr(self).strip('<>').removeprefix('tongbi.Disclosures：'))}</p>{hints}"


class Audit:
    """审查: the verdict on every figure."""

    def __init__(self, table, text, totals):
        self._totals = totals
        #: One row per judged figure, findings (问题) first; the columns of `tongbi audit -o 问题.parquet`.
        self.table: Table = table
        #: The content of `tongbi audit --format json`.
        self.data: dict[str, Any] = _json.loads(text)

    @property
    def findings(self) -> list[dict[str, Any]]:
        """问题: the findings, as dicts with code, verdict, place, claim, expected, because."""
        return self.data["findings"]

    def __repr__(self):
        return f"<tongbi.Audit：{self._totals}>"

    def _repr_html_(self):
        def row(finding):
            place = finding["place"]
            where = " ".join(str(place[key]) for key in ("file", "page", "line") if place.get(key) is not None)
            cells = (where, finding["claim"], finding["expected"], finding["because"])
            return "".join(f"<td>{_html.escape(str(cell or ''))}</td>" for cell in cells)
        rows = "".join(f"<tr>{row(finding)}</tr>" for finding in self.findings)
        head = "".join(f"<th>{title}</th>" for title in ("位置", "原文", "应为", "依据"))
        title = _html.escape(repr(self).strip("<>").removeprefix("tongbi.Audit："))
        return f"<details open><summary>{title}</summary><table><tr>{head}</tr>{rows}</table></details>"


def compare(
    data: ArrowTable, /, *, base: int | None = None, year: int | None = None,
    table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
    top: int | None = None, bridge: Bridge = None,
) -> Table:
    """Compare two years of a table of line items (对比), unit by unit.

    data: any Arrow table (Polars, pyarrow, pandas, DuckDB), rows in any order, with the columns
        unit (单位): text; year (年度): text or integer;
        code (科目编码): "208", "20801", "2080101", empty for the total (合计);
        amount (金额, 元): decimal or integer; null is no figure, not zero; floats are refused.
        name, phase (阶段), table (表), measure (栏目), region and the others of docs/数据集.md are used if they are there.
    base, year: 基期 and 本期; by default the latest year and the one before.
    table: only this table (表), by short name or title: "general", "一般公共预算支出情况表".
    measure: only this column (栏目): "合计", "基本支出".
    level: only this level (级次): "total", "类", "款" or "项". Levels that are not printed are rolled up.
    sort: "code", or the largest "change" (增减额) or "growth" (增减率) first.
    top: at most so many rows of each table and measure, besides totals.
    bridge: 口径对照表, a path or "official": adds the figures on the same basis (同口径).

    Returns one row per unit, table, measure and code: prior, current, change (元), growth (%), status, share_prior,
    share_current (%), share_change and contribution (percentage points, 百分点), and others (docs/数据列.md), rounded once,
    as `tongbi compare -o 结果.parquet` writes them. `.warnings` tells what was doubtful.

    >>> pl.DataFrame(tongbi.compare(frame, level="款", sort="change", top=10))
    """
    with _Progress("对比（行）") as show:
        return _engine.compare(data, (base, year), _rows(table, measure, level, sort, top, bridge), show)


def trend(
    data: ArrowTable, /, *, start: int | None = None, end: int | None = None, phase: str | None = None,
    table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
    top: int | None = None, bridge: Bridge = None,
) -> Table:
    """All years of a table of line items side by side (趋势), unit by unit.

    data, table, measure, level, top, bridge: as in `compare`.
    sort: "code", or the largest cumulative "change" or "growth" first.
    start, end: 起止年度; by default all years.
    phase: 预算, 调整预算, 执行 or 决算; by default all.

    Returns one row per unit, table, code, year and phase: amount, change (元) and growth (%) on the year before, share,
    cumulative change and growth since the first year, as `tongbi trend -o 结果.parquet` writes them.
    """
    with _Progress("各年趋势（行）") as show:
        return _engine.trend(data, (start, end, phase), _rows(table, measure, level, sort, top, bridge), show)


def chart(
    data: ArrowTable, kind: ChartKind | str, /, *, base: int | None = None, year: int | None = None,
    institution: str | None = None, title: str | None = None,
    table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
    top: int | None = None, bridge: Bridge = None,
) -> Chart:
    """Draw a table of line items (画图).

    data, base, year, table, measure, level, sort, top, bridge: as in `compare`.
    kind: 图的种类, by its English or Chinese name (`waterfall`, 瀑布图).
    institution: the unit to draw, where the table has several. title: in place of the sentence made from the figures.
    """
    drawing = _drawing(kind, base, year, institution, title)
    return _engine.chart(data, drawing, _rows(table, measure, level, sort, top, bridge))


def compare_stream(
    batches: Iterable[ArrowTable], *, base: int, year: int, known: bytes | None = None,
    table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
    top: int | None = None, bridge: Bridge = None,
) -> Iterator[Any]:
    """Compare the batches of a partition; a unit is computed when the next begins, so memory stays small.

    batches: Arrow tables or record batches, the rows of a unit together (`sortWithinPartitions("unit")`).
    known: the merged `survey` of all partitions. Needed if the data has names of codes, phases other than 预算, or
        several sources, or with a bridge: those only the whole can tell.

    Yields pyarrow.RecordBatch for pyarrow batches, else `Table`; columns as `COMPARISON_DDL`.
    """
    comparing = _engine.Comparing((base, year), known, _rows(table, measure, level, sort, top, bridge))
    is_pyarrow = False
    for batch in batches:
        is_pyarrow = is_pyarrow or type(batch).__module__.startswith("pyarrow")
        yield from _given(comparing.push(batch), is_pyarrow)
    yield from _given(comparing.finish(), is_pyarrow)


def _given(table, is_pyarrow):
    if table is None:
        return
    if not is_pyarrow:
        yield table
        return
    import pyarrow

    yield from pyarrow.table(table).to_batches(max_chunksize=1 << 16)


def sums(batches: Iterable[ArrowTable], *, by: Literal["region"] | Mapping[str, str] | None = None) -> Table:
    """The sums (汇总) of a partition of whole units: by region (地区), by group (组), or of all units.

    batches: the partition's tables or record batches; one figure an item (a single source and file).
    by: "region", or the group of each unit; by default all units together.

    Returns one row per group (in `unit`), year, phase, table, code and measure, columns as `SUMS_DDL`. What a unit leaves
    to be summed is summed first, so that sums of partitions add up: group by all columns but `amount` and add the amounts.
    `compare` of the result is `tongbi compare --by`.
    """
    groups = None if by is None or by == "region" else dict(by)
    return _engine.sums(list(batches), by == "region", groups)


def survey(batches: Iterable[ArrowTable]) -> bytes:
    """The overview (概况) of a partition, as bytes: years, phases and names of codes. `merge_surveys` joins those of all
    partitions, in any order."""
    whole = None
    for batch in batches:
        whole = _engine.survey(batch, whole)
    return whole if whole is not None else merge_surveys([])


def _table_html(self):
    """The report's tables where the result has them, else its first rows."""
    own = self._html()
    if own is not None:
        return own
    try:
        import pyarrow
    except ImportError:
        return f"<p>{_html.escape(repr(self))}</p>"
    few = 20
    rows = pyarrow.table(self).slice(0, few).to_pylist()
    head = "".join(f"<th>{_html.escape(name)}</th>" for name in self.columns)
    cell = lambda value: f"<td>{'' if value is None else _html.escape(str(value))}</td>"  # noqa: E731
    body = "".join(f"<tr>{''.join(map(cell, row.values()))}</tr>" for row in rows)
    more = f"<p>共 {len(self)} 行，只显示前 {few} 行</p>" if len(self) > few else ""
    return f"<table><tr>{head}</tr>{body}</table>{more}"


Table._repr_html_ = _table_html
