"""The files beside a report are built once, and stay as they were published."""

import pytest
from django.conf import settings
from django.urls import reverse

from consultation import clock, outbox
from feedback.exports import frozen
from feedback.models import ReportEntry
from feedback.reports import proof
from tests.factories import lived, pages


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    place = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = settings.STORAGES | {"private": place}
    return tmp_path


@pytest.fixture
def report(cast, now):
    pages.make_site()
    matter = lived.make_closed_matter(cast, now)
    lived.report(matter, cast, now)
    return matter.consultation.reports.select_related("proof").get()


@pytest.fixture
def fetch(client, report):
    def get(name, **headers):
        place = {
            "slug": report.consultation.slug, "kind": report.kind, "version": 1, "name": name,
        }  # fmt: skip
        return client.get(reverse("consultation:report_file", kwargs=place), headers=headers)

    return get


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", frozen.WRITTEN)
def test_built_or_written_anew_the_bytes_are_the_same(report, fetch, name):
    anew = body(fetch(name))
    frozen.build(at=clock.now(), report=report.pk)
    built = fetch(name)
    assert body(built) == anew
    assert built["ETag"] == f'"{report.proof.digest}"'
    assert name in built["Content-Disposition"]
    assert fetch(name, if_none_match=built["ETag"]).status_code == 304


def test_publication_has_them_built(report, fetch, monkeypatch, own_folder):
    outbox.relay(at=clock.now(), queue="heavy")
    assert (own_folder / "reports" / report.proof.digest / "complete").exists()
    monkeypatch.setattr(proof, "manifest", None)
    ReportEntry.objects.filter(report=report).update(outcome="noted")
    assert b'"outcome":"noted"' not in body(fetch("manifest.json"))


def test_building_that_was_cut_off_is_begun_anew(report, fetch, own_folder):
    folder = own_folder / "reports" / report.proof.digest
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(b'{"format":')
    whole = body(fetch("manifest.json"))
    assert whole.endswith(b"}\n")
    for _again in range(2):
        frozen.build(at=clock.now(), report=report.pk)
        assert body(fetch("manifest.json")) == whole
    assert len(list(folder.iterdir())) == 4


def test_what_is_not_built_is_written_a_few_times_for_one_address(report, fetch):
    tries, _seconds = settings.RATE_LIMITS["file"]
    for _try in range(tries):
        assert fetch("points.csv").status_code == 200
    refused = fetch("points.csv")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    frozen.build(at=clock.now(), report=report.pk)
    assert fetch("points.csv").status_code == 200
