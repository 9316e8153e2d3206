"""The registers an administrator keeps: departments, memberships, procedures, days, aliases."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from cms import access
from consultation import audit, clock
from consultation.models import (
    CalendarDay,
    Department,
    DepartmentAlias,
    Membership,
    ProcedureProfile,
)


class Recorded:
    """Every change of a register is an audit event with the fields that changed."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]
    request: Any
    form: Any

    def save_instance(self) -> Any:
        instance = super().save_instance()  # type: ignore[misc]
        audit.record(
            verb="register.save", by=self.request.user, at=clock.now(), subject=instance,
            fields=list(self.form.changed_data),
        )  # fmt: skip
        return instance


class RecordedCreate(Recorded, CreateView):
    pass


class RecordedEdit(Recorded, EditView):
    pass


class Enrolling(Recorded):
    """A membership also opens and closes what Wagtail's groups allow."""

    def save_instance(self) -> Any:
        membership = super().save_instance()
        access.settle(membership.user, clock.now())
        return membership


class EnrollingCreate(Enrolling, CreateView):
    pass


class EnrollingEdit(Enrolling, EditView):
    pass


class Register(ModelViewSet):
    """A list without deletion: history refers to these rows."""

    add_view_class = RecordedCreate
    edit_view_class = RecordedEdit
    inspect_view_enabled = False
    copy_view_enabled = False
    add_to_admin_menu = False

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**kwargs) | {"delete_url_name": None}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.model._default_manager.select_related()
        return super().get_index_view_kwargs(**kwargs) | {
            "queryset": rows, "delete_url_name": None,
        }  # fmt: skip

    def get_urlpatterns(self) -> list[Any]:
        return [one for one in super().get_urlpatterns() if one.name != "delete"]


class DepartmentRegister(Register):
    model = Department
    icon = "home"
    list_display: ClassVar[list[str]] = ["name", "short_name", "is_decision_body", "is_active"]
    search_fields: ClassVar[list[str]] = ["name", "short_name"]
    form_fields: ClassVar[list[str]] = ["name", "short_name", "is_decision_body", "is_active"]


class AliasRegister(Register):
    model = DepartmentAlias
    icon = "tag"
    list_display: ClassVar[list[str]] = ["name", "department"]
    form_fields: ClassVar[list[str]] = ["name", "department"]


class MembershipRegister(Register):
    model = Membership
    icon = "group"
    add_view_class = EnrollingCreate
    edit_view_class = EnrollingEdit
    list_display: ClassVar[list[str]] = [
        "user", "department", "role", "valid_from", "valid_until",
    ]  # fmt: skip
    list_filter: ClassVar[list[str]] = ["department", "role"]
    form_fields: ClassVar[list[str]] = [
        "user", "department", "role", "valid_from", "valid_until", "deputy_for",
    ]  # fmt: skip


class ProfileRegister(Register):
    model = ProcedureProfile
    icon = "list-ol"
    list_display: ClassVar[list[str]] = ["name", "code", "valid_from", "minimum_days"]
    form_fields: ClassVar[list[str]] = [
        "code", "name", "legal_basis", "valid_from", "valid_until", "minimum_days", "counting",
        "report_due_days", "report_warn_days", "referral_due_days", "decision_due_days",
    ]  # fmt: skip


class CalendarRegister(Register):
    model = CalendarDay
    icon = "date"
    list_display: ClassVar[list[str]] = ["date", "is_working", "note"]
    form_fields: ClassVar[list[str]] = ["date", "is_working", "note"]


class Registers(ViewSetGroup):
    menu_label = _("Registers")
    menu_icon = "folder-open-inverse"
    menu_order = 90
    items: ClassVar[tuple[Any, ...]] = (
        DepartmentRegister("departments"),
        AliasRegister("aliases"),
        MembershipRegister("memberships"),
        ProfileRegister("procedures"),
        CalendarRegister("calendar"),
    )
