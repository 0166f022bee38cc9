#!/usr/bin/env python3
"""Writes 2023.txt and 2024.txt: two disclosures of one unit that does not exist.

The figures stand below as they are printed, in 万元. What follows from them (changes, rates,
shares) is computed in exact decimals, and every sum is checked within the rounding tail
(尾差: a sum of n printed parts may be off by n + 1 half steps) before anything is written.

    python3 data/sample/make_sample.py
"""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

UNIT = "示例州社会保险服务中心"
HERE = Path(__file__).parent
HALF_STEP = Decimal("0.005")
ZERO = Decimal("0.00")

CATEGORIES = """201 一般公共服务支出
202 外交支出
203 国防支出
204 公共安全支出
205 教育支出
206 科学技术支出
207 文化旅游体育与传媒支出
208 社会保障和就业支出
209 社会保险基金支出
210 卫生健康支出
211 节能环保支出
212 城乡社区支出
213 农林水支出
214 交通运输支出
215 资源勘探工业信息等支出
216 商业服务业等支出
217 金融支出
219 援助其他地区支出
220 自然资源海洋气象等支出
221 住房保障支出
222 粮油物资储备支出
223 国有资本经营预算支出
224 灾害防治及应急管理支出
227 预备费
229 其他支出
230 转移性支出
231 债务还本支出
232 债务付息支出
233 债务发行费用支出
234 抗疫特别国债安排的支出""".splitlines()

# code name | 总计 | 一般公共预算 | 上级转移支付 | 单位资金 | 基本支出 | 项目支出 (all funds)
FUNCTIONS = {
    2024: """
        | 759.57 | 740.60 | 13.83 | 5.15 | 641.60 | 117.98
205 教育支出 | 1.95 | 1.95 | | | 1.95 |
20508 进修及培训 | 1.95 | 1.95 | | | 1.95 |
2050803 培训支出 | 1.95 | 1.95 | | | 1.95 |
208 社会保障和就业支出 | 676.52 | 657.54 | 13.83 | 5.15 | 558.54 | 117.98
20801 人力资源和社会保障管理事务 | 513.48 | 494.51 | 13.83 | 5.15 | 395.51 | 117.98
2080101 行政运行 | 395.51 | 395.51 | | | 395.51 |
2080102 一般行政管理事务 | 34.20 | 34.20 | | | | 34.20
2080109 社会保险经办机构 | 83.78 | 64.80 | 13.83 | 5.15 | | 83.78
20805 行政事业单位养老支出 | 163.04 | 163.04 | | | 163.04 |
2080501 行政单位离退休 | 86.40 | 86.40 | | | 86.40 |
2080505 机关事业单位基本养老保险缴费支出 | 51.09 | 51.09 | | | 51.09 |
2080506 机关事业单位职业年金缴费支出 | 25.55 | 25.55 | | | 25.55 |
210 卫生健康支出 | 40.06 | 40.06 | | | 40.06 |
21011 行政事业单位医疗 | 40.06 | 40.06 | | | 40.06 |
2101101 行政单位医疗 | 22.35 | 22.35 | | | 22.35 |
2101103 公务员医疗补助 | 16.98 | 16.98 | | | 16.98 |
2101199 其他行政事业单位医疗支出 | 0.73 | 0.73 | | | 0.73 |
221 住房保障支出 | 41.04 | 41.04 | | | 41.04 |
22102 住房改革支出 | 41.04 | 41.04 | | | 41.04 |
2210201 住房公积金 | 41.04 | 41.04 | | | 41.04 |
""",
    2023: """
        | 712.00 | 699.00 | 13.00 | | 545.76 | 166.24
205 教育支出 | 1.43 | 1.43 | | | 1.43 |
20508 进修及培训 | 1.43 | 1.43 | | | 1.43 |
2050803 培训支出 | 1.43 | 1.43 | | | 1.43 |
208 社会保障和就业支出 | 619.80 | 606.80 | 13.00 | | 453.56 | 166.24
20801 人力资源和社会保障管理事务 | 494.66 | 481.66 | 13.00 | | 363.42 | 131.24
2080101 行政运行 | 363.42 | 363.42 | | | 363.42 |
2080109 社会保险经办机构 | 131.24 | 118.24 | 13.00 | | | 131.24
20805 行政事业单位养老支出 | 90.14 | 90.14 | | | 90.14 |
2080501 行政单位离退休 | 17.98 | 17.98 | | | 17.98 |
2080505 机关事业单位基本养老保险缴费支出 | 48.11 | 48.11 | | | 48.11 |
2080506 机关事业单位职业年金缴费支出 | 24.06 | 24.06 | | | 24.06 |
20806 企业改革补助 | 35.00 | 35.00 | | | | 35.00
2080699 其他企业改革发展补助 | 35.00 | 35.00 | | | | 35.00
210 卫生健康支出 | 52.68 | 52.68 | | | 52.68 |
21011 行政事业单位医疗 | 52.68 | 52.68 | | | 52.68 |
2101101 行政单位医疗 | 35.17 | 35.17 | | | 35.17 |
2101103 公务员医疗补助 | 16.08 | 16.08 | | | 16.08 |
2101199 其他行政事业单位医疗支出 | 1.43 | 1.43 | | | 1.43 |
221 住房保障支出 | 38.09 | 38.09 | | | 38.09 |
22102 住房改革支出 | 38.09 | 38.09 | | | 38.09 |
2210201 住房公积金 | 38.09 | 38.09 | | | 38.09 |
""",
}

# The general public budget alone (财政拨款), where it differs from all funds: code | 合计 | 基本 | 项目
GENERAL = {
    2024: {
        "": ("754.43", "641.60", "112.83"),
        "208": ("671.37", "558.54", "112.83"),
        "20801": ("508.34", "395.51", "112.83"),
        "2080109": ("78.63", "", "78.63"),
    },
    2023: {},
}

# code name | 合计 | 人员经费 | 公用经费
ECONOMIC = {
    2024: """
        | 641.60 | 614.73 | 26.87
301 工资福利支出 | 528.33 | 528.33 |
30101 基本工资 | 132.90 | 132.90 |
30102 津贴补贴 | 126.27 | 126.27 |
30103 奖金 | 91.04 | 91.04 |
30108 机关事业单位基本养老保险缴费 | 51.09 | 51.09 |
30109 职业年金缴费 | 25.55 | 25.55 |
30110 职工基本医疗保险缴费 | 22.35 | 22.35 |
30111 公务员医疗补助缴费 | 16.98 | 16.98 |
30112 其他社会保障缴费 | 6.40 | 6.40 |
30113 住房公积金 | 41.04 | 41.04 |
30114 医疗费 | 0.73 | 0.73 |
30199 其他工资福利支出 | 13.98 | 13.98 |
302 商品和服务支出 | 26.87 | | 26.87
30201 办公费 | 1.63 | | 1.63
30207 邮电费 | 2.00 | | 2.00
30211 差旅费 | 6.57 | | 6.57
30213 维修（护）费 | 0.20 | | 0.20
30216 培训费 | 1.95 | | 1.95
30217 公务接待费 | 0.40 | | 0.40
30226 劳务费 | 0.11 | | 0.11
30228 工会经费 | 2.61 | | 2.61
30229 福利费 | 2.35 | | 2.35
30231 公务用车运行维护费 | 6.00 | | 6.00
30299 其他商品和服务支出 | 3.06 | | 3.06
303 对个人和家庭的补助 | 86.40 | 86.40 |
30302 退休费 | 7.75 | 7.75 |
30305 生活补助 | 55.10 | 55.10 |
30309 奖励金 | 23.55 | 23.55 |
""",
    2023: """
        | 545.76 | 519.02 | 26.74
301 工资福利支出 | 501.04 | 501.04 |
30101 基本工资 | 124.86 | 124.86 |
30102 津贴补贴 | 119.52 | 119.52 |
30103 奖金 | 74.42 | 74.42 |
30108 机关事业单位基本养老保险缴费 | 48.11 | 48.11 |
30109 职业年金缴费 | 24.06 | 24.06 |
30110 职工基本医疗保险缴费 | 35.17 | 35.17 |
30111 公务员医疗补助缴费 | 16.08 | 16.08 |
30112 其他社会保障缴费 | 6.05 | 6.05 |
30113 住房公积金 | 38.09 | 38.09 |
30114 医疗费 | 1.43 | 1.43 |
30199 其他工资福利支出 | 13.25 | 13.25 |
302 商品和服务支出 | 26.74 | | 26.74
30201 办公费 | 1.52 | | 1.52
30207 邮电费 | 2.00 | | 2.00
30211 差旅费 | 6.98 | | 6.98
30213 维修（护）费 | 0.20 | | 0.20
30216 培训费 | 1.43 | | 1.43
30217 公务接待费 | 0.40 | | 0.40
30226 劳务费 | 0.11 | | 0.11
30228 工会经费 | 2.45 | | 2.45
30229 福利费 | 2.35 | | 2.35
30231 公务用车运行维护费 | 6.00 | | 6.00
30299 其他商品和服务支出 | 3.30 | | 3.30
303 对个人和家庭的补助 | 17.98 | 17.98 |
30302 退休费 | 7.42 | 7.42 |
30305 生活补助 | 4.20 | 4.20 |
30309 奖励金 | 6.36 | 6.36 |
""",
}

# code name project | 合计 | 商品服务支出 | 对个人和家庭的补助 | 资本性支出
PROJECTS = {
    2024: """
 | | 112.83 | 67.00 | 39.53 | 6.30
208 社会保障和就业支出 | | 112.83 | 67.00 | 39.53 | 6.30
20801 人力资源和社会保障管理事务 | | 112.83 | 67.00 | 39.53 | 6.30
2080102 一般行政管理事务 | 2024年社保经办保障项目 | 34.20 | | 34.20 |
2080109 社会保险经办机构 | 2024年社保经办保障项目 | 64.80 | 58.50 | | 6.30
2080109 社会保险经办机构 | 2024年上级社保经办补助项目 | 13.83 | 8.50 | 5.33 |
""",
    2023: """
 | | 166.24 | 120.14 | 40.00 | 6.10
208 社会保障和就业支出 | | 166.24 | 120.14 | 40.00 | 6.10
20801 人力资源和社会保障管理事务 | | 131.24 | 120.14 | 5.00 | 6.10
2080109 社会保险经办机构 | 2023年社保经办保障项目 | 118.24 | 112.14 | | 6.10
2080109 社会保险经办机构 | 2023年上级社保经办补助项目 | 13.00 | 8.00 | 5.00 |
20806 企业改革补助 | | 35.00 | | 35.00 |
2080699 其他企业改革发展补助 | 2023年社保经办保障项目 | 35.00 | | 35.00 |
""",
}

# What the 2023 disclosure compares with: 2022, which has no disclosure here.
YEAR_2022 = {
    "general": "660.10", "transfer": "12.50", "own": "0.00", "basic": "513.80", "project": "158.80",
    "2050803": "1.38", "2080101": "341.26", "2080109": "124.60", "2080501": "17.10", "2080505": "45.32",
    "2080506": "22.66", "2080699": "34.20", "2101101": "33.05", "2101103": "15.11", "2101199": "1.40",
    "2210201": "36.52", "running": "26.30", "reception": "0.50",
}

REASONS = {
    2024: {
        "general": "离休人员生活补助由年中追加改为编入年初预算",
        "transfer": "上级核定的经办补助标准略有提高，宣传场次相应增多",
        "own": "失业保险宣传费按一体化系统的编制要求首次列入年初预算",
        "basic": "离休人员生活补助编入年初预算",
        "project": "委托经办服务合同到期，本年不再安排该项经费",
        "2050803": "计划培训班次增多",
        "2080101": "在职人员基础绩效奖调标",
        "2080102": "保留身份人员的社会保险费原列其他企业改革发展补助，本年改列本科目",
        "2080109": "委托经办服务合同到期，本年不再安排该项经费",
        "2080501": "离休人员生活补助编入年初预算，退休人员奖励金调标",
        "2080505": "缴费基数随工资上调",
        "2080506": "缴费基数随工资上调",
        "2080699": "保留身份人员的社会保险费改列一般行政管理事务",
        "2101101": "缴费年限已满的退休人员不再缴费",
        "2101103": "补助测算基数随工资上调",
        "2101199": "缴费年限已满的退休人员不再缴纳大额医疗补助",
        "2210201": "缴存基数随工资上调",
        "running": "工会经费等按工资比例计提的经费随工资上调",
    },
    2023: {
        "general": "在职人员正常晋级晋档，工资性支出增长",
        "transfer": "上级核定的经办补助标准略有提高",
        "own": "",
        "basic": "在职人员正常晋级晋档，工资性支出增长",
        "project": "委托经办服务范围扩大",
        "2050803": "计划培训人数增多",
        "2080101": "在职人员正常晋级晋档",
        "2080109": "委托经办服务范围扩大",
        "2080501": "退休人员奖励金调标",
        "2080505": "缴费基数随工资上调",
        "2080506": "缴费基数随工资上调",
        "2080699": "保留身份人员的社会保险费缴费基数上调",
        "2101101": "缴费基数随工资上调",
        "2101103": "补助测算基数随工资上调",
        "2101199": "参加大额医疗补助的人数增多",
        "2210201": "缴存基数随工资上调",
        "running": "按编制人数核定的公用经费定额提高",
    },
}

PURPOSES = {
    "205": "职工业务培训和继续教育",
    "208": "职工工资福利、养老保险缴费、离退休人员待遇以及经办机构日常运转",
    "210": "职工医疗保险缴费和医疗补助",
    "221": "缴存职工住房公积金",
}


def rows(text):
    """(code, name, cells) of each line; the cells are printed texts."""
    for line in text.strip("\n").splitlines():
        head, *cells = [part.strip() for part in line.split("|")]
        code, _, name = head.partition(" ")
        yield code, name, cells


def money(text):
    return Decimal(text or "0.00")


def rounded(value):
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def percent(part, whole):
    return f"{rounded(part * 100 / whole):.2f}%"


def children(code, codes):
    size = 3 if code == "" else len(code) + 2
    return [c for c in codes if len(c) == size and c.startswith(code)]


def check_within_tail(what, printed, parts):
    off = abs(printed - sum(parts, ZERO))
    assert off <= HALF_STEP * (len(parts) + 1), f"{what}: {printed} is not the sum of {parts}"


def check_tree(what, table, columns):
    """Every parent is the sum of its children, and every row of its columns, within the tail."""
    codes = list(dict.fromkeys(code for code, _, _ in table))
    for column in range(columns):
        amount = {}
        for code, _, cells in table:
            amount[code] = amount.get(code, ZERO) + money(cells[column])
        for code in codes:
            below = children(code, codes)
            if below:
                check_within_tail(f"{what} {code or '总计'} column {column}", amount[code], [amount[c] for c in below])


def check(year):
    function = list(rows(FUNCTIONS[year]))
    check_tree(f"{year} T2/T3", function, 6)
    general = general_rows(year)
    check_tree(f"{year} T5", general, 3)
    economic = list(rows(ECONOMIC[year]))
    check_tree(f"{year} T6", economic, 3)
    projects = [(code, name, cells[1:]) for code, name, cells in rows(PROJECTS[year])]
    check_tree(f"{year} T7", projects, 4)
    for code, _, cells in function:
        total, own, transfer, unit, basic, project = map(money, cells)
        check_within_tail(f"{year} T2 {code}", total, [own, transfer, unit])
        check_within_tail(f"{year} T3 {code}", total, [basic, project])
        fiscal = [money(cells[0]) for c, _, cells in general if c == code][0]
        check_within_tail(f"{year} T5 {code}", fiscal, [own, transfer])
    for what, table in [("T5", general), ("T6", economic)]:
        for code, _, (total, left, right) in table:
            check_within_tail(f"{year} {what} {code}", money(total), [money(left), money(right)])
    for code, _, (total, *parts) in projects:
        check_within_tail(f"{year} T7 {code}", money(total), [money(p) for p in parts])
    assert money(economic[0][2][0]) == money(general[0][2][1]) and money(projects[0][2][0]) == money(general[0][2][2])


def general_rows(year):
    own = GENERAL[year]
    return [(code, name, own.get(code, (cells[0], cells[4], cells[5]))) for code, name, cells in rows(FUNCTIONS[year])]


def code_cells(code):
    return [code[:3], code[3:5], code[5:7]]


def line(*cells):
    return "\t".join(cells)


def table(number, title, body):
    return f"表 {number}\n\n{title}\n\n编制单位：{UNIT}\n\n单位：万元\n\n" + "\n".join(body)


def totals(year):
    _, _, (total, own, transfer, unit, _, _) = next(rows(FUNCTIONS[year]))
    fiscal = general_rows(year)[0][2][0]
    left = [
        ("一、本年收入", total), ("1. 一般公共预算拨款", fiscal), ("其中：一般财力", own),
        ("上级一般公共预算安排转移支付", transfer), ("2. 基金预算拨款", ""), ("其中：政府性基金收入", ""),
        ("上级政府性基金安排转移支付", ""), ("3. 国有资本经营预算拨款", ""), ("其中：国有资本经营收入", ""),
        ("上级国有资本经营预算安排转移支付", ""), ("4. 财政专户核拨", ""), ("5. 单位资金", unit), ("其中：事业收入", ""),
        ("上级补助收入", ""), ("附属单位上缴收入", ""), ("事业单位经营收入", ""), ("其他收入", unit),
        ("二、上年结转结余", ""), ("1、财政拨款结转", ""), ("其中：一般公共预算拨款", ""), ("基金预算拨款", ""),
        ("国有资本经营预算拨款", ""), ("2、非财政拨款结转结余", ""), ("其中：财政专户核拨", ""), ("单位资金", ""),
    ]
    by_category = {code: cells[0] for code, _, cells in rows(FUNCTIONS[year])}
    body = [line("收入", "", "支出", ""), line("项目", "预算数", "支出功能分类", "预算数")]
    for i, category in enumerate(CATEGORIES):
        name, amount = left[i] if i < len(left) else ("", "")
        body.append(line(name, amount, category, by_category.get(category[:3], "")))
    return table(1, "单位收支总体情况表", body + [line("收入总计", total, "支出总计", total)])


def revenue(year):
    head = [
        "功能分类科目编码\t\t\t功能分类科目名称\t总计\t财政拨款（补助）\t\t\t\t\t\t财政专户（教育收费）\t单位资金\t财政拨款结转\t非财政拨款结转结余\t",
        "类\t款\t项\t\t\t财政拨款（补助）小计\t一般公共预算\t上级一般公共预算安排的转移支付\t政府性基金预算\t上级政府性基金安排的转移支付"
        "\t国有资本经营预算\t\t\t\t\t上级国有资本经营预算安排的转移支付",
        line("※", "※", "※", "※", *map(str, range(1, 13))),
    ]
    fiscal = {code: cells[0] for code, _, cells in general_rows(year)}
    first, second = [], []
    for code, name, (total, own, transfer, unit, _, _) in rows(FUNCTIONS[year]):
        cells = [total, fiscal[code], own, transfer, "", "", "", "", "", unit, "", ""]
        text = line(*code_cells(code), name or "总计", *cells)
        (second if code >= "210" else first).append(text)
    over = ["", f"编制单位：{UNIT}", "", "单位：万元", ""]
    squeezed = [head[0], head[1].replace("财政拨款（补助）小计", "财政拨款(补助)小计"), head[2]]
    return table(2, "单位收入总体情况表", head + first + over + squeezed + second)


def expenditure(number, title, top, body_rows):
    body = [f"科目\t\t\t{top}\t\t\t", "功能分类科目编码\t\t\t功能分类科目名称\t合计\t基本支出\t项目支出", "类\t款\t项\t\t\t\t",
            "※\t※\t※\t※\t1\t2\t3"]
    for code, name, (total, basic, project) in body_rows:
        body.append(line(*code_cells(code), name or "总计", total, basic, project))
    return table(number, title, body)


def fiscal_totals(year):
    total = general_rows(year)[0][2][0]
    by_category = {code: cells[0] for code, _, cells in general_rows(year)}
    left = [("一、财政拨款（补助）", total), ("一般公共预算", total), ("政府性基金预算", ""), ("国有资本经营预算", "")]
    body = ["财政拨款收入\t\t财政拨款支出\t\t\t\t", "项目\t合计\t支出功能分类\t合计\t一般公共预算\t政府性基金预算\t国有资本经营预算"]
    for i, category in enumerate(CATEGORIES):
        name, amount = left[i] if i < len(left) else ("", "")
        spent = by_category.get(category[:3], "")
        body.append(line(name, amount, category, spent, spent, "", ""))
    return table(4, "财政拨款收支预算总体情况表", body + [line("收入总计", total, "支出总计", total, total, "", "")])


def economic(year):
    body = ["科目\t\t一般公共预算基本支出\t\t\t", "经济分类科目编码\t\t经济分类科目名称\t合计\t人员经费\t公用经费", "类\t款\t\t\t\t", "※\t※\t※\t1\t2\t3"]
    for code, name, cells in rows(ECONOMIC[year]):
        body.append(line(code[:3], code[3:5], name or "总计", *cells))
    return table(6, "一般公共预算基本支出情况表", body)


def projects(year):
    body = ["科目编码\t\t\t功能分类科目名称\t项目名称\t项目支出 合计\t工资福利 支出\t商品服务 支出\t对个人和 家庭的补 助\t债务利息 及费用支 出"
            "\t资本性支 出（基本 建设）\t资本性支 出\t对企业补 助（基本 建设）\t对企业 补助\t对社会保障 基金补助\t其他支出",
            "类\t款\t项\t\t\t\t\t\t\t\t\t\t\t\t\t", line("※", "※", "※", "※", "※", *map(str, range(1, 12)))]
    for code, name, (project, total, goods, people, capital) in rows(PROJECTS[year]):
        cells = [project, total, "", goods, people, "", "", capital, "", "", "", ""]
        body.append(line(*code_cells(code), name or "总计", *cells))
    return table(7, "一般公共预算项目支出情况表", body)


def empty_fund(number, title, top, year, what):
    body = [f"科目\t\t\t{top}\t\t\t\t", "功能分类科目编码\t\t\t功能分类科目名称\t合计\t基本支出\t\t项目支出", "类\t款\t项\t\t\t人员经费\t公用经费\t",
            "※\t※\t※\t※\t1\t2\t3\t4", "", empty_sentence(year, what, title)]
    return table(number, title, body)


def empty_sentence(year, what, title):
    return f"{UNIT} {year} 年未安排{what}，{title}为空表。"


def three_public():
    body = ["“三公”经费支出内容\t合计\t资金来源\t\t", "\t\t一般公共预算\t政府性基金\t国有资本经营预算", "※\t1\t2\t3\t4",
            "合计\t6.40\t6.40\t\t", "因公出国（境）费\t\t\t\t", "公务接待费\t0.40\t0.40\t\t", "公务用车购置及运行费（小计）\t6.00\t6.00\t\t",
            "其中：公务用车购置费\t\t\t\t", "公务用车运行费\t6.00\t6.00\t\t"]
    return table(10, "财政拨款“三公”经费支出情况表", body)


def carryover(year):
    body = ["项目名称\t总计\t财政拨款\t\t\t\t非财政拨款\t\t\t", "\t\t合计\t基本支出\t\t项目支出\t合计\t基本支出\t\t项目支出",
            "\t\t\t人员经费\t公用经费\t\t\t人员经费\t公用经费\t", line("※", *map(str, range(1, 10))), "",
            empty_sentence(year, "上年结转结余支出", "上年结转结余情况明细表")]
    return table(11, "上年结转结余情况明细表", body)


def change(now, before):
    delta = now - before
    if before == 0 and now != 0:
        rate = "100.00%"
    else:
        rate = percent(abs(delta), before) if before else "0.00%"
    more, grew = ("增加", "增长") if delta >= 0 else ("减少", "下降")
    return f"{more} {abs(delta):.2f} 万元，{grew} {rate}"


class Text:
    """The sentences of one year, which all need its figures and those of the year before."""

    def __init__(self, year):
        self.year = year
        self.reasons = REASONS[year]
        self.now = figures(year)
        self.before = figures(year - 1)

    def stated(self, key):
        return f"比上年预算{change(self.now[key], self.before[key])}"

    def because(self, key):
        return f"主要原因是{self.reasons[key]}"

    def funds(self):
        total = self.now["total"]
        parts = []
        for key, name in [("general", "一般公共预算"), ("transfer", "上级一般公共预算安排的转移支付资金"),
                          ("own", "单位资金")]:
            amount = self.now[key]
            reason = self.because(key) if self.reasons[key] else "两年均未安排"
            parts.append(f"{name} {amount:.2f} 万元，占 {percent(amount, total)}，{self.stated(key)}，{reason}。")
        none = [f"{name} 0.00 万元，占 0.00%，比上年预算增加 0.00 万元，增长 0.00%，两年均未安排。"
                for name in ["政府性基金预算", "国有资本经营预算"]]
        return [parts[0], parts[1], none[0], "上级政府性基金安排的转移支付资金未安排。", none[1],
                "上级国有资本经营预算安排的转移支付资金未安排。", parts[2]]

    def basic_and_project(self, with_share, total, project_key):
        lines = []
        for key, name in [("basic", "基本支出"), (project_key, "项目支出")]:
            reason = self.because("project" if key.endswith("project") else "basic")
            share = f"占 {percent(self.now[key], total)}，" if with_share else ""
            lines.append(f"{name} {self.now[key]:.2f} 万元，{share}{self.stated(key)}，{reason}。")
        return lines

    def items(self):
        names = {code: name for year in (2023, 2024) for code, name, _ in rows(FUNCTIONS[year])}
        codes = sorted(c for c in set(self.now) | set(self.before) if len(c) == 7 and c.isdigit())
        if self.year == 2023:
            codes.remove("2080102")
        for number, code in enumerate(codes, 1):
            path = f"{names[code[:3]]}（类）{names[code[:5]]}（款）{names[code]}（项）"
            stated = self.stated(code).replace(" ", "")
            yield (f"{number}、{path}：{self.year}年预算数为{self.now[code]:.2f}万元，{stated}。"
                   f"{self.because(code)}。")


def figures(year):
    if year == 2022:
        found = {key: money(text) for key, text in YEAR_2022.items()}
        found["general_project"] = found["project"]
        found["2080102"] = ZERO
        return found
    table = list(rows(FUNCTIONS[year]))
    total, own, transfer, unit, basic, project = map(money, table[0][2])
    found = {"total": total, "general": own, "transfer": transfer, "own": unit, "basic": basic, "project": project}
    fiscal = {code: tuple(map(money, cells)) for code, _, cells in general_rows(year)}
    found["fiscal"], _, found["general_project"] = fiscal[""]
    found.update({code: cells[0] for code, cells in fiscal.items() if code})
    found.setdefault("2080102", ZERO)
    found.setdefault("2080699", ZERO)
    found["running"] = money(next(rows(ECONOMIC[year]))[2][2])
    found["reception"] = money("0.40")
    return found


def three_public_text(text):
    year, now, before = text.year, text.now["reception"], text.before["reception"]
    flat = "增加 0.00 万元，增长 0.00%"
    car = Decimal("6.00")
    kept = "车辆数量和费用定额未变" if year == 2024 else "车辆保有量未变"
    reason = "接待批次与上年相当" if now == before else "厉行节约，压减接待批次"
    return [
        f"{UNIT} {year} 年财政拨款“三公”经费预算数为 {now + car:.2f} 万元，其中：因公出国（境）费 0.00 万元，"
        f"公务用车购置费 0.00 万元，公务用车运行费 {car:.2f} 万元，公务接待费 {now:.2f} 万元。",
        f"{year} 年财政拨款“三公”经费预算比上年预算{change(now + car, before + car)}，其中：因公出国（境）费{flat}，"
        f"主要原因是两年均无出国（境）安排；公务用车购置费{flat}，主要原因是两年均无购车计划；"
        f"公务用车运行费{flat}，主要原因是{kept}；公务接待费{change(now, before)}，主要原因是{reason}。",
    ]


def listed(year, column, prefixes):
    names = [name for code, name, cells in rows(ECONOMIC[year]) if len(code) == 5 and code[:3] in prefixes and cells[column]]
    return "、".join(names)


PROJECT_TEXTS = {
    2024: [
        ("2024 年社保经办保障项目", ["《社会保险经办条例》", "示例州年度经办工作安排（样例）"], "99.00",
         "缴纳保留身份人员社会保险费 34.20 万元；专线租用和网络软硬件运行维护 42.64 万元；购置办公设备 6.30 万元；"
         "政策宣传和办公耗材 15.06 万元；基金预决算会议 0.80 万元。"),
        ("2024 年上级社保经办补助项目", ["上级提前下达经办机构业务补助的通知（样例）"], "13.83",
         "印制宣传材料 4.50 万元；办公耗材 4.00 万元；代办员岗位补助 5.33 万元。"),
    ],
    2023: [
        ("2023 年社保经办保障项目", ["示例州年度经办工作安排（样例）"], "153.24",
         "缴纳保留身份人员社会保险费 35.00 万元；委托经办服务 57.60 万元；专线租用和网络软硬件运行维护 40.50 万元；"
         "购置办公设备 6.10 万元；政策宣传和办公耗材 14.04 万元。"),
        ("2023 年上级社保经办补助项目", ["上级提前下达经办机构业务补助的通知（样例）"], "13.00",
         "印制宣传材料 4.20 万元；办公耗材 3.80 万元；代办员岗位补助 5.00 万元。"),
    ],
}


def project_texts(year):
    out = []
    for number, (name, grounds, size, split) in zip("一二", PROJECT_TEXTS[year]):
        out += [f"（{number}）项目名称：{name}", "设立的政策依据："]
        out += [f"{i}、{ground}" for i, ground in enumerate(grounds, 1)]
        out += [f"预算安排规模：{size} 万元", f"项目承担单位：{UNIT}", f"资金分配情况：{split}",
                f"资金执行时间：{year} 年 1 月 1 日-{year} 年 12 月 31 日"]
    return out


# 一级 | 二级 | 三级指标 | 指标值 | 设置依据 | 上年完成值 | 权重 | 赋分规则 | 佐证资料
FORMS = {
    2024: [
        ("2024 年社保经办保障项目", "99.00", "99.00", "0.00",
         "全年按月缴纳保留身份人员社会保险费，保持专线和信息系统稳定运行，更新办公设备，开好基金预决算会议，保障经办业务不中断。", """
产出指标 | 数量指标 | 保留身份人员参保人数 | ≥37 人 | 计划标准 | 37 人 | 6 | 按照完成比例赋分 | 原始凭证
 | | 租用专线数量 | ≥2 条 | 计划标准 | 2 条 | 5 | 按照完成比例赋分 | 原始凭证
 | | 新购办公设备数量 | ≥15 台 | 计划标准 | - | 5 | 按照完成比例赋分 | 原始凭证
 | | 基金预决算会议次数 | ≥2 次 | 计划标准 | - | 4 | 按照完成比例赋分 | 原始凭证
 | 质量指标 | 设备验收合格率 | >=90% | 计划标准 | - | 5 | 按照完成比例赋分 | 原始凭证
 | | 信息系统故障率 | ≤5% | 计划标准 | 5% | 5 | 直接赋分 | 工作资料
 | 时效指标 | 社会保险费缴纳及时率 | =100% | 计划标准 | 100% | 5 | 按照完成比例赋分 | 原始凭证
 | | 设备购置完成时间 | 2024 年 11 月 30 日 | 计划标准 | - | 5 | 直接赋分 | 原始凭证
成本指标 | 经济成本指标 | 专线和运行维护成本 | <=42.64 万元 | 计划标准 | 40.50 万元 | 10 | 按照完成比例赋分 | 原始凭证
 | | 办公设备单价 | <=4200 元/台 | 计划标准 | - | 10 | 按照完成比例赋分 | 原始凭证
效益指标 | 社会效益指标 | 经办业务连续运行 | 有效保障 | 计划标准 | 有效保障 | 20 | 按评判等级赋分 | 工作资料
满意度指标 | 满意度指标 | 办事群众满意度 | >=95% | 计划标准 | 95% | 10 | 满意度赋分 | 工作资料
"""),
        ("2024 年失业保险宣传项目", "5.15", "0.00", "5.15",
         "走访企业并开展失业保险政策宣传，让参保单位和职工了解稳岗返还、技能补贴的申领办法。", """
产出指标 | 数量指标 | 宣传活动场次 | ≥2 次 | 计划标准 | - | 10 | 按照完成比例赋分 | 原始凭证
 | | 走访企业户数 | ≥20 户 | 计划标准 | - | 10 | 按照完成比例赋分 | 原始凭证
 | 质量指标 | 宣传材料验收合格率 | >=90% | 计划标准 | - | 10 | 按照完成比例赋分 | 原始凭证
 | 时效指标 | 宣传费用支付及时率 | >=90% | 计划标准 | - | 10 | 按照完成比例赋分 | 原始凭证
成本指标 | 经济成本指标 | 走访费用 | <=0.50 万元 | 预算支出标准 | - | 10 | 按照完成比例赋分 | 原始凭证
 | | 宣传服务和材料成本 | <=4.65 万元 | 预算支出标准 | - | 10 | 按照完成比例赋分 | 原始凭证
效益指标 | 社会效益指标 | 政策知晓率 | >=90% | 计划标准 | - | 20 | 按照完成比例赋分 | 工作资料
满意度指标 | 满意度指标 | 走访企业满意度 | >=90% | 计划标准 | - | 10 | 满意度赋分 | 工作资料
"""),
    ],
    2023: [
        ("2023 年社保经办保障项目", "153.24", "153.24", "0.00",
         "全年按月缴纳保留身份人员社会保险费，委托第三方承担部分经办服务，保持专线和信息系统稳定运行，保障经办业务不中断。", """
产出指标 | 数量指标 | 保留身份人员参保人数 | ≥37 人 | 计划标准 | 38 人 | 6 | 按照完成比例赋分 | 原始凭证
 | | 租用专线数量 | ≥2 条 | 计划标准 | 2 条 | 6 | 按照完成比例赋分 | 原始凭证
 | | 委托经办服务岗位数 | ≥12 个 | 计划标准 | 10 个 | 8 | 按照完成比例赋分 | 原始凭证
 | 质量指标 | 委托服务考核合格率 | >=95% | 计划标准 | 95% | 5 | 按照完成比例赋分 | 原始凭证
 | | 信息系统故障率 | ≤5% | 计划标准 | 5% | 5 | 直接赋分 | 工作资料
 | 时效指标 | 社会保险费缴纳及时率 | =100% | 计划标准 | 100% | 10 | 按照完成比例赋分 | 原始凭证
成本指标 | 经济成本指标 | 专线和运行维护成本 | <=40.50 万元 | 计划标准 | 39.80 万元 | 10 | 按照完成比例赋分 | 原始凭证
 | | 委托经办服务成本 | <=57.60 万元 | 计划标准 | 51.00 万元 | 10 | 按照完成比例赋分 | 原始凭证
效益指标 | 社会效益指标 | 经办业务连续运行 | 有效保障 | 计划标准 | 有效保障 | 20 | 按评判等级赋分 | 工作资料
满意度指标 | 满意度指标 | 办事群众满意度 | >=95% | 计划标准 | 95% | 10 | 满意度赋分 | 工作资料
"""),
        ("2023 年上级社保经办补助项目", "13.00", "13.00", "0.00",
         "用好上级补助，印制政策宣传材料，稳定基层代办员队伍，方便群众就近办理社会保险业务。", """
产出指标 | 数量指标 | 印制宣传材料数量 | ≥20000 份 | 计划标准 | 18000 份 | 10 | 按照完成比例赋分 | 原始凭证
 | | 补助代办员人数 | ≥8 人 | 计划标准 | 8 人 | 10 | 按照完成比例赋分 | 原始凭证
 | 质量指标 | 宣传材料验收合格率 | >=90% | 计划标准 | 100% | 10 | 按照完成比例赋分 | 原始凭证
 | 时效指标 | 补助发放及时率 | =100% | 计划标准 | 100% | 10 | 按照完成比例赋分 | 原始凭证
成本指标 | 经济成本指标 | 代办员岗位补助 | <=5.00 万元 | 预算支出标准 | 4.80 万元 | 20 | 按照完成比例赋分 | 原始凭证
效益指标 | 社会效益指标 | 政策知晓率 | >=90% | 计划标准 | 90% | 20 | 按照完成比例赋分 | 工作资料
满意度指标 | 满意度指标 | 参保群众满意度 | >=90% | 计划标准 | 95% | 10 | 满意度赋分 | 工作资料
"""),
    ],
}


def forms(year):
    out = []
    for name, budget, fiscal, other, goal, indicators in FORMS[year]:
        parsed = [[cell.strip() for cell in row.split("|")] for row in indicators.strip().splitlines()]
        assert sum(int(row[6]) for row in parsed) == 90, name
        assert money(budget) == money(fiscal) + money(other), name
        body = [
            line("预算单位", "", UNIT, *[""] * 6),
            line("项目名称", "", name, "", "", "", "项目负责人", "（略）"),
            line("项目资金(万元)", "", "年度预算总额", budget, "其中：财政拨款", fiscal, "其他资金", other),
            line("项目总体目标", "", goal, *[""] * 6),
            line("一级指标", "二级指标", "三级指标", "指标值", "指标值设置依据", "上年完成值", "指标分值权重", "指标赋分规则", "佐证资料"),
        ]
        out.append(f"项目支出绩效目标表\n\n({year} 年)\n\n" + "\n".join(body + [line(*row) for row in parsed]))
    return out


PROCUREMENT = {2024: ("81.81", "23.87", "57.94", "63.57"), 2023: ("126.30", "22.40", "103.90", "80.00")}
ASSETS = {
    2024: ("3,118.00", "173.25", "51.95", "460.91", "2.86"),
    2023: ("3,118.00", "173.25", "51.95", "448.20", "2.86"),
}


def sections(year):
    text = Text(year)
    now = text.now
    about = f"关于{UNIT} {year} 年"
    fiscal = now["fiscal"]
    categories = [(code, name, money(cells[0])) for code, name, cells in general_rows(year) if len(code) == 3]
    sources = ["一般公共预算"] + (["单位资金"] if now["own"] else [])
    uses = [f"{name} {amount:.2f} 万元，主要用于{PURPOSES[code]}" for code, name, amount in categories]
    goods, works, services, small = PROCUREMENT[year][0], "0.00", PROCUREMENT[year][2], PROCUREMENT[year][3]
    supplies = PROCUREMENT[year][1]
    assert money(goods) == money(supplies) + money(works) + money(services)
    house, house_worth, car_worth, furniture, rest = ASSETS[year]
    fiscal_count, other_count = (2, 1) if now["own"] else (2, 0)
    return [
        f"第三部分 {year} 年单位预算情况说明",
        f"一、{about}收支预算情况总体说明",
        f"{UNIT} {year} 年的全部收入和全部支出都编入本预算，收支总预算 {now['total']:.2f} 万元。",
        f"收入预算包括：{'、'.join(sources)}。",
        f"支出预算包括：{'、'.join(name for _, name, _ in categories)}。",
        f"二、{about}收入预算情况说明",
        f"{UNIT} {year} 年收入预算 {now['total']:.2f} 万元，其中：",
        *text.funds(),
        f"三、{about}支出预算情况说明",
        f"{UNIT} {year} 年支出预算 {now['total']:.2f} 万元，其中：",
        *text.basic_and_project(True, now["total"], "project"),
        f"四、{about}财政拨款收支预算情况的总体说明",
        f"{UNIT} {year} 年财政拨款收支总预算 {fiscal:.2f} 万元。",
        f"收入预算包括：一般公共预算拨款 {fiscal:.2f} 万元，没有政府性基金预算拨款和国有资本经营预算拨款。",
        # The text of a PDF breaks off at the end of a page, in the middle of a sentence.
        f"一般公共预算支出包括：{'；'.join(uses)}。".replace("日常运转；", "日常\n\n运转；"),
        f"五、{about}一般公共预算当年拨款情况说明",
        "（一）一般公共预算当年拨款规模变化情况",
        f"{UNIT} {year} 年一般公共预算拨款合计 {fiscal:.2f} 万元，其中：",
        *text.basic_and_project(False, fiscal, "general_project"),
        "（二）一般公共预算当年拨款结构情况",
        "\n".join(f"- {i}、{name}（类）{amount:.2f} 万元，占 {percent(amount, fiscal)}。"
                  for i, (_, name, amount) in enumerate(categories, 1)),
        "（三）一般公共预算当年拨款具体使用情况",
        *(item.replace("增长8.83%", "增长\n\n8.83%") for item in text.items()),
        f"六、{about}一般公共预算基本支出情况说明",
        f"{UNIT} {year} 年一般公共预算基本支出 {now['basic']:.2f} 万元，其中：",
        f"人员经费 {now['basic'] - now['running']:.2f} 万元，主要包括：{listed(year, 1, ('301', '303'))}。",
        f"公用经费 {now['running']:.2f} 万元，主要包括：{listed(year, 2, ('302',))}。",
        f"七、{about}一般公共预算项目支出情况说明",
        *project_texts(year),
        f"八、{about}政府性基金预算拨款情况说明",
        empty_sentence(year, "政府性基金预算支出", "政府性基金预算支出情况表"),
        f"九、{about}国有资本经营预算拨款情况说明",
        empty_sentence(year, "国有资本经营预算支出", "国有资本经营预算支出情况表"),
        f"十、{about}财政拨款“三公”经费预算情况说明",
        *three_public_text(text),
        f"十一、{about}上年结转结余预算情况说明",
        empty_sentence(year, "上年结转结余支出", "上年结转结余情况明细表"),
        "十二、其他重要事项的情况说明",
        "（一）单位运行经费情况",
        f"{UNIT} {year} 年机关运行经费财政拨款预算 {now['running']:.2f} 万元，{text.stated('running')}。{text.because('running')}。",
        "（二）政府采购情况",
        f"{year} 年，{UNIT}政府采购预算 {goods} 万元，其中：政府采购货物预算 {supplies} 万元，"
        f"政府采购工程预算 {works} 万元，政府采购服务预算 {services} 万元。",
        f"面向中小企业预留采购预算 {goods} 万元，其中预留给小微企业 {small} 万元。",
        "（三）国有资产占用使用情况",
        f"截至 {year - 1} 年底，{UNIT}占用使用的国有资产为：",
        f"1. 房屋 {house} 平方米，价值 {house_worth} 万元。",
        f"2. 车辆 2 辆，价值 {car_worth} 万元，均为一般公务用车。",
        f"3. 办公家具价值 {furniture} 万元。",
        f"4. 其他资产价值 {rest} 万元。",
        f"{year} 年没有购置车辆和单价 50 万元以上大型设备的安排。",
        "（四）预算绩效情况",
        f"{year} 年，纳入绩效管理的财政拨款项目 {fiscal_count} 个，涉及预算金额 {now['general_project']:.2f} 万元；"
        f"非财政拨款项目 {other_count} 个，涉及预算金额 {now['own']:.2f} 万元。目标见下表：",
        *forms(year),
        "（五）其他需说明的事项",
        f"上级一般公共预算安排的转移支付资金项目 1 个，涉及预算金额 {now['transfer']:.2f} 万元。",
    ]


TABLE_TITLES = ["单位收支总体情况表", "单位收入总体情况表", "单位支出总体情况表", "财政拨款收支预算总体情况表", "一般公共预算支出情况表",
                "一般公共预算基本支出情况表", "一般公共预算项目支出情况表", "政府性基金预算支出情况表", "国有资本经营预算支出情况表",
                "财政拨款“三公”经费支出情况表", "上年结转结余情况明细表"]
NUMBERS = "一 二 三 四 五 六 七 八 九 十 十一".split()


def document(year):
    about = f"{year} 年"
    staff = {2024: (29, 31), 2023: (29, 30)}[year]
    all_funds = [(code, name, (cells[0], cells[4], cells[5])) for code, name, cells in rows(FUNCTIONS[year])]
    parts = [
        UNIT,
        f"{about}单位预算公开",
        "（样例：单位和文字均为虚构，只用于演示）",
        "目 录",
        f"第一部分 {about}{UNIT}单位概况",
        "- 一、 主要职能\n- 二、 机构设置及人员情况",
        f"第二部分 {about}单位预算公开表",
        "\n".join(f"- {number}、 {title}" for number, title in zip(NUMBERS, TABLE_TITLES)),
        f"第三部分 {about}单位预算情况说明",
        "第四部分 名词解释",
        f"第一部分 {about}{UNIT}单位概况",
        "一、主要职能",
        "（一）经办示例州企业职工、机关事业单位和城乡居民的养老、失业、工伤保险。",
        "（二）管理参保登记、缴费核定、待遇支付和档案，做好基金财务与稽核。",
        "（三）指导示例州所属各县市的经办业务。",
        "二、机构设置及人员情况",
        f"{UNIT}没有下属预算单位，内设 6 个科室：办公室、登记科、待遇科、基金财务科、稽核科、信息档案科。",
        f"编制 33 名，实有 {sum(staff)} 人，其中在职 {staff[0]} 人、退休 {staff[1]} 人。",
        f"第二部分 {about}单位预算公开表",
        totals(year),
        revenue(year),
        expenditure(3, "单位支出总体情况表", "支出预算", all_funds),
        fiscal_totals(year),
        expenditure(5, "一般公共预算支出情况表", "一般公共预算支出", general_rows(year)),
        economic(year),
        projects(year),
        empty_fund(8, "政府性基金预算支出情况表", "政府性基金预算支出", year, "政府性基金预算支出"),
        empty_fund(9, "国有资本经营预算支出情况表", "国有资本经营预算支出", year, "国有资本经营预算支出"),
        three_public(),
        carryover(year),
        *sections(year),
        "第四部分 名词解释",
        "一、一般公共预算：以税收为主体的财政收入安排用于保障民生、维持机构运转等方面的收支预算。",
        "二、基本支出：为保障机构正常运转、完成日常工作而安排的人员经费和公用经费。",
        "三、项目支出：在基本支出之外，为完成特定工作任务而安排的支出。",
        "四、“三公”经费：因公出国（境）费、公务用车购置及运行费、公务接待费。",
        "五、机关运行经费：保障单位运行、用于购买货物和服务的公用经费。",
        UNIT,
        f"{year} 年 2 月 20 日",
    ]
    return "\n\n".join(parts) + "\n"


def main():
    for year in (2023, 2024):
        check(year)
        (HERE / f"{year}.txt").write_text(document(year), encoding="utf-8", newline="\n")
        print(f"{year}.txt: every sum holds within its rounding tail")


if __name__ == "__main__":
    main()
