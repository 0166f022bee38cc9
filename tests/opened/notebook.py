"""Runs a notebook where it lies, and compares what its cells print with what was embedded: `python notebook.py FILE`."""

import sys
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor

# Draws only where matplotlib is installed, so nothing is embedded.
FREE = {"plot"}


def printed(cell):
    """Texts and data of a cell's outputs; what a kernel numbers or splits is left out."""
    outputs = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if outputs and outputs[-1][0] == output.name:
                outputs[-1] = (output.name, outputs[-1][1] + output.text)
            else:
                outputs.append((output.name, output.text))
        else:
            assert output.output_type != "error", "\n".join(output.traceback)
            # An object that is not said how to be shown adds a word for itself.
            data = {kind: text for kind, text in output.data.items() if not text.startswith("<IPython.")}
            outputs.append(("data", {kind: text.rstrip("\n") for kind, text in data.items()}))
    return outputs


path = Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)
nbformat.validate(notebook)
embedded = {cell.id: printed(cell) for cell in notebook.cells if cell.cell_type == "code"}
ExecutePreprocessor(timeout=120, kernel_name="python3").preprocess(notebook, {"metadata": {"path": path.parent}})
run = {cell.id: printed(cell) for cell in notebook.cells if cell.cell_type == "code"}
assert set(run) == set(embedded)
for cell in sorted(set(run) - FREE):
    assert run[cell] == embedded[cell], f"{cell}:\nembedded {embedded[cell]}\nprinted  {run[cell]}"
print(f"{path.parent.name}: {len(set(run) - FREE)} cells print what is embedded")
