"""Blocks of a paper → pages of drawing steps, shared by the born-digital and the scanned form.

Blocks are tuples: `("title", text)`, `("h", text)`, `("p", text)` indented, `("n", text)` flush, `("r", text)` right,
`("c", text)` centred, `("red", issuer, number)` red head, `("table", rows, widths[, signed column])`, `("seal",)`, `("sign", names)`,
`("pb",)` page break, `("sp", points)`.
"""

from dataclasses import dataclass, field

from .fonts import advance, width

W, H = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 74, 68, 78, 72
HANGING = set("，。；：、）》”！？〕,.;:)")


@dataclass
class Page:
    steps: list = field(default_factory=list)
    units: list = field(default_factory=list)  # logical runs of text: a paragraph's part on this page, a cell


def wrap(text, size, room, first=0.0):
    """Breaks text into lines of at most `room` points; a closing mark may hang over the edge."""
    lines, line, used = [], "", first
    for char in text:
        if char == "\n":
            lines.append(line)
            line, used = "", 0.0
            continue
        w = advance(char) * size
        if used + w > room and line and char not in HANGING:
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += w
    lines.append(line)
    return lines


class Typesetter:
    def __init__(self, size=12.0, lead=21.0):
        self.size, self.lead = size, lead
        self.pages = [Page()]
        self.y = TOP

    @property
    def page(self):
        return self.pages[-1]

    def need(self, height):
        if self.y + height > H - BOTTOM:
            self.pages.append(Page())
            self.y = TOP

    def put(self, x, text, size, color="black"):
        self.page.steps.append(("text", x, self.y, size, text, color))

    def paragraph(self, text, indent=0.0, size=None, lead=None):
        size, lead = size or self.size, lead or self.lead
        part = ""
        for i, line in enumerate(wrap(text, size, W - LEFT - RIGHT, indent)):
            before = self.page
            self.need(lead)
            if self.page is not before and part:
                before.units.append(part)
                part = ""
            self.y += lead
            self.put(LEFT + (indent if i == 0 else 0), line, size)
            part += line
        self.page.units.append(part)

    def centred(self, text, size, lead, color="black"):
        for line in wrap(text, size, W - LEFT - RIGHT):
            self.need(lead)
            self.y += lead
            self.put((W + LEFT - RIGHT - width(line, size)) / 2, line, size, color)
        self.page.units.append(text)

    def right(self, text):
        self.need(self.lead)
        self.y += self.lead
        self.put(W - RIGHT - 20 - width(text, self.size), text, self.size)
        self.page.units.append(text)

    def red_head(self, issuer, number):
        self.centred(issuer + "文件", 30, 46, "red")
        self.y += 8
        self.centred(number, 13, 24)
        self.y += 8
        self.page.steps.append(("line", LEFT, self.y, W - RIGHT, self.y, 1.6, "red"))
        self.y += 16

    def table(self, rows, widths, hand=None, size=10.0):
        """`hand` is the column, if any, that people sign; its heading is printed."""
        room, total = W - LEFT - RIGHT, sum(widths)
        columns = [room * w / total for w in widths]
        lead = size * 1.45
        self.y += 9
        for n, row in enumerate(rows):
            cells = [wrap(str(cell), size, w - 6) for cell, w in zip(row, columns)]
            height = max(len(c) for c in cells) * lead + 6
            self.need(height)
            x, top = LEFT, self.y
            for column, (cell, w) in enumerate(zip(cells, columns)):
                signed = n > 0 and column == hand
                self.page.steps.append(("box", x, top, w, height))
                for i, line in enumerate(cell):
                    if line and signed:
                        self.page.steps.append(("hand", x + 8, top + lead * (i + 1) - 1, size + 1, line, "ink"))
                    elif line:
                        self.page.steps.append(("text", x + 3, top + lead * (i + 1) - 1, size, line, "black"))
                if any(cell):
                    self.page.units.append("".join(cell))
                x += w
            self.y = top + height
        self.y += 6

    def signatures(self, names):
        """Names as if written by hand: each at its own size and slope."""
        columns, size = 5, 15.0
        step = (W - LEFT - RIGHT) / columns
        for start in range(0, len(names), columns):
            self.need(30)
            self.y += 30
            for i, name in enumerate(names[start : start + columns]):
                self.page.steps.append(("hand", LEFT + i * step, self.y, size, name, "ink"))
                self.page.units.append(name)

    def seal(self):
        self.page.steps.append(("seal", W - RIGHT - 95, self.y - 22, 46))

    def run(self, blocks):
        for block in blocks:
            kind, *rest = block
            if kind == "title":
                self.centred(rest[0], 19, 32)
                self.y += 12
            elif kind == "c":
                self.centred(rest[0], self.size, self.lead)
            elif kind == "h":
                self.paragraph(rest[0], 2 * self.size, self.size + 0.5)
            elif kind == "p":
                self.paragraph(rest[0], 2 * self.size)
            elif kind == "n":
                self.paragraph(rest[0])
            elif kind == "r":
                self.right(rest[0])
            elif kind == "red":
                self.red_head(*rest)
            elif kind == "table":
                self.table(*rest)
            elif kind == "sign":
                self.signatures(rest[0])
            elif kind == "seal":
                self.seal()
            elif kind == "pb":
                self.pages.append(Page())
                self.y = TOP
            elif kind == "sp":
                self.y += rest[0]
            else:
                raise ValueError(kind)
        return self.pages


def typeset(blocks, size=12.0, lead=21.0):
    return Typesetter(size, lead).run(blocks)


def flow(blocks):
    """The text units of a paper that has no fixed pages."""
    units = []
    for kind, *rest in blocks:
        if kind in ("title", "c", "h", "p", "n", "r"):
            units.append(rest[0])
        elif kind == "red":
            units += [rest[0] + "文件", rest[1]]
        elif kind == "table":
            units += [str(cell) for row in rest[0] for cell in row if str(cell)]
        elif kind == "sign":
            units += rest[0]
    return units
