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
import sys as _sys

from . import _engine
from ._engine import Chart, Error, Table, merge_surveys

__all__ = [
    "Audit", "COMPARISON_DDL", "Chart", "Disclosures", "Error", "Table", "chart", "compare", "compare_stream",
    "merge_surveys", "read", "survey", "trend",
]

#: The columns of a comparison as Spark and Sail declare them: `df.mapInArrow(f, tongbi.COMPARISON_DDL)`.
COMPARISON_DDL = _engine.COMPARISON_DDL


def _rows(table=None, measure=None, level="all", sort="code", top=None, bridge=None):
    if isinstance(bridge, (str, _os.PathLike)):
        bridge = [bridge]
    return {"table": table, "measure": measure, "level": level, "sort": sort, "top": top,
            "bridge": bridge and [_os.fspath(path) for path in bridge]}


def _drawing(kind, base=None, year=None, institution=None, title=None, **rows):
    drawing = {"kind": kind, "base": base, "year": year, "institution": institution, "title": title}
    return drawing, _rows(**rows)


class _Progress:
    """读入进度: one line on a terminal or in a notebook, and nothing for a few files."""

    FEW = 3

    def __init__(self):
        self.shown = None
        self.is_seen = _sys.stderr.isatty() or "ipykernel" in _sys.modules

    def __call__(self, read, files):
        if self.is_seen and files > self.FEW and (read, files) != self.shown:
            self.shown = (read, files)
            end = "\n" if read == files else ""
            print(f"\r读入 {read}/{files}", end=end, file=_sys.stderr, flush=True)


def read(source, *, year=None, hidden=False, strict=True):
    """Read disclosures (公开文件) into line items (明细) and claims (表述).

    source: a path, several paths, or [(name, bytes)]; files and folders in every format of the command. A name may
        contain folders. A file given twice counts once.
    year: the fiscal year (年度) of inputs that do not state one.
    hidden: read hidden sheets, rows and columns of workbooks too.
    strict: with False, files in memory that cannot be read are skipped with a warning, as in a folder.
    """
    files, paths = [], []
    for one in [source] if isinstance(source, (str, bytes, _os.PathLike)) else source:
        if isinstance(one, tuple):
            files.append((one[0], bytes(one[1])))
        elif isinstance(one, bytes):
            raise TypeError("字节没有文件名，格式和年度要看文件名。请写成 [(\"文件名\", 字节)]")
        else:
            paths.append(_os.fspath(one))
    if not files and not paths:
        raise ValueError("未提供文件。请提供路径，或 [(\"文件名\", 字节)]")
    return Disclosures(_engine.read(files, paths, year, (hidden, not strict), _Progress()))


class Disclosures:
    """公开文件: what was read. A notebook shows a summary."""

    def __init__(self, engine):
        self._engine = engine

    #: 明细: one row per figure; see docs/数据集.md for the columns.
    items = property(lambda self: self._engine.items)
    #: 表述: one row per claim of the text: file, page, row, section, subject, year, figures, text.
    claims = property(lambda self: self._engine.claims)
    #: 提示: what was doubtful, one message each with its place.
    warnings = property(lambda self: self._engine.warnings)
    #: 文件: what was read, in order.
    files = property(lambda self: self._engine.files)
    #: 单位
    units = property(lambda self: self._engine.units)
    #: 年度
    years = property(lambda self: self._engine.years)

    def compare(self, base=None, year=None, *, bridge=None, **rows):
        """Compare two years (对比); by default the latest and the one before. As `tongbi.compare`."""
        return self._engine.compare((base, year), _rows(bridge=bridge, **rows))

    def trend(self, start=None, end=None, *, phase=None, bridge=None, **rows):
        """All years side by side (趋势): one row per item and year. As `tongbi.trend`."""
        return self._engine.trend((start, end, phase), _rows(bridge=bridge, **rows))

    def bridge(self, base=None, year=None):
        """A proposed bridge (口径对照表) as CSV text: check it, save it, give it as `bridge=`."""
        return self._engine.bridge((base, year))

    def audit(self):
        """Judge every printed figure (审查)."""
        return Audit(*self._engine.audit())

    def explain(self, *, profile=None, template=None):
        """The explanatory text (情况说明). `template`: xinjiang, shanghai or jiangsu."""
        return self._engine.explain(profile, template)

    def chart(self, kind, *, base=None, year=None, institution=None, title=None, **rows):
        """Draw (画图): waterfall, variance, columns, share, slope, trend, pareto or treemap."""
        return self._engine.chart(*_drawing(kind, base, year, institution, title, **rows))

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

    def __init__(self, table, text):
        #: One row per judged figure, findings (问题) first; the columns of `tongbi audit -o 问题.parquet`.
        self.table = table
        #: The content of `tongbi audit --format json`.
        self.data = _json.loads(text)

    #: 问题: the findings, as dicts with code, verdict, place, claim, expected, because.
    findings = property(lambda self: self.data["findings"])

    def __repr__(self):
        checked, total = self.data["claims_checked"], self.data["claims_total"]
        return f"<tongbi.Audit：核对了 {checked}/{total} 个数，发现 {len(self.findings)} 处问题>"

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


def compare(data, /, *, base=None, year=None, bridge=None, **rows):
    """Compare two years of a table of line items (对比), unit by unit.

    data: any Arrow table (Polars, pyarrow, pandas, DuckDB) with the columns unit (单位), year (年度: text or integer),
        code (科目编码), amount (金额, 元: decimal or integer; floats are refused), in any order of rows; the other columns
        of docs/数据集.md are used where they are there.
    base, year: 基期 and 本期; by default the latest year and the one before.
    table, measure, level, sort, top: which rows, as options of the command `tongbi compare`.
    bridge: 口径对照表, a path or "official": adds the figures on the same basis (同口径).

    Returns one row per unit, table and code: prior, current, change (元), growth (%), status, shares (%), contribution
    (percentage points, 百分点), as `tongbi compare -o 结果.parquet` writes them.
    """
    return _engine.compare(data, (base, year), _rows(bridge=bridge, **rows))


def trend(data, /, *, start=None, end=None, phase=None, bridge=None, **rows):
    """All years of a table of line items side by side (趋势): one row per unit, code and year. `data` as in `compare`."""
    return _engine.trend(data, (start, end, phase), _rows(bridge=bridge, **rows))


def chart(data, kind, /, *, base=None, year=None, institution=None, title=None, **rows):
    """Draw a table of line items (画图). `data` as in `compare`, `kind` as in `Disclosures.chart`."""
    return _engine.chart(data, *_drawing(kind, base, year, institution, title, **rows))


def compare_stream(batches, *, base, year, known=None, bridge=None, **rows):
    """Compare the batches of a partition; a unit is computed when the next begins, so memory stays small.

    batches: Arrow tables or record batches, the rows of a unit together (`sortWithinPartitions("unit")`).
    known: the merged `survey` of all partitions. Needed if the data has names of codes, phases other than 预算, or
        several sources, or with a bridge: those only the whole can tell.

    Yields pyarrow.RecordBatch for pyarrow batches, else `Table`; columns as `COMPARISON_DDL`.
    """
    comparing = _engine.Comparing((base, year), known, _rows(bridge=bridge, **rows))
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


def survey(batches):
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
