"""Asking several departments, answering a bundle, and what is overdue: each by its screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.enums import ReferralState
from feedback.models import Referral
from tests.feedback.test_referrals import ask_bundle

LATE = timedelta(days=40)


@pytest.fixture
def bundle(closed_consultation, cast, now):
    return ask_bundle(closed_consultation, cast, now)


@pytest.fixture
def late_bundle(closed_consultation, cast, now):
    return ask_bundle(closed_consultation, cast, now - LATE)


def test_one_point_is_put_to_several_departments(as_, point, cast):
    address = reverse("weighing:comment", args=[point.comment_id])
    data = {"act": "refer", "point": point.pk, "version": point.version, "question": "可行吗？"}
    for wrong in ([], [cast.education.pk, 999999]):
        assert as_("min").post(address, data | {"department": wrong}).status_code == 409
    both = [cast.education.pk, cast.office.pk]
    assert as_("min").post(address, data | {"department": both}).status_code == 302
    assert set(Referral.objects.values_list("department", flat=True)) == set(both)


def test_a_bundle_is_answered_with_one_form(as_, bundle):
    client, address = as_("zhao"), reverse("weighing:referrals")
    content = client.get(address).content.decode()
    assert content.count('name="bundle"') == content.count('value="answer"') == 1
    data = {"act": "answer", "referral": bundle[0].pk, "answer": "均可入学。", "signer": "赵"}
    assert client.post(address, data | {"bundle": "1"}).status_code == 302
    assert Referral.objects.filter(state=ReferralState.ANSWERED).count() == 3


def test_a_bundle_is_one_card_until_its_points_are_looked_at(as_, bundle, late_bundle):
    client, address = as_("zhao"), reverse("weighing:referrals")
    assert client.get(address).content.decode().count('value="answer"') == 2
    opened = client.get(address, {"bundle": bundle[0].pk}).content.decode()
    assert opened.count('value="answer"') == 3
    data = {"act": "return", "referral": bundle[0].pk, "reason": "不属本局职责。"}
    assert client.post(address, data).status_code == 302
    assert client.get(address).content.decode().count('value="answer"') == 2
    assert Referral.objects.waiting().count() == 5


def test_every_card_is_on_one_page(as_, closed_consultation, cast, now):
    asked = [
        ask_bundle(closed_consultation, cast, now - timedelta(hours=hour), size=hour % 2 + 1)
        for hour in range(31)
    ]
    client, address = as_("zhao"), reverse("weighing:referrals")
    pages = [client.get(address, {"p": number}) for number in (1, 2)]
    cards = [[one.pk for one in page.context["page"].object_list] for page in pages]
    assert [len(some) for some in cards] == [30, 1]
    assert sorted(cards[0] + cards[1]) == sorted(bundle[0].pk for bundle in asked)
    assert [('href="?p=2"' in page.content.decode()) for page in pages] == [True, False]
    sizes = {bundle[0].pk: 2 for bundle in asked if len(bundle) == 2}
    assert pages[0].context["together"] | pages[1].context["together"] == sizes


def test_a_bundle_of_another_department_is_not_opened(as_, bundle):
    opened = as_("li").get(reverse("weighing:referrals"), {"bundle": bundle[0].pk})
    assert "请一并答复" not in opened.content.decode()


def test_without_the_tick_one_is_answered(as_, bundle):
    data = {"act": "answer", "referral": bundle[0].pk, "answer": "均可入学。", "signer": "赵"}
    as_("zhao").post(reverse("weighing:referrals"), data)
    assert Referral.objects.filter(state=ReferralState.ANSWERED).get() == bundle[0]


@pytest.mark.parametrize(
    ("who", "seen", "linked"),
    [("sun", 3, 3), ("min", 3, 3), ("zhao", 3, 0), ("li", 0, 0), ("wu", None, None)],
)
def test_who_sees_what_is_overdue(as_, late_bundle, who, seen, linked):
    response = as_(who).get(reverse("weighing:overdue"))
    if seen is None:
        assert response.status_code == 302
        return
    content = response.content.decode()
    assert content.count("请一并答复") == seen
    comments = [reverse("weighing:comment", args=[one.point.comment_id]) for one in late_bundle]
    assert sum(address in content for address in comments) == linked
    assert all(one.point.comment.body not in content for one in late_bundle)


def test_what_is_not_overdue_is_not_listed(as_, bundle):
    assert "请一并答复" not in as_("sun").get(reverse("weighing:overdue")).content.decode()


@pytest.mark.parametrize("name", ["weighing:overdue", "weighing:referrals"])
def test_the_number_of_queries_is_constant(as_, late_bundle, closed_consultation, cast, now, name):
    client = as_("zhao")
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    for day in range(3):
        ask_bundle(closed_consultation, cast, now - LATE - timedelta(days=day))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(many) == len(few)
