#!/usr/bin/env python3
"""Makes data/bridges.csv from the lists of known changes: make_bridges.py CLASSIFICATION_FOLDER

Beside the lists in that folder it reads data/official_changes.csv, which is kept by hand: one row for every change of
the official classification for which evidence was found, with that evidence. The columns are those of `--bridge`;
`kind` says what a row is:
  definition  the code stays, what it covers changes (nothing is moved)
  renamed     the code stays, its name changes (nothing is moved)
  moved       the amounts go to another code
  observed    lists or disclosures of two years show a move, but not that it is the whole of the code: proposed and
              never applied
  unit        one unit moved an amount; how much of the code is not known, so it is proposed and never applied
Where the lists were read that official_changes.csv names: 两套支出经济分类科目对照表 at
m.ishare.iask.sina.com.cn/f/oIuBYFV8aL.html, 部门预算支出经济分类科目 with its 说明 at
www.hd-u.com/cwc/info/1013/1198.htm, the classification before 2018 at juredian.net/wiki/政府收支分类改革 (copies by
third parties; the text of the ministry's own notice was not found), and the disclosures of the two Jiangsu units.
Codes that were added without a predecessor move nothing: they stand behind `#`, to be read by people.
"""

import csv
import pathlib
import re
import sys

COLUMNS = ["from_year", "to_year", "old_code", "old_name", "new_code", "new_name", "share", "unit", "source", "kind"]
KINDS = {"definition", "renamed", "moved", "observed", "unit"}


def rows(folder, name):
    with open(folder / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def squeeze(name):
    return re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）")


def years(text):
    return [int(year) for year in re.findall(r"\d{4}", text)]


def by_hand(folder):
    """The changes whose evidence was looked up: as they stand, checked for what a slip of the pen would do."""
    for row in rows(folder, "official_changes.csv"):
        values = [row[column] for column in COLUMNS]
        if not row["source"] or row["kind"] not in KINDS or len(row) != len(COLUMNS):
            sys.exit(f"official_changes.csv: {values}")
        yield "", values


def changes(folder):
    """Official changes; the source keeps its document number or the edition."""
    for row in rows(folder, "changes.csv"):
        source = row["source"].split(" via ")[0] if "财预" in row["source"] else row["effective"].replace(" edition", "年版科目")
        old, new = (row["old_code"], squeeze(row["old_name"])), (row["new_code"], squeeze(row["new_name"]))
        kind = row["kind"].split(":")[0]
        if not row["old_code"]:
            yield "#", [row["from_year"], row["to_year"], *old, *new, "", "", source, "added"]
        elif kind == "definition_changed":
            yield "", [row["from_year"], row["to_year"], *old, *new, "", "", source + "调整说明", "definition"]
        else:
            kind = "renamed" if old[0] == new[0] else "moved"
            yield "", [row["from_year"], row["to_year"], *old, *new, "", "", source, kind]


def units(folder):
    for row in rows(folder, "changes_unit_level.csv"):
        # A move within a year shows between this year's budget and the next one's.
        first = years(row["from"])[0]
        ends = [row["old_code"], squeeze(row["old_name"]), row["new_code"], squeeze(row["new_name"])]
        source = f"{row['unit']}{first}年度公开，{row['amount_wan']}万元"
        yield "", [first, first + 1, *ends, "", row["unit"], source, "unit"]


def renamed(folder):
    """Codes under two names in the lists by year: the last year of the one, the first year of the other."""
    misprints = {(row["code"], squeeze(row["printed_name"])) for row in rows(folder, "discrepancies.csv")}
    names = {}
    for row in rows(folder, "functional_by_year.csv"):
        name = squeeze(row["name"])
        if (row["code"], name) not in misprints:
            names.setdefault(row["code"], {}).setdefault(name, set()).add(int(row["year"]))
    for code, seen in sorted(names.items()):
        order = sorted(seen.items(), key=lambda item: max(item[1]))
        for (old, before), (new, after) in zip(order, order[1:]):
            if max(before) < min(after):
                yield "", [max(before), min(after), code, old, code, new, "", "", "公开文件", "renamed"]


def main():
    folder, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
    with open(here / "bridges.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for mark, row in [*changes(folder), *by_hand(here), *renamed(folder), *units(folder)]:
            writer.writerow([f"{mark}{row[0]}", *row[1:]])


main()
