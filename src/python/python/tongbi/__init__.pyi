from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any, Literal

Path = str | PathLike[str]
Level = Literal["all", "total", "类", "款", "项"]
Sort = Literal["code", "change", "growth"]
ChartKind = Literal["waterfall", "variance", "columns", "share", "slope", "trend", "pareto", "treemap"]

COMPARISON_DDL: str

class Error(Exception):
    """错误: one Chinese message with the place and the way out."""

    kind: Literal[
        "input", "content", "no_data", "one_year", "not_there", "argument", "unsorted", "overflow", "output", "internal"
    ]

class Table:
    """An Arrow table: `pl.DataFrame(t)`, `pa.table(t)`."""

    columns: list[str]
    warnings: list[str]
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def _repr_html_(self) -> str: ...

class Chart:
    """图"""

    title: str
    svg: str
    def png(self, width: int = 1600) -> bytes: ...
    def _repr_svg_(self) -> str: ...

class Audit:
    """审查"""

    table: Table
    data: dict[str, Any]
    @property
    def findings(self) -> list[dict[str, Any]]: ...
    def _repr_html_(self) -> str: ...

class Disclosures:
    """公开文件: what was read."""

    @property
    def items(self) -> Table: ...
    @property
    def claims(self) -> Table: ...
    @property
    def warnings(self) -> list[str]: ...
    @property
    def files(self) -> list[str]: ...
    @property
    def units(self) -> list[str]: ...
    @property
    def years(self) -> list[int]: ...
    def compare(
        self, base: int | None = None, year: int | None = None, *, bridge: Path | list[Path] | None = None,
        table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
        top: int | None = None,
    ) -> Table: ...
    def trend(
        self, start: int | None = None, end: int | None = None, *, phase: str | None = None,
        bridge: Path | list[Path] | None = None, table: str | None = None, measure: str | None = None,
        level: Level = "all", sort: Sort = "code", top: int | None = None,
    ) -> Table: ...
    def bridge(self, base: int | None = None, year: int | None = None) -> str: ...
    def audit(self) -> Audit: ...
    def explain(
        self, *, profile: Path | None = None, template: Literal["xinjiang", "shanghai", "jiangsu"] | None = None
    ) -> str: ...
    def chart(
        self, kind: ChartKind, *, base: int | None = None, year: int | None = None, institution: str | None = None,
        title: str | None = None, table: str | None = None, measure: str | None = None, level: Level = "all",
        sort: Sort = "code", top: int | None = None, bridge: Path | list[Path] | None = None,
    ) -> Chart: ...
    def _repr_html_(self) -> str: ...

def read(
    source: Path | Iterable[Path | tuple[str, bytes]], *, year: int | None = None, hidden: bool = False,
    strict: bool = True,
) -> Disclosures: ...
def compare(
    data: object, /, *, base: int | None = None, year: int | None = None, bridge: Path | list[Path] | None = None,
    table: str | None = None, measure: str | None = None, level: Level = "all", sort: Sort = "code",
    top: int | None = None,
) -> Table: ...
def trend(
    data: object, /, *, start: int | None = None, end: int | None = None, phase: str | None = None,
    bridge: Path | list[Path] | None = None, table: str | None = None, measure: str | None = None,
    level: Level = "all", sort: Sort = "code", top: int | None = None,
) -> Table: ...
def chart(
    data: object, kind: ChartKind, /, *, base: int | None = None, year: int | None = None,
    institution: str | None = None, title: str | None = None, table: str | None = None, measure: str | None = None,
    level: Level = "all", sort: Sort = "code", top: int | None = None, bridge: Path | list[Path] | None = None,
) -> Chart: ...
def compare_stream(
    batches: Iterable[object], *, base: int, year: int, known: bytes | None = None,
    bridge: Path | list[Path] | None = None, table: str | None = None, measure: str | None = None,
    level: Level = "all", sort: Sort = "code", top: int | None = None,
) -> Iterator[Any]: ...
def survey(batches: Iterable[object]) -> bytes: ...
def merge_surveys(surveys: list[bytes]) -> bytes: ...
