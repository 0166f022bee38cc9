#!/usr/bin/env python3
"""Our charts against matplotlib's, warm, the same rows and the same size, in one run.

    pip install matplotlib
    python3 benches/peers/charts_matplotlib.py        # builds the driver in release mode

matplotlib draws the same bars, names and numbers with the same font; SVG text as outlines on both sides.
Prints the median milliseconds of a whole chart (layout and writing) and the ratios.
"""
import io
import json
import pathlib
import statistics
import subprocess
import time

import matplotlib
matplotlib.use("Agg")
from matplotlib import font_manager, pyplot

ROOT = pathlib.Path(__file__).resolve().parents[2]
UP, DOWN, INK, MUTED, LAST = "#2268b2", "#d76d24", "#222428", "#6b7078", "#b1b8c0"
DPI = 200


def draw(kind, rows, size):
    figure, axes = pyplot.subplots(1, 2 if kind == "variance" else 1, figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI)
    figure.suptitle("一般公共预算支出：比上年的增减", fontweight="bold", x=0.03, ha="left")
    figure.text(0.03, 0.02, "数据来源：公开文件；单位：万元。", color=MUTED, fontsize=7)
    names = [name for name, _, _ in rows]
    changes = [now - before for _, before, now in rows]
    colors = [UP if change > 0 else DOWN for change in changes]
    places = range(len(rows))
    if kind == "columns":
        for shift, index, color in [(-0.2, 1, LAST), (0.2, 2, "#414a59")]:
            bars = axes.barh([p + shift for p in places], [row[index] for row in rows], 0.4, color=color)
            axes.bar_label(bars, [f"{row[index]:.2f}" for row in rows], padding=4, fontsize=8)
    elif kind == "waterfall":
        level, starts = sum(row[1] for row in rows), []
        for change in changes:
            starts.append(level)
            level += change
        bars = axes.barh(places, changes, 0.6, left=starts, color=colors)
        axes.bar_label(bars, [f"{change:+.2f}" for change in changes], padding=4, fontsize=8)
    else:
        rates = [100 * (now - before) / before if before else 0 for _, before, now in rows]
        bars = axes[0].barh(places, changes, 0.6, color=colors)
        axes[0].bar_label(bars, [f"{change:+.2f}" for change in changes], padding=4, fontsize=8)
        axes[1].hlines(places, 0, rates, colors=colors)
        for place, rate, color in zip(places, rates, colors):
            axes[1].text(rate, place, f" {rate:+.1f}%", color=color, fontsize=8, va="center")
        axes[1].set_yticks([])
    first = axes[0] if kind == "variance" else axes
    first.set_yticks(list(places), names, fontsize=8)
    first.invert_yaxis()
    figure.subplots_adjust(left=0.28, right=0.97, top=0.9, bottom=0.08)
    return figure


def median(kind, rows, size, form, runs):
    times = []
    for _ in range(runs + 2):
        start = time.perf_counter()
        figure = draw(kind, rows, size)
        figure.savefig(io.BytesIO(), format=form, dpi=DPI)
        pyplot.close(figure)
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times[2:])


def main():
    subprocess.run(["cargo", "build", "--release", "--example", "charts_driver"], cwd=ROOT, check=True)
    folder = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version=1", "--no-deps"], cwd=ROOT))
    driver = pathlib.Path(folder["target_directory"]) / "release" / "examples" / "charts_driver"
    ours = json.loads(subprocess.check_output([driver]))
    for name in ["Regular", "Bold"]:
        font_manager.fontManager.addfont(ROOT / "data" / "fonts" / f"NotoSansSC-{name}.otf")
    family = font_manager.FontProperties(fname=ROOT / "data" / "fonts" / "NotoSansSC-Regular.otf").get_name()
    matplotlib.rcParams.update({"font.family": family, "axes.unicode_minus": False, "svg.fonttype": "path"})
    print(f"matplotlib {matplotlib.__version__}; median milliseconds of a whole chart, 2000 pixels wide")
    for kind, own in ours["charts"].items():
        for form, runs in [("svg", 15), ("png", 15)]:
            peer = median(kind, ours["rows"], own["size"], form, runs)
            print(f"{kind:10} {form}: ours {own[form]:8.2f}   matplotlib {peer:8.2f}   {peer / own[form]:6.1f} times")


if __name__ == "__main__":
    main()
