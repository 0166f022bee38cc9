keys = ["year", "phase", "table", "origin"]
counts = items.select(pl.col("year").cast(pl.Int64), *[pl.col(key).cast(pl.String) for key in keys[1:]])
counts = counts.group_by(keys).len().sort(keys)
Table(
    ["年度", "阶段", "表", "取得方式", "数据个数"],
    [
        [str(row["year"]), row["phase"], TITLES[row["table"]], ORIGINS[row["origin"]], str(row["len"])]
        for row in counts.iter_rows(named=True)
    ],
    left=4,
)
