from consultation.models.audit import AuditEvent, AuditLink
from consultation.models.consultation import CommentPeriod, Consultation, Extension, Suspension
from consultation.models.department import Department, DepartmentAlias, Membership
from consultation.models.job import Job
from consultation.models.outbox import OutboxMessage
from consultation.models.outcome import Decision, Deliberation
from consultation.models.profile import CalendarDay, ProcedureProfile
from consultation.models.publication import SectionPublication
from consultation.models.repair import Repair
from consultation.models.text import Provision, ProvisionLink, Responsibility, TextVersion

__all__ = [
    "AuditEvent",
    "AuditLink",
    "CalendarDay",
    "CommentPeriod",
    "Consultation",
    "Decision",
    "Deliberation",
    "Department",
    "DepartmentAlias",
    "Extension",
    "Job",
    "Membership",
    "OutboxMessage",
    "ProcedureProfile",
    "Provision",
    "ProvisionLink",
    "Repair",
    "Responsibility",
    "SectionPublication",
    "Suspension",
    "TextVersion",
]
