"""The list of desks and the desk of one matter: who sees which, in what order, at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.models import BackgroundPage, DraftPage
from consultation.models import (
    AuditEvent,
    CalendarDay,
    Consultation,
    Deliberation,
    OutboxMessage,
    SectionPublication,
)
from feedback.models import Commitment
from tests.cms.test_approval import submit
from tests.factories.feedback import decide, make_comment, make_point
from tests.factories.feedback import submit as submit_point
from tests.factories.process import make_consultation

DESKS = "/admin/desk/"


def closed(cast, now, days, lead=None):
    return make_consultation(
        lead=lead or cast.police, by=cast.min,
        opens_at=now - timedelta(days=days + 40), closes_at=now - timedelta(days=days),
    )  # fmt: skip


def titles(answer):
    return [row.consultation.title for row in answer.context["page"].object_list]


def test_a_department_sees_its_own_matters(as_, staff, open_consultation, now):
    other = closed(staff, now, 5, lead=staff.education)
    other.joint.add(staff.police)
    third = closed(staff, now, 5, lead=staff.education)
    assert set(titles(as_("min").get(DESKS))) == {open_consultation.title, other.title}
    assert titles(as_("zhao").get(DESKS)) == [third.title, other.title]
    assert len(titles(as_("sun").get(DESKS))) == 3
    assert titles(as_("zhou").get(DESKS)) == []


def test_the_overdue_stand_first_then_what_is_due_next(as_, staff, open_consultation, now):
    late, soon = closed(staff, now, 90), closed(staff, now, 5)
    preparing = make_consultation(lead=staff.police, by=staff.min)
    decided = make_consultation(
        lead=staff.police, by=staff.min, decided_at=now, decided_by=staff.sun
    )
    answer = as_("sun").get(DESKS)
    due = sorted([soon, open_consultation], key=lambda c: c.title)
    assert titles(answer)[0] == late.title
    assert set(titles(answer)[1:3]) == {one.title for one in due}
    assert titles(answer)[3:] == [preparing.title, decided.title]
    assert answer.context["overdue"] == 1


@pytest.mark.parametrize(
    ("days", "words"), [(14, ""), (15, "临近期限"), (20, "临近期限"), (21, "逾期")]
)
def test_the_desk_warns_before_the_report_is_due(as_, staff, now, days, words):
    """From the fifteenth working day after closing until the twentieth (R63)."""
    today = timezone.localdate(now)
    start = today - timedelta(days=60)
    CalendarDay.objects.bulk_create(
        CalendarDay(date=start + timedelta(days=n), is_working=n > 60 - days) for n in range(1, 61)
    )
    matter = closed(staff, now, 30)
    for page in (as_("min").get(DESKS), as_("min").get(reverse("desk:desk", args=[matter.pk]))):
        shown = page.content.decode()
        assert ("临近期限</strong>" in shown) is (words == "临近期限")
        assert ("逾期</strong>" in shown) is (words == "逾期")


def test_the_next_step_is_a_button_for_those_who_may_take_it(as_, reported_matter):
    url = reverse("desk:act", args=[reported_matter.pk, "meeting"])
    desk = reverse("desk:desk", args=[reported_matter.pk])
    assert as_("sun").get(desk).content.decode().count(url) == 1
    assert url not in as_("wang").get(desk).content.decode()


@pytest.mark.parametrize(("name", "is_offered"), [("min", True), ("sun", False)])
def test_letters_are_entered_by_those_who_draft(as_, closed_matter, name, is_offered):
    entering = reverse("weighing:register", args=[closed_matter.pk])
    page = as_(name).get(reverse("desk:desk", args=[closed_matter.pk])).content.decode()
    assert (entering in page) is is_offered


def test_a_recorded_meeting_waits_to_be_published(as_, staff, reported_matter, now):
    def step():
        (row,) = as_("sun").get(DESKS).context["page"].object_list
        return row.step.url

    act = "desk:act"
    assert step() == reverse(act, args=[reported_matter.pk, "meeting"])
    Deliberation.objects.create(
        consultation=reported_matter, meeting="常务会议", held_on=now.date(), result="passed",
        public_line="会议审议通过。", recorded_at=now, recorded_by=staff.sun,
    )  # fmt: skip
    assert step() == reverse(act, args=[reported_matter.pk, "publish-meeting"])


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["min", "sun"])
def test_the_list_costs_the_same_for_three_and_for_thirty(as_, staff, now, who):
    def add(number):
        for index in range(number):
            matter = closed(staff, now, 3 + index)
            if index % 3 == 0:
                by = staff.sun
                Consultation.objects.filter(pk=matter.pk).update(
                    reported_at=now, reported_by=by, deliberated_at=now, deliberated_by=by
                )
            if index % 3 == 1:
                make_consultation(lead=staff.police, by=staff.min)

    client = as_(who)
    add(3)
    few = queries(client, DESKS)
    add(297)
    assert queries(client, DESKS) == few


def test_a_desk_costs_the_same_for_many_events_and_texts(as_, staff, open_matter, now):
    client, url = as_("min"), reverse("desk:desk", args=[open_matter.pk])
    few = queries(client, url)
    for _ in range(15):
        AuditEvent.objects.create(at=now, by=staff.wang, verb="x", consultation=open_matter)
    assert queries(client, url) <= few + 1


def test_a_desk_tells_what_nobody_of_the_staff_did(as_, open_matter, now):
    AuditEvent.objects.create(at=now, by=None, verb="comment.withdrawn", consultation=open_matter)
    page = as_("min").get(reverse("desk:desk", args=[open_matter.pk]))
    assert page.status_code == 200
    assert page.context["events"][0].by is None


def test_a_desk_shows_where_it_stands_and_who_acts(as_, staff, closed_matter):
    page = as_("wang").get(reverse("desk:desk", args=[closed_matter.pk])).content.decode()
    assert reverse("weighing:queue", args=[closed_matter.pk]) in page
    assert reverse("desk:act", args=[closed_matter.pk, "round"]) in page
    assert reverse("desk:act", args=[closed_matter.pk, "extend"]) not in page
    assert "市公安局" in page


@pytest.mark.parametrize(("name", "status"), [
    ("min", 200), ("wang", 200), ("sun", 200), ("zhao", 404), ("zhou", 404), ("li", 404),
])  # fmt: skip
def test_a_desk_is_inside_its_walls(as_, open_matter, name, status):
    for view in ("desk", "links", "repairs"):
        url = reverse(f"desk:{view}", args=[open_matter.pk])
        assert as_(name).get(url).status_code == status


def test_publishing_without_a_period_says_so_and_keeps_the_words(as_, staff, prepared):
    page = prepared.page
    client = as_("wang")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {
        "title": "公告", "notice": '{"blocks": [], "entityMap": {}}', "action-publish": "1",
        "slug": page.slug, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = client.post(edit, data, follow=True)
    assert answer.status_code == 200
    assert not SectionPublication.objects.exists()
    assert not type(page).objects.get(pk=page.pk).live


class TestParked:
    @pytest.fixture
    def message(self, now):
        return OutboxMessage.objects.create(
            topic="search.refresh", created_at=now, due_at=now, tries=5, parked_at=now,
            last_error="ValueError: nothing there",
        )  # fmt: skip

    @pytest.mark.parametrize("name", ["sun", "zhou"])
    def test_it_is_shown_and_tried_again(self, as_, message, name):
        client = as_(name)
        assert "nothing there" in client.get("/admin/desk/parked/").content.decode()
        assert reverse("desk:parked") in client.get(DESKS).content.decode()
        retry = reverse("desk:retry", args=[message.pk])
        assert client.get(retry).status_code == 405
        assert client.post(retry).status_code == 302
        message.refresh_from_db()
        assert (message.parked_at, message.tries) == (None, 0)
        assert AuditEvent.objects.filter(verb="outbox.retry").count() == 1
        client.post(retry)
        assert AuditEvent.objects.filter(verb="outbox.retry").count() == 1

    @pytest.mark.parametrize("name", ["min", "wang", "li"])
    def test_others_neither_see_nor_retry(self, as_, message, name):
        client = as_(name)
        assert client.get("/admin/desk/parked/").url == reverse("wagtailadmin_home")
        client.post(reverse("desk:retry", args=[message.pk]))
        message.refresh_from_db()
        assert message.parked_at


def test_a_head_sees_what_waits_for_them(as_, staff, prepared, closed_matter, now):
    draft = DraftPage.objects.get(consultation=prepared)
    submit(as_("min"), draft)
    submit(as_("wang"), BackgroundPage.objects.get(consultation=prepared))
    point = make_point(make_comment(closed_matter), by=staff.min, at=now)
    submit_point(decide(point, "adopted", by=staff.min, at=now), by=staff.min, at=now)
    seen = {}
    for name in ("wang", "qian", "min"):
        context = as_(name).get(DESKS).context
        seen[name] = (context["is_head"], context["waiting"], context["submitted"])
    assert seen == {"wang": (True, 1, 1), "qian": (True, 0, 0), "min": (False, 0, 0)}


def test_overdue_promises_stand_first_at_the_offices_desk(as_, staff, now):
    matter = closed(staff, now, 40)
    for text, days in (("印发实施细则", 3), ("公布清单", 9), ("还有时间", -3)):
        Commitment.objects.create(
            consultation=matter, text=text, owner=staff.education, made_at=now, made_by=staff.min,
            due_on=timezone.localdate(now) - timedelta(days=days),
        )  # fmt: skip
    page = as_("sun").get(DESKS).content.decode()
    assert page.index("公布清单") < page.index("印发实施细则") < page.index('id="waiting"')
    assert "还有时间" not in page
    assert "公布清单" not in as_("min").get(DESKS).content.decode()
