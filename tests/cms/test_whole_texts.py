"""No word of a legal text is missing on its page, however its provisions are nested."""

import html
import re
import unicodedata
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from cms import documents
from consultation.enums import ProvisionKind, TextKind
from consultation.text import ProvisionInput

HEADINGS = list(ProvisionKind.HEADINGS)
WORDS = st.text("甲乙丙丁戊己庚辛壬癸，。；", min_size=2, max_size=8)


@st.composite
def texts(draw):
    """Every kind below every other, with words that are each their own."""
    kinds = draw(st.lists(st.sampled_from(ProvisionKind.values), min_size=1, max_size=9))
    return [block(draw, kind, number) for number, kind in enumerate(kinds)]


def block(draw, kind, number):
    is_heading = kind in HEADINGS
    has_words = not is_heading and draw(st.booleans())
    lines = draw(st.lists(WORDS, min_size=1, max_size=2)) if has_words else []
    if kind == ProvisionKind.TABLE:
        lines = [f"格{number}|值{number}"]
    if kind == ProvisionKind.FIGURE:
        lines = []
    is_leaf = kind in (ProvisionKind.TABLE, ProvisionKind.FIGURE)
    return ProvisionInput(
        uid=uuid4(),
        kind=ProvisionKind(kind),
        label="" if is_leaf else draw(st.sampled_from(["", f"号{number}"])),
        heading=f"题{number}" if is_heading or not lines or is_leaf else draw(
            st.sampled_from(["", f"题{number}"])
        ),
        text="\n".join(f"文{number}{line}" for line in lines) if not is_leaf else "\n".join(lines),
        responsibilities=[] if is_heading or is_leaf else draw(
            st.sampled_from([[], [f"局{number}"], [f"局{number}", f"委{number}"]])
        ),
    )  # fmt: skip


def shown(template, kind, blocks):
    document = documents.preview_of("文件", kind, blocks)
    context = {"document": document, "is_open": False, "consultation": None, "shaped": {}}
    words = html.unescape(re.sub(r"<[^>]+>", "", render_to_string(template, context)))
    return bare(words)


def bare(words):
    return re.sub(r"[\s|]", "", unicodedata.normalize("NFKC", words))


@pytest.mark.parametrize(
    ("template", "kind"),
    [("components/hung.html", TextKind.DRAFT), ("components/official.html", TextKind.DECISION)],
)
@settings(max_examples=120, deadline=None)
@given(blocks=texts())
def test_every_word_is_there_once_and_in_order(template, kind, blocks):
    words = shown(template, kind, blocks)
    place = 0
    for one in blocks:
        for piece in (one.label, one.heading, *one.text.splitlines()):
            found = words.find(bare(piece), place)
            assert found >= 0, (piece, words)
            place = found if piece == one.label else found + 1
        for name in one.responsibilities:
            assert name in words
