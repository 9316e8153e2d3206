"""What clerks do again and again on the screens of the desk."""

from datetime import date

OUTCOME = "form:has(input[name=act][value=decide])"


def views(picture):
    """Pictures as at a desk and as on a telephone."""

    def taking(page, name):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            tall = page.evaluate("document.querySelector('.desk').scrollHeight") + 200
            page.set_viewport_size({"width": width, "height": min(tall, 6000)})
            page.wait_for_timeout(300)
            picture(page, f"full-{name}-{width}")
            wide = page.evaluate("document.querySelector('.desk').scrollWidth")
            assert wide <= width, (name, wide)
        page.set_viewport_size({"width": 1280, "height": 900})

    return taking


def press(page, selector):
    """Press a button that leads to a page; a refusal fails the journey."""
    page.locator(selector).first.click()
    page.wait_for_load_state()
    refused = page.locator(".messages .error, .desk__errors").all_inner_texts()
    assert not refused, refused


def open_all(page):
    """Unfold what is folded."""
    page.evaluate("document.querySelectorAll('.desk details').forEach(one => one.open = true)")


def await_job(page):
    page.wait_for_selector("[data-job=over]", timeout=120_000)
    assert page.locator(".desk .zhu").count() == 0, page.locator(".desk").inner_text()


def bulk(page, act, *, everything=True, **words):
    """One act on the filtered queue: previewed, then done."""
    if everything:
        page.locator("[name=all]").check()
    open_all(page)
    for name, value in words.items():
        if name == "department":
            page.locator(".desk__bulk").get_by_role("checkbox", name=value).check()
            continue
        field = page.locator(f".desk__bulk [name={name}]")
        tag = field.evaluate("e => e.type")
        if tag == "checkbox":
            field.check()
        elif tag.startswith("select"):
            field.select_option(**value)
        else:
            field.fill(value)
    press(page, f".desk__bulk button[value={act}]")
    return page


def list_rows(page, address):
    """The queue, once the drainer has read the words of what is new in it."""
    for _second in range(60):
        page.goto(address)
        if page.locator("tr[data-row]").count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(address)


def shown(clerk):
    """The point that the address of the page names."""
    return clerk.locator(f"#{clerk.url.partition('#')[2]}")


def decide(clerk, outcome, reason):
    """Decide the point that the page was opened for and send it for signature."""
    open_all(clerk)
    form = shown(clerk).locator(OUTCOME)
    form.locator(f"[value={outcome}]").check()
    form.locator("[name=reason]").fill(reason)
    form.locator("button[name=submit]").click()
    clerk.wait_for_load_state()
    assert clerk.locator(".messages .error").count() == 0


def publish(clerk, head, pk, look=lambda page, name: None):
    """The report is drafted, dated and saved by the one, looked at and published by the other."""
    clerk.goto(f"/admin/weighing/report/{pk}/")
    clerk.locator("form:has(input[value=draft]) button").click()
    clerk.wait_for_load_state()
    clerk.fill("[name=signed_on]", date.today().isoformat())  # noqa: DTZ011 — a local day
    press(clerk, "form:has(input[value=edit]) button")
    head.goto(f"/admin/weighing/report/{pk}/")
    look(head, "head-report")
    press(head, "a[href*='/report/preview/']")
    assert "预览，尚未发布" in head.title()
    look(head, "head-report-preview")
    head.go_back()
    with head.expect_navigation():
        head.locator("form:has(input[value=publish]) button").click()
    assert head.locator(".messages .error").count() == 0, head.locator(".desk").inner_text()
