"""Every act of every model has an instant and a person, or neither: the database says so."""

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Q

LABELS = ("consultation", "feedback", "search", "cms")


def pairs():
    """Models with nullable `<act>_at` and `<act>_by`, with the act."""
    for label in LABELS:
        for model in apps.get_app_config(label).get_models():
            own = [field for field in model._meta.concrete_fields if field.model is model]
            names = {field.name: field for field in own}
            for name in sorted(names):
                act = name.removesuffix("_at")
                if name.endswith("_at") and f"{act}_by" in names:
                    yield pytest.param(model, act, id=f"{model.__name__}-{act}")


def checks(model):
    return [c for c in model._meta.constraints if isinstance(c, CheckConstraint)]


@pytest.mark.parametrize(("model", "act"), list(pairs()))
def test_an_act_has_both_or_neither(model, act):
    at, by = model._meta.get_field(f"{act}_at"), model._meta.get_field(f"{act}_by")
    assert at.null == by.null
    if at.null:
        promise = Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True}) | Q(
            **{f"{act}_at__isnull": False, f"{act}_by__isnull": False}
        )
        assert promise in [constraint.condition for constraint in checks(model)]


def test_there_are_pairs_to_check():
    assert len(list(pairs())) > 20
