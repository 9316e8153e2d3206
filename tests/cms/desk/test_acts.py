"""Each act of the desk: by the right person, the wrong role, the wrong department, with the wrong
method, at the wrong stage, twice.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from cms.desk.acts import ACTS
from cms.models import Erratum
from consultation import calendar, lifecycle
from consultation.enums import Section, Stage, TextKind
from consultation.models import Consultation
from consultation.stages import stage_of
from tests.factories.acts import (
    CASES,
    DECISION,
    ONCE,
    REASON,
    SECTION,
    at_stage,
    day,
    newest_articles,
    url_of,
    with_draft,
)
from tests.factories.process import make_consultation, make_profile
from tests.factories.published import make_section


def test_every_act_has_its_case():
    assert set(CASES) == set(ACTS)


def prepare(name, stage, cast, now):
    matter = at_stage(stage, cast, now)
    before = CASES[name][4]
    if before:
        before(matter, cast, now)
    return matter


def trail(matter):
    return matter.events.count()


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name, case in CASES.items() for who in case[1].split()]
)
def test_the_right_person_acts_and_not_twice(name, who, as_, staff, now):
    stage, _may, _not, data, *_ = CASES[name]
    matter = prepare(name, stage, staff, now)
    if name == "link":
        data = data | {"origin": newest_articles(matter, TextKind.DRAFT)[0].pk}
    if name == "details":
        data = data | {"seen": lifecycle.digest_of_details(matter)}
    client = as_(who)
    desk = client.get(reverse("desk:desk", args=[matter.pk]))
    assert url_of(name, matter) in desk.content.decode()
    assert client.get(url_of(name, matter)).status_code == 200
    answer = client.post(url_of(name, matter), data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == reverse("desk:desk", args=[matter.pk])
    acts = trail(matter)
    assert acts > 0
    again = client.post(url_of(name, matter), data)
    if name in ONCE:
        assert again.status_code == 409
        assert trail(matter) == acts


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name, case in CASES.items() for who in case[2].split()]
)
def test_the_wrong_role_or_department_does_not(name, who, as_, staff, now):
    stage, _may, _not, data, *_ = CASES[name]
    matter = prepare(name, stage, staff, now)
    before = trail(matter)
    answer = as_(who).post(url_of(name, matter), data)
    sees_desk = who in ("min", "wang", "sun")
    assert answer.status_code == (302 if sees_desk else 404)
    assert answer.status_code == 404 or answer.url == reverse("wagtailadmin_home")
    assert trail(matter) == before


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[5]])
def test_at_the_wrong_stage_it_is_refused_and_nothing_typed_is_lost(name, as_, staff, now):
    _stage, may, _not, data, _before, wrong = CASES[name]
    matter = prepare(name, wrong, staff, now)
    before = trail(matter)
    client = as_(may.split()[-1])
    answer = client.post(url_of(name, matter), data)
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()
    for value in data.values():
        assert value in answer.content.decode()
    assert trail(matter) == before
    assert client.get(url_of(name, matter)).url == reverse("desk:desk", args=[matter.pk])


@pytest.mark.parametrize("name", CASES)
def test_another_method_is_not_allowed(name, as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    assert as_("wang").put(url_of(name, matter)).status_code == 405


@pytest.mark.parametrize("name", CASES)
def test_strangers_do_not_learn_that_the_matter_exists(name, as_, client, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    assert client.get(url_of(name, matter)).url.startswith(reverse("wagtailadmin_login"))
    assert as_("zhao").get(url_of(name, matter)).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("schedule", {"opens_on": "昨天", "closes_on": "2026-13-40"}),
        ("schedule", {"opens_on": day(-3), "closes_on": day(40)}),
        ("schedule", {"opens_on": day(3), "closes_on": day(9)}),
        ("schedule", {"opens_on": day(3), "closes_on": "9999-12-31"}),
    ],
)
def test_impossible_days_are_refused_in_words(name, data, as_, staff, now):
    matter = at_stage(Stage.PREPARING, staff, now)
    answer = as_("min").post(url_of(name, matter), data)
    assert answer.status_code == 409
    assert answer.context["form"].errors
    for value in data.values():
        assert value in answer.content.decode()


def test_an_unknown_act_is_not_found(as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    assert as_("wang").get(url_of("explode", matter)).status_code == 404


def test_a_rest_day_is_warned_of_with_a_proposal(as_, staff, now, today):
    matter = at_stage(Stage.PREPARING, staff, now)
    last = today + timedelta(days=35)
    while calendar.is_working_day(last):
        last += timedelta(days=1)
    data = {"opens_on": day(1), "closes_on": f"{last:%Y-%m-%d}"}
    page = as_("min").post(url_of("schedule", matter), data, follow=True).content.decode()
    assert f"{calendar.next_working_day(last):%Y-%m-%d}" in page


def test_the_form_proposes_the_shortest_lawful_period(as_, staff, now):
    matter = at_stage(Stage.PREPARING, staff, now)
    initial = as_("min").get(url_of("schedule", matter)).context["form"].initial
    assert (initial["closes_on"] - initial["opens_on"]).days >= 30
    assert calendar.is_working_day(initial["closes_on"])


def test_a_decision_says_what_is_missing(as_, staff, now):
    matter = at_stage(Stage.REPORTED, staff, now)
    client = as_("sun")
    client.post(url_of("decision", matter), DECISION)
    answer = client.post(url_of("publish-decision", matter))
    assert answer.status_code == 409
    assert len(answer.context["form"].non_field_errors()) == 3
    assert stage_of(Consultation.objects.get(pk=matter.pk), now) == Stage.REPORTED


def test_what_the_office_holds_back_the_head_cannot_show(as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    make_section(matter, Section.BACKGROUND)
    lifecycle.hold_section(
        consultation=matter, section=Section.BACKGROUND, reason="涉密", by=staff.sun, at=now
    )
    answer = as_("wang").post(url_of("restore", matter), SECTION)
    assert answer.status_code == 409
    assert "涉密" in answer.content.decode()


def test_an_erratum_is_one_persons(as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    with_draft(matter, staff, now)
    as_("min").post(url_of("erratum", matter), REASON)
    assert Erratum.objects.get().opened_by == staff.min
    assert as_("wang").post(url_of("erratum", matter), REASON).status_code == 409


@pytest.mark.parametrize(("title", "status"), [("新的标题", 302), ("", 409), ("长" * 251, 409)])
def test_details_are_changed_while_preparing(as_, prepared, title, status):
    data = {"title": title, "document_type": "rule", "phone": "0000-1234567"}
    data["seen"] = lifecycle.digest_of_details(prepared)
    assert as_("min").post(url_of("details", prepared), data).status_code == status


def test_who_changes_details_later_sees_what_the_first_one_wrote(as_, prepared, staff):
    url = url_of("details", prepared)
    seen = as_("min").get(url).context["form"].initial["seen"]
    first = {"title": "先到的标题", "document_type": "rule", "seen": seen, "shows_totals": "on"}
    later = {"title": "后到的标题", "document_type": "plan", "seen": seen, "joint": []}
    assert as_("min").post(url, first | {"joint": [staff.education.pk]}).status_code == 302
    answer = as_("min").post(url, later)
    prepared.refresh_from_db()
    assert (answer.status_code, prepared.title) == (409, "先到的标题")
    form, page = answer.context["form"], answer.content.decode()
    assert set(form.errors) == {"__all__", "title", "document_type", "shows_totals", "joint"}
    assert "后到的标题" in page
    assert str(staff.education) in form.errors["joint"][0]
    assert "先到的标题" in form.errors["title"][0]
    again = as_("min").post(url, later | {"seen": form["seen"].value()})
    prepared.refresh_from_db()
    assert (again.status_code, prepared.title) == (302, "后到的标题")


def test_a_normative_document_counts_working_days(as_, staff, now):
    profile = make_profile(code="cn-normative", minimum_days=7, counting="working")
    matter = make_consultation(lead=staff.police, by=staff.min, profile=profile)
    initial = as_("min").get(url_of("schedule", matter)).context["form"].initial
    number = calendar.working_days_between(initial["opens_on"], initial["closes_on"]).number
    assert number == 7
