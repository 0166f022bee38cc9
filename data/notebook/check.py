checked, wrong = 0, []
for row in comparison.filter(pl.col("change").is_not_null()).iter_rows(named=True):
    prior, current = fen(row["prior"]) or 0, fen(row["current"]) or 0
    word = growth(prior, current)
    status = {"持平": "flat", "新增": "new", "取消": "gone", "基数为负": "negative_base"}.get(word, "rate")
    rate = {"flat": "0.00", "gone": "-100.00"}.get(status) if status != "rate" else word.rstrip("%").lstrip("+")
    checked += 1
    if (current - prior, rate, status) != (fen(row["change"]), row["growth"], row["status"]):
        wrong.append(row)
print(f"重新计算 {checked} 行的增减额和增减率，与 comparison.csv 不一致的有 {len(wrong)} 行")
