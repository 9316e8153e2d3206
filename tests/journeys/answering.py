"""Departments answer, the head signs, the report is published."""

from datetime import date

from tests.journeys import crowded_rules
from tests.journeys.desk import decide, list_rows, open_all, press, shown


def answer(civil, traffic, look):
    """One department answers its bundle at once; the other says that one is not its own. Of the
    point that both were asked about they think differently.
    """
    civil.goto("/admin/weighing/referrals/")
    look(civil, "inbox")
    reply(
        civil, "老人随迁", "需要户口簿和亲属关系证明，行动不便的可以预约上门。", "adopted", "bundle"
    )
    reply(civil, "免交", "民政部门的证明可以核验，不必再交。", "adopted")
    reply(traffic, "免交", "从业资格证明暂时无法联网核验，仍须提交。", "not_adopted")
    card = traffic.locator("article", has_text="宅基地的权益")
    open_all(traffic)
    card.locator("[name=reason]").fill("宅基地由自然资源部门负责，不属于交通运输。")
    card.locator("button[value=return]").click()
    traffic.wait_for_load_state()
    assert "宅基地" not in traffic.locator("article").all_inner_texts()


def reply(page, question, words, outcome, bundle=""):
    page.goto("/admin/weighing/referrals/")
    card = page.locator("article", has_text=question).first
    card.locator("[name=answer]").fill(words)
    card.locator("[name=outcome]").select_option(outcome)
    if bundle:
        card.locator(f"[name={bundle}]").check()
    card.locator(".btn--main").click()
    page.wait_for_load_state()
    assert page.locator(".messages .error").count() == 0


def settle(clerk, pk, both, look):
    """Take the answer for its whole bundle, settle the contradiction, answer what came back."""
    list_rows(clerk, f"/admin/weighing/queue/{pk}/?unit=points&state=assigned&q=老人")
    clerk.locator("td.desk__what a").first.click()
    clerk.wait_for_load_state()
    taking = shown(clerk).locator("form:has(input[value=take])")
    taking.locator("[name=bundle]").check()
    taking.locator("[name=submit]").check()
    look(clerk, "answered")
    taking.locator("button").click()
    clerk.wait_for_load_state()
    assert clerk.locator(".messages .error").count() == 0
    clerk.goto(both)
    open_all(clerk)
    look(clerk, "contradiction")
    clerk.locator("[name=disagreement]").fill("证明是否免交看法不同，先按须提交办理，联网后免交。")
    press(clerk, "form:has(input[value=disagree]) button")
    decide(clerk, "partly_adopted", "部分采纳。能联网核验的免交，其余的仍须提交。")
    decide_one_by_one(clerk, pk)


def decide_one_by_one(clerk, pk):
    """What came back from a department that it is not for."""
    waiting = f"/admin/weighing/queue/{pk}/?unit=points&state=assigned"
    clerk.goto(waiting)
    while clerk.locator("tr[data-row]").count():
        clerk.locator("td.desk__what a").first.click()
        clerk.wait_for_load_state()
        decide(clerk, "out_of_scope", "宅基地的权益由自然资源部门负责，不属于本办法。")
        clerk.goto(waiting)


def sign(head, clerk, pk, look):
    """The weightiest declined first, one of them sent back; the rest when it has come again."""
    head.goto("/admin/weighing/signing/")
    head.get_by_role("link", name=crowded_rules.CONTENT["title"]).first.click()
    head.wait_for_load_state()
    look(head, "signing")
    head.locator(".desk__bundles a[href*=declined]").click()
    head.wait_for_load_state()
    look(head, "signing-declined")
    head.locator("[name=point]").first.check()
    head.locator("[name=note]").fill("请写明教育部门的公布时间。")
    press(head, "button[name=back]")
    clerk.goto(f"/admin/weighing/queue/{pk}/?unit=points&state=drafted")
    clerk.locator("td.desk__what a").first.click()
    clerk.wait_for_load_state()
    assert "请写明教育部门的公布时间" in clerk.locator(".desk").inner_text()
    look(clerk, "sent-back")
    decide(clerk, "not_adopted", "学区由教育部门每年五月公布，本办法只规定落户，不作调整。")
    for kind in ("changed", "sample", "matter"):
        head.goto("/admin/weighing/signing/")
        head.get_by_role("link", name=crowded_rules.CONTENT["title"]).first.click()
        head.wait_for_load_state()
        bundle = head.locator(f".desk__bundles a[href*={kind}]")
        (bundle.last if kind == "matter" else bundle.first).click()
        head.wait_for_load_state()
        head.locator("button[name=rest]").click()
        head.wait_for_load_state()
        if head.locator("[name=confirmed]").count():
            look(head, "signing-repeated")
            head.locator("[name=confirmed]").check()
            press(head, "button[name=rest]")
    assert "签发" in head.locator(".messages").inner_text()


def report(clerk, head, pk, look):
    clerk.goto(f"/admin/weighing/report/{pk}/")
    clerk.locator("form .btn--main").click()
    clerk.wait_for_load_state()
    clerk.fill("[name=signed_on]", date.today().isoformat())  # noqa: DTZ011 — a local day
    clerk.locator("form:has(input[value=edit]) button").click()
    clerk.wait_for_load_state()
    look(clerk, "report")
    assert clerk.locator(".desk__errors").count() == 0, clerk.locator(".desk__errors").inner_text()
    head.goto(f"/admin/weighing/report/{pk}/")
    with head.expect_navigation():
        head.locator("form:has(input[value=publish]) button").click()
    assert head.locator(".messages .error").count() == 0
    look(head, "report-published")
