"""The project's nginx configuration in front of its server: nobody's page to another."""

import re
import socket
import time
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.test import Client

from cms import keeping
from cms.models import InterpretationPage
from consultation import clock, lifecycle
from consultation.enums import Section
from consultation.models import CommentPeriod
from feedback.models import RateWindow
from tests.cms.test_media import show
from tests.factories import pages
from tests.factories.files import make_picture
from tests.services import wait_until
from tests.stack.servers import ask

pytestmark = pytest.mark.services

SOON = 200


@pytest.fixture
def matter(transactional_db, cast, now):
    pages.make_site()
    pages.enrol_all()
    return pages.make_open_matter(lead=cast.police, by=cast.wang, at=now)


@pytest.fixture
def address(matter, proxied):
    return f"{proxied}/consultations/{matter.consultation.slug}/"


def hit(url, **headers):
    """The page out of nginx's cache; a miss only ever costs another try."""
    for _try in range(SOON):
        answer = ask(url, **headers)
        if answer.headers["X-Cache"] == "HIT":
            return answer
    raise AssertionError(f"never kept: {url} {answer.status} {answer.headers}")


def test_a_public_page_is_kept_for_a_moment_and_each_view_apart(address):
    plain = hit(address)
    assert plain.status == 200
    assert plain.headers["Cache-Control"] == "no-cache"
    assert "X-Accel-Expires" not in plain.headers
    large = hit(address, Cookie="view=large")
    assert large.body != plain.body
    english = hit(address.replace("/consultations", "/en/consultations"))
    assert 'lang="en"' in english.text
    assert hit(address, Cookie="csrftoken=abc; other=1").body == plain.body
    assert hit(address, Accept_Language="en").body == plain.body
    ids = {hit(address).headers["X-Request-ID"] for _time in range(5)}
    assert len(ids) == 5
    assert ask(address, X_Request_ID="abc-12345").headers["X-Request-ID"] == "abc-12345"


def test_staff_and_forms_are_never_answered_from_the_cache(address, proxied, cast):
    person = Client()
    person.force_login(cast.min, backend=pages.BACKEND)
    session = f"sessionid={person.cookies['sessionid'].value}"
    hit(address)
    assert ask(address, Cookie=session).headers["X-Cache"] == "BYPASS"
    tokens = set()
    for _time in range(4):
        form = ask(f"{address}comment/")
        assert form.headers["X-Cache"] is None
        assert "no-store" in form.headers["Cache-Control"]
        tokens |= set(re.findall(r'name="(?:key|captcha_key)" value="([^"]+)"', form.text))
    assert len(tokens) == 8
    for path in ("/status/", "/receipt/ABCDEFGH/", "/admin/login/"):
        answers = [ask(f"{proxied}{path}") for _time in range(3)]
        assert {answer.headers["X-Cache"] for answer in answers} == {None}, path


def test_a_kept_page_ends_with_its_stage(address):
    closes_at = clock.now() + timedelta(seconds=8)
    CommentPeriod.objects.update(closes_at=closes_at)
    time.sleep(keeping.LOOKED_UP + 0.1)  # acts of people come unannounced; the clock's do not
    invitation = "btn--zhu"
    before = hit(f"{address}?kept")
    assert invitation in before.text or clock.now() >= closes_at
    asked_at = clock.now()
    while asked_at < closes_at + timedelta(seconds=2):
        asked_at = clock.now()
        answer = ask(f"{address}?kept")
        assert asked_at < closes_at or invitation not in answer.text
    assert invitation not in hit(f"{address}?kept").text


def test_a_withdrawn_text_is_gone_within_a_second(servers, matter, cast):
    """With one second of keeping, as in production."""
    proxied = servers.nginx(servers.web(PAGES_KEPT="1"))
    draft = f"{proxied}/consultations/{matter.consultation.slug}/draft/"
    text = "放宽落户条件"
    assert text in ask(draft).text
    lifecycle.hold_section(
        consultation=matter.consultation, section=Section.DRAFT, reason="有误", by=cast.sun,
        at=clock.now(),
    )  # fmt: skip
    withdrawn = time.monotonic()
    while time.monotonic() < withdrawn + 2:
        asked = time.monotonic()
        is_shown = text in ask(draft).text
        assert not (is_shown and asked > withdrawn + 1)


def test_whoever_asks_is_counted_by_their_own_address(proxied):
    form = urlencode({"number": "ABCDEFGH", "code": "12345678"}).encode()
    client = HTTPConnection(proxied.partition("//")[2])
    client.request("GET", "/status/")
    page = client.getresponse()
    cookie = page.getheader("Set-Cookie").partition(";")[0]
    token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page.read())[1]
    for claimed in ("192.0.2.1", "198.51.100.7, 203.0.113.9", "unknown"):
        ask(
            f"{proxied}/status/", form + b"&csrfmiddlewaretoken=" + token, Cookie=cookie,
            X_Forwarded_For=claimed, X_Real_IP=claimed, Forwarded=f"for={claimed}",
        )  # fmt: skip
    assert [row.count for row in RateWindow.objects.filter(scope="status")] == [3]


def test_hosts_that_others_claim_reach_no_page(address):
    evil = ask(address, X_Forwarded_Host="evil.example")
    assert b"evil.example" not in evil.body
    assert b"evil.example" not in hit(address).body


def test_files_go_through_the_guard(proxied, matter, cast):
    picture = make_picture(cast.police)
    rendition = picture.get_rendition("width-1200")
    page = show(
        InterpretationPage.objects.get(), "picture", {"image": picture.pk, "description": "预算"},
        by=cast.min,
    )  # fmt: skip
    lifecycle.hold_section(
        consultation=matter.consultation, section=Section.INTERPRETATION, reason="未定",
        by=cast.sun, at=clock.now(),
    )  # fmt: skip
    assert ask(proxied + rendition.url).status == 404
    lifecycle.restore_section(
        consultation=matter.consultation, section=Section.INTERPRETATION, by=cast.sun,
        at=clock.now(),
    )  # fmt: skip
    pages.publish_newest(page, by=cast.wang, at=clock.now())
    shown = ask(proxied + rendition.url)
    assert (shown.status, shown.headers["Content-Type"]) == (200, "image/png")
    assert shown.body == rendition.file.read()
    name = rendition.file.name
    original = picture.file.name
    for path in (f"/_files/{name}", f"/media/{original}", f"/media/../private/{name}", f"/{name}"):
        assert ask(proxied + path).status == 404, path


def test_bodies_and_slow_clients_are_bounded(servers, matter):
    proxied = servers.nginx(
        servers.web(), **{"client_body_timeout 15s": "client_body_timeout 1s",
                          "client_header_timeout 15s": "client_header_timeout 1s"}
    )  # fmt: skip
    address = f"{proxied}/consultations/{matter.consultation.slug}/comment/"
    large = ask(address, b"body=" + b"x" * 5_000_000)
    assert large.status == 413
    assert "请按“后退”回到您写的内容" in large.text
    host, port = proxied.partition("//")[2].split(":")
    for beginning in (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST /status/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nnumber=",
    ):
        with socket.create_connection((host, int(port)), timeout=20) as slow:
            slow.sendall(beginning)
            try:
                answer = slow.recv(4096)
            except ConnectionResetError:
                answer = b""
            assert answer[:12] in (b"", b"HTTP/1.1 408")


def test_static_files_are_nginx_own_and_pages_are_compressed(proxied, address):
    sheet = ask(f"{proxied}/static/cms/yanlu.css", Accept_Encoding="gzip")
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert sheet.headers["Cache-Control"] == "public, max-age=300"
    assert ask(f"{proxied}/static/../nginx.conf").status in (400, 404)
    page = ask(address, Accept_Encoding="gzip")
    assert page.headers["Content-Encoding"] == "gzip"


def test_the_figures_of_all_processes_are_one(proxied, matter, servers):
    path = f"/consultations/{matter.consultation.slug}/"
    asked = 24
    for number in range(asked):
        ask(f"{proxied}{path}?n={number}")
    page = ask(f"{proxied}/metrics").text
    labels = '{method="GET",route="consultation:notice",status="2xx"}'
    assert f"yanlu_request_seconds_count{labels} {asked}.0" in page
    wait_until(lambda: ask(f"{proxied}/readyz").status == 200)


def test_a_node_that_is_away_is_said_in_words(servers, proxied, address):
    web = servers.processes[0]
    web.terminate()
    web.wait(timeout=30)
    answer = ask(f"{address}?another")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert "同一份意见只会收下一次" in answer.text
