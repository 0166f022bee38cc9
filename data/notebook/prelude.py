from html import escape


def fen(text):
    """"7544300.00" 元 → 754430000 分；没有数是 None。"""
    if text is None:
        return None
    yuan, _, cents = text.partition(".")
    sign = -1 if yuan.startswith("-") else 1
    return sign * (abs(int(yuan)) * 100 + int((cents + "00")[:2]))


def divide(numerator, denominator):
    """四舍五入到整数，负数同样逢五进一。"""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    n, d = abs(numerator), abs(denominator)
    return sign * ((2 * n + d) // (2 * d))


def printed(hundredths, plus):
    sign = "-" if hundredths < 0 else "+" if plus and hundredths > 0 else ""
    return f"{sign}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d}"


def wan(amount, plus=False):
    """分 → 万元，两位小数。"""
    return "—" if amount is None else printed(divide(amount, 10_000), plus)


def percent(part, whole, plus=False):
    """百分数，两位小数。"""
    return "—" if part is None or not whole else printed(divide(part * 10_000, whole), plus).replace(",", "") + "%"


def growth(prior, current):
    """增减率；算不出比率的说明是哪一种。"""
    prior, current = prior or 0, current or 0
    if prior == current:
        return "持平"
    if prior == 0:
        return "新增"
    if prior < 0:
        return "基数为负"
    if current == 0:
        return "取消"
    return percent(current - prior, prior, plus=True)


class Table:
    """一张小表：前几列靠左，其余靠右。"""

    def __init__(self, head, rows, left=2):
        self.head, self.rows, self.left = head, rows, left

    def __repr__(self):
        return "\n".join("\t".join(row) for row in [self.head, *self.rows])

    def _repr_html_(self):
        def line(tag, cells):
            align = lambda at: "left" if at < self.left else "right"
            cells = [f'<{tag} style="text-align:{align(at)}">{escape(text)}</{tag}>' for at, text in enumerate(cells)]
            return f"<tr>{''.join(cells)}</tr>"

        body = "".join(line("td", row) for row in self.rows)
        return f"<table><thead>{line('th', self.head)}</thead><tbody>{body}</tbody></table>"

