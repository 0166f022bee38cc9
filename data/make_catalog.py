#!/usr/bin/env python3
"""Makes data/catalog.csv from the lists of observed codes: make_catalog.py CLASSIFICATION_FOLDER

One row per code and name, with the years in which documents print it. The list is partial: it names codes,
it never refuses one. Names known to be misprints (discrepancies.csv) are left out. The 2009 edition comes
last and only where nothing observed gives the same code and name.
"""

import csv
import pathlib
import re
import sys

DOCUMENTS = "公开文件"
LEVELS = {3: "类", 5: "款", 7: "项", 9: "目"}


def rows(folder, name):
    with open(folder / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def squeeze(name):
    return re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）")


class Catalog:
    def __init__(self, misprints):
        self.misprints = misprints
        self.names = {}

    def add(self, code, classification, name, years, provenance):
        name = squeeze(name)
        if len(code) not in LEVELS or not code.isdigit() or not name or (code, name) in self.misprints:
            return
        entry = self.names.setdefault((code, name), (classification, set(), []))
        entry[1].update(years)
        if provenance not in entry[2]:
            entry[2].append(provenance)


def main():
    folder = pathlib.Path(sys.argv[1])
    misprints = {(r["code"], squeeze(r["printed_name"])) for r in rows(folder, "discrepancies.csv")}
    catalog = Catalog(misprints)
    for row in rows(folder, "functional_by_year.csv"):
        catalog.add(row["code"], "functional", row["name"], [row["year"]], DOCUMENTS)
    for row in rows(folder, "functional.csv"):
        catalog.add(row["code"], "functional", row["name"], row["years_observed"].split(), DOCUMENTS)
    for row in rows(folder, "economic_department.csv"):
        catalog.add(row["code"], "economic", row["name"], row["years_observed"].split(), DOCUMENTS)
    for row in rows(folder, "economic_gov.csv"):
        source = "两套支出经济分类科目对照表" if "对照表" in row["provenance"] else DOCUMENTS
        catalog.add(row["code"], "economic_government", row["name"], [row["year"]], source)
    for row in rows(folder, "changes.csv"):
        if row["kind"] == "added_mid_year":
            source = row["source"].split(" via ")[0]
            catalog.add(row["new_code"], row["classification"], row["new_name"], [row["to_year"]], source)
    observed = set(catalog.names)
    for row in rows(folder, "functional_2009_edition.csv"):
        key = (row["code"], squeeze(row["name_without_local_suffix"]))
        if key not in observed:
            catalog.add(*key[:1], "functional", key[1], ["2009"], "2009年版科目")
    with open(pathlib.Path(__file__).parent / "catalog.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "classification", "level", "name", "years", "provenance"])
        # Of several names of a code, the one printed last stands first.
        order = sorted(catalog.names.items(), key=lambda item: (item[0][0], -latest(item[1][1]), item[0][1]))
        for (code, name), (classification, years, provenance) in order:
            writer.writerow([code, classification, LEVELS[len(code)], name, " ".join(sorted(years)), "；".join(provenance)])


def latest(years):
    return max(int(year[:4]) for year in years)


main()
