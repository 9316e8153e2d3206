"""Measured inside the product's own process: `python -m tests.bench.inside NAME` prints JSON."""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import django

if __name__ == "__main__":
    django.setup()

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from cms.demo import phrases
from consultation import clock
from consultation.models import Consultation
from feedback import captcha
from feedback.carried import fresh
from feedback.models import Report
from tests.bench.exporting import export
from tests.bench.running import FEW
from tests.bench.searching import copying, documents, searching

TRIES = int(os.environ.get("BENCH_TRIES", "7"))
TOKEN = "b" * 32
BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def biggest(stage: str) -> Consultation:
    """The matter at a stage with the most comments."""
    found = Consultation.objects.with_stage(clock.now()).filter(stage=stage)
    return found.annotate(size=Count("comments")).order_by("-size")[0]


def addresses() -> dict[str, str]:
    """The public pages that are asked for, by what they are called in the table."""
    opened, reported = biggest("open"), biggest("reported")
    names = {
        "consultation page": ("consultation:notice", opened),
        "draft page": ("consultation:draft", opened),
        "feedback report": ("consultation:feedback", reported),
        "50 published comments": ("consultation:comments", reported),
    }
    found = {"list of consultations": reverse("search:list")}
    for name, (view, matter) in names.items():
        try:
            found[name] = reverse(view, kwargs={"slug": matter.slug})
        except NoReverseMatch:
            continue
    return found


def pages() -> dict[str, Any]:
    """For each public page: address, queries, milliseconds of processor when nothing is kept."""
    client = Client(headers={"host": "localhost"})
    return {
        name: {"path": path} | cost(lambda path=path: client.get(path))
        for name, path in addresses().items()
    }


def cost(ask: Callable[[], Any]) -> dict[str, Any]:
    """Statements of one answer, without brackets of transactions; medians in milliseconds."""
    answer = ask()
    if answer.status_code not in {200, 303}:
        return {"status": answer.status_code}
    with CaptureQueriesContext(connection) as queries:
        ask()
    count = sum(not query["sql"].startswith(BRACKETS) for query in queries)
    cpu, wall = [], []
    for _try in range(TRIES):
        began, begun = time.process_time(), time.perf_counter()
        ask()
        cpu.append((time.process_time() - began) * 1e3)
        wall.append((time.perf_counter() - begun) * 1e3)
    return {
        "queries": count, "cpu": statistics.median(cpu), "ms": statistics.median(wall),
        "spread": [min(wall), max(wall)],
    }  # fmt: skip


def forms(count: int) -> list[str]:
    """Filled forms with captchas made beforehand, ready to be posted once each."""
    matter, at = biggest("open"), clock.now()
    provisions = list(matter.texts.latest("pk").provisions.filter(kind="article").values_list(
        "pk", flat=True
    ))  # fmt: skip
    chance = random.Random(count)
    bodies = []
    for number in range(count):
        challenge = captcha.issue(captcha.Kind.PICTURE, at)
        bodies.append(urlencode({
            "csrfmiddlewaretoken": TOKEN, "name": phrases.name(chance),
            "contact": phrases.mobile(chance), "title": f"意见{number}",
            "body": phrases.body(chance, "请写明办理期限。"), "captcha_key": challenge.key,
            "captcha_text": challenge.challenge, "key": str(uuid4()), "publish_text": "on",
            "opened": fresh(at - timedelta(minutes=2))["opened"],
            "articles": chance.choice(provisions),
        }))  # fmt: skip
    return bodies


def accepting() -> dict[str, Any]:
    """Where and what to post, and what one accepted comment costs."""
    path = reverse("consultation:comment", kwargs={"slug": biggest("open").slug})
    client = Client(headers={"host": "localhost"})
    ready = iter(forms(TRIES + 2))

    def ask() -> Any:
        client.cookies["csrftoken"] = TOKEN
        return client.post(path, next(ready), content_type="application/x-www-form-urlencoded")

    return {"path": path} | cost(ask)


def lists() -> dict[str, Any]:
    """The desk's queue and every list, as the people see them who work there."""
    closed = biggest("closed")
    asked = {
        "desks": ("drafter", "desk:desks", None), "desk of a matter": ("", "desk:desk", closed.pk),
        "queue": ("", "weighing:queue", closed.pk), "privacy": ("", "weighing:privacy_list", None),
        "referrals": ("", "weighing:referrals", None), "signing": ("", "weighing:signing", None),
        "promises": ("", "weighing:promises", None), "jobs": ("office", "desk:jobs", None),
    }  # fmt: skip
    found = {}
    for name, (username, view, pk) in asked.items():
        user = get_user_model().objects.filter(username=username).first() or member_of(closed)
        client = Client(headers={"host": "localhost"})
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        path = reverse(view, args=[pk] if pk else [])
        found[name] = cost(lambda client=client, path=path: client.get(path))
    anonymous = Client(headers={"host": "localhost"})
    for name, path in {"home": reverse("home"), **addresses()}.items():
        found[name] = cost(lambda path=path: anonymous.get(path))
    return found


QUEUES = {
    "first page": "", "points": "?unit=points", "one filter": "?state=new",
    "two filters": "?state=assigned&channel=letter", "nothing fits": "?state=reopened&channel=web",
    "words": "?q=意见", "words and a filter": "?q=意见&state=new", "rare words": "?q=魑魅魍魉",
    "last page": "?p={last}",
}  # fmt: skip


def queue() -> dict[str, Any]:
    """The queue of the matter with the most comments among those that are weighed, and of the
    smallest with at least FEW: each way of asking, a comment in it, and the report.
    """
    closed = Consultation.objects.with_stage(clock.now()).filter(stage="closed")
    sized = closed.annotate(size=Count("comments")).order_by("size")
    return {"few": weighed(sized.filter(size__gte=FEW)[0]), "many": weighed(sized.reverse()[0])}


def weighed(matter: Any) -> dict[str, Any]:
    client = Client(headers={"host": "localhost"})
    client.force_login(member_of(matter), "django.contrib.auth.backends.ModelBackend")
    last, address = max(1, matter.size // 50), reverse("weighing:queue", args=[matter.pk])
    asked = {f"queue, {name}": address + query.format(last=last) for name, query in QUEUES.items()}
    new = matter.points.filter(state="new", number=1).order_by("comment")
    middle = reverse("weighing:comment", args=[new[new.count() // 2].comment_id])
    asked["a comment in its queue"] = f"{middle}?state=new"
    asked["report at the desk"] = reverse("weighing:report", args=[matter.pk])
    return {name: cost(lambda path=path: client.get(path)) for name, path in asked.items()}


def member_of(matter: Consultation) -> Any:
    memberships = matter.lead.memberships.filter(role="approver").order_by("pk")
    return memberships.select_related("user")[0].user


def report() -> dict[str, Any]:
    """The first render of the report whose size is nearest to 2,000 points."""
    found = min(
        Report.objects.published().annotate(size=Count("entries")),
        key=lambda report: abs(report.size - 2_000),
    )
    path = reverse("consultation:feedback", kwargs={"slug": found.consultation.slug})
    client = Client(headers={"host": "localhost"})
    client.get(reverse("home"))
    begun = time.perf_counter()
    client.get(path)
    return {"points": found.size, "first": (time.perf_counter() - begun) * 1e3} | cost(
        lambda: client.get(path)
    )


PARTS = (pages, accepting, forms, lists, queue, report, export, documents, copying, searching)

if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    part: Callable[..., Any] = {part.__name__: part for part in PARTS}[name]
    print(json.dumps(part(*map(int, numbers)), ensure_ascii=False))
