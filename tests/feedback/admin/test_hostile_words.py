"""Words that turn the reading direction or pretend to be markup, on every screen (H-C6, H-C8)."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from feedback import referrals
from feedback.intake import submit_comment
from feedback.models import Comment, Finding
from tests.factories.comments import ORIGIN, make_submission
from tests.factories.feedback import decide, make_comment, make_point, submit

TURNED = "\u202e倒过来\u2066里面"
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}"
WORDS = f"{TURNED}{MARKUP}"


class Isolated(HTMLParser):
    """Collects turning words that stand outside an isolating element, and pictures from nowhere."""

    VOID = frozenset({"img", "input", "br", "meta", "link", "hr", "wbr", "path", "circle"})
    KEEPERS = frozenset({"bdi", "textarea"})

    def __init__(self):
        super().__init__()
        self.open, self.loose, self.planted = [], [], []

    def handle_starttag(self, tag, attrs):
        if ("src", "x") in attrs:
            self.planted.append(tag)
        if tag not in self.VOID:
            isolates = tag in self.KEEPERS or ("dir" in dict(attrs) and tag != "html")
            self.open.append((tag, isolates))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if "\u202e" in data and not any(isolates for _tag, isolates in self.open):
            self.loose.append((self.open[-1][0], data.strip()[:60]))


def read(page):
    seen = Isolated()
    seen.feed(page)
    return seen


@pytest.fixture
def spoken(closed_consultation, cast, now):
    """A comment of such words, with a point for signing, one referred, and something found."""
    comment = make_comment(
        closed_consultation, title=TURNED, body=f"{WORDS}。另一句{WORDS}。", organisation=TURNED
    )
    Finding.objects.create(comment=comment, field="title", start=0, end=4, kind="address")
    signing, asked = (
        make_point(comment, text=WORDS, passage=f"{WORDS}。", by=cast.min, at=now) for _ in range(2)
    )
    submit(decide(signing, "not_adopted", by=cast.min, at=now), by=cast.min, at=now)
    referrals.refer(
        points={asked.pk: asked.version}, department=cast.education, question="能否办理？",
        by=cast.min, at=now,
    )  # fmt: skip
    return comment


@pytest.mark.parametrize(("name", "who"), [
    ("queue", "min"), ("queue?unit=points", "min"), ("comment", "min"), ("privacy", "li"),
    ("privacy_list", "li"),
    ("signing", "wang"), ("referrals", "zhao"), ("report", "min"),
])  # fmt: skip
def test_a_screen_isolates_them_and_shows_markup_as_words(as_, spoken, name, who):
    name, _mark, query = name.partition("?")
    pk = {"queue": spoken.consultation_id, "report": spoken.consultation_id}.get(name, spoken.pk)
    args = [] if name in ("privacy_list", "signing", "referrals") else [pk]
    page = as_(who).get(reverse(f"weighing:{name}", args=args) + f"?{query}")
    assert page.status_code == 200
    words = page.content.decode()
    assert name == "report" or "倒过来" in words
    seen = read(words)
    assert (seen.loose, seen.planted) == ([], [])


def test_the_receipt_and_the_look_up_isolate_them(client, open_consultation, cast, now):
    submission = make_submission(open_consultation, now, title=TURNED, body=WORDS)
    receipt = submit_comment(submission=submission, origin=ORIGIN, at=now)
    comment = Comment.objects.get(pk=receipt.comment_id)
    make_point(comment, text=WORDS, by=cast.min, at=now)
    pair = {"number": receipt.number, "code": receipt.code}
    page = client.post("/status/", pair).content.decode()
    assert page.count("倒过来") >= 2
    seen = read(page)
    assert (seen.loose, seen.planted) == ([], [])
