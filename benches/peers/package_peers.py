#!/usr/bin/env python3
"""Two years of a country compared unit by unit: the command, the Python package on an Arrow table, Sail, Spark, Spark SQL,
DuckDB and Polars, in one run.

    pip install pyarrow polars duckdb 'pyspark==4.*' pysail   # Java 17 for Spark
    pip install ./src/python                                  # optimised, as `maturin build --release`
    cargo build --release
    python3 benches/peers/dataset_make.py /tmp/country --units 20000
    python3 benches/peers/package_peers.py /tmp/country [/tmp/larger ...] [--only command,package] [--runs 3]

Each peer reads the Parquet files and holds the result in memory or, Spark and Sail, computes it and drops it; the command
writes its file. What a session takes to start is left out: each runs once before it is measured. "package" is the
comparison of a table that has been read, "package, read" includes reading it by pyarrow. Processor time is that of the
process and all processes that it started. All give the same number of rows, and all of ours the same sum of this year's amounts, or the script
ends; the others add a row that stands twice in a unit, which ours counts once.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import dataset_peers
from dataset_peers import BASE, ROOT, YEAR

sys.path.insert(0, str(ROOT / "src/python/cluster"))
OTHERS = ["Spark SQL", "DuckDB", "Polars"]
PEERS = ["command", "package", "package, read", "Sail", "Spark", *OTHERS]


def processor():
    """Seconds of this process and of all processes below it, dead ones included."""
    times, parents = {}, {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], times[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(times[pid] for pid in mine) / os.sysconf("SC_CLK_TCK")


def read(folder):
    import pyarrow.dataset as ds
    import pyarrow.compute as pc
    return ds.dataset(folder, partitioning="hive").to_table(filter=pc.field("year").isin([BASE, YEAR]))


def told(table):
    """The number of rows and the sum of this year's amounts."""
    import pyarrow.compute as pc
    return table.num_rows, str(pc.sum(table["current"]))


def package(folder, keep):
    import pyarrow
    import tongbi
    table = keep.get("table") or read(folder)
    if "kept" in keep:
        keep["table"] = table
    return pyarrow.table(tongbi.compare(table, base=BASE, year=YEAR))


def session(kind, keep):
    if "session" not in keep:
        from pyspark.sql import SparkSession
        os.environ["PYSPARK_PYTHON"] = sys.executable
        if kind == "Sail":
            from pysail.spark import SparkConnectServer
            keep["server"] = SparkConnectServer("127.0.0.1", 0)
            keep["server"].start()
            keep["session"] = SparkSession.builder.remote(f"sc://127.0.0.1:{keep['server'].listening_address[1]}").getOrCreate()
        else:
            keep["session"] = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
                               .config("spark.driver.memory", "4g").config("spark.sql.shuffle.partitions", "8")
                               .config("spark.ui.showConsoleProgress", "false").getOrCreate())
            keep["session"].sparkContext.setLogLevel("ERROR")
    return keep["session"]


def counted(frame):
    from pyspark.sql import functions as f
    row = frame.agg(f.count("*").alias("rows"), f.sum("current").alias("current")).collect()[0]
    return row["rows"], str(row["current"])


def spark(kind, folder, keep):
    import spark as recipe
    from pyspark import cloudpickle
    cloudpickle.register_pickle_by_value(recipe)
    frame = session(kind, keep).read.parquet(folder)
    # Sail refuses dictionaries, which pyarrow writes; Spark has none.
    frame = recipe.plain(frame, ["unit", "year", "table", "code", "measure"]) if kind == "Sail" else frame.drop("region")
    frame = frame.where(f"year IN ('{BASE}', '{YEAR}')")
    return counted(recipe.compare(frame, BASE, YEAR, keeps_order=kind != "Sail"))


def spark_sql(folder, keep):
    spark = session("Spark", keep)
    for year in (BASE, YEAR):
        spark.read.parquet(f"{folder}/year={year}").createOrReplaceTempView(f"y{year}")
    levels = "CROSS JOIN (VALUES (0), (3), (5), (7)) AS levels(n)"
    return counted(spark.sql(dataset_peers.generic_sql("unit", f"y{BASE}", f"y{YEAR}", levels, "CAST({} AS STRING)")))


def duckdb(folder):
    import duckdb
    query = dataset_peers.sql(folder, "unit", "").strip().removeprefix("COPY (").rsplit(") TO ''", 1)[0]
    return duckdb.sql(query.replace("ORDER BY unit, code", "")).to_arrow_table()


def polars(folder):
    import polars as pl
    results = []
    write = pl.DataFrame.write_parquet
    pl.DataFrame.write_parquet = lambda self, _: results.append(self)
    try:
        dataset_peers.run_polars(folder, "unit", "")
    finally:
        pl.DataFrame.write_parquet = write
    return results[0].to_arrow()


def work(name, folder, program, keep):
    if name == "command":
        import pyarrow.parquet
        out = pathlib.Path("/tmp/package-peers.parquet")
        out.unlink(missing_ok=True)
        arguments = ["--quiet", "compare", folder, "--base", str(BASE), "--year", str(YEAR), "-o", str(out)]
        subprocess.run([program, *arguments], check=True)
        return lambda: told(pyarrow.parquet.read_table(out, columns=["current"]))
    if name in ("Sail", "Spark", "Spark SQL"):
        done = spark_sql(folder, keep) if name == "Spark SQL" else spark(name, folder, keep)
        return lambda: done
    if name == "package":
        keep["kept"] = True
    table = {"package": lambda: package(folder, keep), "package, read": lambda: package(folder, keep),
             "DuckDB": lambda: duckdb(folder), "Polars": lambda: polars(folder)}[name]()
    return lambda: told(table)


def worker(name, folder, program, runs):
    keep = {}
    work(name, folder, program, keep)
    best = None
    for _ in range(runs):
        before, start = processor(), time.perf_counter()
        tell = work(name, folder, program, keep)
        wall, used = time.perf_counter() - start, processor() - before
        if best is None or used < best["processor"]:
            best = {"wall": wall, "processor": used}
    print(json.dumps(best | {"told": tell()}))
    sys.stdout.flush()
    # Servers of Sail and the JVM end with their pipes.
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=";".join(PEERS), help="separated by ;")
    parser.add_argument("--program", default=str(ROOT / "target/release/tongbi"))
    parser.add_argument("--worker")
    options = parser.parse_args()
    if options.worker:
        worker(options.worker, options.folders[0], options.program, options.runs)
    for folder in options.folders:
        print(folder)
        first, expected = None, None
        for name in options.only.split(";"):
            command = [sys.executable, __file__, folder, "--worker", name, "--runs", str(options.runs), "--program", options.program]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{name}: {done.stderr[-2000:]}")
            result = json.loads(done.stdout.splitlines()[-1])
            first, expected = first or result, expected or result["told"]
            told = result["told"][:1] if name in OTHERS else result["told"]
            if told != expected[:len(told)]:
                sys.exit(f"{name} gives {told}, {options.only.split(';')[0]} {expected}")
            ratio = result["processor"] / max(first["processor"], 0.01)
            print(f"  {name:14} {result['wall']:8.2f} s  {result['processor']:8.2f} s of processor  {ratio:6.2f} times the first"
                  f"  {expected[0]} rows", flush=True)


if __name__ == "__main__":
    main()
