"""From a pasted text to a decision that search finds: each act clicked by whose it is."""

from datetime import date, timedelta

import pytest

from tests.journeys.desk import publish

pytestmark = pytest.mark.browser

PASTED = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
<!--[if gte mso 9]><xml>mso</xml><![endif]-->
<p class=MsoNormal style='mso-list:l0'><span>第一条　为了规范共享工具间，制定本规则。</span></p>
<p class=MsoNormal><o:p></o:p></p>
<p class=MsoNormal><b>第二条　共享工具间由居民委员会管理。（责任单位：市民政局）</b></p>
<p class=MsoNormal>第三条　借用工具不收押金。</p></body></html>"""


def test_a_drafter_enters_a_text_and_an_approver_publishes_it(visit, picture):
    drafter = visit("drafter")
    drafter.goto("/admin/desk/new/")
    drafter.fill("[name=title]", "安澜市社区共享工具间管理规则")
    drafter.fill("[name=slug]", "tool-rooms")
    drafter.fill("[name=summary]", "借电钻不用再买电钻。")
    drafter.locator("form.desk__form button").last.click()
    drafter.wait_for_url("**/admin/desk/*/")
    desk = drafter.url
    today = date.today()  # noqa: DTZ011 — the browser types local days
    drafter.goto(desk + "act/schedule/")
    drafter.fill("[name=opens_on]", (today + timedelta(days=1)).isoformat())
    drafter.fill("[name=closes_on]", (today + timedelta(days=10)).isoformat())
    drafter.locator("form.desk__form button").last.click()
    assert "30" in drafter.locator(".desk__errors").inner_text()
    drafter.fill("[name=closes_on]", (today + timedelta(days=35)).isoformat())
    drafter.locator("form.desk__form button").last.click()
    drafter.wait_for_url(desk)
    drafter.get_by_role("link", name="整篇录入").click()
    drafter.fill("[name=text]", PASTED)
    drafter.locator("button[name=preview]").click()
    understood = drafter.locator("#understood").locator("..").inner_text()
    assert "第二条" in understood
    assert "市民政局" in understood
    assert "mso" not in understood
    picture(drafter, "drafter-preview")
    drafter.locator("button[name=save]").click()
    drafter.wait_for_url("**/admin/pages/*/edit/**")
    picture(drafter, "drafter-editor")
    drafter.goto(desk)
    picture(drafter, "drafter-desk")
    edits = [link.get_attribute("href") for link in
             drafter.locator("a[href*='/admin/pages/'][href*='/edit/']").all()]  # fmt: skip
    for edit in dict.fromkeys(edits):
        submit(drafter, edit)
    approver = visit("approver")
    for edit in dict.fromkeys(edits):
        approve(approver, edit)
    citizen = visit()
    citizen.goto("/consultations/tool-rooms/draft/")
    text = citizen.locator("main").inner_text()
    assert "共享工具间由居民委员会管理" in text
    assert "责任单位：市民政局" in text
    picture(citizen, "published-draft")


def submit(page, edit):
    """Submit the words of one page for approval, as Wagtail's own button does."""
    page.goto(edit)
    page.locator("button[name=action-submit]").first.evaluate("button => button.click()")
    page.wait_for_load_state("networkidle")


def approve(page, edit):
    """Approve without a note; Wagtail asks for one in a dialogue where it is enabled."""
    page.goto(edit)
    button = page.locator("button[data-workflow-action-name=approve]").first
    button.evaluate("button => button.click()")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


@pytest.fixture(scope="module")
def matter(site):
    """Ten comments of a closed matter; returns its key."""
    site.manage("shell", "-c", "from tests.journeys import library_rules; library_rules.load()")
    printed = site.manage(
        "shell", "-c",
        "from consultation.models import Consultation as C;"
        " print('pk', C.objects.get(slug='reading-rooms').pk)",
    )  # fmt: skip
    return int(printed.split("pk")[1])


def test_from_ten_comments_to_a_decision(visit, picture, matter):
    clerk = visit("drafter")
    clerk.goto(f"/admin/weighing/queue/{matter}/")
    picture(clerk, "clerk-queue")
    comments = [a.get_attribute("href") for a in clerk.locator("td.desk__what a").all()]
    assert len(comments) == 10
    for number, address in enumerate(comments):
        weigh(clerk, address, refer=number == 0)
    picture(clerk, "clerk-comment")
    answer(visit("referred"), picture)
    take(clerk, comments[0])
    head = visit("approver")
    sign(head, picture)
    report(clerk, head, matter, picture)
    office = visit("office")
    meet(office, matter)
    decide(clerk, office, matter, picture)
    read(visit(), picture)


def weigh(clerk, address, *, refer):
    """Split into one point, then refer it, or decide it and send it for signature."""
    clerk.goto(address)
    form = clerk.locator("form:has(input[name=act][value=add])")
    form.locator("summary", has_text="出自哪几句").click()
    form.locator("[name=sentence]").first.check()
    form.locator("[name=text]").fill("开放到二十一时")
    form.locator("button").click()
    clerk.wait_for_load_state()
    if refer:
        clerk.get_by_text("转请其他部门答复").click()
        asking = clerk.locator("form:has(input[name=act][value=refer])")
        asking.locator("[name=question]").fill("延长开放是否需要增加值守人员？")
        asking.get_by_role("checkbox", name="市民政局").check()
        asking.locator("button").click()
    else:
        deciding = clerk.locator("form:has(input[name=act][value=decide])")
        deciding.locator("input[value=adopted]").check()
        deciding.locator("[name=reason]").fill("采纳。第二条改为开放到二十一时。")
        deciding.locator("button[name=submit]").click()
    clerk.wait_for_load_state()
    assert clerk.locator(".messages .error").count() == 0


def answer(page, picture):
    page.goto("/admin/weighing/referrals/")
    card = page.locator("article", has_text="延长开放是否需要增加值守人员")
    assert "读者" not in page.locator(".desk").inner_text().replace("第1位读者", "")
    card.locator("[name=answer]").fill("不需要，志愿者可以值守，已与社区商定。")
    card.locator("[name=outcome]").select_option("adopted")
    picture(page, "referred-inbox")
    card.get_by_role("button", name="答复", exact=True).click()
    page.wait_for_load_state()
    assert "志愿者可以值守" in page.locator(".desk").inner_text()


def take(clerk, address):
    clerk.goto(address)
    clerk.get_by_role("button", name="原样采用这个答复").click()
    clerk.wait_for_load_state()
    clerk.get_by_role("button", name="提交审核", exact=True).click()
    clerk.wait_for_load_state()


def sign(head, picture):
    head.goto("/admin/weighing/signing/")
    head.get_by_role("link", name="安澜市公共阅览室开放规则").click()
    head.wait_for_load_state()
    picture(head, "head-signing")
    head.locator("button[name=rest]").click()
    head.wait_for_load_state()
    assert "10" in head.locator(".messages").inner_text()


def report(clerk, head, matter, picture):
    publish(clerk, head, matter, picture)
    head.goto("/consultations/reading-rooms/feedback/")
    numbers = head.locator(".figures").inner_text()
    assert numbers.split()[1::2] == ["10"] * 4
    picture(head, "report-public")


def act(page, matter, name, **values):
    page.goto(f"/admin/desk/{matter}/act/{name}/")
    for field, value in values.items():
        element = page.locator(f"[name={field}]")
        if element.evaluate("e => e.tagName") == "SELECT":
            element.select_option(value)
        else:
            element.fill(value)
    page.locator("form.desk__form button").last.click()
    page.wait_for_load_state()
    assert page.locator(".desk__errors").count() == 0, page.locator(".desk__errors").inner_text()


def meet(office, matter):
    act(
        office, matter, "meeting", meeting="安澜市人民政府第51次常务会议", meeting_number="51",
        held_on=date.today().isoformat(), result="passed", public_line="会议审议通过。",  # noqa: DTZ011
    )  # fmt: skip
    act(office, matter, "publish-meeting")
    office.goto("/consultations/reading-rooms/deliberation/")
    assert "第51次常务会议" in office.locator("main").inner_text()


def decide(clerk, office, matter, picture):
    """The lead writes the text of the decision, the office approves it and publishes."""
    clerk.goto(f"/admin/desk/{matter}/")
    clerk.get_by_role("button", name="起草决策正文").click()
    clerk.wait_for_load_state()
    clerk.goto(f"/admin/desk/{matter}/")
    clerk.get_by_role("link", name="整篇录入").last.click()
    clerk.fill(
        "[name=text]",
        "第一条 为了方便居民阅读，制定本规则。\n第二条 阅览室每日九时至二十一时开放。\n"
        "第三条 阅览室应当配备饮水和照明。\n第四条 本规则自发布之日起施行。",
    )
    clerk.locator("button[name=preview]").click()
    clerk.locator("button[name=save]").click()
    clerk.wait_for_url("**/edit/**")
    page = clerk.url
    submit(clerk, page)
    approve(office, page)
    act(office, matter, "links")
    office.goto(f"/admin/desk/{matter}/links/")
    office.get_by_role("button", name="全部按建议确认").click()
    office.wait_for_load_state()
    act(
        office, matter, "decision", document_number="安政发〔2026〕31号",
        document_date=date.today().isoformat(),  # noqa: DTZ011
    )  # fmt: skip
    act(office, matter, "publish-decision")
    picture(office, "office-desk")


def read(reader, picture):
    reader.goto("/consultations/reading-rooms/decision/")
    assert "安政发〔2026〕31号" in reader.locator("main").inner_text()
    reader.get_by_role("link", name="逐条对照草案").first.click()
    assert reader.locator("ins").count() > 0
    picture(reader, "reader-compare")
    for _second in range(15):
        reader.goto("/search/?q=阅览")
        if "公共阅览室开放规则" in reader.locator("main").inner_text():
            break
        reader.wait_for_timeout(1000)
    assert "公共阅览室开放规则" in reader.locator("main").inner_text()
    picture(reader, "reader-search")
