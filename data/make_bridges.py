#!/usr/bin/env python3
"""Makes data/bridges.csv from the lists of known changes: make_bridges.py CLASSIFICATION_FOLDER

The columns are those of `--bridge`; `kind` says what a row is:
  definition  the code stays, what it covers changes (nothing is moved)
  renamed     the code stays, its name changes (nothing is moved)
  moved       the amounts go to another code
  unit        one unit moved an amount; how much of the code is not known, so it is proposed and never applied
Codes that were added without a predecessor move nothing: they stand behind `#`, to be read by people.
"""

import csv
import pathlib
import re
import sys

COLUMNS = ["from_year", "to_year", "old_code", "old_name", "new_code", "new_name", "share", "unit", "source", "kind"]


def rows(folder, name):
    with open(folder / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def squeeze(name):
    return re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）")


def years(text):
    return [int(year) for year in re.findall(r"\d{4}", text)]


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
    folder = pathlib.Path(sys.argv[1])
    with open(pathlib.Path(__file__).parent / "bridges.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for mark, row in [*changes(folder), *renamed(folder), *units(folder)]:
            writer.writerow([f"{mark}{row[0]}", *row[1:]])


main()
