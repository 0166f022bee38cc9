from pathlib import Path

import polars as pl

try:
    import tongbi
except ImportError:
    tongbi = None

items = pl.read_parquet(Path("data", "items.parquet"))
if tongbi:
    comparison = pl.DataFrame(tongbi.compare(items, base=YEARS[0], year=YEARS[1])).cast(pl.String)
else:
    comparison = pl.read_csv(Path("data", "comparison.csv"), infer_schema=False)
ours = pl.col("unit").is_null() | pl.col("unit").cast(pl.String).is_in(["", UNIT])
comparison, items = comparison.filter(ours), items.filter(ours)
print(f"{UNIT}：对比 {comparison.height} 行，明细 {items.height} 行")
