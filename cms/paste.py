"""Text from Word or WPS: its structure stays, everything else goes (H-I5).

What an office program keeps beside the words — styles, pictures, hidden text, margin comments,
deletions of a tracked revision — never reaches a legal text. The result is plain text, so nothing
of the markup is made safe: it is left behind. One pattern reads the tags once from left to right,
because a parser that builds a tree takes minutes over some 400,000 characters.
"""

import html
import re

from consultation.provisions.numbering import leading

LOOKS_LIKE_HTML = re.compile(r"<(?:p|div|span|html|body|table|o:p|h[1-6]|ol|ul|!--)\b", re.I)
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<![^<>]*>|<(?P<end>/?)(?P<tag>[a-z][a-z0-9:]*+)(?P<rest>[^<>]*+)>"
    r"|(?P<words>[^<]+|<)",
    re.S | re.I,
)
HAN = r"[\u3000-\u9fff\uff00-\uffef]"
GAP = re.compile(rf"(?<={HAN})\s+(?={HAN})")
BREAKING = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "table", "ul", "ol", "br"}
DROPPED = {"style", "script", "head", "title", "xml", "del", "select", "textarea"}
HIDDEN = ("mso-element:comment", "mso-hide:all", "display:none", "msocom")
VOID = {"br", "hr", "img", "meta", "link", "input", "col"}


def plain_text(pasted: str) -> str:
    """One line a paragraph, cells of a table row separated by |. Text without markup comes back
    as it is, line ends made alike.
    """
    if LOOKS_LIKE_HTML.search(pasted):
        pasted = "".join(Reading(pasted).words)
    lines = [line.replace("\xa0", " ").strip() for line in re.split(r"\r\n|\r|\n|\x0b", pasted)]
    return "\n".join(line for line in lines if line)


def closed(gap: re.Match[str]) -> str:
    """Nothing where a line was only wrapped between two Han characters."""
    return "" if "\n" in gap[0] or "\r" in gap[0] else gap[0]


class Reading:
    """Collects the words and line ends of some markup, well-formed or not."""

    def __init__(self, markup: str) -> None:
        self.words: list[str] = []
        self.rows: list[list[list[str]]] = []
        self.counts: list[int | None] = []
        self.number = ""
        self.hidden = ""
        self.depth = 0
        for token in TOKEN.finditer(markup):
            if token["words"]:
                self.read(html.unescape(" ".join(GAP.sub(closed, token["words"]).splitlines())))
            elif token["tag"]:
                tag = token["tag"].lower()
                if not self.hide(tag, token["end"], token["rest"]):
                    self.end(tag) if token["end"] else self.begin(tag)
        while self.rows:
            self.end("tr")

    def hide(self, tag: str, end: str, rest: str) -> bool:
        """Whether this tag begins, continues or ends what is left behind."""
        if self.hidden:
            if tag == self.hidden:
                self.depth += -1 if end else 1
            if not self.depth:
                self.hidden = ""
            return True
        style = re.sub(r"\s", "", rest).lower()
        if end or tag in VOID or not (tag in DROPPED or any(mark in style for mark in HIDDEN)):
            return False
        self.hidden, self.depth = tag, 1
        return True

    @property
    def place(self) -> list[str]:
        """Where words go: the cell that is open, else the text."""
        return self.rows[-1][-1] if self.rows and self.rows[-1] else self.words

    def begin(self, tag: str) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append([])
        elif tag in BREAKING:
            self.place.append("\n")
        if tag in ("ol", "ul"):
            self.counts.append(0 if tag == "ol" else None)
        elif tag == "li" and self.counts and self.counts[-1] is not None:
            self.counts[-1] += 1
            self.number = f"{self.counts[-1]}."

    def end(self, tag: str) -> None:
        if tag in ("ol", "ul") and self.counts:
            self.counts.pop()
        if tag == "tr" and self.rows:
            self.end_row(["".join(cell) for cell in self.rows.pop()])
        elif tag in BREAKING:
            self.place.append("\n")

    def end_row(self, cells: list[str]) -> None:
        """A row of one cell is a frame around paragraphs; a row in a cell is part of its words."""
        if len(cells) > 1:
            cells = [" | ".join(" ".join(cell.split()) for cell in cells)]
        self.place.extend(["\n", *cells, "\n"])

    def read(self, words: str) -> None:
        if not self.hidden:
            self.place.append(self.counted(words))

    def counted(self, words: str) -> str:
        """With the number that a list would have shown, unless the words bring their own."""
        if not (self.number and words.strip()):
            return words
        number, self.number = self.number, ""
        return words if leading(words.strip()) else f"{number}{words.lstrip()}"
