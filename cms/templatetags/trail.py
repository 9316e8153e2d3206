"""Who did what, in words: for the audit trail at the desk."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

VERBS = {
    "consultation.create": _("matter created"),
    "consultation.publish": _("notice published"),
    "consultation.withdraw": _("matter withdrawn"),
    "consultation.report": _("first final report published"),
    "section.publish": _("section published"),
    "section.hold": _("section held back"),
    "section.restore": _("section shown again"),
    "period.schedule": _("period set"),
    "period.extend": _("period extended"),
    "period.suspend": _("comments suspended"),
    "period.resume": _("comments resumed"),
    "period.further_round": _("further round opened"),
    "text.freeze": _("text frozen"),
    "text.erratum": _("erratum opened"),
    "deliberation.record": _("meeting recorded"),
    "deliberation.publish": _("meeting published"),
    "decision.record": _("decision recorded"),
    "decision.publish": _("decision published"),
    "links.propose": _("links proposed"),
    "links.confirm": _("links confirmed"),
    "comment.received": _("comment received"),
    "point.added": _("point added"),
    "point.decided": _("outcome set"),
    "point.submitted": _("sent for signature"),
    "point.approved": _("point signed"),
    "point.sent_back": _("point sent back"),
    "point.reopened": _("point reopened"),
    "point.undone": _("last step taken back"),
    "points.changed": _("many points changed at once"),
    "points.undone": _("change of many points taken back"),
    "reason.offered": _("standard reason offered"),
    "reason.retired": _("standard reason retired"),
    "suggestion.taken": _("suggestion taken"),
    "suggestion.refused": _("suggestion refused"),
    "point.traced": _("trace in the decision named"),
    "referral.asked": _("department asked"),
    "referral.answered": _("department answered"),
    "report.drafted": _("report drafted"),
    "report.published": _("report published"),
    "commitment.made": _("promise made"),
    "respondent.reveal": _("contact revealed"),
    "page.schedule_failed": _("scheduled publication failed"),
    "comment.shown": _("comment shown to others"),
    "comment.withdrawn": _("comment withdrawn"),
    "comment.withheld": _("comment withheld"),
    "commitment.fulfilled": _("promise kept"),
    "consultation.change": _("details changed"),
    "consultation.import": _("matter imported"),
    "finding.masked": _("personal data masked"),
    "finding.overruled": _("found to be no personal data"),
    "group.confirmed": _("group confirmed"),
    "group.dissolved": _("group dissolved"),
    "group.moved": _("comments moved to another group"),
    "group.proposed": _("groups proposed"),
    "group.reduced": _("comments taken out of a group"),
    "group.split": _("group split"),
    "group.weighed": _("group answered as one"),
    "links.link": _("link drawn by hand"),
    "outbox.retry": _("message tried again"),
    "page.submitted": _("page sent to the approver"),
    "point.assigned": _("point assigned"),
    "point.disagreed": _("disagreement recorded"),
    "point.edited": _("point reworded"),
    "point.removed": _("point removed"),
    "referral.extended": _("more time given for an answer"),
    "referral.returned": _("question returned unanswered"),
    "referral.transferred": _("question passed on"),
    "referral.withdrawn": _("question taken back"),
    "register.save": _("register changed"),
    "repair.settle": _("repair settled"),
    "report.corrected": _("report corrected"),
    "report.edited": _("report edited"),
    "attachment.erased": _("scan erased"),
    "attachment.opened": _("scan opened"),
    "report.imported": _("report imported"),
}


@register.filter
def verb_name(verb: str) -> str:
    """An act of the audit trail in words; acts without words of their own by their name."""
    return str(VERBS.get(verb, verb))


@register.filter
def person(user: Any) -> str:
    """A member of staff by name; what nobody of the staff did has a dash."""
    return (user.get_full_name() or user.get_username()) if user else "—"
