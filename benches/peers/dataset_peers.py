#!/usr/bin/env python3
"""A country's budgets on one machine: ours against DuckDB, Polars (streaming engine), DataFusion, chdb and pandas, whole
processes, in one run.

    pip install numpy pyarrow duckdb polars pandas datafusion chdb
    cargo build --release
    python3 benches/peers/dataset_make.py /tmp/country
    python3 benches/peers/dataset_peers.py /tmp/country [--runs 3] [--only ours,duckdb] [--check]

A: every unit and every code, 款, 类 and total, 2023 -> 2024: prior, current, change, growth, both shares,
contribution, to Parquet. B: the same for all units together. C (--tasks years, ours and DuckDB only): every unit and
code through all years: amount, change and growth on the year before, share, growth since the first. What only we do, as
multiples of A: "phases", A on a dataset that has every row as 预算 and as 决算 (made beside the folder when it is
missing); "rank", the ranking of all units through all years; "bridge", A with a bridge that moves six 项. Prints seconds (the least of the runs), peak memory and
ratios. --check compares the results of ours and DuckDB row by row: amounts exactly, our rates against the exact
quotients, rounded half away from zero.
"""
import argparse
import fractions
import os
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE, YEAR = 2023, 2024


def sql(folder, by, out):
    """The same output in SQL: leaves, rolled up by the length of the code, joined, divided by the total."""
    unit = "unit, " if by == "unit" else ""
    using = "unit, code" if by == "unit" else "code"
    whole = "PARTITION BY unit" if by == "unit" else ""
    sides = []
    for year in (BASE, YEAR):
        source = f"read_parquet('{folder}/year={year}/*.parquet')"
        sides.append(f"""
            SELECT {unit}substr(code, 1, n) AS code, sum(amount) AS amount
            FROM (SELECT {unit}code, sum(amount) AS amount FROM {source} GROUP BY ALL), (VALUES (0), (3), (5), (7)) AS levels(n)
            GROUP BY ALL""")
    both = f"SELECT {unit}code, p.amount AS prior, c.amount AS current FROM ({sides[0]}) p FULL JOIN ({sides[1]}) c USING ({using})"
    # Every unit has both years here, so a code that is absent had nothing budgeted.
    total = "max(CASE WHEN code = '' THEN {} END) OVER (" + whole + ")"
    return f"""
        COPY (SELECT {unit}code,
            CASE length(code) WHEN 0 THEN 'total' WHEN 3 THEN '类' WHEN 5 THEN '款' ELSE '项' END AS level,
            prior::DECIMAL(18,2) AS prior, current::DECIMAL(18,2) AS current,
            (coalesce(current, 0) - coalesce(prior, 0))::DECIMAL(18,2) AS change,
            CASE WHEN coalesce(current, 0) = coalesce(prior, 0) THEN 0 WHEN coalesce(prior, 0) > 0
                 THEN round(100.0 * (coalesce(current, 0) - prior)::DOUBLE / prior::DOUBLE, 2) END AS growth,
            CASE WHEN coalesce(current, 0) = coalesce(prior, 0) THEN 'flat' WHEN coalesce(prior, 0) = 0 THEN 'new'
                 WHEN prior < 0 THEN 'negative_base' WHEN coalesce(current, 0) = 0 THEN 'gone' ELSE 'rate' END AS status,
            round(100.0 * prior::DOUBLE / {total.format('prior')}::DOUBLE, 2) AS share_prior,
            round(100.0 * current::DOUBLE / {total.format('current')}::DOUBLE, 2) AS share_current,
            round(100.0 * (coalesce(current, 0) - coalesce(prior, 0))::DOUBLE / {total.format('prior')}::DOUBLE, 2) AS contribution
        FROM ({both}) ORDER BY {using}) TO '{out}' (FORMAT parquet)"""


def years_sql(folder, out):
    """C in SQL: every code that a unit ever had, in every year."""
    lines = "PARTITION BY unit, code ORDER BY year"
    return f"""
        COPY (WITH leaves AS (SELECT year, unit, code, sum(amount) AS amount
                FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true) GROUP BY ALL),
            rolled AS (SELECT year, unit, substr(code, 1, n) AS code, sum(amount)::DECIMAL(18,2) AS amount
                FROM leaves, (VALUES (0), (3), (5), (7)) AS levels(n) GROUP BY ALL),
            grid AS (SELECT unit, code, year FROM (SELECT DISTINCT unit, code FROM rolled), (SELECT DISTINCT year FROM rolled)),
            told AS (SELECT unit, code, year, amount, coalesce(amount, 0) AS fen FROM grid LEFT JOIN rolled USING (unit, code, year)),
            before AS (SELECT *, lag(amount) OVER ({lines}) AS prior, lag(fen) OVER ({lines}) AS base,
                first_value(fen) OVER ({lines}) AS first,
                max(CASE WHEN code = '' THEN fen END) OVER (PARTITION BY unit, year) AS whole FROM told)
        SELECT unit, code, year, amount,
            CASE WHEN amount IS NOT NULL OR prior IS NOT NULL THEN (fen - base)::DECIMAL(18,2) END AS change,
            CASE WHEN base > 0 THEN round(100.0 * (fen - base)::DOUBLE / base::DOUBLE, 2) END AS growth,
            round(100.0 * amount::DOUBLE / whole::DOUBLE, 2) AS share,
            (fen - first)::DECIMAL(18,2) AS cumulative_change,
            CASE WHEN first > 0 THEN round(100.0 * (fen - first)::DOUBLE / first::DOUBLE, 2) END AS cumulative_growth
        FROM before) TO '{out}' (FORMAT parquet)"""


def run_duckdb(folder, by, out):
    import duckdb
    if by == "years":
        duckdb.execute(years_sql(folder, out))
        return
    duckdb.execute(sql(folder, by, out).replace("ORDER BY " + ("unit, code" if by == "unit" else "code"), ""))


def run_polars(folder, by, out):
    import polars as pl
    keys = ["unit", "code"] if by == "unit" else ["code"]

    def side(year, name):
        rows = pl.scan_parquet(f"{folder}/year={year}/*.parquet", hive_partitioning=False).select([*keys, "amount"])
        leaves = rows.group_by(keys).agg(pl.col("amount").sum()).with_columns(pl.col("code").cast(pl.String))
        levels = [leaves.with_columns(code=pl.col("code").str.slice(0, n)).group_by(keys).agg(pl.col("amount").sum()) for n in (0, 3, 5)]
        return pl.concat([leaves.select([*keys, "amount"]), *[level.select([*keys, "amount"]) for level in levels]]).rename({"amount": name})

    both = side(BASE, "prior").join(side(YEAR, "current"), on=keys, how="full", coalesce=True)
    prior, current = pl.col("prior").fill_null(0), pl.col("current").fill_null(0)
    number = lambda column: column.cast(pl.Float64)
    whole = (lambda column: column.over("unit")) if by == "unit" else (lambda column: column)
    total = lambda name: whole(pl.when(pl.col("code") == "").then(number(pl.col(name))).max())
    both = both.with_columns(
        change=current - prior,
        level=pl.col("code").str.len_bytes().replace_strict({0: "total", 3: "类", 5: "款", 7: "项"}),
        growth=pl.when(prior == current).then(0.0).when(prior > 0).then((number(current - prior) / number(prior) * 100).round(2)),
        status=pl.when(prior == current).then(pl.lit("flat")).when(prior == 0).then(pl.lit("new"))
        .when(prior < 0).then(pl.lit("negative_base")).when(current == 0).then(pl.lit("gone")).otherwise(pl.lit("rate")),
        share_prior=(number(pl.col("prior")) / total("prior") * 100).round(2),
        share_current=(number(pl.col("current")) / total("current") * 100).round(2),
        contribution=(number(current - prior) / total("prior") * 100).round(2),
    )
    both.collect(engine="streaming").write_parquet(out)


def generic_sql(by, prior, current, levels, text):
    """The same in plain SQL: `levels` gives 0, 3, 5 and 7 as n, `text` makes a column one of plain strings."""
    # A name of its own: some engines look the column up before the alias.
    unit = f"{text.format('unit')} AS whose, " if by == "unit" else ""
    key = "whose, " if by == "unit" else ""
    whole = "PARTITION BY whose" if by == "unit" else ""

    def side(source):
        leaves = f"(SELECT {unit}{text.format('code')} AS leaf, sum(amount) AS fen FROM {source} GROUP BY {key}leaf) AS leaves"
        rolled = f"(SELECT {key}substr(leaf, 1, n) AS code, fen FROM {leaves} {levels}) AS rolled"
        return f"(SELECT {key}code, sum(fen) AS amount FROM {rolled} GROUP BY {key}code)"
    keys = ["whose", "code"] if by == "unit" else ["code"]
    both = ", ".join(f"coalesce(p.{key}, c.{key}) AS {key}" for key in keys)
    joined = " AND ".join(f"p.{key} = c.{key}" for key in keys)
    total = "max(CASE WHEN code = '' THEN {} END) OVER (" + whole + ")"
    number = lambda name: f"CAST({name} AS DOUBLE)"
    change = "(coalesce(current, 0) - coalesce(prior, 0))"
    return f"""
        SELECT {key.replace(',', ' AS unit,')}code,
            CASE length(code) WHEN 0 THEN 'total' WHEN 3 THEN '类' WHEN 5 THEN '款' ELSE '项' END AS level,
            prior, current, {change} AS change,
            CASE WHEN {change} = 0 THEN 0 WHEN coalesce(prior, 0) > 0 THEN round(100.0 * {number(change)} / {number('prior')}, 2) END AS growth,
            CASE WHEN {change} = 0 THEN 'flat' WHEN coalesce(prior, 0) = 0 THEN 'new' WHEN prior < 0 THEN 'negative_base'
                 WHEN coalesce(current, 0) = 0 THEN 'gone' ELSE 'rate' END AS status,
            round(100.0 * {number('prior')} / {number(total.format('prior'))}, 2) AS share_prior,
            round(100.0 * {number('current')} / {number(total.format('current'))}, 2) AS share_current,
            round(100.0 * {number(change)} / {number(total.format('prior'))}, 2) AS contribution
        FROM (SELECT {both}, p.amount AS prior, c.amount AS current FROM {side(prior)} AS p
              FULL JOIN {side(current)} AS c ON {joined}) AS sides"""


def run_datafusion(folder, by, out):
    import datafusion
    context = datafusion.SessionContext()
    for year in (BASE, YEAR):
        context.register_parquet(f"y{year}", f"{folder}/year={year}/")
    levels = "CROSS JOIN (VALUES (0), (3), (5), (7)) AS levels(n)"
    query = generic_sql(by, f"y{BASE}", f"y{YEAR}", levels, "CAST({} AS VARCHAR)")
    context.sql(f"COPY ({query}) TO '{out}' STORED AS PARQUET").collect()


def run_chdb(folder, by, out):
    import chdb
    source = lambda year: f"file('{folder}/year={year}/*.parquet', Parquet)"
    query = generic_sql(by, source(BASE), source(YEAR), "ARRAY JOIN [0, 3, 5, 7] AS n", "toString({})")
    settings = "SETTINGS join_use_nulls = 1, cast_keep_nullable = 1, use_hive_partitioning = 0, engine_file_truncate_on_insert = 1"
    chdb.query(f"INSERT INTO FUNCTION file('{out}', Parquet) SELECT * FROM ({query}) {settings}")


def run_pandas(folder, by, out):
    import pandas
    keys = ["unit", "code"] if by == "unit" else ["code"]

    def side(year, name):
        paths = sorted(pathlib.Path(folder, f"year={year}").glob("*.parquet"))
        rows = pandas.concat([pandas.read_parquet(path, columns=[*keys, "amount"], dtype_backend="pyarrow", partitioning=None) for path in paths])
        # Exact decimals would be Python objects; floats are what a user of pandas has.
        rows["amount"] = rows["amount"].astype("float64")
        rows["code"] = rows["code"].astype(str)
        if "unit" in rows:
            rows["unit"] = rows["unit"].astype("category")
        leaves = rows.groupby(keys, observed=True, sort=False)["amount"].sum().reset_index()
        parts = [leaves]
        for n in (0, 3, 5):
            parts.append(leaves.assign(code=leaves["code"].str.slice(0, n)).groupby(keys, observed=True, sort=False)["amount"].sum().reset_index())
        return pandas.concat(parts).rename(columns={"amount": name})

    both = side(BASE, "prior").merge(side(YEAR, "current"), on=keys, how="outer")
    prior, current = both["prior"].fillna(0), both["current"].fillna(0)
    both["change"] = current - prior
    both["growth"] = (both["change"] / prior * 100).round(2)
    totals = both[both["code"] == ""]
    for name in ("prior", "current"):
        whole = both["unit"].map(totals.set_index("unit")[name]).astype("float64") if by == "unit" else totals[name].iloc[0]
        both[f"share_{name}"] = (both[name] / whole * 100).round(2)
        if name == "prior":
            both["contribution"] = (both["change"] / whole * 100).round(2)
    both.to_parquet(out)


BRIDGE = "from_year,to_year,old_code,new_code,share\n" + "".join(
    f"2023,2024,{old},{new},1\n" for old, new in [("2010102", "2010108"), ("2050201", "2050205"), ("2080102", "2080109"),
                                                  ("2100101", "2100103"), ("2130104", "2130106"), ("2210201", "2210203")])


def phases(folder):
    """The dataset with every row twice, as 预算 and as 决算."""
    import polars
    made = pathlib.Path(str(folder).rstrip("/") + "-phases")
    for file in [] if made.exists() else sorted(pathlib.Path(folder).glob("year=*/*.parquet")):
        rows = polars.read_parquet(file, hive_partitioning=False).with_columns(polars.col("unit").cast(polars.String))
        twice = [rows.with_columns(phase=polars.lit(phase)) for phase in ("预算", "决算")]
        target = made / file.parent.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        polars.concat(twice).sort("unit", "code", "phase").write_parquet(target, compression="zstd", row_group_size=262_144)
    return str(made)


def measure(name, folder, by, out, program):
    compare = [program, "--quiet", "compare", folder, "--base", str(BASE), "--year", str(YEAR)]
    if by == "bridge":
        bridge = pathlib.Path(out).with_suffix(".csv")
        bridge.write_text(BRIDGE)
        command = [*compare, "--bridge", bridge, "-o", out]
    elif by == "phases":
        compare[3] = phases(folder)
        command = [*compare, "-o", out]
    elif by == "rank":
        command = [program, "--quiet", "trend", folder, "--rank", "change", "-o", str(pathlib.Path(out).with_suffix(".md"))]
    elif name == "ours" and by == "years":
        command = [program, "--quiet", "trend", folder, "-o", out]
    elif name == "ours":
        command = [*compare, "--by", by, "-o", out]
    else:
        command = [sys.executable, __file__, "--worker", name, folder, by, out]
    # Every run writes a new file: ours would otherwise first read the old one, to see whether anybody has changed it.
    for suffix in (".parquet", ".md"):
        pathlib.Path(out).with_suffix(suffix).unlink(missing_ok=True)
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{name} {by}: status {status}")
    return seconds, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


def check(ours, theirs, by):
    """Every row of ours against theirs (amounts) and against the exact quotients (rates)."""
    import duckdb
    key = "unit, code" if by == "unit" else "code"
    join = f"FROM '{ours}' o FULL JOIN '{theirs}' t USING ({key})"
    count = lambda where: duckdb.execute(f"SELECT count(*) {join} WHERE {where}").fetchone()[0]
    rows = duckdb.execute(f"SELECT count(*) FROM '{ours}'").fetchone()[0]
    print(f"  {rows} rows; not in both: {count('o.level IS NULL OR t.level IS NULL')}")
    for name in ("prior", "current", "change", "status", "level"):
        print(f"  {name} differs: {count(f'o.{name} IS DISTINCT FROM t.{name}')}")
    # Whole numbers only: 200 a / b, floored with the half added, is the quotient rounded half away from zero.
    fen = lambda name: f"(100 * {name})::HUGEINT"
    exact = lambda n, d: f"(sign({n}) * ((20000 * abs({n}) + abs({d})) // (2 * abs({d}))))"
    whole = "(PARTITION BY unit)" if by == "unit" else "()"
    source = f"""(SELECT *, max(CASE WHEN code = '' THEN {fen('prior')} END) OVER {whole} AS wp,
        max(CASE WHEN code = '' THEN {fen('current')} END) OVER {whole} AS wc FROM '{ours}')"""
    rates = {
        "growth": ("status = 'rate'", fen("change"), fen("prior")),
        "share_prior": ("prior IS NOT NULL AND wp <> 0", fen("prior"), "wp"),
        "share_current": ("current IS NOT NULL AND wc <> 0", fen("current"), "wc"),
        "contribution": ("wp <> 0", fen("change"), "wp"),
    }
    for name, (where, n, d) in rates.items():
        wrong = duckdb.execute(f"SELECT count(*) FROM {source} WHERE ({where}) AND {fen(name)} IS DISTINCT FROM {exact(n, d)}").fetchone()[0]
        off = count(f"abs(o.{name}::DOUBLE - t.{name}) > 0.0001")
        print(f"  {name}: not the exact quotient {wrong}; DuckDB's float differs {off}")
    sample = duckdb.execute(f"SELECT change, prior, growth FROM '{ours}' WHERE status = 'rate' LIMIT 1000").fetchall()
    for change, prior, growth in sample:
        quotient = fractions.Fraction(change) * 10000 / fractions.Fraction(prior)
        rounded = abs(quotient) + fractions.Fraction(1, 2)
        assert int(growth * 100) == (-1 if quotient < 0 else 1) * (rounded.numerator // rounded.denominator)


def main():
    if sys.argv[1:3] == ["--worker", "phases"]:
        phases(sys.argv[3])
        return
    if sys.argv[1] == "--worker":
        globals()[f"run_{sys.argv[2]}"](*sys.argv[3:6])
        return
    if sys.argv[1] == "--compare-years":
        import duckdb
        join = f"FROM '{sys.argv[2]}' o FULL JOIN '{sys.argv[3]}' t USING (unit, code, year)"
        differs = lambda name: f"count(*) FILTER (o.{name} IS DISTINCT FROM t.{name}) AS {name}"
        columns = ", ".join(map(differs, ("amount", "change")))
        print(duckdb.execute(f"SELECT count(*) AS rows, count(*) FILTER (o.level IS NULL OR t.year IS NULL) AS lone, {columns} {join}").fetchdf().to_dict("records"))
        return
    if sys.argv[1] == "--compare":
        check(*sys.argv[2:5])
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="ours,duckdb,polars,datafusion,chdb,pandas")
    parser.add_argument("--tasks", default="unit,all")
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "tongbi"))
    parser.add_argument("--out", default="/tmp/country-results")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    pathlib.Path(options.out).mkdir(exist_ok=True)
    for by in options.tasks.split(","):
        print({"unit": "A: compare by unit", "all": "B: compare --by all", "years": "C: trend by unit",
               "bridge": "A with a bridge", "phases": "A of two phases", "rank": "trend --rank change"}[by])
        if by == "phases":
            # In a process of its own: what it takes would count as the peak of processes started later.
            subprocess.run([sys.executable, __file__, "--worker", "phases", options.folder], check=True)
        best = {}
        for _ in range(options.runs):
            for name in options.only.split(","):
                if by == "years" and name not in ("ours", "duckdb") or by in ("bridge", "phases", "rank") and name != "ours":
                    continue
                out = f"{options.out}/{name}-{by}.parquet"
                seconds, memory, used = measure(name, options.folder, by, out, options.program)
                if name not in best or seconds < best[name][0]:
                    best[name] = (seconds, memory, used)
        for name, (seconds, memory, used) in best.items():
            written = pathlib.Path(f"{options.out}/{name}-{by}" + (".md" if by == "rank" else ".parquet"))
            size = written.stat().st_size / 2**20
            ratio = f"{seconds / best['ours'][0]:6.2f} times ours" if "ours" in best else ""
            print(f"  {name:10} {seconds:7.3f} s  {used:7.2f} s of processor  {memory:7.0f} MB peak  {size:6.1f} MB written  {ratio}")
        if options.check and by == "years":
            print("  compared:", subprocess.run([sys.executable, __file__, "--compare-years", f"{options.out}/ours-{by}.parquet",
                                                 f"{options.out}/duckdb-{by}.parquet"], check=True, text=True, capture_output=True).stdout.strip())
        elif options.check:
            # In a process of its own, for the same reason.
            subprocess.run([sys.executable, __file__, "--compare", f"{options.out}/ours-{by}.parquet",
                            f"{options.out}/duckdb-{by}.parquet", by], check=True)


if __name__ == "__main__":
    main()
