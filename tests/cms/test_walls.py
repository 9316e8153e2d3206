"""Department walls: nothing unpublished of another department is told anywhere in the admin."""

import json
import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from cms import access
from cms.access import walled
from cms.models import DraftPage
from consultation import clock, outbox
from tests.factories import pages

pytestmark = pytest.mark.django_db

CANARY = "金丝雀收费调整方案"
ASKED = "金丝雀"
OTHERS = ["zhao", "qian", "li", "zhou", "wu"]


@pytest.fixture
def secret(site, cast):
    """An unpublished matter of the police whose every title and text names the canary."""
    matter = pages.make_matter(lead=cast.police, by=cast.min, title=f"{CANARY}（征求意见稿）")
    pages.write(matter.draft, pages.TEXT.replace("放宽落户", CANARY), by=cast.min)
    pages.make_matter(lead=cast.education, by=cast.zhao, title="教育局自己的事项")
    while outbox.relay(at=clock.now()):  # Wagtail's search index follows the commit
        pass
    return matter


def routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern


def filled(route, values):
    """The address with every known part filled in; None where a part is unknown."""
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(values.get(part[1], "?")), route)
    path = path.removeprefix("^").replace(r"\.", ".").rstrip("$")
    return None if set("?()^*+[") & set(path) else f"/{path}"


def admin_addresses(matter):
    """Every address of Wagtail's admin that a page of the matter fits in, by GET."""
    found = set()
    for page in (matter.page, matter.draft):
        revision = page.revisions.order_by("pk").first()
        values = {
            "page_id": page.pk, "parent_page_id": page.pk, "page_to_move_id": page.pk,
            "page_pk": page.pk, "pk": page.pk, "object_id": page.pk, "id": page.pk,
            "destination_id": matter.page.get_parent().pk, "page_type_id": page.pk,
            "revision_id": revision.pk, "revision_id_a": "earliest", "revision_id_b": "latest",
            "app_label": "wagtailcore", "model_name": "page", "action": "delete",
            "content_type_app_name": "cms", "content_type_model_name": "draftpage",
            "content_type_id": ContentType.objects.get_for_model(DraftPage).pk,
            "preview_mode": "", "mode": "",
        }  # fmt: skip
        for route, _pattern in routes(get_resolver().url_patterns):
            if not route.startswith("admin/") or "failwhale" in route:
                continue
            if address := filled(route, values):
                found.add(address)
    return sorted(found)


def queried(address, page):
    """The address as it is, and asked for the canary in every way that a listing knows."""
    yield address
    yield f"{address}?q={ASKED}&query={ASKED}&search={ASKED}&page_type=wagtailcore.page"
    if any(part in address for part in ("/api/", "/bulk/", "choose")):
        yield f"{address}?id={page.pk}&child_of={page.pk}&for_explorer=1&fields=*"


@pytest.mark.parametrize("name", OTHERS)
def test_no_address_of_the_admin_tells_of_it(secret, cast, login, name):
    client = login(getattr(cast, name))
    client.raise_request_exception = False
    addresses = admin_addresses(secret)
    assert len(addresses) > 120
    told, failed = [], []
    for address in addresses:
        for url in queried(address, secret.page):
            response = client.get(url)
            if tells(response):
                told.append(url)
            if response.status_code >= 500:
                failed.append(url)
    assert not told, "\n".join(told)
    assert failed == []


def tells(response):
    content = b"".join(response) if response.streaming else response.content
    words = content.decode(errors="replace")
    return CANARY in words or json.dumps(CANARY)[1:-1] in words


def test_its_own_people_and_the_office_find_it(secret, cast, login):
    """The walk above would find nothing if nothing were anywhere: here it is found."""
    for name in ("min", "wang", "sun"):
        client = login(getattr(cast, name))
        told = [
            address
            for address in (
                f"/admin/pages/{secret.page.pk}/",
                f"/admin/pages/{secret.draft.pk}/edit/",
                f"/admin/pages/{secret.draft.pk}/history/",
                f"/admin/pages/search/?q={ASKED}",
                f"/admin/choose-page/?q={ASKED}",
                "/admin/desk/",
            )
            if CANARY in client.get(address).content.decode()
        ]
        assert len(told) >= 5, (name, told)


def test_a_joint_department_is_inside(secret, cast, login):
    secret.consultation.joint.add(cast.education)
    access.open_to_departments(type(secret.page).objects.get(pk=secret.page.pk))
    response = login(cast.zhao).get(f"/admin/pages/{secret.draft.pk}/edit/")
    assert CANARY in response.content.decode()


def test_a_membership_that_has_ended_leaves_the_walls(secret, cast, login, now):
    membership = cast.min.memberships.get()
    membership.valid_until = now
    membership.save()
    client = login(cast.min)
    for address in (f"/admin/pages/{secret.draft.pk}/edit/", f"/admin/choose-page/?q={ASKED}"):
        assert CANARY not in client.get(address).content.decode()


def test_pictures_and_documents_stay_in_their_department(secret, cast, login):
    police = access.collection_of(cast.police)
    Document.objects.create(title=f"{CANARY}底稿", file="a.txt", collection=police)
    Image.objects.create(title=f"{CANARY}插图", file="a.png", width=1, height=1, collection=police)
    kept = (
        "/admin/documents/", "/admin/images/", "/admin/documents/chooser/",
        "/admin/images/chooser/", f"/admin/documents/?q={ASKED}", f"/admin/images/?q={ASKED}",
        f"/admin/documents/chooser/results/?q={ASKED}", f"/admin/images/chooser/results/?q={ASKED}",
    )  # fmt: skip
    for name, sees in (("min", True), ("sun", True), ("zhao", False), ("li", False)):
        client = login(getattr(cast, name))
        told = [address for address in kept if tells(client.get(address))]
        assert bool(told) == sees, (name, told)


def test_the_wall_costs_the_same_for_few_and_for_many(secret, cast):
    def queries():
        with CaptureQueriesContext(connection) as context:
            list(walled(Page.objects.all(), cast.zhao))
        return len(context)

    few = queries()
    for _ in range(8):
        pages.make_matter(lead=cast.police, by=cast.min, text="")
    assert queries() == few <= 5
    titles = {page.title for page in walled(Page.objects.all(), cast.zhao)}
    assert "教育局自己的事项" in titles
    assert not any(CANARY in title for title in titles)
