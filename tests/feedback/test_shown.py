"""What others wrote is read by everybody: masked, by consent, and gone when it is taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from consultation import lifecycle
from consultation.enums import Section
from feedback import people, publicity
from feedback.intake import submit_comment
from feedback.models import Comment, Respondent
from feedback.shown import PER_PAGE
from tests.factories.comments import ORIGIN, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(open_consultation):
    open_consultation.shows_comments = True
    open_consultation.save()
    return open_consultation


@pytest.fixture
def say(matter, cast, now):
    """Somebody writes; the department settles what was found and shows it."""

    def write(title, body="请写明需要哪些材料。", *, show=True, **fields):
        form = make_submission(matter, now, title=title, body=body, consents_to_text=True, **fields)
        comment = Comment.objects.get(
            pk=submit_comment(submission=form, origin=ORIGIN, at=now).comment_id
        )
        for finding in comment.findings.all():
            publicity.mask_finding(finding=finding, by=cast.min, at=now)
        if show:
            publicity.publish_comment(comment=comment, by=cast.min, at=now)
        return comment

    return write


def page_of(client, matter, query=""):
    return client.get(reverse("consultation:comments", kwargs={"slug": matter.slug}) + query)


def test_only_what_was_checked_is_shown_and_masked(client, matter, say):
    say("已经公开", "请打电话13912345678。<script>alert(1)</script>", name="张三丰")
    say("还没检查", show=False)
    page = page_of(client, matter).content.decode()
    assert "已经公开" in page
    assert "13912345678" not in page
    assert "***********" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "还没检查" not in page
    assert "张*" in page
    assert "张三丰" not in page


def test_a_whole_name_only_by_consent_and_until_it_is_erased(client, matter, say, cast, now):
    comment = say("署名的意见", name="张三丰", consents_to_name=True)
    assert "张三丰" in page_of(client, matter).content.decode()
    Comment.objects.filter(pk=comment.pk).update(person=1)
    type(matter).objects.filter(pk=matter.pk).update(reported_at=now, reported_by=cast.wang)
    people.erase_old(at=now + people.KEPT + timedelta(days=1))
    assert Respondent.objects.get(comment=comment).erased_at
    page = page_of(client, matter).content.decode()
    assert "署名的意见" in page
    assert "张三丰" not in page


def test_what_is_withheld_or_withdrawn_is_gone_at_once(client, matter, say, cast, now):
    withheld, withdrawn = say("收回公开"), say("撤回意见")
    publicity.withhold_comment(comment=withheld, reason="涉及他人", by=cast.min, at=now)
    Comment.objects.filter(pk=withdrawn.pk).update(withdrawn_at=now)
    page = page_of(client, matter).content.decode()
    assert "收回公开" not in page
    assert "撤回意见" not in page
    assert Comment.objects.get(pk=withheld.pk).masked_name == ""


def test_a_matter_that_shows_none_has_no_such_page(client, matter, say):
    say("已经公开")
    comment = reverse("consultation:comment", kwargs={"slug": matter.slug})
    link = reverse("consultation:comments", kwargs={"slug": matter.slug})
    assert link in client.get(comment).content.decode()
    matter.shows_comments = False
    matter.save()
    assert page_of(client, matter).status_code == 404
    assert link not in client.get(comment).content.decode()


def test_what_is_held_back_is_read_by_nobody(client, matter, say, cast, now):
    say("已经公开")
    held = {"section": Section.COMMENT, "by": cast.sun, "at": now}
    lifecycle.publish_section(consultation=matter, **held | {"by": cast.wang})
    assert page_of(client, matter).status_code == 200
    lifecycle.hold_section(consultation=matter, reason="核对个人信息", **held)
    assert page_of(client, matter).status_code == 404
    lifecycle.publish_section(consultation=matter, **held)
    assert "已经公开" in page_of(client, matter).content.decode()


def test_all_are_read_to_the_end_newest_first(client, matter, cast, now):
    Comment.objects.bulk_create(
        Comment(
            consultation=matter, period=matter.current_period, receipt_number=f"N{n:04}",
            channel="web", received_at=now - timedelta(minutes=n), title="原题", body="原话",
            visibility="published", masked_title=f"第{n}条", masked_body="话",
            confirmed_at=now, confirmed_by=cast.min,
        )
        for n in range(PER_PAGE + 2)
    )  # fmt: skip
    first, last = (page_of(client, matter, f"?p={number}") for number in (1, 2))
    titles = [one.masked_title for page in (first, last) for one in page.context["comments"]]
    assert titles == [f"第{n}条" for n in range(PER_PAGE + 2)]
    for odd in ("0", "-1", "x", "9" * 30, "1.5"):
        assert page_of(client, matter, f"?p={odd}").status_code == 200
