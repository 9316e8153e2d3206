"""Referrals, signing, report, register, contacts, promises: each by its person, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEvent
from feedback import commitments, people, referrals, responses, totals
from feedback.enums import ReferralState, WorkState
from feedback.models import Comment, Finding, Referral, Report, Respondent
from tests.factories.feedback import decide, make_comment, submit


@pytest.fixture
def referral(point, cast, now):
    (made,) = referrals.refer(
        points={point.pk: point.version}, department=cast.education, question="能否入学？",
        by=cast.min, at=now,
    )  # fmt: skip
    return made


def test_a_department_sees_its_question_and_no_contact(as_, referral, cast):
    page = as_("zhao").get(reverse("weighing:referrals")).content.decode()
    assert "能否入学？" in page
    assert referral.point.text in page
    assert referral.point.comment.body not in page
    assert "能否入学？" not in as_("min").get(reverse("weighing:referrals")).content.decode()


def test_an_answer_is_given_once(as_, referral):
    data = {"act": "answer", "referral": referral.pk, "answer": "均可入学。", "signer": "赵"}
    assert as_("zhao").post(reverse("weighing:referrals"), data).status_code == 302
    again = as_("zhao").post(reverse("weighing:referrals"), data | {"answer": "另一个答复"})
    assert again.status_code == 409
    referral.refresh_from_db()
    assert (referral.state, referral.answer) == (ReferralState.ANSWERED, "均可入学。")


def test_a_refused_answer_keeps_its_words(as_, referral):
    data = {"act": "answer", "referral": referral.pk, "answer": "写了很久的答复", "signer": ""}
    response = as_("zhao").post(reverse("weighing:referrals"), data)
    assert response.status_code == 409
    assert "写了很久的答复" in response.content.decode()


@pytest.mark.parametrize(
    ("act", "state"), [("return", ReferralState.RETURNED), ("pass", ReferralState.TRANSFERRED)]
)
def test_a_question_is_returned_or_passed_on(as_, referral, cast, act, state):
    data = {"act": act, "referral": referral.pk, "reason": "不属教育", "department": cast.office.pk}
    as_("zhao").post(reverse("weighing:referrals"), data)
    referral.refresh_from_db()
    assert referral.state == state


def test_nobody_answers_for_another_department(as_, referral):
    data = {"act": "answer", "referral": referral.pk, "answer": "冒名", "signer": "某"}
    assert as_("min").post(reverse("weighing:referrals"), data).status_code == 404
    assert Referral.objects.get().answer == ""


@pytest.fixture
def submitted(point, cast, now):
    return submit(decide(point, "not_adopted", by=cast.min, at=now), by=cast.min, at=now)


def test_a_head_signs_what_was_ticked(as_, submitted):
    url = reverse("weighing:signing")
    assert submitted.text in as_("wang").get(url).content.decode()
    as_("wang").post(url, {"point": f"{submitted.pk}:{submitted.version}"})
    submitted.refresh_from_db()
    assert submitted.state == WorkState.APPROVED


def test_a_head_sends_back_with_a_note(as_, submitted):
    url = reverse("weighing:signing")
    value = f"{submitted.pk}:{submitted.version}"
    as_("wang").post(url, {"point": value, "back": "1", "note": "请写明依据"})
    submitted.refresh_from_db()
    assert (submitted.state, submitted.returned_note) == (WorkState.DRAFTED, "请写明依据")


@pytest.mark.parametrize("name", ["min", "qian", "sun", "zhou"])
def test_nobody_else_signs(as_, submitted, name):
    url = reverse("weighing:signing")
    as_(name).post(url, {"point": f"{submitted.pk}:{submitted.version}"})
    submitted.refresh_from_db()
    assert submitted.state == WorkState.IN_REVIEW


def test_ones_own_work_is_not_signable(as_, point, cast, now):
    own = submit(decide(point, "not_adopted", by=cast.wang, at=now), by=cast.wang, at=now)
    url = reverse("weighing:signing")
    assert f'value="{own.pk}:{own.version}"' not in as_("wang").get(url).content.decode()
    as_("wang").post(url, {"point": f"{own.pk}:{own.version}"})
    own.refresh_from_db()
    assert own.state == WorkState.IN_REVIEW


@pytest.mark.parametrize("value", ["", "x:1", "1", "9:9:9", "-1:1"])
def test_hostile_ticks_sign_nothing(as_, submitted, value):
    assert as_("wang").post(reverse("weighing:signing"), {"point": value}).status_code == 409
    submitted.refresh_from_db()
    assert submitted.state == WorkState.IN_REVIEW


def test_a_report_with_open_matters_lists_them(as_, point, closed_consultation):
    url = reverse("weighing:report", args=[closed_consultation.pk])
    as_("min").post(url, {"act": "draft", "kind": "final"})
    report = Report.objects.get()
    data = {"act": "publish", "report": report.pk, "revision": report.revision}
    response = as_("wang").post(url, data)
    assert response.status_code == 409
    assert response.context["open_matters"]
    assert not Report.objects.published().exists()


def test_the_numbers_of_many_comments_are_those_after_the_last_act(
    as_, point, closed_consultation, cast, now, monkeypatch
):
    monkeypatch.setattr(totals, "MANY", 1)
    client, url = as_("wang"), reverse("weighing:report", args=[closed_consultation.pk])
    as_("min").post(url, {"act": "draft", "kind": "final"})

    def seen():
        with CaptureQueriesContext(connection) as queries:
            told = client.get(url).context
        blocking = {one.code for one in told["open_matters"]}
        return told["figures"]["unanswered"], "unanswered" in blocking, len(queries)

    first, again = seen(), seen()
    assert (first[:2], again[:2]) == ((1, True), (1, True))
    assert again[2] < first[2]
    sent = submit(decide(point, "noted", by=cast.min, at=now), by=cast.min, at=now)
    responses.approve(points={sent.pk: sent.version}, by=cast.wang, at=now)
    assert seen()[:2] == (0, False)


def test_a_report_of_none_received_is_published_by_a_second_person(as_, closed_consultation, now):
    url = reverse("weighing:report", args=[closed_consultation.pk])
    as_("min").post(url, {"act": "draft", "kind": "final"})
    report = Report.objects.get()
    words = {
        "act": "edit", "report": report.pk, "revision": report.revision, "title": report.title,
        "introduction": report.introduction, "closing": "", "signed_as": "某市公安局",
        "signed_on": timezone.localdate(now).isoformat(),
    }  # fmt: skip
    assert as_("min").post(url, words).status_code == 302
    report.refresh_from_db()
    publish = {"act": "publish", "report": report.pk, "revision": report.revision}
    assert as_("min").post(url, publish).status_code == 409
    assert as_("wang").post(url, publish).status_code == 302
    assert as_("wang").post(url, publish).status_code == 409
    assert Report.objects.published().count() == 1


def test_words_that_do_not_fit_stay_in_the_form(as_, closed_consultation):
    url = reverse("weighing:report", args=[closed_consultation.pk])
    as_("min").post(url, {"act": "draft", "kind": "final"})
    report = Report.objects.get()
    data = {
        "act": "edit", "report": report.pk, "revision": report.revision, "title": "题" * 300,
        "introduction": "写好的引言", "signed_as": "某局",
    }  # fmt: skip
    response = as_("min").post(url, data)
    assert response.status_code == 400
    assert "写好的引言" in response.content.decode()


def test_a_letter_is_entered_and_gets_a_receipt(as_, open_consultation, now):
    url = reverse("weighing:register", args=[open_consultation.pk])
    data = {
        "key": str(uuid4()),
        "channel": "letter", "received_on": timezone.localdate(now).isoformat(), "name": "王奶奶",
        "contact": "13900000001", "title": "来信", "body": "请让老人随时落户。", "signatories": "3",
    }  # fmt: skip
    response = as_("min").post(url, data)
    comment = Comment.objects.get()
    assert comment.receipt_number in response.content.decode()
    assert (comment.channel, comment.signatories) == ("letter", 3)
    again = as_("min").post(url, data).content.decode()
    assert comment.receipt_number in again
    assert Comment.objects.count() == 1
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("contact", "status"), [("wang@example.com", 200), ("13900000001", 409), ("", 409)]
)
def test_who_writes_a_letter_is_told_the_result_by_mail(
    as_, open_consultation, now, contact, status
):
    url = reverse("weighing:register", args=[open_consultation.pk])
    data = {
        "key": str(uuid4()), "channel": "letter", "title": "来信", "body": "请让老人随时落户。",
        "received_on": timezone.localdate(now).isoformat(), "contact": contact,
        "signatories": "1", "wants_result": "on",
    }  # fmt: skip
    response = as_("min").post(url, data)
    assert response.status_code == status
    assert Comment.objects.filter(wants_result=True).count() == (status == 200)
    assert status == 200 or 'name="wants_result" id="id_wants_result" checked' in (
        response.content.decode()
    )


def test_a_letter_from_tomorrow_keeps_its_words(as_, open_consultation, now):
    url = reverse("weighing:register", args=[open_consultation.pk])
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    data = {
        "key": str(uuid4()),
        "channel": "phone", "received_on": tomorrow.isoformat(), "title": "来电",
        "body": "记下来的话不能丢", "signatories": "1",
    }  # fmt: skip
    response = as_("min").post(url, data)
    assert response.status_code == 409
    assert "记下来的话不能丢" in response.content.decode()
    assert not Comment.objects.exists()


@pytest.fixture
def person(closed_consultation):
    comment = make_comment(closed_consultation)
    people.keep(comment, people.Person("王秀英", "13900001111"), "b" * 16)
    return comment


def test_a_contact_is_revealed_with_a_purpose_on_record(as_, person):
    url = reverse("weighing:privacy", args=[person.pk])
    assert "13900001111" not in as_("li").get(url).content.decode()
    refused = as_("li").post(url, {"act": "reveal", "purpose": ""})
    assert refused.status_code == 409
    page = as_("li").post(url, {"act": "reveal", "purpose": "核实签名人数"}).content.decode()
    assert "13900001111" in page
    assert AuditEvent.objects.filter(verb="contact.revealed").count() == 1


@pytest.mark.parametrize("name", ["sun", "zhou", "qian"])
def test_nobody_else_reveals_not_even_a_superuser(as_, cast, person, name):
    user = getattr(cast, name)
    user.is_superuser = True
    user.save()
    url = reverse("weighing:privacy", args=[person.pk])
    page = as_(name).post(url, {"act": "reveal", "purpose": "想看一看是谁"})
    assert "13900001111" not in page.content.decode()
    assert Respondent.objects.get(comment=person).erased_at is None


def test_a_finding_is_overruled_with_a_reason(as_, comment):
    finding = Finding.objects.create(comment=comment, field="body", start=0, end=4, kind="mobile")
    url = reverse("weighing:privacy", args=[comment.pk])
    data = {"act": "overrule", "finding": finding.pk, "reason": ""}
    assert as_("min").post(url, data).status_code == 409
    assert as_("min").post(url, data | {"reason": "是文号，不是电话"}).status_code == 302
    finding.refresh_from_db()
    assert finding.settled_at is not None


def test_a_promise_is_marked_as_kept_by_its_owner(as_, point, cast, now):
    promise = commitments.make(
        consultation=point.comment.consultation, text="印发细则", owner=cast.education,
        point=point, by=cast.min, at=now,
    )  # fmt: skip
    url = reverse("weighing:promises")
    data = {"promise": promise.pk, "fulfilment": "已于三月印发"}
    assert as_("qian").post(url, data).status_code == 302
    promise.refresh_from_db()
    assert promise.fulfilment == "已于三月印发"
    assert as_("zhou").post(url, data).status_code in (302, 404)


def test_a_refused_note_and_promise_keep_their_words(as_, submitted, point, cast, now):
    url = reverse("weighing:signing")
    page = as_("wang").post(url, {"point": "", "back": "1", "note": "请补充测算依据"})
    assert "请补充测算依据" in page.content.decode()
    promise = commitments.make(
        consultation=point.comment.consultation, text="印发细则", owner=cast.police,
        by=cast.min, at=now,
    )  # fmt: skip
    data = {"promise": promise.pk, "fulfilment": "已经印发", "url": "ftp://x"}
    page = as_("min").post(reverse("weighing:promises"), data)
    assert (page.status_code, "已经印发" in page.content.decode()) == (409, True)


@pytest.mark.parametrize("words", ["长" * 400, "有\x00零"])
def test_words_that_no_column_holds_are_refused_or_cleaned(as_, comment, words):
    finding = Finding.objects.create(comment=comment, field="body", start=0, end=4, kind="mobile")
    data = {"act": "overrule", "finding": finding.pk, "reason": words}
    as_("min").post(reverse("weighing:privacy", args=[comment.pk]), data)
    finding.refresh_from_db()
    assert finding.reason in ("", "有零")
