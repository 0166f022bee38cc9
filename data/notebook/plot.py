def bars():
    """没有装 tongbi 包时，用 matplotlib 画。"""
    try:
        import matplotlib.pyplot as plt
        from matplotlib import font_manager
    except ImportError:
        print("没有安装 tongbi 包或 matplotlib，跳过这张图（pip install matplotlib 后再运行）")
        return
    # 有中文字体时写名称，没有时写编码，不出现空框。
    known = {font.name for font in font_manager.fontManager.ttflist}
    wanted = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC", "WenQuanYi Micro Hei"]
    fonts = [name for name in wanted if name in known]
    if fonts:
        plt.rcParams["font.sans-serif"] = fonts
    plt.rcParams["axes.unicode_minus"] = False
    shown = moved[:10][::-1]
    labels = [row["name"] if fonts else row["code"] or str(at) for at, row in enumerate(shown, 1)]
    # 画图才用浮点数：像素不是钱。
    values = [row["fen"] / 1_000_000 for row in shown]
    figure, axes = plt.subplots(figsize=(9, 0.5 * len(shown) + 1.2))
    bars = axes.barh(range(len(shown)), values, color=["#2268b2" if value > 0 else "#d76d24" for value in values])
    axes.bar_label(bars, labels=[wan(row["fen"], plus=True) for row in shown], padding=3)
    axes.set_yticks(range(len(shown)), labels)
    axes.margins(x=0.15)
    axes.set_xlabel("增减额（万元）" if fonts else "10,000 CNY")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    plt.show()


if tongbi:
    of_table = {"table": MOVERS[0], "level": MOVERS[1], "top": 10}
    display(tongbi.chart(items, "variance", base=YEARS[0], year=YEARS[1], **of_table))
else:
    bars()
