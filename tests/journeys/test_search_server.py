"""Search on the full stack: from Elasticsearch, without it from the database, and back again."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from base64 import b64encode
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.elastic import LAUNCHER, server
from tests.journeys.serving import serving
from tests.services import ROOT, running_redis, wait_until

pytestmark = pytest.mark.browser
NOTICE = "搜索服务暂时没有回应"
HOLD = """
from consultation import clock, lifecycle
from consultation.enums import Section
from consultation.models import Consultation, Membership
office = Membership.objects.filter(role="office").first().user
matter = Consultation.objects.get(title__contains="电动自行车停放充电")
verb = lifecycle.{verb}_section
verb(consultation=matter, section=Section.DRAFT, by=office, at=clock.now(){reason})
"""


class Server:
    """The search server as one who keeps the machine sees it; its pid changes with each start."""

    def __init__(self):
        self.url = server()
        self.client = Elasticsearch(self.url, request_timeout=30)

    def send(self, sign):
        found = subprocess.run([LAUNCHER, "pid"], capture_output=True, text=True, check=True)
        os.kill(int(found.stdout), sign)

    def start(self):
        started = subprocess.run([LAUNCHER, "start"], capture_output=True, text=True, check=False)
        assert started.returncode == 0, started.stderr

    @property
    def asked(self):
        """How many searches it has answered."""
        return self.client.indices.stats(index="yanlu.*")["_all"]["total"]["search"]["query_total"]

    def articles(self):
        """How many articles of drafts it holds."""
        query = {"term": {"kind": "draft"}}
        return self.client.count(index="yanlu.live", query=query)["count"]


@contextmanager
def working(environment, log):
    """A worker of all queues with its beat."""
    command = [sys.executable, "-m", "celery", "-A", "cms.celery", "worker", "--beat", "-c", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def stack():
    """(site, search server): gunicorn, Redis, a worker, Elasticsearch, and PostgreSQL where
    STACK_DATABASE_URL names one.
    """
    if os.environ.get("ELASTICSEARCH_URL"):
        pytest.skip("the server behind ELASTICSEARCH_URL is not ours to stop")
    data = Path(tempfile.mkdtemp(prefix="yanlu-stack-"))
    with ExitStack() as parts:
        engine = Server()
        services = {
            "ELASTICSEARCH_URL": engine.url,
            "REDIS_URL": parts.enter_context(running_redis()).url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": f"k1:{b64encode(secrets.token_bytes(32)).decode()}",
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        if database := os.environ.get("STACK_DATABASE_URL"):
            services["DATABASE_URL"] = database
        site = parts.enter_context(serving(data, **services))
        parts.enter_context(
            working(site.environment, parts.enter_context((data / "log").open("w")))
        )
        wait_until(lambda: engine.client.indices.exists_alias(name="yanlu.live"))
        yield site, engine


@pytest.fixture
def page(stack, browser):
    site, _engine = stack
    context = browser.new_context(base_url=site.url, locale="zh-CN")
    yield context.new_page()
    context.close()


def searched(page):
    """(whether the page says that the database answered, addresses found)"""
    page.goto("/search/?q=充电")
    links = page.locator(".entry h3 a")
    assert page.locator(".entry mark").count() >= links.count()
    return NOTICE in page.inner_text("main"), [link.get_attribute("href") for link in links.all()]


def answers_itself(page, engine):
    before = engine.asked
    stood_in, _found = searched(page)
    return not stood_in and engine.asked > before


def test_search_survives_its_server(stack, page, picture):
    site, engine = stack
    wait_until(lambda: answers_itself(page, engine))
    _notice, found = searched(page)
    assert "/ebikes/draft/" in " ".join(found)

    engine.send(signal.SIGSTOP)
    stood_in, same = searched(page)
    assert stood_in
    assert same == found
    picture(page, "search-stood-in")
    engine.send(signal.SIGCONT)
    wait_until(lambda: answers_itself(page, engine))
    assert searched(page) == (False, found)
    articles = engine.articles()

    engine.send(signal.SIGKILL)
    assert searched(page) == (True, found)
    site.manage("shell", "-c", HOLD.format(verb="hold", reason=", reason='核对'"))
    stood_in, fewer = searched(page)
    assert stood_in
    assert not [url for url in fewer if "/ebikes/draft/" in url]
    engine.start()
    wait_until(lambda: answers_itself(page, engine))
    wait_until(lambda: engine.articles() < articles)
    site.manage("shell", "-c", HOLD.format(verb="restore", reason=""))
    wait_until(lambda: engine.articles() == articles)
    wait_until(lambda: searched(page) == (False, found))
