"""The clerk's bench: passages marked, two at one comment, the trail, keys and undo."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from feedback import presence, triage
from feedback.admin.marking import lines_of
from feedback.models import Finding, Point
from tests.factories.feedback import decide, make_comment, make_point, submit

BODY = "一楼采光\U0001f600怎么办？\r\n\r\n请写明标准。请写明标准。"


def address(comment):
    return reverse("weighing:comment", args=[comment.pk])


def held(point, act, **data):
    return {"act": act, "point": point.pk, "version": point.version, **data}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def two_lines(closed_consultation):
    return make_comment(closed_consultation, body=BODY)


def marked(client, comment, start, end, **data):
    client.post(address(comment), {"act": "add", "start": start, "end": end, **data})
    return Point.objects.filter(comment=comment).last()


def test_what_is_marked_becomes_the_passage(as_, two_lines):
    start = BODY.rindex("请写明")
    point = marked(as_("min"), two_lines, start, start + 6, text="写明标准")
    assert (point.passage_start, point.passage_end) == (start, start + 6)
    assert (point.passage, point.text) == ("请写明标准。", "写明标准")


def test_a_passage_may_cross_lines(as_, two_lines):
    point = marked(as_("min"), two_lines, 4, BODY.index("标准"))
    assert BODY[point.passage_start : point.passage_end] == "\U0001f600怎么办？\r\n\r\n请写明"
    assert point.passage == "\U0001f600怎么办？\n\n请写明"


def test_sentences_ticked_keep_their_place(as_, two_lines):
    as_("min").post(address(two_lines), {"act": "add", "sentence": ["2"]})
    point = Point.objects.get()
    assert point.passage_start == BODY.rindex("请写明")


@pytest.mark.parametrize(("start", "end"), [("5", "2"), ("999", "1000"), ("0", "0"), ("-1", "3")])
def test_a_place_outside_the_original_is_no_passage(as_, two_lines, start, end):
    response = as_("min").post(
        address(two_lines), {"act": "add", "start": start, "end": end, "text": "要点"}
    )
    assert response.status_code == 302
    assert Point.objects.get().passage_start is None


def test_words_that_differ_from_the_original_are_refused(as_, two_lines):
    data = {"act": "add", "start": "0", "end": "4", "passage": "改过的话", "text": "要点"}
    assert as_("min").post(address(two_lines), data).status_code == 409
    assert not Point.objects.exists()


def test_rewording_a_point_keeps_its_place(as_, two_lines):
    point = marked(as_("min"), two_lines, BODY.rindex("请写明"), len(BODY))
    as_("min").post(address(two_lines), held(point, "edit", text="另写"))
    point.refresh_from_db()
    assert (point.text, point.passage_start) == ("另写", BODY.rindex("请写明"))


def test_the_runs_are_the_words_of_the_original(two_lines, cast, now):
    make_point(two_lines, by=cast.min, at=now, passage="怎么办？")
    make_point(two_lines, by=cast.min, at=now, passage="楼采光\U0001f600怎么")
    finding = Finding(comment=two_lines, field="body", start=0, end=2, kind="address")
    lines = lines_of(two_lines, two_lines.points.all(), [finding])
    assert ["".join(run.text for run in line) for line in lines] == BODY.split("\r\n\r\n")
    for line in lines:
        for run in line:
            assert BODY[run.start : run.start + len(run.text)] == run.text
    overlap = next(run for run in lines[0] if run.text == "怎么")
    assert [point.number for point in overlap.points] == [1, 2]
    assert lines[0][0].kind


def test_two_at_one_comment_see_each_other(as_, comment, cast, now):
    here = reverse("weighing:here", args=[comment.pk])
    assert as_("min").get(here).json() == {"names": []}
    assert as_("wang").get(address(comment)).context["company"] == ["min"]
    assert as_("min").get(here).json() == {"names": ["wang"]}
    later = now + presence.FRESH * 2
    found = presence.others(
        comment_id=comment.pk, user=cast.min, people=[cast.min, cast.wang], at=later
    )
    assert found == []
    assert as_("zhao").get(here).status_code == 404


def test_words_for_a_point_removed_meanwhile_are_shown(as_, point, cast, now):
    stale = held(point, "decide", outcome="not_adopted", reason="我写了很久的理由，足够长。")
    triage.remove_point(point=point, version=point.version, by=cast.wang, at=now)
    response = as_("min").post(address(point.comment), stale)
    assert response.status_code == 409
    assert response.context["lost"] == ["我写了很久的理由，足够长。"]


def test_words_for_a_point_submitted_meanwhile_are_shown(as_, point, cast, now):
    stale = held(point, "decide", outcome="not_adopted", reason="我写了很久的理由，足够长。")
    submit(decide(point, "noted", by=cast.wang, at=now), by=cast.wang, at=now)
    page = as_("min").post(address(point.comment), stale).content.decode()
    assert "我写了很久的理由，足够长。" in page


def test_the_trail_says_from_what_to_what(as_, point, cast, now):
    reason = "学位按常住人口配置，现有条件还不够。"
    decided = decide(point, "not_adopted", by=cast.min, at=now, reason=reason)
    decide(decided, "deferred", by=cast.wang, at=now + timedelta(minutes=1), reason=reason + "再议")
    ((_point, trail, _proposed),) = as_("min").get(address(point.comment)).context["points"]
    last = trail[-1]
    assert (last.event.by, last.before, last.after) == (cast.wang, "not_adopted", "deferred")
    assert last.was == reason


def test_the_last_step_is_one_button(as_, point, cast, now):
    decide(point, "noted", by=cast.min, at=now)
    step = as_("min").get(address(point.comment)).context["last_step"]
    data = {"act": "undo", "event": step.event.pk}
    assert as_("wang").post(address(point.comment), data).status_code == 409
    assert as_("min").post(address(point.comment), data).status_code == 302
    point.refresh_from_db()
    assert point.outcome == ""
    assert as_("min").post(address(point.comment), data).status_code == 409


def test_a_point_is_assigned_at_the_comment(as_, point, cast):
    as_("min").post(address(point.comment), held(point, "assign", to=cast.wang.pk))
    point.refresh_from_db()
    assert point.assigned_to == cast.wang
    refused = as_("min").post(address(point.comment), held(point, "assign", to=cast.zhao.pk))
    assert refused.status_code == 409


def test_every_key_that_is_named_has_its_element(as_, point):
    page = as_("min").get(address(point.comment)).content.decode()
    for key in ("p", "r", "s", "n", "q", "?", *"12345678"):
        assert f'data-key="{key}"' in page, key


def test_what_is_still_to_come_is_counted(as_, closed_consultation):
    first, *_ = (make_comment(closed_consultation) for _ in range(4))
    assert as_("min").get(address(first)).context["to_come"] == "3"
