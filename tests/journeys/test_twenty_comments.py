"""The twenty comments through the screens: each split, answered, signed and counted as expected."""

import json
from collections import Counter

import pytest

from tests.factories.twenty import REASON, WRITTEN
from tests.journeys import twenty_rules
from tests.journeys.desk import OUTCOME, open_all, press, publish

pytestmark = pytest.mark.browser
ASKED = "凭房产证入学"
QUESTION = "入学的条件由贵局答复，能否取消房产证年限？"
ADD = "form:has(input[name=act][value=add])"


@pytest.fixture(scope="module")
def matter(site):
    site.manage("shell", "-c", "from tests.journeys import twenty_rules; twenty_rules.load()")
    return told(site, "pk")


def told(site, what):
    """A fact of the matter, as the records have it."""
    printed = site.manage("shell", "-v", "0", "-c", f"""
import json
from consultation.models import Consultation
from feedback.reports.figures import figures, labelled
matter = Consultation.objects.get(slug="{twenty_rules.SLUG}")
facts = {{
    "pk": lambda: matter.pk,
    "labels": lambda: dict(
        labelled(matter.comments.counted(), None).values_list("title", "label")
    ),
    "figures": lambda: figures(matter),
}}
print("fact", json.dumps(facts["{what}"]()))
""")  # fmt: skip
    return json.loads(printed.split("fact", 1)[1])


def test_the_twenty_are_weighed_as_expected(site, visit, picture, matter):
    clerk, other, head = visit("drafter"), visit("referred"), visit("approver")
    addresses = addresses_of(clerk, matter)
    assert set(addresses) == {row[0] for row in WRITTEN}
    number = 0
    for title, _channel, outcomes, _label in WRITTEN:
        clerk.goto(addresses[title])
        for outcome in outcomes:
            number += 1
            add(clerk, f"第{number}个要点")
            if title == ASKED:
                refer(clerk)
            else:
                decide(clerk, outcome, number)
        if title.startswith("八千字"):
            picture(clerk, "twenty-long")
    for outcome in next(row[2] for row in WRITTEN if row[0] == ASKED):
        answer(other, outcome)
    take_all(clerk, addresses[ASKED])
    sign_all(head)
    publish(clerk, head, matter)
    assert told(site, "labels") == {title: label for title, _channel, _all, label in WRITTEN}
    found = told(site, "figures")
    expected = Counter(outcome for row in WRITTEN for outcome in row[2])
    assert (found["comments"], found["points"]) == (20, 49)
    assert {name: count for name, count in found["by_outcome"].items() if count} == expected
    reader = visit()
    reader.goto(f"/consultations/{twenty_rules.SLUG}/feedback/")
    assert "49" in reader.locator(".figures").inner_text()
    shown = reader.locator("main").inner_text()
    assert "13800000000" not in shown
    picture(reader, "twenty-report")


def addresses_of(clerk, matter):
    clerk.goto(f"/admin/weighing/queue/{matter}/")
    return {
        link.inner_text(): link.get_attribute("href")
        for link in clerk.locator("td.desk__what a").all()
    }


def add(clerk, text):
    form = clerk.locator(ADD)
    form.locator("[name=text]").fill(text)
    form.locator(".btns button").first.click()
    clerk.wait_for_load_state()
    assert clerk.locator(".messages .error").count() == 0


def newest(clerk):
    open_all(clerk)
    return clerk.locator("article[data-point]").last


def decide(clerk, outcome, number):
    form = newest(clerk).locator(OUTCOME)
    form.locator(f"input[value={outcome}]").check()
    if outcome not in ("noted",):
        form.locator("[name=reason]").fill(f"（{number}）{REASON}")
    if outcome == "adopted_elsewhere":
        form.locator("[name=promise]").fill(f"制定第{number}项实施细则")
    form.locator("button[name=submit]").click()
    clerk.wait_for_load_state()
    assert clerk.locator(".messages .error").count() == 0, clerk.locator(".messages").inner_text()


def refer(clerk):
    asking = newest(clerk).locator("form:has(input[name=act][value=refer])")
    asking.locator("[name=question]").fill(QUESTION)
    asking.get_by_role("checkbox", name="市民政局").check()
    asking.locator("button").click()
    clerk.wait_for_load_state()


def answer(other, outcome):
    other.goto("/admin/weighing/referrals/")
    card = other.locator("article:has([name=answer])", has_text=QUESTION).first
    card.locator("[name=answer]").fill("义务教育法规定就近入学，房产证的年限已无限制。")
    card.locator("[name=outcome]").select_option(outcome)
    card.get_by_role("button", name="答复", exact=True).click()
    other.wait_for_load_state()
    assert other.locator(".messages .error").count() == 0


def take_all(clerk, address):
    for _point in range(2):
        clerk.goto(address)
        clerk.get_by_role("button", name="原样采用这个答复").first.click()
        clerk.wait_for_load_state()
        clerk.get_by_role("button", name="提交审核", exact=True).first.click()
        clerk.wait_for_load_state()
        assert clerk.locator(".messages .error").count() == 0


def sign_all(head):
    head.goto("/admin/weighing/signing/")
    head.get_by_role("link", name="安澜市落户办法").click()
    head.wait_for_load_state()
    press(head, "button[name=rest]")
    assert "49" in head.locator(".messages").inner_text()
