"""What a proxy may keep: public pages of nobody, for the rest of a second, never past a change."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cms import context, keeping
from consultation import changes, clock
from consultation.models import CommentPeriod, Consultation, SectionPublication, Suspension
from tests.test_routes import all_routes

pytestmark = pytest.mark.django_db
KEPT = "X-Accel-Expires"


@pytest.fixture(autouse=True)
def clocks(settings, monkeypatch):
    """The clock on the wall stands still at the beginning of second 1000."""
    settings.PAGES_KEPT = 1
    hands = SimpleNamespace(time=lambda: 1000.0, monotonic=time.monotonic)
    monkeypatch.setattr(keeping, "time", hands)
    return hands


def pages_of(matter):
    slug = matter.consultation.slug
    names = ("notice", "draft", "interpretation", "background", "feedback", "deliberation")
    own = [reverse(f"consultation:{name}", kwargs={"slug": slug}) for name in names]
    found = [reverse(name) for name in ("home", "search:list", "search:find", "search:list_feed")]
    return [*own, *found, f"/en/consultations/{slug}/"]


def test_an_anonymous_page_may_be_kept_for_the_rest_of_its_second(open_matter, client):
    for path in pages_of(open_matter):
        answer = client.get(path)
        assert answer[KEPT] == "@1000", path
        assert answer["Cache-Control"] == "no-cache"
        assert "Cookie" in answer["Vary"]
        assert client.head(path)[KEPT] == "@1000"


def test_a_page_that_took_its_second_to_make_is_not_kept(open_matter, client, clocks):
    clocks.time = iter([1000.9, 1001.0]).__next__
    assert not client.get(open_matter.page.url).has_header(KEPT)


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_nothing_is_kept_for_whoever_brings_a_cookie_of_their_own(open_matter, cookie):
    client = Client()
    client.cookies[cookie] = "anything"
    for path in pages_of(open_matter):
        assert not client.get(path).has_header(KEPT), path


def test_nothing_is_kept_for_staff(open_matter, login, cast):
    client = login(cast.min)
    for path in [*pages_of(open_matter), "/admin/"]:
        assert not client.get(path, follow=True).has_header(KEPT), path


def test_forms_receipts_and_refusals_are_never_kept(open_matter, client):
    comment = reverse("consultation:comment", kwargs={"slug": open_matter.consultation.slug})
    for path in (comment, "/status/", "/receipt/ABCDEFGH/", "/admin/login/"):
        answer = client.get(path)
        assert not answer.has_header(KEPT), path
        assert "no-store" in answer["Cache-Control"], path
    for path in ("/nothing/", "/consultations/nothing/", "/consultations/?page=x", "/display/"):
        assert not client.get(path).has_header(KEPT), path
    assert not client.post(comment, {}).has_header(KEPT)


def test_what_is_called_public_exists():
    assert set(all_routes()) >= keeping.PUBLIC - {"wagtail_serve"}


@pytest.mark.parametrize(
    ("kept", "ahead", "last"),
    [
        (1, 0.5, None),
        (1, 1.9, None),
        (1, 2.1, 1000),
        (1, 90, 1000),
        (30, 5.5, 1003),
        (30, 90, 1029),
    ],
)
def test_no_page_outlives_the_next_change(
    open_matter, client, settings, clocks, monkeypatch, kept, ahead, last
):
    """`ahead` in seconds; one more is left for clocks that differ."""
    settings.PAGES_KEPT = kept
    clocks.monotonic = lambda: 50.0
    monkeypatch.setattr(keeping, "next_change", lambda at: at + timedelta(seconds=ahead))
    for path in pages_of(open_matter):
        assert client.get(path).headers.get(KEPT) == (last and f"@{last}"), path


def test_a_change_while_the_page_is_made_is_noticed(open_matter, client, clocks):
    """The page was read before closing, and is finished after it."""
    CommentPeriod.objects.update(closes_at=clock.now() + timedelta(seconds=30))
    clocks.monotonic = iter([50.0, 81.0]).__next__
    assert not client.get(open_matter.page.url).has_header(KEPT)


def test_the_next_change_is_looked_up_once_a_second(open_matter, client, clocks, monkeypatch):
    looked = []
    monkeypatch.setattr(keeping, "next_change", looked.append)
    clocks.monotonic = lambda: 50.0
    for _time in range(3):
        assert client.get(open_matter.page.url).has_header(KEPT)
    assert len(looked) == 1
    clocks.monotonic = lambda: 51.0
    client.get(open_matter.page.url)
    assert len(looked) == 2


def test_without_the_database_nothing_is_kept(client, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(clock, "now", away)
    answer = client.get("/")
    assert answer.status_code == 503
    assert not answer.has_header(KEPT)


def test_keeping_can_be_switched_off(open_matter, client, settings):
    settings.PAGES_KEPT = 0
    answer = client.get(open_matter.page.url)
    assert not answer.has_header(KEPT)


def test_every_instant_of_the_clock_is_a_change(open_matter, cast, now):
    consultation = open_matter.consultation
    found = {(model, field) for model, fields in changes.INSTANTS for field in fields}
    acts = ("published_at", "reported_at", "deliberated_at", "decided_at", "withdrawn_at")
    assert {(Consultation, act) for act in acts} <= found
    Suspension.objects.create(
        consultation=consultation, reason="汛情", suspended_at=now - timedelta(days=1),
        suspended_by=cast.wang, resumed_at=now + timedelta(hours=3), resumed_by=cast.wang,
    )  # fmt: skip
    row = CommentPeriod.objects.filter(consultation=consultation)
    row.update(closes_at=now + timedelta(hours=5))
    assert changes.next_change(now) == now + timedelta(hours=3)
    assert changes.next_change(now + timedelta(hours=3)) == now + timedelta(hours=5)
    assert changes.next_change(now + timedelta(hours=5)) is None
    SectionPublication.objects.update(published_at=now + timedelta(hours=9))
    assert changes.next_change(now + timedelta(hours=5)) == now + timedelta(hours=9)


def test_looking_ahead_is_one_query(now, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert changes.next_change(now) is None


def test_what_stands_on_every_page_is_read_once_a_second_and_language(monkeypatch):
    seconds, reads = iter([7.0, 7.9, 7.9, 8.0]), iter("abc")
    monkeypatch.setattr(context, "time", SimpleNamespace(time=lambda: next(seconds)))
    monkeypatch.setattr(context, "_kept", {})

    def read():
        return next(reads)

    assert [context.kept(read), context.kept(read)] == ["a", "a"]
    with translation.override("en"):
        assert context.kept(read) == "b"
    assert context.kept(read) == "c"


def test_staff_see_a_changed_name_of_the_site_at_once(rf, site, settings, monkeypatch):
    monkeypatch.setattr(context, "time", SimpleNamespace(time=lambda: 7.0))
    monkeypatch.setattr(context, "_kept", {})
    names = iter("abc")
    monkeypatch.setattr(context, "identity", lambda: next(names))
    anonymous, staff = rf.get("/"), rf.get("/")
    staff.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    assert str(context.site(anonymous)["identity"]) == "a"
    assert str(context.site(staff)["identity"]) == "b"
    settings.PAGES_KEPT = 0
    assert str(context.site(anonymous)["identity"]) == "c"
