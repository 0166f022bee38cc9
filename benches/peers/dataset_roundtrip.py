#!/usr/bin/env python3
"""A dataset and a comparison written by us, read by DuckDB, pandas, pyarrow and Polars with the same sums.

    pip install duckdb pandas pyarrow polars
    cargo build && python3 benches/peers/dataset_roundtrip.py [--program target/debug/tongbi]
"""
import argparse
import csv
import decimal
import pathlib
import subprocess
import tempfile

import duckdb
import pandas
import polars
import pyarrow.dataset

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sums(rows, column):
    values = [decimal.Decimal(str(row[column])) for row in rows if row[column] not in (None, "")]
    return len(rows), len(values), sum(values, decimal.Decimal(0))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(ROOT / "target" / "debug" / "tongbi"))
    program = parser.parse_args().program
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *arguments: subprocess.run([program, "--quiet", *arguments], cwd=folder, check=True)
        sample = [str(ROOT / "data" / "sample" / f"{year}.txt") for year in (2023, 2024)]
        run("extract", *sample, "-o", "items.csv")
        run("extract", *sample, "-o", "data", "--partition", "year")
        with open(pathlib.Path(folder, "items.csv"), encoding="utf-8-sig") as file:
            items = list(csv.DictReader(file))
        data = f"{folder}/data"
        for column in ("amount", "resolution"):
            expected = sums(items, column)
            for year in sorted({row["year"] for row in items}):
                own = sums([row for row in items if row["year"] == year], column)
                found = duckdb.execute(
                    f"SELECT count(*), count({column}), sum({column}) FROM read_parquet('{data}/**/*.parquet', hive_partitioning = true) WHERE year = {year}").fetchone()
                assert found[:2] == own[:2] and (found[2] or 0) == own[2], ("DuckDB", year, found, own)
            frame = pandas.read_parquet(data)
            found = len(frame), frame[column].count(), frame[column].dropna().sum()
            assert found == expected, ("pandas", found, expected)
            table = pyarrow.dataset.dataset(data, partitioning="hive").to_table()
            found = table.num_rows, table.num_rows - table[column].null_count, pyarrow.compute.sum(table[column]).as_py()
            assert found == expected, ("pyarrow", found, expected)
            assert str(table.schema.field(column).type) == "decimal128(18, 2)", table.schema
            frame = polars.scan_parquet(f"{data}/**/*.parquet", hive_partitioning=True).collect()
            found = frame.height, frame[column].count(), frame[column].sum()
            assert found == expected, ("Polars", found, expected)
        print(f"data: {expected[0]} rows, {len(frame.columns)} columns, the same in DuckDB {duckdb.__version__}, pandas "
              f"{pandas.__version__}, pyarrow {pyarrow.__version__}, Polars {polars.__version__}")
        source = str(ROOT / "tests" / "fixtures" / "datasets" / "duckdb")
        for by in ("unit", "region", "all"):
            run("compare", source, "--by", by, "-o", "rows.csv")
            run("compare", source, "--by", by, "-o", "rows.parquet")
            with open(pathlib.Path(folder, "rows.csv"), encoding="utf-8-sig") as file:
                rows = [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
            text = lambda value: None if value is None or value == "" else str(value)
            for name, frame in {
                "DuckDB": duckdb.connect().execute(f"SELECT * FROM '{folder}/rows.parquet'").to_arrow_table().to_pylist(),
                "pandas": pandas.read_parquet(f"{folder}/rows.parquet").astype(object).where(lambda frame: frame.notna(), None).to_dict("records"),
                "Polars": polars.read_parquet(f"{folder}/rows.parquet").to_dicts(),
            }.items():
                found = [{column: text(value) for column, value in row.items()} for row in frame]
                assert found == rows, (name, by, found[:2], rows[:2])
            print(f"comparison --by {by}: {len(rows)} rows, the same as CSV and as Parquet in all of them")


if __name__ == "__main__":
    main()
