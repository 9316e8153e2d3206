"""Two clerks weigh: groups at once, some by hand, the rest in bulk."""

from tests.journeys import crowded_rules
from tests.journeys.desk import OUTCOME, await_job, bulk, list_rows, open_all, press, shown

BY_HAND = 30
ADD = "form:has(input[value=add]) .btns button"


def find_groups(clerk, pk, look):
    clerk.goto(f"/admin/weighing/groups/{pk}/")
    press(clerk, "form .btn--main")
    clerk.locator("#search ~ p a").click()
    await_job(clerk)
    look(clerk, "job")
    clerk.goto(f"/admin/weighing/groups/{pk}/")
    look(clerk, "groups")


def answer_groups(clerk, pk, look):
    """Confirm every group, take one comment out of the first, answer each once."""
    number = 0
    while True:
        clerk.goto(f"/admin/weighing/groups/{pk}/")
        waiting = clerk.locator("tr[data-row]:has(b) a")
        if not waiting.count():
            break
        number += 1
        assert number < 20
        waiting.first.click()
        press(clerk, "button[value=confirm]")
        if number == 1:
            clerk.locator("[name=comment]").nth(3).check()
            press(clerk, "button[value=take_out]")
            look(clerk, "group")
        open_all(clerk)
        form = clerk.locator("form:has(button[value=weigh])")
        form.locator("[name=provisions]").nth(1).check()
        form.locator("[value=partly_adopted]").check()
        form.locator("[name=reason]").fill(
            f"部分采纳。第{number}组意见集中，第二条已补充办理期限，其余内容由办事指南写明。"
        )
        if number == 1:
            look(clerk, "joint-answer")
            open_all(clerk)
        press(clerk, "button[value=weigh]")
    assert number >= crowded_rules.CAMPAIGNS


def meet(clerk, second, pk, look):
    """Both open one comment; the later save keeps its words beside those of the other."""
    clerk.goto(f"/admin/weighing/queue/{pk}/?state=unsplit")
    look(clerk, "queue")
    clerk.locator("td.desk__what a").first.click()
    clerk.wait_for_load_state()
    address = clerk.url
    press(clerk, ADD)
    second.goto(address)
    assert "李敏" in second.locator("[data-here]").inner_text()
    clerk.reload()
    assert "李岚" in clerk.locator("[data-here]").inner_text()
    first, other = clerk.locator(OUTCOME), second.locator(OUTCOME)
    first.locator("[value=adopted]").check()
    first.locator("[name=reason]").fill("采纳。第二条已经写明。")
    first.locator("button[name=submit]").click()
    clerk.wait_for_load_state()
    other.locator("[value=not_adopted]").check()
    other.locator("[name=reason]").fill("不采纳，后来的一位写了这些字。")
    other.locator("button[name=submit]").click()
    second.wait_for_load_state()
    shown = second.locator(".desk").inner_text()
    assert "后来的一位写了这些字" in shown
    assert "第二条已经写明" in shown
    look(second, "overtaken")


def weigh_by_hand(clerk, pk, look):
    """With the keys: a point, the first suggestion, an outcome, a reason, the next comment."""
    clerk.goto(f"/admin/weighing/queue/{pk}/?state=unsplit")
    clerk.locator("td.desk__what a").nth(1).click()
    clerk.wait_for_load_state()
    number = 0
    while number < BY_HAND:
        if clerk.locator("#new-text").count():  # a withdrawn comment has no field for points
            number += 1
            weigh_one(clerk, number)
            if number == 1:
                look(clerk, "comment")
        with clerk.expect_navigation():
            clerk.keyboard.press("j")


def weigh_one(clerk, number):
    clerk.locator("#new-text").fill(f"请写明办理材料和时限（第{number}种情形）")
    press(clerk, ADD)
    if clerk.locator(".desk__hints button[name=take]").count():
        with clerk.expect_navigation():
            clerk.keyboard.press("t")
    clerk.keyboard.press("1")
    clerk.locator("[data-point] [name=reason]").first.fill(f"采纳。第二条第{number}款已经写明。")
    clerk.keyboard.press("Escape")
    with clerk.expect_navigation():
        clerk.keyboard.press("s")
    assert clerk.locator(".messages .error").count() == 0


def split_the_rest(clerk, pk, look):
    clerk.goto(f"/admin/weighing/queue/{pk}/?state=unsplit")
    bulk(clerk, "point")
    look(clerk, "bulk-preview")
    press(clerk, "form .btn--main")
    clerk.goto(f"/admin/weighing/queue/{pk}/?unit=points&state=new")
    bulk(clerk, "assign", to={"label": "李岚"})
    press(clerk, "form .btn--main")
    look(clerk, "points")


def refer_some(clerk, pk, look):
    """A bundle for one department, one point for another, and one point for both."""
    waiting = f"/admin/weighing/queue/{pk}/?unit=points&state=assigned"
    list_rows(clerk, f"{waiting}&q=老人")
    bulk(
        clerk, "refer", department="市民政局",
        question="老人随迁需要哪些材料，能否上门办理？",
    )  # fmt: skip
    press(clerk, "form .btn--main")
    list_rows(clerk, f"{waiting}&q=宅基地")
    clerk.locator("[name=row]").first.check()
    bulk(
        clerk, "refer", everything=False, department="市交通运输局",
        question="宅基地的权益由哪个部门答复？",
    )  # fmt: skip
    press(clerk, "form .btn--main")
    clerk.goto(waiting)
    clerk.locator("td.desk__what a").first.click()
    clerk.wait_for_load_state()
    both = clerk.url
    open_all(clerk)
    asking = shown(clerk).locator("form:has(input[name=act][value=refer])")
    asking.locator("[name=question]").fill("这一类证明能否免交？")
    for department in ("市民政局", "市交通运输局"):
        asking.get_by_role("checkbox", name=department).check()
    asking.locator("button").click()
    clerk.wait_for_load_state()
    look(clerk, "referred")
    return both


REASONS = (
    ("q=学区", "not_adopted", "学区划分由教育部门另行公布，本办法第三条只规定落户条件，不作调整。"),
    ("q=租房", "partly_adopted", "第二条增加租房落户的材料目录，但是房屋租赁备案仍需办理。"),
    ("q=期限", "already_covered", "草案第三条已经写明三个工作日办结，不再重复规定。"),
    ("", "adopted", "采纳。第二条已按这条建议补充材料清单和办理时限。"),
)


def decide_the_rest(clerk, pk, look):
    for query, outcome, reason in REASONS:
        clerk.goto(f"/admin/weighing/queue/{pk}/?unit=points&state=assigned&{query}")
        if clerk.locator("tr[data-row]").count() == 0:
            continue
        bulk(clerk, "outcome", outcome={"value": outcome}, reason=reason, submit=True)
        if not query:
            look(clerk, "bulk-outcome")
        press(clerk, "form .btn--main")
