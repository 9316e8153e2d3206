"""The numbers of the queues are those of the records, whatever the verbs did and in any order."""

import random
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from consultation import drainer
from consultation.enums import Channel
from consultation.errors import DomainError
from feedback import (
    bundles,
    groups,
    intake,
    joint_answers,
    numbering,
    referrals,
    responses,
    same_text,
    together,
    triage,
    undo,
)
from feedback.admin import bulk
from feedback.admin.filters import Filters
from feedback.admin.tally import tally
from feedback.enums import Outcome, ReferralState, Stance, WorkState
from feedback.joint_answers import Answer
from feedback.models import CommentGroup, Point, QueueChange, QueueCount, QueueEntry, Referral
from feedback.queues import changes, folding
from feedback.same_text import Cluster
from tests.factories.feedback import decide, make_comment, make_point, make_text, submit
from tests.factories.queues import counted, fold_all, numbers, shown_and_counted

REASON = "学位按常住人口配置，现有条件还不够。"
STEPS = 40


class Bench:
    """Plays verbs on rows taken by chance; a refusal changes nothing and is no matter here."""

    def __init__(self, consultation, cast, now, chance):
        self.consultation, self.cast, self.now, self.chance = consultation, cast, now, chance
        self.articles = list(make_text(consultation, kind="draft", by=cast.min).provisions.all())
        self.acts = [getattr(self, name) for name in dir(Bench) if name.startswith("act_")]

    def step(self):
        self.now += timedelta(hours=self.chance.choice((1, 1, 30)))
        with suppress(DomainError, IndexError):
            self.chance.choice(self.acts)()

    def a(self, rows):
        return self.chance.choice(list(rows))

    def some(self, rows, most):
        rows = list(rows)
        return self.chance.sample(rows, min(most, len(rows)))

    def point(self, *states):
        found = Point.objects.standing()
        return self.a(found.filter(state__in=states) if states else found)

    def held(self, point):
        return {"points": {point.pk: point.version}, "at": self.now}

    def act_receive(self):
        comment = make_comment(
            self.consultation, channel=self.a(Channel.values), stance=self.a(Stance.values),
            is_late=self.chance.random() < 0.1,
        )  # fmt: skip
        comment.provisions.set(self.chance.sample(self.articles, self.chance.randrange(2)))
        numbering.settle(at=self.now, comment=comment.pk)

    act_receive_another = act_receive

    def act_split(self):
        cited = self.chance.sample(self.articles, self.chance.randrange(3))
        comment = self.a(self.consultation.comments.all())
        make_point(comment, by=self.cast.min, at=self.now, provisions=cited)

    act_split_another = act_split

    def act_split_many_at_once(self):
        some = self.some(self.consultation.comments.without_point(), 2)
        triage.add_first_points(comments=some, by=self.cast.min, at=self.now)

    def act_edit(self):
        point = self.point()
        triage.edit_point(
            point=point, version=point.version, text="改", by=self.cast.min, at=self.now,
            provisions=self.chance.sample(self.articles, self.chance.randrange(2)),
        )  # fmt: skip

    def act_remove(self):
        point = self.point()
        triage.remove_point(point=point, version=point.version, by=self.cast.min, at=self.now)

    def act_assign(self):
        to = self.a([None, self.cast.min, self.cast.wang])
        triage.assign(**self.held(self.point()), to=to, by=self.cast.min)

    def act_decide(self):
        outcome = self.a(Outcome.values)
        responses.decide(
            **self.held(self.point()), outcome=outcome, reason=REASON, by=self.cast.min
        )

    def act_submit(self):
        responses.submit(**self.held(self.point(WorkState.DRAFTED)), by=self.cast.min)

    def act_sign(self):
        responses.approve(**self.held(self.point(WorkState.IN_REVIEW)), by=self.cast.wang)

    def act_send_back(self):
        point = self.point(WorkState.IN_REVIEW)
        responses.send_back(**self.held(point), note="再看", by=self.cast.wang)

    def act_reopen(self):
        point = self.point(WorkState.APPROVED)
        responses.reopen(
            point=point, version=point.version, reason="改判", by=self.cast.min, at=self.now
        )

    def act_refer(self):
        also = self.chance.choice(([], [self.cast.office]))
        referrals.refer(
            **self.held(self.point()), department=self.cast.education, also=also,
            question="能否？", by=self.cast.min,
        )  # fmt: skip

    act_refer_another = act_refer

    def act_settle_a_question(self):
        one = self.a(Referral.objects.filter(state=ReferralState.ASKED))
        given = {"referral": one, "at": self.now}
        self.a([
            lambda: referrals.answer(
                text="学位不够。", signer="赵", by=self.cast.zhao, proposed_outcome="noted", **given
            ),
            lambda: referrals.return_referral(reason="不归我局", by=self.cast.zhao, **given),
            lambda: referrals.transfer(department=self.cast.office, by=self.cast.zhao, **given),
            lambda: referrals.extend(days=9, by=self.cast.min, **given),
            lambda: referrals.withdraw_referral(by=self.cast.min, **given),
        ])()  # fmt: skip

    act_settle_another_question = act_settle_a_question

    def act_answer_a_bundle(self):
        one = self.a(Referral.objects.filter(state=ReferralState.ASKED))
        bundles.answer_bundle(
            referral=one, text="学位不够。", signer="赵", by=self.cast.zhao, at=self.now
        )

    def act_change_many(self):
        points = Point.objects.standing().filter(state__in=WorkState.EDITABLE)[:4]
        held = {"held": ",".join(one.ticket for one in points)}
        data = QueryDict(mutable=True)
        data.update(held | {"reason": REASON, "outcome": self.a(Outcome.values), "question": "？"})
        data.update({"to": self.cast.wang.pk, "department": self.cast.education.pk})
        data["act"] = self.a(["assign", "outcome", "refer"])
        bulk.carry_out(self.consultation, data, self.cast.min, self.now)

    def act_submit_many(self):
        decided = responses.ready(Point.objects.standing()[:6])
        data = QueryDict(mutable=True)
        data.update({"held": ",".join(one.ticket for one in decided), "act": "submit"})
        bulk.carry_out(self.consultation, data, self.cast.min, self.now)

    def act_take_back_many(self):
        if last := together.last(self.consultation, self.cast.min, self.now):
            together.undo(
                consultation=self.consultation, event=last.pk, by=self.cast.min, at=self.now
            )

    def act_withdraw(self):
        intake.take_back(self.a(self.consultation.comments.all()).pk, self.now)

    def act_undo(self):
        comment = self.a(self.consultation.comments.all())
        if step := undo.last_step(comment, self.cast.min):
            undo.undo(comment=comment, event=step.event.pk, by=self.cast.min, at=self.now)

    def act_propose(self):
        some = self.some(self.consultation.comments.all(), 3)
        same_text.propose(
            consultation=self.consultation, by=self.cast.min, at=self.now,
            clusters=[Cluster("同", {one.pk: ["另外，请公布细则。"] for one in some})],
        )  # fmt: skip

    act_propose_another = act_propose

    def act_change_a_group(self):
        group = self.a(CommentGroup.objects.standing())
        given = {"group": group, "version": group.version, "by": self.cast.min, "at": self.now}
        one = [self.a(group.members.standing()).comment_id]
        self.a([
            lambda: groups.confirm(**given),
            lambda: groups.take_out(comments=one, **given),
            lambda: groups.split(comments=one, **given),
            lambda: groups.merge(into=self.a(CommentGroup.objects.standing()), **given),
            lambda: groups.dissolve(**given),
            lambda: joint_answers.weigh(answer=Answer("要点", "adopted"), **given),
        ])()  # fmt: skip

    act_change_another_group = act_change_a_group


def agree(consultation, at):
    """Whatever one filter shows is as much as stands beside it, and the tally adds up."""
    for unit in ("", "points"):
        filters = Filters.of(QueryDict(f"unit={unit}"), at)
        found = numbers(consultation, filters, at)
        assert found.age == 0
        assert found.alone(filters) == filters.rows(consultation).count()
        for alone, shown, number in shown_and_counted(consultation, filters, at):
            assert f"{shown:,}" == number, alone.query
    standing = consultation.comments.counted()
    points = Point.objects.filter(consultation=consultation).counted()
    said = tally(consultation, found, at)
    assert said["comments"] == standing.count()
    assert said["unsplit"] == standing.without_point().count()
    assert said["outside"] == consultation.comments.count() - standing.count()
    assert dict(said["states"]) == {
        state: number
        for state in WorkState
        if (number := points.filter(state=state).count())
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_verbs_leaves_numbers_that_are_right(closed_consultation, cast, now, seed):
    chance = random.Random(seed)
    bench = Bench(closed_consultation, cast, now, chance)
    for _ in range(6):
        bench.act_receive()
    for _ in range(STEPS):
        bench.step()
        if chance.random() < 0.1:
            fold_all()
            agree(closed_consultation, bench.now)
    fold_all()
    agree(closed_consultation, bench.now)
    kept = dict(QueueCount.objects.exclude(number=0).values_list("key", "number"))
    counted(closed_consultation)
    assert dict(QueueCount.objects.exclude(number=0).values_list("key", "number")) == kept


def test_what_is_noted_twice_counts_once(closed_consultation, cast, now):
    comment = make_comment(closed_consultation)
    for _ in range(3):
        changes.note(closed_consultation.pk, [comment.pk, comment.pk])
        fold_all()
    assert QueueCount.objects.get(key="comments.all.all").number == 1
    assert QueueEntry.objects.count() == 1


def test_two_drainers_at_once_count_nothing_twice(closed_consultation, cast, now):
    comment = make_comment(closed_consultation)
    changes.note(closed_consultation.pk, [comment.pk])
    read = folding.facets_of

    def overtaken(pks):
        with patch.object(folding, "facets_of", read):
            folding.fold_batch()
        return read(pks)

    with patch.object(folding, "facets_of", overtaken), pytest.raises(folding.Overtaken):
        folding.fold_batch()
    assert QueueCount.objects.get(key="comments.all.all").number == 1


def test_a_failure_in_the_middle_leaves_everything_to_the_next_round(closed_consultation):
    comment = make_comment(closed_consultation)
    changes.note(closed_consultation.pk, [comment.pk])
    broken = patch.object(folding.words, "store", side_effect=OSError("full"))
    with broken, pytest.raises(OSError, match="full"):
        folding.fold_batch()
    assert not QueueCount.objects.exists()
    fold_all()
    assert QueueCount.objects.get(key="comments.all.all").number == 1


def test_a_batch_costs_the_same_for_three_comments_and_for_thirty(closed_consultation, cast, now):
    def cost(number):
        for _ in range(number):
            point = make_point(make_comment(closed_consultation), by=cast.min, at=now)
            submit(decide(point, "noted", by=cast.min, at=now), by=cast.min, at=now)
        with CaptureQueriesContext(connection) as queries:
            assert folding.fold_batch() >= number
        return len([one for one in queries if "gram" not in one["sql"]])

    assert cost(3) == cost(30)


def test_the_numbers_say_their_age(closed_consultation, now):
    comment = make_comment(closed_consultation)
    assert changes.age(closed_consultation, now) == 0
    changes.note(closed_consultation.pk, [comment.pk])
    QueueChange.objects.update(noted_at=now - timedelta(seconds=90))
    assert changes.age(closed_consultation, now) == 90


def test_the_drainer_counts(closed_consultation):
    changes.note(closed_consultation.pk, [make_comment(closed_consultation).pk])
    drainer.run_job("feedback.queues.folding.fold")
    assert not QueueChange.objects.exists()


def test_a_matter_is_counted_anew_on_demand(closed_consultation, open_consultation, capsys):
    for matter in (closed_consultation, open_consultation):
        changes.note(matter.pk, [make_comment(matter).pk])
    fold_all()
    QueueCount.objects.update(number=7)
    call_command("recount_queues", closed_consultation.slug)
    assert f"{closed_consultation.slug}: 1 comments" in capsys.readouterr().out
    fold_all()
    assert closed_consultation.queue_counts.get(key="comments.all.all").number == 1
    assert open_consultation.queue_counts.get(key="comments.all.all").number == 7
    call_command("recount_queues")
    fold_all()
    assert open_consultation.queue_counts.get(key="comments.all.all").number == 1
    with pytest.raises(CommandError, match="nothing-like-it"):
        call_command("recount_queues", "nothing-like-it")
