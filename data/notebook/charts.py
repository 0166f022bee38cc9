from IPython.display import SVG, display

for name in CHARTS:
    display(SVG(filename=str(Path("charts") / f"{name}.svg")))
