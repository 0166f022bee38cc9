#!/usr/bin/env python3
"""What a folder of many disclosures costs: processor time a file and peak memory of each command.

    cargo build --release
    python3 benches/peers/batch.py [--files 20,100,500,1000,2000] [--commands extract,compare,audit,report]
                                   [--binary target/release/tongbi] [--keep FOLDER]

Two files a unit: the texts of 2023 and 2024 as data/sample/make_sample.py writes them, each unit with a name and with
figures of its own (the sample's, times a whole number, so that shares and rates stay true; the tails of its sums grow,
so that units have findings as real ones do). Processor time is that of the whole process, user and system.
"""
import argparse
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time
from decimal import Decimal

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = "示例州社会保险服务中心"
PLACES = "东西南北中安宁和平永兴长青云河"
KINDS = ["社会保险服务中心", "农业技术推广站", "疾病预防控制中心", "不动产登记中心", "公共资源交易中心"]
AMOUNT = re.compile(r"(?<![\d.])(\d[\d,]*\.\d\d)(?![\d%]| *平方米)")


def unit(number):
    """A name that no other unit has and that is none of another's beginning."""
    one, two = divmod(number // len(KINDS), len(PLACES))
    three, one = divmod(one, len(PLACES))
    town = PLACES[one] + PLACES[two] + (PLACES[three % len(PLACES)] if three else "")
    return f"{town}县{KINDS[number % len(KINDS)]}"


def text(year, number):
    """One disclosure. The rates and shares stay, every amount is so many times the sample's."""
    source = (ROOT / "data" / "sample" / f"{year}.txt").read_text(encoding="utf-8")
    times = 1 + number % 7

    def amount(found):
        value = Decimal(found[1].replace(",", "")) * times
        return f"{value:,}" if "," in found[1] else str(value)

    return AMOUNT.sub(amount, source).replace(SAMPLE, unit(number))


def make(folder, files):
    """So many files, two in a unit's folder."""
    for number in range(files // 2):
        own = folder / f"{number:05}"
        own.mkdir(parents=True, exist_ok=True)
        for year in (2023, 2024):
            (own / f"{year}.txt").write_text(text(year, number), encoding="utf-8")


def measure(call):
    """Seconds of processor, seconds on the clock, peak in MB, exit status."""
    start = time.monotonic()
    process = os.posix_spawn(call[0], call, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(process, 0)
    seconds = time.monotonic() - start
    return usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", default="20,100,500,1000,2000")
    parser.add_argument("--commands", default="extract,compare,audit,report")
    parser.add_argument("--binary", default=str(ROOT / "target" / "release" / "tongbi"))
    parser.add_argument("--keep", help="make the folders here and leave them")
    options = parser.parse_args()
    work = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="tongbi-batch-"))
    out = pathlib.Path(tempfile.mkdtemp(prefix="tongbi-batch-out-"))
    print(f"{'command':8} {'files':>6} {'ms of processor a file':>23} {'seconds':>8} {'peak MB':>8} {'status':>6}")
    for files in map(int, options.files.split(",")):
        folder = work / str(files)
        if not folder.exists():
            make(folder, files)
        calls = {
            "extract": ["extract", str(folder), "-o", str(out / "items.csv")],
            "compare": ["compare", str(folder), "-o", str(out / "compared.csv")],
            "audit": ["audit", str(folder), "-o", str(out / "audit.txt")],
            "report": ["report", str(folder), "-o", str(out / "report")],
        }
        for command in options.commands.split(","):
            processor, seconds, peak, status = measure([options.binary, *calls[command]])
            print(f"{command:8} {files:6} {processor * 1000 / files:23.2f} {seconds:8.2f} {peak:8.0f} {status:6}")
            sys.stdout.flush()
            shutil.rmtree(out / "report", ignore_errors=True)
    shutil.rmtree(out)
    if not options.keep:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
