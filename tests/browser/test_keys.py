"""Every key that the help at the desk names does what the help says of it, without a mouse."""

import json

import pytest

pytestmark = pytest.mark.browser
SLUG = "lifts"
NAMED = {
    "J", "K", "X", "Enter", "/", "1", "8", "P", "R", "S", "N", "T", "D", "U", "Q",
}  # fmt: skip
RECORD = """
import json
from consultation.models import AuditEvent
from feedback.models import Point
point = Point.objects.select_related("comment").get(text=%r)
acts = AuditEvent.objects.filter(detail__point=point.pk, verb__startswith="suggestion.")
print("record", json.dumps({
    "articles": [one.label for one in point.provisions.order_by("position")],
    "verdicts": [
        [one.kind, one.is_taken, one.settled_by.username] for one in point.verdicts.order_by("pk")
    ],
    "acts": [[one.verb, one.by.username] for one in acts.order_by("pk")],
    "state": point.state, "outcome": point.outcome, "reason": point.reason,
}))
"""
FOCUS = "document.activeElement.id || document.activeElement.name || document.activeElement.tagName"


@pytest.fixture(scope="module")
def matter(site):
    """The key of a closed matter with comments that nobody has split yet."""
    asked = (
        f"from consultation.models import Consultation as C; print(C.objects.get(slug='{SLUG}').pk)"
    )
    return int(site.manage("shell", "-v", "0", "-c", asked).split()[-1])


@pytest.fixture
def record(site):
    """What the records say of the point with such words."""

    def told(text):
        printed = site.manage("shell", "-v", "0", "-c", RECORD % text)
        return json.loads(printed.split("record", 1)[1])

    return told


@pytest.fixture
def clerk(visit, matter):
    """At the list of the comments without a point."""
    page = visit("drafter")
    page.goto(f"/admin/weighing/queue/{matter}/?state=unsplit")
    return page


def leads(page, key):
    """Press a key that opens or sends a page; a refusal fails the test."""
    with page.expect_navigation():
        page.keyboard.press(key)
    assert page.locator(".messages .error, .desk__errors").count() == 0, page.inner_text(".desk")


def opened(clerk):
    """The first comment of the list, opened with the keys."""
    clerk.keyboard.press("j")
    leads(clerk, "Enter")
    return clerk


def added(clerk, text):
    """A point of the comment, made with the keys."""
    clerk.keyboard.press("p")
    clerk.keyboard.type(text)
    leads(clerk, "Control+Enter")
    assert text in clerk.locator("article[data-point]").last.inner_text()


def answered(clerk, digit, reason):
    clerk.keyboard.press(digit)
    clerk.locator("[data-point] [name=reason]").first.fill(reason)
    clerk.keyboard.press("Escape")


def counted(clerk, matter):
    """Of articles proposed in this matter: taken, refused."""
    clerk.goto(f"/admin/weighing/queue/{matter}/")
    line = clerk.locator(".desk__tally p", has_text="建议").all_inner_texts()
    found = [one for said in line for one in said.split("：")[-1].split(" · ") if "条" in one]
    return [int(one) for one in found[0].split()[1::2]] if found else [0, 0]


def test_the_help_names_these_keys_and_opens_with_its_own(clerk):
    folded = clerk.locator("details:has(.desk__keys)")
    assert folded.get_attribute("open") is None
    clerk.keyboard.press("?")
    assert folded.get_attribute("open") is not None
    assert set(clerk.locator(".desk__keys kbd").all_inner_texts()) == NAMED
    clerk.keyboard.press("?")
    assert folded.get_attribute("open") is None


def test_a_suggestion_is_taken_and_another_refused_by_key_alone(clerk, matter, record):
    before = counted(clerk, matter)
    clerk.goto(f"/admin/weighing/queue/{matter}/?state=unsplit")
    words = "请在第四条和第八条各写明一个期限"
    added(opened(clerk), words)
    offered = clerk.locator(".desk__hints form")
    kinds = offered.locator("b").all_inner_texts()
    assert len(kinds) >= 2
    assert all(offered.locator(".small.muted").all_inner_texts())
    assert "第四条" in offered.nth(0).inner_text()
    leads(clerk, "t")
    assert "第八条" in offered.nth(0).inner_text()
    leads(clerk, "d")
    assert "第八条" not in " ".join(offered.all_inner_texts())
    found = record(words)
    assert found["articles"] == ["第四条"]
    assert found["verdicts"] == [["article", True, "drafter"], ["article", False, "drafter"]]
    assert found["acts"] == [["suggestion.taken", "drafter"], ["suggestion.refused", "drafter"]]
    assert (found["state"], found["outcome"]) == ("new", "")
    assert counted(clerk, matter) == [before[0] + 1, before[1] + 1]


def test_keys_walk_and_choose_in_a_list(clerk):
    rows = clerk.locator("[data-row]")
    for key, current in (("j", 0), ("j", 1), ("k", 0), ("j", 1)):
        clerk.keyboard.press(key)
        assert rows.nth(current).get_attribute("aria-current") == "true"
        assert clerk.locator("[data-row][aria-current]").count() == 1
    for checked, shown in ((True, "1"), (False, "")):
        clerk.keyboard.press("x")
        assert rows.nth(1).locator("input").is_checked() == checked
        assert clerk.locator("[data-chosen]").inner_text() == shown
    clerk.keyboard.press("/")
    assert clerk.evaluate(FOCUS) == "fq"
    clerk.keyboard.type("jx")
    assert clerk.locator("#fq").input_value() == "jx"
    clerk.keyboard.press("Escape")
    title = rows.nth(1).locator("td.desk__what a").inner_text()
    clerk.keyboard.press("k")
    clerk.keyboard.press("j")
    leads(clerk, "Enter")
    assert title in clerk.locator("h1").inner_text()


def test_keys_lead_from_comment_to_comment_and_back_to_the_queue(clerk):
    queue = clerk.url
    first = opened(clerk).url
    leads(clerk, "j")
    assert clerk.url != first
    leads(clerk, "k")
    assert clerk.url == first
    leads(clerk, "q")
    assert clerk.url == queue


def test_a_point_is_made_answered_and_sent_with_the_keys(clerk, record):
    added(opened(clerk), "请公布按键测试甲的期限")
    for digit in "12345678":
        clerk.keyboard.press(digit)
        chosen = clerk.locator("[data-point] [name=outcome]:checked")
        assert chosen.get_attribute("data-key") == digit
    clerk.keyboard.press("r")
    asking = clerk.locator("[data-point] details[data-key=r]")
    assert asking.get_attribute("open") is not None
    assert clerk.evaluate(FOCUS).startswith("question-")
    clerk.keyboard.press("Escape")
    answered(clerk, "5", "期限由其他规定统一写明，本细则不另行规定。")
    leads(clerk, "s")
    found = record("请公布按键测试甲的期限")
    assert (found["state"], found["outcome"]) == ("in_review", "not_adopted")
    assert "另行规定" in found["reason"]


def test_an_answer_is_saved_and_the_next_comment_opened(clerk, record):
    first = opened(clerk).url.partition("?")[0]
    added(clerk, "请公布按键测试乙的期限")
    answered(clerk, "1", "采纳。")
    leads(clerk, "n")
    assert clerk.url.partition("?")[0] != first
    found = record("请公布按键测试乙的期限")
    assert (found["state"], found["outcome"]) == ("drafted", "adopted")


def test_the_last_step_is_undone_at_the_comment_and_in_the_queue(clerk, matter):
    added(opened(clerk), "请公布按键测试丙的期限")
    leads(clerk, "u")
    assert "按键测试丙" not in " ".join(clerk.locator("[data-point]").all_inner_texts())
    clerk.goto(f"/admin/weighing/queue/{matter}/?unit=points&state=new")
    clerk.keyboard.press("j")
    clerk.keyboard.press("x")
    clerk.locator("#to").select_option(index=1)
    clerk.locator("button[value=assign]").click()
    clerk.locator(".btn--main").click()
    clerk.wait_for_load_state()
    assert clerk.locator("button[data-key=u]").count() == 1
    leads(clerk, "u")
    assert clerk.locator("button[data-key=u]").count() == 0


def test_the_head_signs_with_the_key(clerk, visit, record):
    words = "请公布按键测试丁的期限"
    added(opened(clerk), words)
    answered(clerk, "7", "无修改要求。")
    leads(clerk, "s")
    head = visit("approver")
    head.goto("/admin/weighing/signing/")
    row = head.locator("[data-row]", has_text=words)
    while not row.count():
        leads_on = head.get_by_role("link", name="下一页")
        leads_on.click()
        head.wait_for_load_state()
    row.locator("input[name=point]").check()
    leads(head, "s")
    assert record(words)["state"] == "approved"
