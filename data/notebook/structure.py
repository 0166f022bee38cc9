def share(row, side):
    """占同一张表、同一分类合计的百分数。"""
    whole = comparison.filter(
        (pl.col("table") == row["table"])
        & (pl.col("classification") == row["classification"])
        & (pl.col("level") == "total")
        & (pl.col("measure") == "合计")
    )
    amounts = whole[side].to_list() or [None]
    return percent(fen(row[side]), fen(amounts[0]))


one_side = (pl.col("classification") != "revenue") | pl.lit(STRUCTURE == "revenue")
parts = comparison.filter(
    (pl.col("table") == STRUCTURE) & (pl.col("level") == "类") & (pl.col("measure") == "合计") & one_side
)
parts = parts.filter(pl.col("share_prior").is_not_null() | pl.col("share_current").is_not_null()).to_dicts()
parts.sort(key=lambda row: (-(fen(row["current"]) or 0), -(fen(row["prior"]) or 0)))
Table(
    ["编码", "名称", YEAR, f"{BASE}占比", f"{YEAR}占比"],
    [
        [row["code"] or "", row["name"], wan(fen(row["current"])), share(row, "prior"), share(row, "current")]
        for row in parts
    ],
)
