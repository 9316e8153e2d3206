"""Addresses of the desk, under Wagtail's admin."""

from django.urls import path

from cms.desk import drafting, previewing, tracing, views, working

app_name = "desk"
urlpatterns = [
    path("", views.desks, name="desks"),
    path("new/", views.create, name="create"),
    path("parked/", views.parked, name="parked"),
    path("parked/<int:pk>/retry/", views.retry, name="retry"),
    path("jobs/", working.all_jobs, name="jobs"),
    path("jobs/<int:pk>/", working.job, name="job"),
    path("jobs/<int:pk>/cancel/", working.cancel, name="cancel_job"),
    path("jobs/<int:pk>/result/", working.result, name="job_result"),
    path("text/<int:pk>/", drafting.long_text, name="long_text"),
    path("<int:pk>/", views.desk, name="desk"),
    path("<int:pk>/pages/<slug:section>/", drafting.add_page, name="add_page"),
    path("<int:pk>/report/preview/", previewing.report, name="report_preview"),
    path("<int:pk>/links/", tracing.linking, name="links"),
    path("<int:pk>/repairs/", tracing.repairing, name="repairs"),
    path("<int:pk>/act/erratum/", views.act, {"name": "erratum"}, name="erratum"),
    path("<int:pk>/act/<slug:name>/", views.act, name="act"),
]
