"""Addresses of the list, the search and their feeds."""

from django.urls import path, re_path
from django.views.decorators.http import require_safe

from search import feeds, views

app_name = "search"
urlpatterns = [
    path("consultations/", views.consultations, name="list"),
    path("search/", views.find, name="find"),
    path("feeds/consultations/", require_safe(feeds.ConsultationsFeed()), name="list_feed"),
    re_path(
        r"^feeds/consultations/(?P<slug>[-\w]+)/$",
        require_safe(feeds.ConsultationFeed()),
        name="consultation_feed",
    ),
    path("feeds/search/", require_safe(feeds.FindFeed()), name="find_feed"),
]
