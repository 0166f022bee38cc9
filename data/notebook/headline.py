totals = comparison.filter(
    (pl.col("level") == "total") & pl.col("table").is_in(HEADLINE) & pl.col("change").is_not_null()
)
rows = []
for row in totals.iter_rows(named=True):
    side = {"totals": "收入" if row["classification"] == "revenue" else "支出"}.get(row["table"], "")
    prior, current = fen(row["prior"]), fen(row["current"])
    change = (current or 0) - (prior or 0)
    name = side + row["measure"]
    rows.append([TITLES[row["table"]], name, wan(prior), wan(current), wan(change, plus=True), growth(prior, current)])
Table(["表", "项", BASE, YEAR, "增减额", "增减率"], rows)
