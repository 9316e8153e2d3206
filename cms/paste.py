"""Text from Word or WPS: its structure stays, everything else goes (H-I5)."""

import html
import re

import nh3

BLOCKS = re.compile(r"</(?:p|div|h[1-6]|li|tr|table|ul|ol)>|<br\s*/?>", re.I)
CELLS = re.compile(r"</t[dh]>", re.I)
DROPPED = {"style", "script", "head", "title", "xml", "meta", "link"}
KEPT = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "table", "br", "ul",
        "ol"}  # fmt: skip
CONDITIONAL = re.compile(r"<!--.*?-->|<!\[.*?\]>", re.S)
LOOKS_LIKE_HTML = re.compile(r"<(?:p|div|span|html|body|table|o:p|h[1-6]|!--)\b", re.I)


def plain_text(pasted: str) -> str:
    """One line a paragraph. Text without markup comes back as it is, line ends made alike."""
    if LOOKS_LIKE_HTML.search(pasted):
        pasted = from_html(pasted)
    lines = [line.replace("\xa0", " ").strip() for line in re.split(r"\r\n|\r|\n|\x0b", pasted)]
    return "\n".join(line for line in lines if line)


def from_html(pasted: str) -> str:
    """Words of the allowed blocks; comments, styles, scripts, pictures and Office tags go."""
    pasted = CONDITIONAL.sub("", pasted).replace("\r", " ").replace("\n", " ")
    clean = nh3.clean(pasted, tags=KEPT, attributes={}, clean_content_tags=DROPPED)
    broken = BLOCKS.sub("\n", CELLS.sub(" | ", clean))
    return html.unescape(re.sub(r"<[^>]+>", "", broken))
