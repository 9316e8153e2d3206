"""Long work on the screen: a bar, a cancel button and a result, without JavaScript."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation import jobs
from consultation.models import Job


@pytest.fixture
def job(staff, now):
    return jobs.start(kind="count", title="意见登记簿 <b>", by=staff.min, at=now)


def url(name, job):
    return reverse(f"desk:{name}", args=[job.pk])


def finish(job, now):
    result = jobs.Result(io.BytesIO("字".encode()), "意见登记簿.xlsx", "application/x-test")
    jobs.finish(job=job, at=now, result=result)


def test_running_work_shows_how_far_it_is_and_asks_again(as_, job):
    jobs.progress(job=job, done=20, total=50)
    page = as_("min").get(url("job", job)).content.decode()
    assert 'max="50" value="20"' in page
    assert 'data-job="on"' in page
    assert f'href="{url("job", job)}"' in page  # the button that looks again
    assert "意见登记簿 &lt;b&gt;" in page


def test_ended_work_hands_out_its_result_and_asks_no_more(as_, job, now):
    finish(job, now)
    client = as_("min")
    page = client.get(url("job", job)).content.decode()
    assert url("job_result", job) in page
    assert 'data-job="over"' in page
    assert url("cancel_job", job) not in page
    response = client.get(url("job_result", job))
    assert b"".join(response.streaming_content).decode() == "字"
    assert response["Content-Disposition"].startswith("attachment;")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_office_sees_and_cancels_but_opens_no_result(as_, job, now):
    client = as_("sun")
    assert client.get(url("job", job)).status_code == 200
    assert client.post(url("cancel_job", job)).status_code == 302
    assert Job.objects.get().cancelled_by.username == "sun"
    other = jobs.start(kind="count", title="再来", by=Job.objects.get().asked_by, at=now)
    finish(other, now)
    assert url("job_result", other) not in client.get(url("job", other)).content.decode()
    assert client.get(url("job_result", other)).status_code == 404


def test_cancelling_what_has_ended_is_said_in_words(as_, job, now):
    finish(job, now)
    page = as_("min").post(url("cancel_job", job), follow=True).content.decode()
    assert "这项任务已经结束" in page
    assert Job.objects.get().cancelled_at is None


def test_a_lost_file_is_not_found(as_, job, now):
    finish(job, now)
    job.file.storage.delete(job.file.name)
    assert as_("min").get(url("job_result", job)).status_code == 404


def test_everybody_lists_their_own_and_the_office_all(as_, job, staff, now):
    jobs.start(kind="count", title="教育", by=staff.zhao, at=now)
    mine = as_("min").get(reverse("desk:jobs")).content.decode()
    assert "意见登记簿" in mine
    assert "教育" not in mine
    everything = as_("sun").get(reverse("desk:jobs")).content.decode()
    assert "意见登记簿" in everything
    assert "教育" in everything


def test_a_long_list_costs_no_more_queries(as_, staff, open_consultation, now):
    client = as_("sun")

    def cost(more):
        for number in range(more):
            jobs.start(
                kind="count", title=f"第{number}次", by=staff.min, at=now,
                consultation=open_consultation,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:jobs"))
        return len(queries)

    cost(1)  # what is remembered after the first time
    assert cost(2) == cost(40)
