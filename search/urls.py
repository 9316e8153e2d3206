"""Addresses of the list, the search and their feeds."""

from django.urls import path, re_path

from search import feeds, views

app_name = "search"
urlpatterns = [
    path("consultations/", views.consultations, name="list"),
    path("search/", views.find, name="find"),
    path("feeds/consultations/", feeds.ConsultationsFeed(), name="list_feed"),
    re_path(
        r"^feeds/consultations/(?P<slug>[-\w]+)/$",
        feeds.ConsultationFeed(),
        name="consultation_feed",
    ),
    path("feeds/search/", feeds.FindFeed(), name="find_feed"),
]
