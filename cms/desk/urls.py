"""Addresses of the desk, under Wagtail's admin."""

from django.urls import path

from cms.desk import drafting, tracing, views

app_name = "desk"
urlpatterns = [
    path("", views.desks, name="desks"),
    path("new/", views.create, name="create"),
    path("parked/", views.parked, name="parked"),
    path("parked/<int:pk>/retry/", views.retry, name="retry"),
    path("text/<int:pk>/", drafting.long_text, name="long_text"),
    path("<int:pk>/", views.desk, name="desk"),
    path("<int:pk>/pages/<slug:section>/", drafting.add_page, name="add_page"),
    path("<int:pk>/links/", tracing.linking, name="links"),
    path("<int:pk>/repairs/", tracing.repairing, name="repairs"),
    path("<int:pk>/act/erratum/", views.act, {"name": "erratum"}, name="erratum"),
    path("<int:pk>/act/<slug:name>/", views.act, name="act"),
]
