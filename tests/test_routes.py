"""Who may open which address: every route of ours has a row, every row is asked by every role."""

import io
import re
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from cms.desk.acts import ACTS
from cms.models import DraftPage
from consultation import clock, jobs
from consultation.enums import Channel
from consultation.models import (
    AuditEvent,
    CalendarDay,
    Consultation,
    DepartmentAlias,
    Job,
    OutboxMessage,
    ProvisionLink,
    Repair,
)
from feedback import captcha
from feedback.models import Attachment, Comment, CommentGroup, Report
from tests.factories import lived, pages
from tests.factories.files import make_picture
from tests.factories.process import make_user

pytestmark = pytest.mark.django_db

OURS = ("cms.", "consultation.", "feedback.", "search.")
ROLES = (
    "anonymous", "drafter", "approver", "other_drafter", "other_approver", "office", "privacy",
    "administrator", "superuser", "nobody",
)  # fmt: skip
OUTSIDE = {"anonymous", "nobody"}
EVERYBODY = set(ROLES)
STAFF = EVERYBODY - OUTSIDE
DEPARTMENTS = {"drafter", "approver", "other_drafter", "other_approver"}
MATTER = {"drafter", "approver", "office"}
LEAD = {"drafter", "approver"}
HEADS = {"approver", "office"}
NOBODY: set[str] = set()


@dataclass(frozen=True)
class Row:
    """Who gets further than a refusal by GET and by POST; None: the method itself is refused."""

    get: set[str] | None
    post: set[str] | None = None


READ = Row(EVERYBODY)
ROWS: dict[str, Row] = {
    "home": READ,
    "display": READ,
    "^favicon\\.ico$": READ,
    "picture": Row(MATTER | {"superuser"}),  # of a page that is not public
    "consultation:notice": READ,
    "consultation:draft": READ,
    "consultation:draft_version": READ,
    "consultation:article": READ,
    "consultation:interpretation": READ,
    "consultation:background": READ,
    "consultation:comment": Row(EVERYBODY, EVERYBODY),
    "consultation:comments": READ,
    "consultation:feedback": READ,
    "consultation:feedback_version": READ,
    "consultation:feedback_edition": READ,
    "consultation:report_file": READ,
    "consultation:deliberation": READ,
    "consultation:decision": READ,
    "consultation:compare": READ,
    "consultation:qr": READ,
    "search:list": READ,
    "search:find": READ,
    "search:list_feed": READ,
    "search:consultation_feed": READ,
    "search:find_feed": READ,
    "feedback:status": Row(EVERYBODY, EVERYBODY),
    "feedback:receipt": READ,  # asks for the code; see below
    "feedback:receipt_text": Row(NOBODY),
    "feedback:renew": Row(None, EVERYBODY),
    "feedback:picture": READ,
    "feedback:speech": READ,
    "desk:desks": Row(STAFF),
    "desk:create": Row(DEPARTMENTS, DEPARTMENTS),
    "desk:parked": Row({"office", "administrator"}),
    "desk:retry": Row(None, {"office", "administrator"}),
    "desk:jobs": Row(STAFF),
    "desk:job": Row({"drafter", "office"}),  # whoever asked for it, and the office
    "desk:cancel_job": Row(None, {"drafter", "office"}),
    "desk:job_result": Row({"drafter"}),
    "desk:long_text": Row(MATTER, MATTER),
    "desk:desk": Row(MATTER),
    "desk:add_page": Row(None, MATTER),
    "desk:report_preview": Row(MATTER),
    "desk:links": Row(MATTER, MATTER),
    "desk:repairs": Row(MATTER, MATTER),
    "desk:erratum": Row(MATTER, MATTER),
    "weighing:queue": Row(MATTER, MATTER),
    "weighing:groups": Row(MATTER, MATTER),
    "weighing:group": Row(MATTER, MATTER),
    "weighing:comment": Row(MATTER | {"privacy"}, MATTER | {"privacy"}),
    "weighing:here": Row(MATTER | {"privacy"}),
    "weighing:privacy": Row(MATTER | {"privacy"}, MATTER | {"privacy"}),
    "weighing:attachment": Row(MATTER | {"privacy"}, MATTER | {"privacy"}),
    "weighing:privacy_list": Row(STAFF),
    "weighing:report": Row(MATTER, MATTER),
    "weighing:report_file": Row(None, MATTER),
    "weighing:register": Row(MATTER, MATTER),
    "weighing:referrals": Row(STAFF, NOBODY),  # a referral of one's own must be named
    "weighing:overdue": Row(STAFF),
    "weighing:signing": Row(STAFF, STAFF),
    "weighing:reasons": Row(STAFF, NOBODY),  # a department of one's own must be named
    "weighing:promises": Row(STAFF, NOBODY),
}
DESK_ACTS: dict[str, set[str]] = {
    "schedule": {"approver"},  # once its days are announced
    "extend": HEADS,
    "suspend": HEADS,
    "resume": HEADS,
    "round": {"approver"},
    "erratum": MATTER,
    "meeting": {"office"},
    "publish-meeting": {"office"},
    "decision": {"office"},
    "links": MATTER,
    "link": MATTER,
    "details": {"approver"},
    "publish-decision": {"office"},
    "hold": HEADS,
    "restore": HEADS,
    "withdraw": HEADS,
}
ROWS |= {f"desk:act:{name}": Row(who, who) for name, who in DESK_ACTS.items()}
KEEPERS = {"administrator", "superuser"}
REGISTERS = ("departments", "aliases", "memberships", "procedures", "calendar")
ROWS |= {f"{name}:{act}": Row(KEEPERS, KEEPERS) for name in REGISTERS for act in ("add", "edit")}
STAFFS = ("desk:", "weighing:", *(f"{name}:" for name in REGISTERS))


def routes(patterns: Any, namespace: str = "") -> Any:
    """Every route below by its name, or by its pattern where it has none."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            view = pattern.callback
            module = getattr(view, "__module__", type(view).__module__)
            if module.startswith(OURS):
                name = pattern.name or str(pattern.pattern)
                yield f"{namespace}{name}", pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)


def all_routes() -> dict[str, Any]:
    found = dict(routes(get_resolver().url_patterns))
    act = found.pop("desk:act")
    return found | {f"desk:act:{name}": act for name in ACTS}


@pytest.fixture
def matter(cast):
    pages.make_site()
    pages.enrol_all()
    made = lived.make_decided_matter(cast, clock.now(), comments=1)
    Consultation.objects.filter(pk=made.consultation.pk).update(shows_comments=True)
    return made


@pytest.fixture
def clients(matter, cast):
    root = make_user("root", is_superuser=True, is_staff=True)
    people = {
        "drafter": cast.min, "approver": cast.wang, "other_drafter": cast.zhao,
        "other_approver": cast.qian, "office": cast.sun, "privacy": cast.li,
        "administrator": cast.zhou, "superuser": root, "nobody": cast.wu,
    }  # fmt: skip
    found = {"anonymous": Client(raise_request_exception=False)}
    for role, person in people.items():
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(person, backend=pages.BACKEND)
    return found


@pytest.fixture
def repair(matter):
    return Repair.objects.create(
        consultation=matter.consultation, section="notice", kind="date", line=1,
        found="202年1月", proposed="2026年1月",
    )  # fmt: skip


@pytest.fixture
def payloads(repair):
    """What a POST must name to be more than a request for nothing."""
    return {
        "desk:links": {"all": "1"},
        "desk:repairs": {"repair": repair.pk},
        "weighing:report": {"act": "draft"},
        "weighing:report_file": {"report": Report.objects.first().pk, "format": "xlsx"},
    }


def registered(consultation):
    """A row of each register."""
    lead = consultation.lead
    alias = DepartmentAlias.objects.create(department=lead, name="市公安")
    day = CalendarDay.objects.create(date="2027-01-01", is_working=False)
    return {
        "departments": lead.pk, "aliases": alias.pk, "calendar": day.pk,
        "memberships": lead.memberships.first().pk, "procedures": consultation.profile_id,
    }  # fmt: skip


@pytest.fixture
def addresses(matter, cast):
    at = clock.now()
    comment = Comment.objects.filter(channel=Channel.WEB).first()
    message = OutboxMessage.objects.create(topic="none", created_at=at, due_at=at, parked_at=at)
    job = Job.objects.create(kind="none", title="清点", asked_at=at, asked_by=cast.min)
    jobs.finish(job=job, at=at, result=jobs.Result(io.BytesIO(b"1"), "1.txt", "text/plain"))
    picture = captcha.issue(captcha.Kind.PICTURE, at).key
    scan = SimpleUploadedFile("letter.png", b"\x89PNG\r\n")
    letter = Attachment.objects.create(
        comment=comment, file=scan, name="letter.png", content_type="image/png", size=6,
        sha256="0" * 64,
    )  # fmt: skip
    slug, pk = matter.consultation.slug, matter.consultation.pk
    keys = {"desk:retry": message.pk, "desk:long_text": matter.draft.pk}
    keys |= dict.fromkeys(("desk:job", "desk:cancel_job", "desk:job_result"), job.pk)
    keys["weighing:attachment"] = letter.pk
    keys["weighing:group"] = CommentGroup.objects.create(
        consultation=matter.consultation, number=1, text="同文", proposed_at=at,
        proposed_by=cast.min,
    ).pk  # fmt: skip
    keys |= dict.fromkeys(("weighing:comment", "weighing:here", "weighing:privacy"), comment.pk)
    keys |= {f"{name}:edit": pk for name, pk in registered(matter.consultation).items()}
    given = {
        "slug": slug,
        "name": "none.jpg",
        "number": 1,
        "anchor": "p1",
        "version": 1,
        "kind": "final",
        "section": "draft",
    }

    def values(name, parts):
        own = given | {"pk": keys.get(name, pk), "key": picture}
        if name.startswith("desk:act:"):
            own["name"] = name.removeprefix("desk:act:")
        if name == "picture":
            rendition = make_picture(matter.consultation.lead).get_rendition("width-1200")
            own["name"] = rendition.file.name.removeprefix("images/")
        if name in ("feedback:receipt", "feedback:receipt_text"):
            own["number"] = comment.receipt_number
        if name == "consultation:report_file":
            own["name"] = "manifest.json"
        if name == "desk:add_page":
            own["section"] = "interpretation"
        return {part: own[part] for part in parts}

    def address(name):
        if name.startswith("^"):
            return "/favicon.ico"
        route = "desk:act" if name.startswith("desk:act:") else name
        parts = all_routes()[name].pattern.converters or all_routes()[name].pattern.regex.groupindex
        wanted = set(parts) | ({"slug"} if name.startswith("consultation:") else set())
        return reverse(route, kwargs=values(name, wanted))

    return {name: address(name) for name in ROWS}


def verdict(response: Any) -> str:
    """Further, refused, sent to the login, or the method itself refused."""
    if response.status_code == 405:
        return "method"
    if response.status_code in (301, 302, 303):
        target = response["Location"]
        if target.startswith("/admin/login/"):
            return "login"
        return "refused" if target == "/admin/" else "further"
    if response.status_code in (403, 404):
        return "refused"
    return "further" if response.status_code < 500 else f"error {response.status_code}"


def expected(name: str, role: str, who: set[str] | None) -> str:
    if name.startswith(STAFFS) and role in OUTSIDE:
        return "login"
    if who is None:
        return "method"
    return "further" if role in who else "refused"


def test_every_route_has_a_row():
    assert set(all_routes()) == set(ROWS)


def test_every_route_is_open_to_its_roles_and_to_no_other(clients, addresses, payloads):
    wrong = []
    for method, name, role in product(("get", "head", "post"), ROWS, ROLES):
        row = ROWS[name]
        data = payloads.get(name, {}) if method == "post" else {}
        found = verdict(getattr(clients[role], method)(addresses[name], data))
        wanted = expected(name, role, row.post if method == "post" else row.get)
        if found != wanted:
            wrong.append(f"{method} {name} by {role}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_no_other_method_opens_anything(clients, addresses):
    methods = ("put", "patch", "delete", "trace", "options")
    for method, name, role in product(methods, ROWS, ("anonymous", "superuser", "approver")):
        response = getattr(clients[role], method)(addresses[name])
        allowed = (200, 302, 403, 404, 405) if method == "options" else (302, 403, 404, 405)
        assert response.status_code in allowed, (method, name, role, response.status_code)


def test_asking_by_those_outside_changes_nothing(clients, addresses, payloads):
    """Every address, posted by everybody who is outside: not one row more or less."""
    models = [AuditEvent, Comment, Consultation, DraftPage, ProvisionLink, Repair, Report]

    def state():
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = state()
    for name, row in ROWS.items():
        for role in EVERYBODY - (row.post or set()):
            words = {"reason": "无", "act": "draft", "save": "1"} | payloads.get(name, {})
            clients[role].post(addresses[name], words)
    assert state() == before


def test_unknown_numbers_and_names_are_not_found(clients):
    for prefix, path, role in product(
        ("", "/en"),
        ("/consultations/nothing/", "/consultations/nothing/draft/", "/nothing/",
         "/consultations/nothing/qr/draft.svg"),
        ("anonymous", "approver", "superuser"),
    ):  # fmt: skip
        assert clients[role].get(prefix + path).status_code == 404, (path, role)
    for path, role in product(
        ("desk/999999/", "desk/999999/act/extend/", "desk/text/999999/", "weighing/queue/999999/",
         "weighing/comment/999999/", "weighing/report/999999/", "desk/1/act/nothing/"),
        ("approver", "office", "superuser"),
    ):  # fmt: skip
        assert clients[role].get(f"/admin/{path}").status_code == 404, (path, role)


def test_a_receipt_that_exists_looks_like_one_that_does_not(clients, addresses):
    known = addresses["feedback:receipt"]
    number = known.rstrip("/").rsplit("/", 1)[-1]
    for role in ("anonymous", "superuser"):
        pair = [clients[role].get(path) for path in (known, "/receipt/AAAAAAAA/")]
        shown, unknown = (
            re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", page.content.decode())
            for page in pair
        )
        assert shown.replace(number, "AAAAAAAA") == unknown
