from cms.models.approval import DepartmentApproval
from cms.models.identity import SiteIdentity
from cms.models.legal import DecisionPage, DraftPage, Erratum, LegalTextPage, open_erratum
from cms.models.pages import (
    BackgroundPage,
    ConsultationIndexPage,
    ConsultationPage,
    GuidancePage,
    HomePage,
    InterpretationPage,
)
from cms.models.section import SectionPage

__all__ = [
    "BackgroundPage",
    "ConsultationIndexPage",
    "ConsultationPage",
    "DecisionPage",
    "DepartmentApproval",
    "DraftPage",
    "Erratum",
    "GuidancePage",
    "HomePage",
    "InterpretationPage",
    "LegalTextPage",
    "SectionPage",
    "SiteIdentity",
    "open_erratum",
]
