import json

audit = json.loads(Path("data", "findings.json").read_text(encoding="utf-8"))
total, checked, findings = audit["claims_total"], audit["claims_checked"], audit["findings"]
print(f"文字里的数 {total} 个，核对了 {checked} 个，发现 {len(findings)} 条")


def place(found):
    where = found["place"]
    page = f" 第{where['page']}页" if where["page"] else ""
    line = f" 第{where['line']}行" if where["line"] else ""
    return f"{where['file']}{page}{line}"


Table(
    ["结论", "位置", "原文", "应为", "依据"],
    [
        [VERDICTS[found["verdict"]], place(found), found["claim"], found["expected"] or "", found["because"]]
        for found in findings[:20]
    ],
    left=5,
)
