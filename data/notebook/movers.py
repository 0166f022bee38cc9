def of(table, level):
    """一张表一个级次的行；两侧的表只取支出。"""
    one_side = (pl.col("classification") != "revenue") | pl.lit(table == "revenue")
    whole = pl.col("measure") == "合计"
    return comparison.filter((pl.col("table") == table) & (pl.col("level") == level) & whole & one_side)


moved = of(*MOVERS).filter(pl.col("change").is_not_null()).to_dicts()
moved = [row | {"fen": (fen(row["current"]) or 0) - (fen(row["prior"]) or 0)} for row in moved]
moved = [row for row in moved if row["fen"] != 0]
moved.sort(key=lambda row: (-abs(row["fen"]), row["code"] or "", row["name"]))
Table(
    ["编码", "名称", BASE, YEAR, "增减额", "增减率"],
    [
        [
            row["code"] or "",
            row["name"],
            wan(fen(row["prior"])),
            wan(fen(row["current"])),
            wan(row["fen"], plus=True),
            growth(fen(row["prior"]), fen(row["current"])),
        ]
        for row in moved[:10]
    ],
)
