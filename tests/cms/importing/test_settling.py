"""What an import found damaged is accepted or changed at the desk, by those whose matter it is."""

import pytest
from django.test import Client
from django.urls import reverse

from cms import access
from cms.importing.page import read_page
from cms.importing.writing import write
from consultation.enums import Role
from consultation.models import AuditEvent, Repair
from tests.cms.importing.conftest import HERE
from tests.factories import pages
from tests.factories.process import make_department, make_membership, make_user

FOUND, PROPOSED = "2022630日", "2022年6月30日"


@pytest.fixture
def imported(db, now):
    """A page with damaged places that no sequence proves."""
    pages.make_site()
    data = (HERE / "elderly.txt").read_bytes()
    return write(read_page(data), data=data, source="elderly.txt", at=now).consultation


def someone(department, role):
    user = make_user()
    access.enrol(make_membership(user, department, role))
    client = Client()
    client.force_login(user, backend=pages.BACKEND)
    return client


@pytest.fixture
def clerk(imported):
    return someone(imported.lead, Role.DRAFTER)


@pytest.fixture
def desk(imported):
    return reverse("desk:repairs", args=[imported.pk])


def waiting(section):
    return Repair.objects.filter(section=section, is_proven=False).order_by("line")[0]


def test_each_is_shown_with_its_place_and_what_is_proposed(clerk, desk, imported):
    page = clerk.get(desk).content.decode()
    for repair in Repair.objects.filter(is_proven=False):
        for words in (repair.found, f'value="{repair.proposed}"', f"<td>{repair.line}</td>"):
            assert words in page
    own = clerk.get(reverse("desk:desk", args=[imported.pk]))
    assert own.context["repairs"] == Repair.objects.filter(is_proven=False).count()
    assert desk in own.content.decode()


def test_one_is_accepted_and_enters_the_public_words(clerk, desk, imported, client):
    repair = waiting("notice")
    notice = reverse("consultation:notice", args=[imported.slug])
    assert FOUND in client.get(notice).content.decode()
    data = {"repair": repair.pk, "accepted": PROPOSED}
    assert clerk.post(desk, data).url == desk
    repair.refresh_from_db()
    assert (repair.accepted, repair.found) == (PROPOSED, FOUND)
    words = client.get(notice).content.decode()
    assert PROPOSED in words
    assert FOUND not in words
    assert AuditEvent.objects.filter(verb="repair.settle").count() == 1


def test_one_is_changed_and_the_text_as_found_stays(clerk, desk, imported, client):
    repair = waiting("draft")
    clerk.post(desk, {"repair": repair.pk, "accepted": "〔2021〕13号"})
    newest = imported.texts.filter(kind="draft").newest_first()[0]
    changed = newest.provisions.get(text__contains="〔2021〕13号")
    assert newest.number == 2
    assert repair.found in changed.source_text
    address = reverse("consultation:draft", args=[imported.slug])
    assert "〔2021〕13号" in client.get(address).content.decode()
    first = reverse("consultation:draft_version", args=[imported.slug, 1])
    assert repair.found in client.get(first).content.decode()


def test_a_second_answer_changes_nothing(clerk, desk):
    repair = waiting("notice")
    for words in (PROPOSED, "2022年7月1日"):
        clerk.post(desk, {"repair": repair.pk, "accepted": words})
    repair.refresh_from_db()
    assert repair.accepted == PROPOSED


@pytest.mark.parametrize("words", ["", "   ", "\x00"])
def test_no_words_are_no_answer(clerk, desk, words):
    repair = waiting("notice")
    answer = clerk.post(desk, {"repair": repair.pk, "accepted": words}, follow=True)
    assert answer.status_code == 200
    repair.refresh_from_db()
    assert repair.settled_at is None


@pytest.mark.parametrize("key", ["", "0", "x", "-1", "9" * 30, "１"])
def test_a_repair_that_is_none_is_not_found(clerk, desk, key):
    assert clerk.post(desk, {"repair": key, "accepted": PROPOSED}).status_code == 404


def test_markup_is_taken_as_words(clerk, desk, imported, client):
    clerk.post(desk, {"repair": waiting("notice").pk, "accepted": "<script>alert(1)</script>"})
    words = client.get(reverse("consultation:notice", args=[imported.slug])).content.decode()
    assert "<script>alert" not in words
    assert "&lt;script&gt;" in words


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.APPROVER])
def test_another_department_finds_no_such_desk(desk, imported, role):
    stranger = someone(make_department(), role)
    repair = waiting("notice")
    assert stranger.post(desk, {"repair": repair.pk, "accepted": PROPOSED}).status_code == 404
    repair.refresh_from_db()
    assert repair.settled_at is None
