"""The gate before publication, and who may open a contact (R32, R39–R41)."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from consultation.errors import NotPermitted
from consultation.models import AuditEvent, Consultation
from feedback import numbering, people, publicity
from feedback.enums import Visibility
from feedback.intake import submit_comment
from feedback.models import Comment, Respondent
from tests.factories.comments import ORIGIN, make_submission
from tests.factories.process import make_user

pytestmark = pytest.mark.django_db
BODY = "请找我邻居老孙核实，电话13912345678，他在第2025012345号文里也提过。"


@pytest.fixture
def comment(open_consultation, now):
    open_consultation.shows_comments = True
    open_consultation.save()
    form = make_submission(open_consultation, now, body=BODY, consents_to_text=True)
    receipt = submit_comment(submission=form, origin=ORIGIN, at=now)
    return Comment.objects.get(pk=receipt.comment_id)


def test_nothing_is_shown_before_every_finding_is_settled(comment, cast, now):
    assert comment.visibility == Visibility.PENDING
    with pytest.raises(publicity.UnableToPublish):
        publicity.publish_comment(comment=comment, by=cast.min, at=now)
    publicity.mask_finding(finding=comment.findings.get(), by=cast.min, at=now)
    shown = publicity.publish_comment(comment=comment, by=cast.min, at=now)
    assert shown.visibility == Visibility.PUBLISHED
    assert shown.masked_body == BODY.replace("13912345678", "*" * 11)
    assert shown.body == BODY
    assert shown.confirmed_by == cast.min


def test_a_finding_is_overruled_with_a_reason_and_once(comment, cast, now):
    finding = comment.findings.get()
    with pytest.raises(publicity.UnableToSettle):
        publicity.overrule_finding(finding=finding, reason=" ", by=cast.min, at=now)
    publicity.overrule_finding(finding=finding, reason="单位公开电话", by=cast.min, at=now)
    with pytest.raises(publicity.UnableToSettle):
        publicity.mask_finding(finding=finding, by=cast.min, at=now)
    shown = publicity.publish_comment(comment=comment, by=cast.min, at=now)
    assert shown.masked_body == BODY


def test_without_consent_nothing_is_shown(comment, cast, now):
    Comment.objects.update(consents_to_text=False)
    publicity.mask_finding(finding=comment.findings.get(), by=cast.min, at=now)
    with pytest.raises(publicity.UnableToPublish):
        publicity.publish_comment(comment=comment, by=cast.min, at=now)


def test_withholding_needs_a_reason_and_takes_the_words_back(comment, cast, now):
    publicity.mask_finding(finding=comment.findings.get(), by=cast.min, at=now)
    publicity.publish_comment(comment=comment, by=cast.min, at=now)
    with pytest.raises(publicity.UnableToPublish):
        publicity.withhold_comment(comment=comment, reason="", by=cast.sun, at=now)
    publicity.withhold_comment(comment=comment, reason="涉及他人隐私", by=cast.sun, at=now)
    comment.refresh_from_db()
    assert (comment.visibility, comment.masked_body) == (Visibility.WITHHELD, "")
    assert Comment.objects.counted().count() == 1


@pytest.fixture
def settled(comment, cast, now):
    publicity.mask_finding(finding=comment.findings.get(), by=cast.min, at=now)
    return comment


@pytest.mark.parametrize(
    ("withholder", "may", "may_not"),
    [("sun", ["sun"], ["min", "wang"]), ("min", ["min", "sun"], ["wang"]),
     ("wang", ["wang", "sun"], ["min"])],
)  # fmt: skip
def test_who_withheld_or_the_office_shows_it_again(settled, cast, now, withholder, may, may_not):
    for name in may:
        publicity.withhold_comment(
            comment=settled, reason="涉及他人", by=getattr(cast, withholder), at=now
        )
        for other in may_not:
            with pytest.raises(publicity.UnableToPublish):
                publicity.publish_comment(comment=settled, by=getattr(cast, other), at=now)
            settled.refresh_from_db()
            assert settled.visibility == Visibility.WITHHELD
        shown = publicity.publish_comment(comment=settled, by=getattr(cast, name), at=now)
        assert (shown.visibility, shown.withheld_by) == (Visibility.PUBLISHED, None)


def test_the_office_shows_only_what_was_withheld(settled, cast, now):
    with pytest.raises(NotPermitted):
        publicity.publish_comment(comment=settled, by=cast.sun, at=now)


def test_other_departments_settle_nothing(comment, cast, now):
    for user in (cast.zhao, cast.qian, cast.zhou, cast.wu):
        with pytest.raises(NotPermitted):
            publicity.mask_finding(finding=comment.findings.get(), by=user, at=now)
        with pytest.raises(NotPermitted):
            publicity.publish_comment(comment=comment, by=user, at=now)


@pytest.mark.parametrize("name", ["min", "wang", "li"])
def test_a_reveal_needs_a_purpose_and_is_recorded(comment, cast, now, name):
    user = getattr(cast, name)
    with pytest.raises(people.UnableToReveal):
        people.reveal_contact(comment=comment, purpose=" ", by=user, at=now)
    person = people.reveal_contact(comment=comment, purpose="核实第四条的意见", by=user, at=now)
    assert person == people.Person("王秀兰", "13800138000")
    event = AuditEvent.objects.get(verb="contact.revealed")
    assert (event.by, event.subject_id, event.detail["purpose"]) == (
        user, str(comment.pk), "核实第四条的意见",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["zhao", "qian", "sun", "zhou", "wu"])
def test_nobody_else_opens_a_contact(comment, cast, now, name):
    with pytest.raises(NotPermitted):
        people.reveal_contact(comment=comment, purpose="想看看", by=getattr(cast, name), at=now)


def test_a_superuser_is_no_exception(comment, now):
    root = make_user("root", is_superuser=True, is_staff=True)
    assert get_user_model().objects.filter(is_superuser=True).get() == root
    with pytest.raises(NotPermitted):
        people.reveal_contact(comment=comment, purpose="系统维护", by=root, at=now)
    assert not AuditEvent.objects.filter(verb="contact.revealed").exists()


def test_no_act_writes_a_contact_into_the_audit(comment, cast, now):
    people.reveal_contact(comment=comment, purpose="回电13800138000", by=cast.min, at=now)
    publicity.withhold_comment(comment=comment, reason="有13912345678", by=cast.min, at=now)
    details = json.dumps(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert "13800138000" not in details
    assert "13912345678" not in details


def test_names_go_half_a_year_after_the_final_report_and_people_stay_countable(comment, cast, now):
    numbering.settle(at=now, comment=comment.pk)
    consultation = comment.consultation
    consultation.reported_at, consultation.reported_by = now, cast.wang
    consultation.save()
    people.erase_old(at=now + timedelta(days=180))
    assert comment.respondent.name_cipher
    people.erase_old(at=now + timedelta(days=190))
    comment.refresh_from_db()
    erased = comment.respondent
    assert (erased.name_cipher, erased.contact_cipher, erased.contact_hash) == ("", "", "")
    assert comment.person == 1


def test_a_withdrawn_matter_keeps_no_contact_for_ever(comment, cast, now):
    Comment.objects.filter(pk=comment.pk).update(person=1)
    Consultation.objects.filter(pk=comment.consultation_id).update(
        withdrawn_at=now, withdrawn_by=cast.wang, withdrawal_reason="不再推进"
    )
    people.erase_old(at=now + timedelta(days=180))
    assert Respondent.objects.get(comment=comment).erased_at is None
    people.erase_old(at=now + timedelta(days=190))
    assert Respondent.objects.get(comment=comment).contact_cipher == ""


def test_an_erased_or_moved_contact_does_not_open(comment, cast, now):
    other = comment.respondent
    other.name_cipher, other.contact_cipher = other.contact_cipher, other.name_cipher
    other.save()
    with pytest.raises(Exception, match=r".+"):
        people.reveal_contact(comment=comment, purpose="核实意见", by=cast.min, at=now)
    other.erased_at = now
    other.save()
    with pytest.raises(people.UnableToReveal):
        people.reveal_contact(comment=comment, purpose="核实意见", by=cast.min, at=now)
