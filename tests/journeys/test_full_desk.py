"""Two clerks, two departments that are asked and a head get through 2,000 comments, on screen."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.journeys import answering, crowded_rules, weighing
from tests.journeys.desk import views

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def matter(site):
    """The crowded matter's key and the receipt that a citizen of it holds."""
    password = "two-clerks-at-one-desk"
    printed = site.manage(
        "shell", "-c",
        f"from tests.journeys import crowded_rules; crowded_rules.load({password!r})",
    )  # fmt: skip
    added = {name: password for name, *_rest in crowded_rules.PEOPLE}
    site.logins |= added
    key, receipt = printed.split()[-2:]
    yield int(key), receipt
    for name in added:
        del site.logins[name]


@pytest.fixture
def clocked(request):
    """Measure a stretch of the journey; what it took is told at the end."""
    took = {}

    @contextmanager
    def measuring(name):
        began = time.monotonic()
        yield
        took[name] = time.monotonic() - began

    yield measuring
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write("".join(f"\n  {name}: {spent:.1f} s" for name, spent in took.items()))


def test_two_thousand_comments_from_the_queue_to_a_report_that_adds_up(
    visit, picture, matter, clocked, tmp_path
):
    pk, receipt = matter
    clerk, second, head = visit("drafter"), visit("second"), visit("approver")
    civil, traffic = visit("referred"), visit("traffic")
    look = views(picture)
    with clocked("groups of the same text found"):
        weighing.find_groups(clerk, pk, look)
    with clocked("groups confirmed and answered"):
        weighing.answer_groups(clerk, pk, look)
    weighing.meet(clerk, second, pk, look)
    with clocked(f"{weighing.BY_HAND} comments one by one"):
        weighing.weigh_by_hand(second, pk, look)
    with clocked("the rest in bulk"):
        weighing.split_the_rest(clerk, pk, look)
        both = weighing.refer_some(clerk, pk, look)
        weighing.decide_the_rest(clerk, pk, look)
    with clocked("departments asked and answered"):
        answering.answer(civil, traffic, look)
        answering.settle(clerk, pk, both, look)
    with clocked("signed"):
        answering.sign(head, clerk, pk, look)
    with clocked("reported"):
        answering.report(clerk, head, pk, look)
    check(visit(), receipt, tmp_path, picture)


def check(citizen, receipt, folder, picture):
    """A sceptic downloads everything, checks it, changes a byte; an author finds the answer."""
    page = f"/consultations/{crowded_rules.CONTENT['slug']}/feedback/"
    citizen.goto(page)
    picture(citizen, "full-public-report")
    for link in citizen.locator("a[download]").all():
        with citizen.expect_download() as download:
            link.click()
        download.value.save_as(folder / link.inner_text())
    citizen.goto("/status/")
    citizen.fill("[name=number]", receipt)
    citizen.fill("[name=code]", crowded_rules.CODE)
    citizen.locator("main form button").first.click()
    citizen.wait_for_load_state()
    picture(citizen, "full-author")
    assert citizen.locator(".point .outcome").count() >= 1
    with citizen.expect_download() as download:
        citizen.locator("button[value=proof]").click()
    download.value.save_as(folder / "proof.json")
    names = ("manifest.json", "points.csv", "points.json", "proof.json")
    status, said = verify(folder, *names)
    assert status == 0, said
    manifest = folder / "manifest.json"
    whole = manifest.read_bytes()
    figures = json.loads(whole)["figures"]
    assert figures["unanswered"] == figures["unlabelled"] == 0
    counted = figures["comments"] + figures["late"] + figures["withdrawn"]
    assert counted == crowded_rules.COMMENTS
    assert sum(figures["by_label"].values()) == figures["comments"]
    assert sum(figures["by_outcome"].values()) == figures["points"]
    manifest.write_bytes(whole.replace(b'"signatories":1', b'"signatories":2', 1))
    status, said = verify(folder, *names)
    assert (status, "manifest.json line" in said) == (1, True), said


def verify(folder, *names):
    done = subprocess.run(
        [sys.executable, "-I", "verify_report.py", *names], cwd=folder, capture_output=True,
        check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return done.returncode, done.stdout.decode() + done.stderr.decode()
