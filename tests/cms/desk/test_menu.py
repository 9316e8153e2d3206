"""Wagtail's menu, in words that clerks understand."""

import json

from django.urls import reverse


def test_the_menu_speaks_plainly_and_leads_nowhere_else(as_):
    page = as_("min").get(reverse("desk:desks")).content.decode()
    assert json.dumps("页面")[1:-1] in page
    assert json.dumps("分页")[1:-1] not in page
    assert "wagtail.org" not in page
