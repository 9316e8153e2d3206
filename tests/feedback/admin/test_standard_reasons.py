"""A department's standard reasons: offered to its clerks, with blanks that must be filled."""

import pytest
from django.urls import reverse

from consultation.errors import NotPermitted
from feedback import standard_reasons
from feedback.models import StandardReason
from tests.factories.feedback import decide

URL = "/admin/weighing/reasons/"
TEXT = "学位按常住人口配置，由【哪个文件】第【几】条规定。"


@pytest.fixture
def standard(cast, now):
    return standard_reasons.offer(
        department=cast.police, name="学位", text=TEXT, outcome="not_adopted", by=cast.min, at=now
    )


def address(point):
    return reverse("weighing:comment", args=[point.comment_id])


def held(point, **data):
    return {"act": "decide", "point": point.pk, "version": point.version, **data}


def test_it_is_inserted_and_nothing_is_saved(as_, point, standard):
    data = held(point, insert="1", standard=standard.pk, reason="先说一句。", legal_basis="依据甲")
    response = as_("min").post(address(point), data)
    assert response.status_code == 200
    typed = response.context["typed"]
    assert typed["reason"] == f"先说一句。\n{TEXT}"
    assert (typed["outcome"], typed["legal_basis"]) == ("not_adopted", "依据甲")
    point.refresh_from_db()
    assert (point.outcome, point.version) == ("", 1)


@pytest.mark.parametrize("reason", [TEXT, "学位按常住人口配置，由____规定。"])
def test_a_blank_left_open_is_refused(as_, point, reason):
    response = as_("min").post(address(point), held(point, outcome="not_adopted", reason=reason))
    assert response.status_code == 409
    assert reason in response.content.decode()


def test_filled_it_is_an_answer(point, cast, now):
    filled = TEXT.replace("【哪个文件】", "《条例》").replace("【几】", "三")
    assert decide(point, "not_adopted", by=cast.min, at=now, reason=filled).reason == filled


def test_another_department_neither_sees_nor_retires_it(as_, standard, cast, now):
    assert "学位" in as_("min").get(URL).content.decode()
    assert TEXT not in as_("zhao").get(URL).content.decode()
    assert as_("zhao").post(URL, {"act": "retire", "reason": standard.pk}).status_code == 404
    with pytest.raises(NotPermitted):
        standard_reasons.retire(reason=standard, by=cast.zhao, at=now)


def test_a_retired_one_is_offered_no_longer(as_, point, standard):
    assert as_("min").post(URL, {"act": "retire", "reason": standard.pk}).status_code == 302
    assert as_("min").post(URL, {"act": "retire", "reason": standard.pk}).status_code == 404
    assert as_("min").get(address(point)).context["standard"] == []


@pytest.mark.parametrize(
    "data",
    [{"name": "", "text": "字"}, {"name": "名", "text": " "}, {"name": "长" * 61, "text": "字"},
     {"name": "名", "text": "字" * 2001}, {"name": "名", "text": "字", "outcome": "nope"}],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_kept(as_, cast, data):
    response = as_("min").post(URL, data | {"department": cast.police.pk})
    assert response.status_code == 409
    assert data["text"] in response.content.decode()
    assert not StandardReason.objects.exists()
    assert as_("min").post(URL, data | {"department": cast.education.pk}).status_code == 404
