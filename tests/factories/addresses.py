"""Addresses of the public site."""

from typing import Any

from consultation.enums import Section

SECTIONS = [section.value for section in Section]


def address(matter: Any, section: str = "") -> str:
    path = "" if section in ("", "notice") else f"{section}/"
    return f"/consultations/{matter.consultation.slug}/{path}"


def public_paths(open_matter: Any, decided: Any) -> list[str]:
    paths = ["/", "/consultations/", "/consultations/?state=open", "/search/", "/search/?q=落户",
             "/status/", "/how/"]  # fmt: skip
    paths += [address(open_matter, section) for section in SECTIONS]
    paths += [address(decided, section) for section in SECTIONS]
    paths += [address(decided, rest) for rest in ("decision/compare", "feedback/v1", "draft/v1")]
    return paths
