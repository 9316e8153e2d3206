"""What every installation needs: the page tree, the rules of procedure, the workflow."""

from datetime import date
from typing import Any

from django.core.management import BaseCommand
from django.db import transaction
from wagtail.models import Page, Site

from cms import access, workflow
from cms.models import ConsultationIndexPage, HomePage
from consultation.enums import Counting
from consultation.models import ProcedureProfile

PROFILES: list[dict[str, Any]] = [
    {
        "code": "cn-713", "name": "重大行政决策", "valid_from": date(2019, 9, 1),
        "legal_basis": "《重大行政决策程序暂行条例》第十五条", "minimum_days": 30,
    },
    {
        "code": "cn-rule", "name": "政府规章", "valid_from": date(2018, 5, 1),
        "legal_basis": "《规章制定程序条例》第十五条", "minimum_days": 30,
    },
    {
        "code": "cn-normative", "name": "行政规范性文件", "valid_from": date(2018, 5, 31),
        "legal_basis": "国办发〔2018〕37号", "minimum_days": 7, "counting": Counting.WORKING,
    },
    {
        "code": "cn-market", "name": "涉及市场主体的规范性文件", "valid_from": date(2018, 5, 31),
        "legal_basis": "国办发〔2018〕37号", "minimum_days": 30,
    },
]  # fmt: skip


class Command(BaseCommand):
    help = "Makes the page tree, the procedure profiles and the workflow; safe to run again."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        for profile in PROFILES:
            ProcedureProfile.objects.get_or_create(
                code=profile["code"], valid_from=profile["valid_from"], defaults=profile
            )
        access.staff_group()
        workflow.install(index())


def index() -> ConsultationIndexPage:
    """The index of consultations below the home page, made where they are missing."""
    found = ConsultationIndexPage.objects.first()
    if found:
        return found
    root = Page.get_first_root_node()
    home = HomePage.objects.first()
    if home is None:
        root.get_children().filter(slug="home").delete()
        root = Page.objects.get(pk=root.pk)
        home = root.add_child(instance=HomePage(title="首页", slug="home"))
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "localhost", "root_page": home, "site_name": "言路"},
        )
    page = ConsultationIndexPage(title="征求意见", slug="consultations")
    return home.add_child(instance=page)
