"""Two web nodes share a bucket: what one stored the other hands out, to whom it may."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings as known
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Drawing
from wagtail.images.models import Image, Rendition

from cms import access, backups
from cms.settings import services
from consultation import jobs
from consultation.models import Consultation, Job
from feedback import people
from feedback.models import Attachment
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.pages import enrol_all
from tests.factories.reports import publish
from tests.services import running_bucket, wait_until
from tests.stack.servers import ask
from tests.stack.test_moving import manage, new_database  # noqa: F401

pytestmark = pytest.mark.services

MARK = "m" * 32


@pytest.fixture(scope="module")
def bucket():
    with running_bucket() as address:
        yield address


@pytest.fixture
def enrolled(servers, cast):
    """The cast, who need not wait until a drainer lets them in."""
    enrol_all()


@pytest.fixture
def nodes(servers, bucket, enrolled):
    return [servers.web(STORAGE_URL=bucket, FILES_BY_NGINX="off") for _node in range(2)]


def drawn():
    picture = BytesIO()
    Drawing.new("RGB", (900, 600), "red").save(picture, "PNG")
    return picture.getvalue()


def session_of(user):
    """The cookies of somebody who is logged in, good at every node."""
    client = Client()
    client.force_login(user)
    return f"{known.SESSION_COOKIE_NAME}={client.session.session_key}; csrftoken={MARK}"


def send(url, cookie, file, content, **fields):
    """A form with one file, as a browser sends it."""
    fields["csrfmiddlewaretoken"] = MARK
    parts = [
        f'--{MARK}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{MARK}\r\nContent-Disposition: form-data; name="{file}"; filename="a.png"\r\n'
        f"Content-Type: image/png\r\n\r\n".encode()
        + content
        + f"\r\n--{MARK}--\r\n".encode()
    )
    kind = f"multipart/form-data; boundary={MARK}"
    return ask(url, b"".join(parts), Cookie=cookie, Content_Type=kind)


def test_a_scan_goes_in_at_one_node_and_out_at_the_other(nodes, open_consultation, cast, now):
    first, second = nodes
    cookie = session_of(cast.min)
    entered = send(
        first + reverse("weighing:register", args=[open_consultation.pk]), cookie,
        "scan", drawn(), key=uuid4(), channel="letter", name="王奶奶", title="来信",
        received_on=timezone.localdate(now), body="请让老人随时落户。", signatories=1,
    )  # fmt: skip
    assert entered.status == 200, entered.text
    scan = Attachment.objects.get()
    shown = second + reverse("weighing:attachment", args=[scan.pk])
    words = {"purpose": "核对来信原文", "csrfmiddlewaretoken": MARK}
    answer = ask(shown, urlencode(words).encode(), Cookie=cookie)
    assert (answer.status, answer.body) == (200, drawn())
    assert ask(shown, Cookie=session_of(cast.zhao)).status in (403, 404)
    for address in (shown, *(f"{second}/{way}{scan.file.name}" for way in ("media/", "private/"))):
        assert ask(address).status in (302, 404), address
    assert scan.file.name not in answer.headers.as_string()


def test_a_picture_is_uploaded_made_smaller_and_shown_only_to_whom_it_may(nodes, cast):
    first, second = nodes
    cookie = session_of(cast.min)
    own = access.collection_of(cast.police).pk
    stored = send(
        f"{first}/admin/images/add/", cookie, "file", drawn(), title="预算", collection=own,
        description="",
    )  # fmt: skip
    assert stored.status == 302, stored.text
    picture = Image.objects.get()
    assert ask(f"{second}/admin/images/{picture.pk}/", Cookie=cookie).status == 200
    made = Rendition.objects.filter(image=picture).first()
    answer = ask(second + made.url, Cookie=cookie)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert ask(second + made.url).status == 404
    assert ask(f"{second}/media/{picture.file.name}", Cookie=cookie).status == 404


def test_a_file_that_one_node_made_is_fetched_from_each(nodes, closed_consultation, cast, now):
    point = make_point(make_comment(closed_consultation), by=cast.min, at=now, text="公布承载能力")
    sign(point, "adopted", by=cast.min, signer=cast.wang, at=now)
    report = publish(closed_consultation, cast, now)
    job = jobs.start(
        kind="report.xlsx", title="文件", by=cast.min, at=now, report=report.pk,
        consultation=closed_consultation,
    )  # fmt: skip
    wait_until(lambda: Job.objects.get(pk=job.pk).file, 120)
    cookie = session_of(cast.min)
    for node in nodes:
        address = node + reverse("desk:job_result", args=[job.pk])
        answer = ask(address, Cookie=cookie)
        assert (answer.status, answer.body[:2]) == (200, b"PK")
        assert ask(address).status == 302
        assert ask(f"{node}/media/{Job.objects.get().file.name}", Cookie=cookie).status == 404


def test_nobody_reads_the_bucket_itself(nodes, bucket, cast, open_consultation, now):
    test_a_scan_goes_in_at_one_node_and_out_at_the_other(nodes, open_consultation, cast, now)
    door = bucket.replace("s3+http://key:secret@", "http://")
    assert ask(f"{door}/private/{Attachment.objects.get().file.name}").status == 403


def test_an_old_letter_goes_from_the_bucket(
    nodes, bucket, open_consultation, cast, now, settings, monkeypatch
):
    test_a_scan_goes_in_at_one_node_and_out_at_the_other(nodes, open_consultation, cast, now)
    scan = Attachment.objects.get()
    monkeypatch.setenv("STORAGE_URL", bucket)
    settings.STORAGES = services.storages("", "")
    assert storages["private"].exists(scan.file.name)
    long_ago = now - people.KEPT - timedelta(days=1)
    Consultation.objects.filter(pk=open_consultation.pk).update(
        reported_at=long_ago, reported_by=cast.wang
    )
    wait_until(lambda: not Attachment.objects.get().file.name, 120)
    assert not storages["private"].exists(scan.file.name)


def test_a_bucket_that_is_gone_loses_no_words(servers, enrolled, open_consultation, cast, now):
    node = servers.web(STORAGE_URL="s3+http://key:secret@127.0.0.1:9/yanlu")
    refused = send(
        node + reverse("weighing:register", args=[open_consultation.pk]), session_of(cast.min),
        "scan", drawn(), key=uuid4(), channel="letter", title="来信", signatories=1,
        received_on=timezone.localdate(now), body="这些话要留下。",
    )  # fmt: skip
    assert refused.status == 409
    assert "这些话要留下。" in refused.text
    assert not Attachment.objects.exists()


def test_a_bucket_is_backed_up_and_restored_into_another(
    bucket, transactional_db, settings, monkeypatch, tmp_path, request
):
    monkeypatch.setenv("STORAGE_URL", bucket)
    settings.STORAGES = services.storages("", "")
    for alias in backups.FOLDERS:
        storages[alias].save(f"backup/{alias}.bin", ContentFile(alias.encode()))
        storages[alias].save("空", ContentFile(b""))
    stored = {alias: set(backups.names_in(storages[alias])) for alias in backups.FOLDERS}
    copy = backups.back_up(tmp_path / "copies")
    elsewhere = {
        "YANLU_DATA": str(tmp_path / "new"), "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": settings.FIELD_KEYS,
    }  # fmt: skip
    if connection.vendor == "postgresql":
        elsewhere["DATABASE_URL"] = request.getfixturevalue("new_database")
    with running_bucket() as other:
        done = manage("restore", str(copy), STORAGE_URL=other, **elsewhere)
        assert done.returncode == 0, done.stderr
        monkeypatch.setenv("STORAGE_URL", other)
        settings.STORAGES = services.storages("", "")
        for alias, names in stored.items():
            assert set(backups.names_in(storages[alias])) == names
            assert storages[alias].open(f"backup/{alias}.bin").read() == alias.encode()
        again = manage("restore", str(copy), STORAGE_URL=other, **elsewhere)
        assert "not empty" in again.stderr
