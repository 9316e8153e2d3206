"""Groups of the same text: people decide, nobody is lost, no order of acts changes a count."""

import random
import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from consultation import jobs
from consultation.errors import Conflict, DomainError, NotPermitted
from consultation.models import AuditEvent, Job
from feedback import groups, intake, joint_answers, reports, responses, same_text, triage
from feedback.enums import Outcome, WorkState
from feedback.models import Comment, CommentGroup, GroupMember, Point
from feedback.reports.figures import reconciles
from tests.factories.campaigns import letters
from tests.factories.feedback import make_comment, make_point
from tests.feedback.test_weighing_races import all_at_once

HEAD = "坚决支持农村籍大学生毕业后把户口迁回原籍，请保留第（六）条。"
OWN = "我家孩子2022年毕业，希望写清办理期限"
SENT = [
    HEAD + "（签名：某村村民甲）",
    HEAD,
    "坚决支持农村籍大学生毕业后把户口迁回原籍！请务必保留第（六）条！",
    "坚决支持农村籍大学生毕业后户口迁回原籍，请保留第（六）条，" + OWN + "。",
]
REASON = "第（六）条予以保留，迁回条件按户籍管理规定办理。"


def send(consultation, bodies=SENT):
    return [
        make_comment(consultation, body=body, contact=f"c{number}")
        for number, body in enumerate(bodies)
    ]


def look(consultation, by, at):
    """A search as the worker does it, without the job around it."""
    rows = Comment.objects.filter(consultation=consultation, withdrawn_at=None).order_by("pk")
    clusters = same_text.planned(consultation, dict(rows.values_list("pk", "body")))
    return same_text.propose(consultation=consultation, clusters=clusters, by=by, at=at)


def fresh(group):
    return CommentGroup.objects.get(pk=group.pk)


def members(group):
    return set(group.members.standing().values_list("comment", flat=True))


@pytest.fixture
def comments(closed_consultation):
    return send(closed_consultation)


@pytest.fixture
def group(closed_consultation, comments, cast, now):
    make_comment(closed_consultation, body="我们小区暖气不热，打了三次电话没人管。")
    look(closed_consultation, cast.min, now)
    return CommentGroup.objects.get()


@pytest.fixture
def confirmed(group, cast, now):
    return groups.confirm(group=group, version=group.version, by=cast.min, at=now)


def weigh(group, cast, now, **fields):
    given = {"text": "保留第（六）条", "outcome": "already_covered", "reason": REASON} | fields
    group, answer = fresh(group), joint_answers.Answer(**given)
    return joint_answers.weigh(
        group=group, version=group.version, answer=answer, by=cast.min, at=now
    )


def test_a_search_proposes_and_decides_nothing(group, comments):
    assert members(group) == {comment.pk for comment in comments}
    assert group.text == HEAD
    assert group.confirmed_at is None
    assert not group.members.exclude(confirmed_at=None).exists()
    own = group.members.get(comment=comments[3]).added
    assert own == [OWN]
    assert not group.members.exclude(comment=comments[3]).exclude(added=[]).exists()
    assert not Point.objects.exists()


def test_searching_again_adds_nothing(group, closed_consultation, cast, now):
    assert look(closed_consultation, cast.min, now) == 0
    assert CommentGroup.objects.get().version == group.version


def test_a_search_runs_as_a_job_once_at_a_time(closed_consultation, comments, cast, now):
    job = same_text.search(consultation=closed_consultation, by=cast.min, at=now)
    with pytest.raises(Conflict):
        same_text.search(consultation=closed_consultation, by=cast.min, at=now)
    jobs.run(at=now, job=job.pk)
    job = Job.objects.get()
    assert job.finished_at
    assert job.done == job.total == len(comments)
    assert CommentGroup.objects.get().proposed_by == cast.min


@pytest.mark.parametrize("who", ["zhao", "qian", "sun", "li", "zhou", "wu"])
def test_only_the_lead_groups(group, closed_consultation, comments, cast, now, who):
    by, one = getattr(cast, who), [comments[0].pk]
    given = {"group": group, "version": group.version, "by": by, "at": now}
    for act in (
        lambda: same_text.search(consultation=closed_consultation, by=by, at=now),
        lambda: groups.confirm(**given),
        lambda: groups.take_out(comments=one, **given),
        lambda: groups.split(comments=one, **given),
        lambda: groups.move(comments=one, into=group, **given),
        lambda: groups.dissolve(**given),
        lambda: joint_answers.weigh(answer=joint_answers.Answer("要点", "noted"), **given),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert fresh(group).version == group.version


def test_new_letters_join_as_proposals_and_decisions_stand(
    confirmed, closed_consultation, comments, cast, now
):
    groups.take_out(
        group=confirmed, version=confirmed.version, comments=[comments[0].pk], by=cast.min, at=now
    )
    late = make_comment(closed_consultation, body=HEAD + "谢谢！")
    assert look(closed_consultation, cast.min, now) == 1
    standing = fresh(confirmed)
    assert members(standing) == {late.pk, *(comment.pk for comment in comments[1:])}
    assert standing.members.standing().filter(confirmed_at=None).get().comment == late
    groups.confirm(group=standing, version=standing.version, by=cast.wang, at=now)
    assert not standing.members.standing().filter(confirmed_at=None).exists()


def test_what_people_dissolved_is_not_proposed_again(group, closed_consultation, cast, now):
    groups.dissolve(group=group, version=group.version, by=cast.min, at=now)
    make_comment(closed_consultation, body=HEAD)
    make_comment(closed_consultation, body=HEAD)
    assert look(closed_consultation, cast.min, now) == 0


def test_a_plan_made_before_somebody_decided_changes_nothing(
    closed_consultation, comments, cast, now
):
    bodies = {comment.pk: comment.body for comment in comments}
    plan = same_text.planned(closed_consultation, bodies)
    look(closed_consultation, cast.min, now)
    group = CommentGroup.objects.get()
    groups.dissolve(group=group, version=group.version, by=cast.min, at=now)
    given = {"consultation": closed_consultation, "by": cast.min, "at": now}
    assert same_text.propose(clusters=plan, **given) == 0
    assert CommentGroup.objects.count() == 1


def test_the_loser_is_told(group, cast, now):
    stale = group.version
    groups.confirm(group=group, version=stale, by=cast.min, at=now)
    for act in (groups.confirm, groups.dissolve):
        with pytest.raises(Conflict):
            act(group=group, version=stale, by=cast.wang, at=now)
    with pytest.raises(groups.UnableToGroup):
        groups.confirm(group=group, version=fresh(group).version, by=cast.wang, at=now)


def test_a_split_keeps_every_comment_and_finds_its_own_text(confirmed, comments, cast, now):
    out = {comments[0].pk, comments[3].pk}
    other = groups.split(
        group=confirmed, version=confirmed.version, comments=out, by=cast.min, at=now
    )
    assert members(other) == out
    assert members(confirmed) == {comments[1].pk, comments[2].pk}
    assert other.text in (comments[0].body, comments[3].body)
    assert other.confirmed_at == now
    assert AuditEvent.objects.filter(verb="group.split", by=cast.min).exists()


@pytest.mark.parametrize("places", [[], [0], [0, 1, 2, 3], [0, 99]])
def test_a_split_needs_some_but_not_all(group, comments, cast, now, places):
    chosen = [comments[place].pk if place < 9 else 999999 for place in places]
    with pytest.raises(groups.UnableToGroup):
        groups.split(group=group, version=group.version, comments=chosen, by=cast.min, at=now)
    assert len(members(group)) == 4


def test_groups_become_one(confirmed, comments, cast, now):
    other = groups.split(
        group=confirmed, version=confirmed.version, comments=[c.pk for c in comments[2:]],
        by=cast.min, at=now,
    )  # fmt: skip
    groups.merge(group=other, version=other.version, into=confirmed, by=cast.min, at=now)
    assert members(confirmed) == {comment.pk for comment in comments}
    assert fresh(other).dissolved_at
    assert confirmed.members.standing().get(comment=comments[3]).added == [OWN]


def test_another_matters_group_is_no_target(group, open_consultation, comments, cast, now):
    send(open_consultation)
    look(open_consultation, cast.min, now)
    foreign = open_consultation.groups.get()
    with pytest.raises(groups.UnableToGroup):
        groups.merge(group=group, version=group.version, into=foreign, by=cast.min, at=now)
    with pytest.raises(groups.UnableToGroup):
        groups.merge(group=group, version=group.version, into=group, by=cast.min, at=now)


def test_the_last_one_out_dissolves_the_group(group, comments, cast, now):
    everybody = [comment.pk for comment in comments]
    left = groups.take_out(
        group=group, version=group.version, comments=everybody, by=cast.min, at=now
    )
    assert left.dissolved_at


def test_the_database_keeps_a_comment_in_one_group(group, comments, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.create(group=group, comment=comments[0], joined_at=now)


def test_one_answer_for_all_and_the_additions_wait(confirmed, comments, cast, now):
    done = weigh(confirmed, cast, now)
    assert (done.answered, done.opened, done.left) == (4, 1, 0)
    for comment in comments[:3]:
        (point,) = comment.points.all()
        assert (point.outcome, point.reason) == ("already_covered", REASON)
        assert (point.state, point.decided_by) == (WorkState.DRAFTED, cast.min)
    common, own = comments[3].points.order_by("number")
    assert common.outcome == "already_covered"
    assert (own.text, own.passage) == (OWN, OWN)
    assert (own.state, own.outcome) == (WorkState.NEW, "")
    assert OWN in comments[3].body
    assert AuditEvent.objects.filter(verb="point.decided").count() == 4


def test_weighing_again_changes_the_answer_and_makes_no_second_point(
    confirmed, comments, cast, now
):
    weigh(confirmed, cast, now)
    done = weigh(confirmed, cast, now, outcome="adopted", reason="")
    assert (done.answered, done.opened) == (4, 0)
    assert Point.objects.count() == 5
    assert set(Point.objects.exclude(outcome="").values_list("outcome", flat=True)) == {"adopted"}


def test_a_comment_split_by_hand_is_left_to_its_clerk(confirmed, comments, cast, now):
    by_hand = make_point(comments[0], by=cast.min, at=now)
    done = weigh(confirmed, cast, now)
    assert (done.answered, done.left) == (3, 1)
    assert list(comments[0].points.all()) == [by_hand]


def test_a_signed_point_is_left_as_it_is(confirmed, comments, cast, now):
    weigh(confirmed, cast, now)
    point = comments[0].points.get()
    responses.submit(points={point.pk: point.version}, by=cast.min, at=now)
    done = weigh(confirmed, cast, now, outcome="adopted", reason="")
    assert (done.answered, done.left) == (3, 1)
    assert comments[0].points.get().outcome == "already_covered"


def test_a_withdrawn_comment_is_not_answered(closed_consultation, confirmed, comments, cast, now):
    with transaction.atomic():
        intake.take_back(comments[1].pk, now)
    assert weigh(confirmed, cast, now).answered == 3


@pytest.mark.parametrize(
    "words",
    [{"text": " "}, {"outcome": "both"}, {"outcome": "not_adopted", "reason": "不符合实际"}],
)
def test_a_refused_answer_leaves_nothing_behind(confirmed, cast, now, words):
    with pytest.raises(DomainError):
        weigh(confirmed, cast, now, **words)
    assert not Point.objects.exists()
    assert fresh(confirmed).version == confirmed.version


def test_an_unconfirmed_group_is_not_weighed(group, cast, now):
    with pytest.raises(groups.UnableToGroup):
        weigh(group, cast, now)


def test_nobody_is_dropped_from_any_count(closed_consultation, confirmed, cast, now):
    numbers = reports.figures(closed_consultation)
    assert (numbers["people"], numbers["comments"], numbers["texts"]) == (5, 5, 2)
    groups.dissolve(group=confirmed, version=confirmed.version, by=cast.min, at=now)
    numbers = reports.figures(closed_consultation)
    assert (numbers["people"], numbers["comments"], numbers["texts"]) == (5, 5, 5)


def test_the_report_prints_people_comments_and_texts(closed_consultation, confirmed):
    printed = render_to_string(
        "feedback/figures.html", {"figures": reports.figures(closed_consultation)}
    )
    assert re.findall(r"<dd>(\d+)</dd>", printed) == ["5", "5", "2", "0"]


def test_texts_are_counted_as_they_stood(closed_consultation, confirmed, cast, now):
    later = now + timedelta(hours=1)
    groups.dissolve(group=confirmed, version=confirmed.version, by=cast.min, at=later)
    assert reports.figures(closed_consultation, now)["texts"] == 2
    assert reports.figures(closed_consultation, later)["texts"] == 5


def test_people_and_wordings_are_counted_apart(group, comments):
    make = comments[0].consultation.groups.with_tally().get()
    assert (make.comments, make.people, make.wordings, make.extended) == (4, 4, 4, 1)
    Comment.objects.filter(pk=comments[0].pk).update(signatories=30)
    Comment.objects.filter(pk=comments[1].pk).update(person=1)
    Comment.objects.filter(pk=comments[2].pk).update(person=1)
    assert comments[0].consultation.groups.with_tally().get().people == 32


@pytest.mark.parametrize(
    "body",
    [
        "\u202e反向" * 30,
        "a\u0301\u0489" * 3000, "👨‍👩‍👧‍👦" * 500, "　\u200b\ufeff  \n" * 50,
        "<img src=x onerror=alert(1)>" * 40,
        "{{7*7}}${jndi:ldap://x}%s%n{0.__class__}" * 20, "＜script＞" * 100,
        "=HYPERLINK(\"http://x\",\"点我\")" * 9,
        "长" * 20000, "第（" * 9000, "。" * 20000, "（（（" * 3000 + "\r\n" * 500,
    ],
)  # fmt: skip
def test_hostile_words_are_grouped_as_words(closed_consultation, cast, now, body):
    send(closed_consultation, [body, body + "。", "另一件事：请公布集体户口簿的借用办法。"])
    look(closed_consultation, cast.min, now)
    for member in GroupMember.objects.select_related("comment"):
        assert all(passage in member.comment.body for passage in member.added)
    assert GroupMember.objects.count() in (0, 2)


ACTS = ("look", "confirm", "take_out", "split", "merge", "dissolve", "weigh", "withdraw", "reopen",
        "remove", "receive")  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_acts_loses_or_doubles_anybody(closed_consultation, cast, now, seed):
    chance = random.Random(seed)
    sent = letters(60, seed)
    comments = [make_comment(closed_consultation, body=one.body) for one in sent[:50]]
    coming, withdrawn, points = sent[50:], 0, set()

    def one_group():
        return chance.choice(list(closed_consultation.groups.standing()) or [None])

    def some(group):
        everybody = sorted(members(group))
        return chance.sample(everybody, chance.randint(1, len(everybody)))

    def act(name, at):
        nonlocal withdrawn
        if name == "look":
            look(closed_consultation, cast.min, at)
        elif name == "receive" and coming:
            comments.append(make_comment(closed_consultation, body=coming.pop().body))
        elif name == "withdraw":
            with transaction.atomic():
                withdrawn += intake.take_back(chance.choice(comments).pk, at)
        elif name == "remove":
            point = chance.choice(list(Point.objects.standing()) or [None])
            if point:
                triage.remove_point(point=point, version=point.version, by=cast.min, at=at)
                points.discard(point.pk)
        elif name == "reopen":
            point = chance.choice(list(Point.objects.filter(state=WorkState.DRAFTED)) or [None])
            if point:
                responses.submit(points={point.pk: point.version}, by=cast.min, at=at)
                responses.approve(points={point.pk: point.version + 1}, by=cast.wang, at=at)
                responses.reopen(
                    point=point, version=point.version + 2, reason="再核", by=cast.min, at=at
                )
        elif group := one_group():
            given = {"group": group, "version": group.version, "by": cast.min, "at": at}
            if name in ("take_out", "split"):
                getattr(groups, name)(comments=some(group), **given)
            elif name == "merge":
                groups.merge(into=one_group(), **given)
            elif name == "weigh":
                weigh(group, cast, at, outcome=chance.choice(list(Outcome)))
            elif name in ("confirm", "dissolve"):
                getattr(groups, name)(**given)

    for step in range(40):
        name = chance.choice(ACTS) if step else "look"
        with suppress(DomainError):
            act(name, now + timedelta(seconds=step))
        numbers = reports.figures(closed_consultation)
        assert reconciles(numbers)
        assert numbers["people"] == numbers["comments"] == len(comments) - withdrawn
        assert 0 < numbers["texts"] <= numbers["comments"]
        own = GroupMember.objects.standing().exclude(point=None)
        assert own.count() == own.values("point").distinct().count()
        assert all(row.point.comment_id == row.comment_id for row in own.select_related("point"))
        for comment in comments:
            passages = [point.passage for point in comment.points.standing() if point.passage]
            assert len(passages) == len(set(passages))
    assert CommentGroup.objects.count() > 1


def test_of_many_who_weigh_at_once_one_does(transactional_db, closed_consultation, cast, now):
    send(closed_consultation)
    look(closed_consultation, cast.min, now)
    group = CommentGroup.objects.get()
    group = groups.confirm(group=group, version=group.version, by=cast.min, at=now)
    results = all_at_once([
        lambda: joint_answers.weigh(
            group=group, version=group.version, answer=joint_answers.Answer("保留", "noted"),
            by=cast.min, at=now,
        )
        for _ in range(8)
    ])  # fmt: skip
    assert sum(isinstance(one, joint_answers.Weighed) for one in results) == 1
    assert Point.objects.count() == 5
