"""The registers an administrator keeps, and what a membership opens and closes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cms import access
from consultation.models import AuditEvent, CalendarDay, Membership


@pytest.fixture
def administrator(site, cast, login):
    return login(cast.zhou)


def membership_form(cast, **fields):
    return {
        "user": cast.wu.pk, "department": cast.education.pk, "role": "drafter",
        "valid_from": "2026-01-01 00:00", "valid_until": "", "deputy_for": "", **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["departments", "aliases", "memberships", "procedures", "calendar"]
)
def test_the_administrator_keeps_every_register(administrator, name):
    assert administrator.get(reverse(f"{name}:index")).status_code == 200
    assert administrator.get(reverse(f"{name}:add")).status_code == 200


@pytest.mark.parametrize("person", ["min", "wang", "sun", "li", "wu"])
def test_nobody_else_does(site, cast, login, person):
    client = login(getattr(cast, person))
    response = client.post(reverse("memberships:add"), membership_form(cast))
    assert response.status_code in (302, 403)
    assert not Membership.objects.filter(user=cast.wu).exists()


def test_a_day_off_is_entered(administrator):
    administrator.post(reverse("calendar:add"), {"date": "2027-01-01", "note": "元旦"})
    day = CalendarDay.objects.get()
    assert (day.is_working, day.note) == (False, "元旦")
    assert AuditEvent.objects.filter(verb="register.save").count() == 1


def test_a_new_membership_opens_the_admin(administrator, cast, login):
    administrator.post(reverse("memberships:add"), membership_form(cast))
    assert Membership.objects.get(user=cast.wu).department == cast.education
    assert login(cast.wu).get(reverse("desk:desks")).status_code == 200


def test_an_ended_membership_opens_nothing(site, cast, login, now):
    Membership.objects.filter(user=cast.min).update(valid_until=now - timedelta(seconds=1))
    assert cast.min.groups.exists()
    access.follow(at=now)
    assert not cast.min.groups.exists()
    assert login(cast.min).get(reverse("desk:desks")).status_code == 302


def test_one_of_two_memberships_may_end(site, cast, now):
    Membership.objects.create(
        user=cast.min, department=cast.education, role="drafter", valid_from=now
    )
    access.settle(cast.min, now)
    Membership.objects.filter(user=cast.min, department=cast.police).update(valid_until=now)
    access.follow(at=now + timedelta(seconds=1))
    names = set(cast.min.groups.values_list("name", flat=True))
    assert names == {access.STAFF, f"{cast.education.pk}:drafter"}


def test_a_deputy_comes_in_on_the_first_day(site, cast, login, now):
    begins = now - timedelta(hours=1)
    Membership.objects.create(
        user=cast.wu, department=cast.education, role="drafter", valid_from=begins
    )
    access.settle(cast.wu, begins - timedelta(days=1))
    assert login(cast.wu).get(reverse("desk:desks")).status_code == 302
    access.follow(at=now)
    assert login(cast.wu).get(reverse("desk:desks")).status_code == 200


def test_a_renewed_membership_is_settled_once(site, cast, now, django_assert_num_queries):
    old = Membership.objects.get(user=cast.min)
    Membership.objects.filter(pk=old.pk).update(valid_until=now)
    Membership.objects.create(
        user=cast.min, department=old.department, role=old.role, valid_from=now
    )
    access.follow(at=now)
    assert cast.min.groups.filter(name=f"{old.department_id}:{old.role}").exists()
    with django_assert_num_queries(2):
        access.follow(at=now)


def test_rows_that_history_refers_to_are_never_deleted(administrator, cast):
    assert administrator.post(f"/admin/departments/delete/{cast.police.pk}/").status_code == 404
