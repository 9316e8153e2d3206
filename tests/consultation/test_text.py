"""Freezing: identity, tree, anchors, departments, immutability (R3–R5, R10)."""

from dataclasses import replace
from uuid import uuid4

import pytest

from consultation.enums import ProvisionKind, TextKind
from consultation.models import DepartmentAlias, TextVersion
from consultation.models.frozen import UnableToChangeFrozen
from consultation.text import ProvisionInput, UnableToFreeze, freeze
from tests.factories.texts import make_blocks


def block(kind, label="", **fields):
    return ProvisionInput(uid=uuid4(), kind=kind, label=label, text="内容。", **fields)


@pytest.fixture
def frozen(open_consultation, cast, now):
    def freezing(blocks, kind=TextKind.DRAFT, title="草案", **fields):
        return freeze(
            consultation=open_consultation, kind=kind, title=title, provisions=blocks,
            by=cast.wang, at=now, **fields,
        )  # fmt: skip

    return freezing


def test_the_tree_follows_from_the_sequence(frozen):
    version = frozen(
        [
            block(ProvisionKind.PART, "一、"),
            block(ProvisionKind.ARTICLE, "（一）"),
            block(ProvisionKind.ITEM, "1."),
            block(ProvisionKind.ITEM, "2."),
            block(ProvisionKind.PART, "二、"),
            block(ProvisionKind.ARTICLE, "（二）"),
            block(ProvisionKind.PARAGRAPH),
        ]
    )
    rows = list(version.provisions.in_order().select_related("parent"))
    assert [row.anchor for row in rows] == ["part1", "p1", "p1-1", "p1-2", "part2", "p2", "p2-p1"]
    parents = [row.parent.anchor if row.parent else None for row in rows]
    assert parents == [None, "part1", "p1", "p1", None, "part2", "p2"]


def test_a_decision_has_anchors_of_its_own(frozen):
    version = frozen(make_blocks("第一条", "第二条"), kind=TextKind.DECISION)
    assert list(version.provisions.in_order().values_list("anchor", flat=True)) == ["d1", "d2"]


def test_a_renumbered_article_keeps_its_identity(frozen):
    first, second = make_blocks("第一条", "第二条")
    old = frozen([first, second])
    new = frozen([replace(second, label="第一条"), replace(first, label="第二条")])
    assert (old.number, new.number) == (1, 2)
    assert new.provisions.get(label="第一条").uid == old.provisions.get(label="第二条").uid


def test_the_same_words_make_no_new_version(frozen):
    blocks = make_blocks("第一条")
    assert frozen(blocks) == frozen(blocks)
    assert TextVersion.objects.count() == 1


def test_departments_are_known_by_their_aliases(frozen, cast):
    DepartmentAlias.objects.create(department=cast.education, name="市教委")
    blocks = [
        block(ProvisionKind.ARTICLE, responsibilities=["市公安局", "市教委", "各有关部门"]),
    ]
    found = frozen(blocks).provisions.get().responsibilities.order_by("position")
    assert [row.department for row in found] == [cast.police, cast.education, None]
    assert [row.name for row in found] == ["市公安局", "市教委", "各有关部门"]


def test_an_empty_text_is_refused(frozen):
    with pytest.raises(UnableToFreeze):
        frozen([])


def test_a_block_that_occurs_twice_is_refused(frozen):
    (first,) = make_blocks("第一条")
    with pytest.raises(UnableToFreeze):
        frozen([first, first])
    assert not TextVersion.objects.exists()


def test_freezing_a_long_text_is_two_queries_a_provision_at_most(
    frozen, django_assert_max_num_queries
):
    blocks = make_blocks(*(f"第{n}条" for n in range(30)))
    with django_assert_max_num_queries(45):
        frozen(blocks)


def test_a_frozen_text_is_neither_changed_nor_deleted(frozen):
    version = frozen(make_blocks("第一条"))
    provision = version.provisions.in_order()[0]
    for row in (version, provision):
        for act in (row.save, row.delete):
            with pytest.raises(UnableToChangeFrozen):
                act()
