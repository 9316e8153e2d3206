"""All addresses. The sections of a consultation stand before Wagtail's own page addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path, register_converter
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import display, media, qr, views
from consultation.enums import Section
from feedback import report_files, shown
from feedback import views as comments


class SlugConverter:
    """A slug that may hold Chinese characters."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SectionConverter(SlugConverter):
    regex = "|".join(Section.values)


register_converter(SlugConverter, "unicode_slug")
register_converter(SectionConverter, "section")

sections = [
    path("", views.notice, name="notice"),
    path("draft/", views.draft, name="draft"),
    path("draft/v<int:number>/", views.draft, name="draft_version"),
    path("draft/<slug:anchor>/", views.article, name="article"),
    path("interpretation/", views.interpretation, name="interpretation"),
    path("background/", views.background, name="background"),
    path("comment/", comments.comment, name="comment"),
    path("comments/", shown.comments, name="comments"),
    path("feedback/", views.feedback, name="feedback"),
    path("feedback/v<int:version>/", views.feedback, name="feedback_version"),
    path("feedback/<slug:kind>/v<int:version>/", views.feedback, name="feedback_edition"),
    path(
        "feedback/<slug:kind>/v<int:version>/<str:name>",
        report_files.published_file,
        name="report_file",
    ),
    path("deliberation/", views.deliberation, name="deliberation"),
    path("decision/", views.decision, name="decision"),
    path("decision/compare/", views.compare, name="compare"),
    path("qr/<section:section>.svg", qr.code, name="qr"),
]

public = [
    path("", views.home, name="home"),
    path("display/", display.display, name="display"),
    path(
        "consultations/<unicode_slug:slug>/",
        include((sections, "consultation"), namespace="consultation"),
    ),
    path("", include("search.urls")),
    path("", include("feedback.urls")),
    path("", include(wagtail_urls)),
]

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<str:name>", media.picture, name="picture"),
    re_path(r"^favicon\.ico$", display.no_icon),
    *i18n_patterns(*public, prefix_default_language=False),
]
