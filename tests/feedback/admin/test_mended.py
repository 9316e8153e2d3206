"""Scans at the desk, lists of what waits, and what a saved form must not lose."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultation.enums import TextKind
from consultation.models import AuditEvent, Membership
from feedback.models import Attachment, Finding
from tests.factories.feedback import decide, make_comment, make_point, make_text, submit


def address(comment):
    return reverse("weighing:comment", args=[comment.pk])


def held(point, act, **data):
    return {"act": act, "point": point.pk, "version": point.version, **data}


@pytest.fixture
def scan(comment):
    def make(name="来信.png", kind="image/png", content=b"\x89PNG\r\n<script>"):
        return Attachment.objects.create(
            comment=comment, file=SimpleUploadedFile("x", content), name=name,
            content_type=kind, size=len(content), sha256="0" * 64,
        )  # fmt: skip

    return make


def opened(client, scan, purpose="核对来信原文"):
    return client.post(reverse("weighing:attachment", args=[scan.pk]), {"purpose": purpose})


def test_a_scan_is_opened_for_a_purpose_on_record(as_, scan, comment):
    letter = scan()
    link = reverse("weighing:attachment", args=[letter.pk])
    assert link in as_("min").get(address(comment)).content.decode()
    asked = as_("min").get(link)
    assert 'name="purpose"' in asked.content.decode()
    assert not AuditEvent.objects.filter(verb="attachment.opened").exists()
    response = opened(as_("min"), letter, "电话 13900001111，核对来信")
    assert b"".join(response.streaming_content) == b"\x89PNG\r\n<script>"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline")
    assert "no-store" in response["Cache-Control"]
    look = AuditEvent.objects.get(verb="attachment.opened", subject_id=str(letter.pk))
    assert "核对来信" in look.detail["purpose"]
    assert "13900001111" not in look.detail["purpose"]


def test_without_a_purpose_no_scan_is_opened(as_, scan):
    response = opened(as_("min"), scan(), " 看看 ")
    assert response.status_code == 409
    assert 'value=" 看看 "' in response.content.decode()
    assert not AuditEvent.objects.filter(verb="attachment.opened").exists()


def test_the_office_reads_the_comment_and_not_the_letter(as_, scan):
    letter = scan()
    page = as_("sun").get(reverse("weighing:attachment", args=[letter.pk]))
    assert 'name="purpose"' not in page.content.decode()
    assert opened(as_("sun"), letter).status_code in (403, 409)
    assert not AuditEvent.objects.filter(verb="attachment.opened").exists()


def test_what_is_no_picture_is_saved_and_not_shown(as_, scan):
    response = opened(as_("min"), scan("a.pdf", "application/pdf", b"%PDF-1.4"))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/pdf"


def test_a_lost_file_is_not_found(as_, scan):
    letter = scan()
    letter.file.storage.delete(letter.file.name)
    assert opened(as_("min"), letter).status_code == 404


@pytest.mark.parametrize("name", ["zhao", "qian", "zhou", "wu"])
def test_a_scan_is_shown_to_nobody_else(as_, scan, name):
    assert opened(as_(name), scan()).status_code in (302, 404)
    assert not AuditEvent.objects.filter(verb="attachment.opened").exists()


def test_saving_a_point_keeps_an_article_of_an_earlier_text(
    as_, point, cast, now, closed_consultation
):
    old = make_text(closed_consultation, kind=TextKind.DRAFT, by=cast.min)
    article = old.provisions.get(anchor="p1")
    point.provisions.add(article)
    newer = make_text(closed_consultation, kind=TextKind.DRAFT, by=cast.min, number=2)
    page = as_("min").get(address(point.comment)).content.decode()
    assert f'name="provisions" value="{article.pk}" checked' in page
    chosen = [article.pk, newer.provisions.get(anchor="p2").pk]
    as_("min").post(address(point.comment), held(point, "edit", text="改写", provisions=chosen))
    assert set(point.provisions.values_list("pk", flat=True)) == set(chosen)


def test_another_department_can_owe_a_promise(as_, point, cast):
    data = held(
        point, "decide", outcome="adopted_elsewhere", reason="由实施细则规定办理材料。",
        promise="印发实施细则", owner=cast.education.pk,
    )  # fmt: skip
    as_("min").post(address(point.comment), data)
    assert point.commitments.get().owner == cast.education


def test_an_ended_membership_is_not_offered(as_, comment, cast, now, closed_consultation):
    queue = reverse("weighing:queue", args=[closed_consultation.pk])
    assert cast.wang in as_("min").get(queue).context["clerks"]
    Membership.objects.filter(user=cast.wang).update(valid_until=now - timedelta(days=1))
    assert cast.wang not in as_("min").get(queue).context["clerks"]


def test_the_menu_says_what_waits(as_, point, cast, now):
    submit(decide(point, "noted", by=cast.min, at=now), by=cast.min, at=now)
    label = json.dumps("等我签发 1")[1:-1]
    assert label in as_("wang").get(reverse("weighing:promises")).content.decode()
    assert label not in as_("min").get(reverse("weighing:promises")).content.decode()


def test_the_privacy_officer_has_a_list_of_what_to_decide(as_, comment, closed_consultation):
    settled = make_comment(closed_consultation, title="没有个人信息")
    Finding.objects.create(comment=comment, field="body", start=0, end=2, kind="mobile")
    page = as_("li").get(reverse("weighing:privacy_list")).content.decode()
    assert reverse("weighing:privacy", args=[comment.pk]) in page
    assert settled.title not in page
    assert comment.title in as_("min").get(reverse("weighing:privacy_list")).content.decode()
    assert comment.title not in as_("zhao").get(reverse("weighing:privacy_list")).content.decode()


def test_pages_of_a_queue_keep_the_filter(as_, closed_consultation, cast, now):
    for _ in range(51):
        make_point(make_comment(closed_consultation), by=cast.min, at=now)
    queue = reverse("weighing:queue", args=[closed_consultation.pk])
    assert 'href="?p=2"' in as_("min").get(queue).content.decode()
    assert 'href="?state=new&amp;p=2"' in as_("min").get(queue + "?state=new").content.decode()
