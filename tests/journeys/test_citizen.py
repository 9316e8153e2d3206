"""A citizen finds, reads, comments, mistypes the captcha, gets a receipt and looks it up."""

import re

import pytest

pytestmark = pytest.mark.browser

WORDS = "小区外面的路边能不能也设几个充电位？我每天接孩子都要绕路，老人也走不远。"


def fill(page):
    page.fill("[name=name]", "林晓")
    page.fill("[name=contact]", "13900001234")
    page.fill("[name=title]", "路边也要能充电")
    page.fill("[name=body]", WORDS)


def answer(page, challenge):
    return challenge(page.input_value("[name=captcha_key]"))


def test_a_citizen_comments_and_follows_the_comment(visit, picture, challenge):
    page = visit()
    page.goto("/")
    page.get_by_role("link", name="安澜市电动自行车停放充电管理办法").first.click()
    page.get_by_role("link", name="草案全文").first.click()
    article = page.locator("#p7")
    assert "既有住宅小区" in article.inner_text()
    article.get_by_role("link", name="对本条提意见").click()
    assert "第七条" in page.locator("main").inner_text()
    picture(page, "citizen-form")
    fill(page)
    page.fill("[name=captcha_text]", "0000")
    page.get_by_role("button", name="提交意见").click()
    assert page.input_value("[name=body]") == WORDS
    assert page.locator(".errors").is_visible()
    picture(page, "citizen-wrong-captcha")
    page.fill("[name=captcha_text]", answer(page, challenge))
    page.get_by_role("button", name="提交意见").click()
    page.wait_for_url("**/receipt/**")
    slip = page.locator(".slip").inner_text()
    number = re.search(r"\d{4}-[0-9A-Z]+-[0-9A-Z]+", slip)[0]
    code = page.locator("[data-code], .slip__no").last.inner_text().strip()
    picture(page, "citizen-receipt")
    page.goto("/status/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.locator("main form button").first.click()
    found = page.locator("main").inner_text()
    assert "电动自行车停放充电管理办法" in found
    assert "林晓" not in found
    assert "13900001234" not in found
    picture(page, "citizen-status")


def test_the_form_works_without_a_script_on_a_phone(visit, challenge):
    page = visit(width=360, java_script_enabled=False)
    page.goto("/consultations/ebikes/comment/")
    fill(page)
    page.fill("[name=captcha_text]", answer(page, challenge))
    page.get_by_role("button", name="提交意见").click()
    assert "/receipt/" in page.url


def test_a_missing_field_is_named_and_linked(visit):
    page = visit(java_script_enabled=False)
    page.goto("/consultations/ebikes/comment/")
    page.fill("[name=body]", WORDS)
    response = page.request.post(
        "/consultations/ebikes/comment/",
        form={
            "csrfmiddlewaretoken": page.input_value("[name=csrfmiddlewaretoken]"),
            "key": page.input_value("[name=key]"),
            "captcha_key": page.input_value("[name=captcha_key]"),
            "body": WORDS,
        },
        headers={"Referer": page.url},
    )
    text = response.text()
    assert response.status == 400
    assert 'href="#name"' in text or 'href="#id_name"' in text
    assert WORDS in text


def test_a_closed_matter_shows_no_form(visit):
    page = visit()
    page.goto("/consultations/lifts/comment/")
    assert page.locator("[name=body]").count() == 0
    assert "截止" in page.locator("main").inner_text()
