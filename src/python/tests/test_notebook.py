"""The notebook of a report gives the outputs that are stored in it, with the package and without."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

[FOLDER] = (ROOT / "notebooks-out").iterdir()


@pytest.mark.parametrize("installed", [True, False])
def test_the_notebook_of_a_report_runs_with_the_package_and_without(tmp_path, installed):
    notebook = json.loads((FOLDER / "analysis.ipynb").read_text("utf-8"))
    # Asked of the notebook itself, so that neither run is the other one in disguise.
    asked = {"cell_type": "code", "id": "asked", "metadata": {}, "execution_count": None, "outputs": [],
             "source": ["print(tongbi is not None)"]}
    notebook["cells"].append(asked)
    for name in ("data", "charts"):
        (tmp_path / name).symlink_to(FOLDER / name)
    (tmp_path / "analysis.ipynb").write_text(json.dumps(notebook), "utf-8")
    environment = dict(os.environ)
    if not installed:
        (tmp_path / "absent").mkdir()
        (tmp_path / "absent/tongbi.py").write_text("raise ImportError\n", "utf-8")
        environment["PYTHONPATH"] = str(tmp_path / "absent")
    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "run",
                    tmp_path / "analysis.ipynb"], check=True, capture_output=True, env=environment, timeout=300)
    cells = json.loads((tmp_path / "run.ipynb").read_text("utf-8"))["cells"]
    assert cells.pop()["outputs"][0]["text"] == [f"{installed}\n"]
    for was, now in zip(notebook["cells"], cells):
        if was["cell_type"] == "code" and was["id"] != "plot":
            assert told(now) == told(was), was["id"]
    plot = next(cell for cell in cells if cell["id"] == "plot")
    assert plot["outputs"] and (not installed or "image/svg+xml" in plot["outputs"][0]["data"])


def told(cell):
    # A slow machine shows progress, which clears itself when the work is done.
    return [shown(output) for output in cell["outputs"] if "".join(output.get("data", {}).get("text/html", "-"))]


def shown(output):
    return output.get("text") or output["data"]
