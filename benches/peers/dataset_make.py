#!/usr/bin/env python3
"""The workload of dataset_peers.py: a country's budgets as a hive dataset, the same for the same seed.

    pip install numpy pyarrow
    python3 benches/peers/dataset_make.py OUT [--units 100000] [--years 2021-2025] [--order sorted|shuffled] [--file 100000]

Every unit has 40 leaf codes of the shipped catalog a year in one table and measure; 8 % of them are others the next
year, some codes stand twice in a unit (and sum). Written by pyarrow as our own `extract --partition year` writes:
sorted by unit and code, zstd, dictionaries, amounts DECIMAL(18,2).
"""
import argparse
import csv
import pathlib

import numpy
import pyarrow
import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEAVES, CHURN = 40, 0.08
REGIONS = [f"示例地区{number:03}" for number in range(300)]


def leaf_codes():
    with open(ROOT / "data" / "catalog.csv", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return sorted({r["code"] for r in rows if r["classification"] == "functional" and len(r["code"]) == 7})


def strings(indices, values):
    return pyarrow.DictionaryArray.from_arrays(pyarrow.array(indices.astype("int32")), pyarrow.array(values))


def decimals(fen):
    """分 as DECIMAL(18,2): the mantissa is the count of 分 itself, in 128 bits."""
    wide = numpy.empty((len(fen), 2), dtype="int64")
    wide[:, 0], wide[:, 1] = fen, fen >> 63
    return pyarrow.Array.from_buffers(pyarrow.decimal128(18, 2), len(fen), [None, pyarrow.py_buffer(wide.tobytes())])


def block(units, years, region, options, leaves, random):
    """The rows of some units, year by year: the units' numbers, codes and amounts."""
    count = len(units)
    # A stride through the catalog gives every unit codes that differ from each other, over most of the 类.
    start, step = random.integers(0, len(leaves), count), random.integers(20, len(leaves) // LEAVES, count)
    codes = (start[:, None] + step[:, None] * numpy.arange(LEAVES)) % len(leaves)
    amounts = numpy.exp(random.normal(16.5, 2.2, (count, LEAVES))).astype("int64") + 1
    for year in years:
        order = numpy.argsort(codes, axis=1, kind="stable")
        code = numpy.take_along_axis(codes, order, axis=1).ravel()
        amount = numpy.take_along_axis(amounts, order, axis=1).ravel()
        unit = numpy.repeat(numpy.arange(count), LEAVES)
        if options.order == "shuffled":
            mixed = random.permutation(len(unit))
            unit, code, amount = unit[mixed], code[mixed], amount[mixed]
        one = numpy.zeros(len(unit), dtype="int32")
        yield year, pyarrow.table({
            "unit": strings(unit, [f"示例省第{number:07}预算单位" for number in units]),
            "region": strings(region[unit], REGIONS),
            "table": strings(one, ["general"]), "code": strings(code, leaves),
            "measure": strings(one, ["合计"]), "amount": decimals(amount)})
        changed = random.random((count, LEAVES)) < CHURN
        codes = numpy.where(changed, random.integers(0, len(leaves), (count, LEAVES)), codes)
        fresh = numpy.exp(random.normal(16.5, 2.2, (count, LEAVES))).astype("int64") + 1
        grown = (amounts * (1 + random.normal(0.06, 0.2, (count, LEAVES)))).astype("int64")
        amounts = numpy.where(changed, fresh, numpy.maximum(grown, 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--years", default="2021-2025")
    parser.add_argument("--order", choices=["sorted", "shuffled"], default="sorted", help="inside each file")
    parser.add_argument("--file", type=int, default=100_000, help="units of a file")
    parser.add_argument("--rows", type=int, default=262_144, help="rows of a row group")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    random = numpy.random.default_rng(options.seed)
    leaves = leaf_codes()
    first, last = (int(year) for year in options.years.split("-"))
    for part, start in enumerate(range(0, options.units, options.file)):
        units = range(start, min(start + options.file, options.units))
        region = numpy.array([number * len(REGIONS) // options.units for number in units])
        for year, table in block(units, range(first, last + 1), region, options, leaves, random):
            folder = options.out / f"year={year}"
            folder.mkdir(parents=True, exist_ok=True)
            pyarrow.parquet.write_table(
                table, folder / f"part-{part:03}.parquet", compression="zstd", row_group_size=options.rows,
                use_dictionary=["unit", "region", "table", "code", "measure"], store_decimal_as_integer=True)


if __name__ == "__main__":
    main()
