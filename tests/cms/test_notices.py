"""Heads get mail through the outbox: points to sign, pages to approve; nobody else does."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from cms.notices import tell_approvers
from consultation import clock, outbox
from consultation.enums import Role
from consultation.models import Membership, OutboxMessage
from feedback import notices, responses
from feedback.models import Point
from tests.cms.test_approval import submit as submit_page
from tests.factories.feedback import decide, make_comment, make_point, submit
from tests.factories.process import make_membership, make_user


@pytest.fixture(autouse=True)
def through_the_outbox(settings):
    """Django's test runner puts its own backend in place; ours is what stands in production."""
    settings.EMAIL_BACKEND = "cms.mail.EmailBackend"


def drain(at):
    while outbox.relay(at=at):
        pass


def asked(topic):
    return OutboxMessage.objects.filter(topic=topic)


@pytest.fixture
def points(closed_consultation, cast, now):
    """Three points that are decided and may be submitted."""
    made = [make_point(make_comment(closed_consultation), by=cast.min, at=now) for _ in range(3)]
    return [decide(point, "adopted", by=cast.min, at=now) for point in made]


class TestPoints:
    def test_one_mail_says_how_many_wait(self, points, cast, now):
        for point in points:
            submit(point, by=cast.min, at=now)
        assert asked(notices.TOPIC).count() == 1
        drain(now)
        assert mail.outbox == []
        later = now + notices.GATHERED
        drain(later)
        drain(later)
        (message,) = mail.outbox
        assert message.to == [cast.wang.email]
        assert "3" in message.subject
        assert reverse("weighing:signing") in message.body
        assert points[0].comment.consultation.title in message.body

    def test_what_is_submitted_after_a_mail_makes_another(self, points, cast, now):
        submit(points[0], by=cast.min, at=now)
        later = now + notices.GATHERED
        drain(later)
        submit(points[1], by=cast.min, at=later)
        drain(later + notices.GATHERED)
        assert len(mail.outbox) == 2

    def test_nothing_is_sent_when_all_is_signed_meanwhile(self, points, cast, now):
        point = submit(points[0], by=cast.min, at=now)
        point = Point.objects.get(pk=point.pk)
        responses.approve(points={point.pk: point.version}, by=cast.wang, at=now)
        drain(now + notices.GATHERED)
        assert mail.outbox == []

    def test_each_head_gets_a_mail_of_their_own_and_former_ones_none(self, points, cast, now):
        second, silent, former = make_user("zheng"), make_user("feng"), make_user("chen")
        for user in (second, silent, former):
            make_membership(user, cast.police, Role.APPROVER)
        silent.email = ""
        silent.save()
        Membership.objects.filter(user=former).update(valid_until=now - timedelta(days=1))
        submit(points[0], by=cast.min, at=now)
        drain(now + notices.GATHERED)
        assert sorted(message.to for message in mail.outbox) == [[cast.wang.email], [second.email]]


class TestPages:
    def test_the_head_is_told_of_a_submitted_page(self, matter, cast, login):
        submit_page(login(cast.min), matter.draft)
        drain(clock.now())
        drain(clock.now())
        told = [message for message in mail.outbox if message.to == [cast.wang.email]]
        (message,) = told
        assert matter.draft.title in message.subject
        assert reverse("wagtailadmin_pages:edit", args=[matter.draft.pk]) in message.body
        assert [message for message in mail.outbox if message not in told] == []

    def test_the_author_is_not_told_and_nobody_once_it_is_gone(self, matter, cast, login):
        submit_page(login(cast.wang), matter.draft)
        drain(clock.now())
        drain(clock.now())
        assert mail.outbox == []
        tell_approvers(at=clock.now(), task_state=0)
        assert mail.outbox == []


class TestForgetting:
    def test_handled_messages_go_after_a_day(self, now):
        for topic, done in (("old", 25), ("young", 23), ("waiting", None)):
            OutboxMessage.objects.create(
                topic=topic, created_at=now, due_at=now,
                done_at=now - timedelta(hours=done) if done else None,
            )  # fmt: skip
        assert outbox.forget(at=now) == 1
        assert outbox.forget(at=now) == 0
        assert set(OutboxMessage.objects.values_list("topic", flat=True)) == {"young", "waiting"}
