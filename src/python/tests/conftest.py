"""Inputs of the tests: the sample that the command carries, and what the command makes of it."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def sample():
    return [ROOT / "data/sample/2023.txt", ROOT / "data/sample/2024.txt"]


@pytest.fixture(scope="session")
def command(tmp_path_factory):
    """Runs `tongbi`, the binary of TONGBI_BIN or of the debug build."""
    binary = os.environ.get("TONGBI_BIN", ROOT / "target/debug/tongbi")
    if not pathlib.Path(binary).exists():
        pytest.fail(f"没有 {binary}；先 cargo build，或用 TONGBI_BIN 指明")

    def run(*arguments, fine=(0,)):
        done = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode in fine, done.stderr
        told[0] = done.stderr
        return done.stdout

    def stderr(*arguments):
        run(*arguments)
        return told[0]

    told = [""]
    run.told = stderr
    return run


@pytest.fixture(scope="session")
def written(command, tmp_path_factory):
    """The rows that a command writes to Parquet."""
    import pyarrow.parquet

    folder = tmp_path_factory.mktemp("written")

    def rows(name, *arguments):
        path = folder / f"{len(list(folder.iterdir()))}.parquet"
        command(name, *arguments, "-o", path)
        return pyarrow.parquet.ParquetFile(path).read()

    return rows
