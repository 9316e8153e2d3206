"""Four eyes through Wagtail's own admin: who submits, who approves, and what nobody may skip."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from cms.models import BackgroundPage, ConsultationPage, DraftPage, GuidancePage, HomePage
from consultation.enums import Role, Section
from consultation.models import OutboxMessage, SectionPublication, TextVersion
from tests.factories import pages
from tests.factories.process import make_membership

pytestmark = pytest.mark.django_db


def form_of(page, **fields):
    """What the editor's browser would send for the words as they stand."""
    values = {"title": page.title, "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    if isinstance(page, DraftPage):
        newest = pages.newest_of(page)
        values["body-count"] = str(len(newest.body))
        for index, block in enumerate(newest.body):
            stem = f"body-{index}"
            values |= {
                f"{stem}-deleted": "", f"{stem}-order": str(index),
                f"{stem}-type": block.block_type, f"{stem}-id": block.id,
            }  # fmt: skip
            values |= {f"{stem}-value-{name}": value or "" for name, value in block.value.items()}
    elif isinstance(page, BackgroundPage):
        values["body"] = '{"blocks": [{"key": "a", "text": "背景", "type": "unstyled", "depth": 0, '
        values["body"] += '"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    return values | fields


def edit(client, page, **fields):
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **fields), follow=True
    )


def submit(client, page):
    response = edit(client, page, **{"action-submit": "1"})
    assert response.status_code == 200
    return response


def waiting(page):
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id=str(page.pk)
    ).first()


def approve(client, page, action="approve", **words):
    state = waiting(page)
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]),
        words, follow=True,
    )  # fmt: skip


def is_live(page):
    return type(page).objects.get(pk=page.pk).live


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_the_drafter_submits_and_the_head_publishes(matter, cast, login):
    submit(login(cast.min), matter.draft)
    assert not is_live(matter.draft)
    assert waiting(matter.draft)
    response = approve(login(cast.wang), matter.draft)
    assert response.status_code == 200
    assert is_live(matter.draft)
    version = TextVersion.objects.get(consultation=matter.consultation)
    assert version.frozen_by == cast.wang
    assert [str(row.uid) for row in version.provisions.in_order()] == [
        block.id for block in pages.newest_of(matter.draft).body
    ]


APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def test_the_head_approves_in_the_editor(matter, cast, login):
    submit(login(cast.min), matter.draft)
    edit(login(cast.wang), matter.draft, **APPROVE)
    assert is_live(matter.draft)
    assert TextVersion.objects.get(consultation=matter.consultation).frozen_by == cast.wang


def test_a_head_who_changes_the_words_has_become_their_author(matter, cast, login):
    submit(login(cast.min), matter.draft)
    response = edit(login(cast.wang), matter.draft, title="改过的标题", **APPROVE)
    assert response.status_code == 200
    assert not is_live(matter.draft)
    edit(login(cast.wang), matter.draft, **APPROVE)
    assert not is_live(matter.draft)


def test_the_head_sees_what_waits_and_the_drafter_is_offered_no_approval(matter, cast, login):
    submit(login(cast.min), matter.background)
    address = reverse("wagtailadmin_pages:edit", args=[matter.background.pk])
    assert 'data-workflow-action-name="approve"' in login(cast.wang).get(address).content.decode()
    assert (
        'data-workflow-action-name="approve"' not in login(cast.min).get(address).content.decode()
    )
    home = login(cast.wang).get(reverse("wagtailadmin_home")).content.decode()
    assert matter.background.title in home
    assert (
        matter.background.title
        not in login(cast.qian).get(reverse("wagtailadmin_home")).content.decode()
    )


@pytest.mark.parametrize("name", ["min", "qian", "zhao", "li", "zhou", "wu"])
def test_nobody_else_approves(matter, cast, login, name):
    submit(login(cast.min), matter.background)
    approve(login(getattr(cast, name)), matter.background)
    assert not is_live(matter.background)
    assert waiting(matter.background)


def test_the_office_may_approve(matter, cast, login):
    submit(login(cast.min), matter.background)
    approve(login(cast.sun), matter.background)
    assert is_live(matter.background)


def test_a_head_does_not_approve_words_of_their_own(matter, cast, login):
    submit(login(cast.wang), matter.background)
    approve(login(cast.wang), matter.background)
    assert not is_live(matter.background)


def test_a_superuser_without_a_department_is_outside_the_walls(matter, cast, login):
    cast.zhou.is_superuser = True
    cast.zhou.save()
    assert edit(login(cast.zhou), matter.background).status_code == 404
    submit(login(cast.min), matter.background)
    approve(login(cast.zhou), matter.background)
    assert not is_live(matter.background)


def test_a_superuser_who_is_head_does_not_approve_own_words(matter, cast, login):
    cast.wang.is_superuser = True
    cast.wang.save()
    submit(login(cast.wang), matter.background)
    approve(login(cast.wang), matter.background)
    assert not is_live(matter.background)


def test_a_deputy_approves_for_a_time(matter, cast, login, now):
    row = make_membership(cast.wu, cast.police, Role.APPROVER, valid_until=now + timedelta(days=1))
    pages.enrol_all()
    submit(login(cast.min), matter.background)
    approve(login(cast.wu), matter.background)
    assert is_live(matter.background)
    row.valid_until = now - timedelta(days=1)
    row.save()
    submit(login(cast.min), matter.draft)
    approve(login(cast.wu), matter.draft)
    assert not is_live(matter.draft)


def test_sent_back_with_a_note_it_is_with_the_drafter_again(matter, cast, login):
    submit(login(cast.min), matter.background)
    approve(login(cast.wang), matter.background, "reject", comment="请写明依据")
    state = TaskState.objects.get(workflow_state__object_id=str(matter.background.pk))
    assert (state.status, state.comment) == (TaskState.STATUS_REJECTED, "请写明依据")
    submit(login(cast.min), matter.background)
    approve(login(cast.wang), matter.background)
    assert is_live(matter.background)


def test_what_the_author_changed_after_submitting_is_what_is_approved(matter, cast, login):
    submit(login(cast.min), matter.draft)
    pages.write(matter.draft, pages.TEXT.replace("十五日", "二十日"), by=cast.min)
    approve(login(cast.wang), matter.draft)
    version = TextVersion.objects.get(consultation=matter.consultation)
    assert "二十日" in version.provisions.get(anchor="p3").text


def test_an_approved_schedule_is_respected(matter, cast, login):
    then = timezone.localtime(timezone.now() + timedelta(days=2))
    edit(
        login(cast.min), matter.background,
        go_live_at=f"{then:%Y-%m-%d %H:%M}", **{"action-submit": "1"},
    )  # fmt: skip
    approve(login(cast.wang), matter.background)
    page = BackgroundPage.objects.get(pk=matter.background.pk)
    assert not page.live
    assert page.scheduled_revision is not None
    assert not SectionPublication.objects.filter(section=Section.BACKGROUND).exists()


@pytest.mark.parametrize("name", ["wang", "sun", "zhou"])
def test_no_button_and_no_request_publishes_past_the_second_person(matter, cast, login, name):
    person = getattr(cast, name)
    if name == "zhou":
        person.is_superuser = True
        person.save()
    client = login(person)
    address = reverse("wagtailadmin_pages:edit", args=[matter.background.pk])
    if name != "zhou":  # walled
        assert 'name="action-publish"' not in client.get(address).content.decode()
    response = edit(client, matter.background, title="改过的标题", **{"action-publish": "1"})
    assert not is_live(matter.background)
    assert not SectionPublication.objects.exists()
    if name != "zhou":
        assert response.status_code == 200
        assert "另一人" in said(response)
        assert pages.newest_of(matter.background).title == "改过的标题"


def test_no_new_page_goes_live_past_the_second_person(matter, cast, login):
    client = login(cast.wang)
    address = reverse("wagtailadmin_pages:add", args=["cms", "interpretationpage", matter.page.pk])
    assert 'name="action-publish"' not in client.get(address).content.decode()
    words = {"title": "一图读懂", "body-count": "0", "action-publish": "1",
             "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}  # fmt: skip
    client.post(address, words, follow=True)
    page = ConsultationPage.objects.get(pk=matter.page.pk).get_children().get(title="一图读懂")
    assert not page.live


def test_guidance_is_published_by_who_may_and_search_is_told(site, cast, login):
    cast.zhou.is_superuser = True
    cast.zhou.save()
    client = login(cast.zhou)
    home = HomePage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", home.pk])
    words = form_of(BackgroundPage(title="怎样参与"), slug="how", **{"action-publish": "1"})
    client.post(address, words, follow=True)
    page = GuidancePage.objects.get(slug="how")
    assert page.live
    assert OutboxMessage.objects.filter(topic="search.refresh").exists()
    OutboxMessage.objects.all().delete()
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)
    assert not GuidancePage.objects.get(pk=page.pk).live
    assert OutboxMessage.objects.filter(topic="search.refresh").exists()
