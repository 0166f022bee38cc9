import re

from IPython.display import SVG, display

for name in CHARTS:
    svg = (Path("charts") / f"{name}.svg").read_text(encoding="utf-8")
    # 图随页面宽窄缩放。
    display(SVG(data=re.sub(r' width="[0-9]+" height="[0-9]+"', ' width="100%"', svg, count=1)))
