"""An imported page becomes a consultation, once, with everything marked and nothing guessed."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from cms.importing import applying
from cms.importing.page import read_page
from cms.importing.writing import write
from consultation import lifecycle, repairs, sealing
from consultation.enums import Relation, Role, Section, Stage
from consultation.models import Consultation, Department, Repair, SectionPublication
from consultation.sections import sections_of, stations_of
from consultation.stages import stage_of
from feedback.enums import Outcome
from feedback.models import Comment, Point, Report
from feedback.reports import verify_report
from tests.factories import pages
from tests.factories.process import make_membership, make_user

REAL = Path(settings.BASE_DIR).parent / "shared/data/zibo-2021-household-registration.txt"
needs_the_page = pytest.mark.skipif(not REAL.exists(), reason="the real page is not at hand")

INVENTED = """关于规范夜市经营的办法
• 公告内容
• 草案全文
• 公众意见采纳情况反馈

为规范夜市经营，市商务局起草了《关于规范夜市经营的办法（征求意见稿）》，现公开征求意见，时间为2023年3月1日至2023年3月31日。意见请发送至yeshi@shangwu.example，联系人张小明，手机13912345678。

第一条 为了规范夜市经营，制定本办法。
第二条 夜市经营时间为每日十七时至二十四时。
第三条 经营者应当保持环境卫生。（责任单位：市城市管理局）

市商务局于2023年3月1日至3月31日公开征求意见，共收到2条意见，采纳1条，不予采纳1条。
1.建议延长到次日一时。采纳情况：不予采纳。理由：影响周边居民休息。
2.建议增设垃圾桶。采纳情况：采纳。

和平市商务局
2023年4月10日
"""


@pytest.fixture(autouse=True)
def tree(db):
    pages.make_site()


def importing(path, **options):
    out = StringIO()
    call_command("import_page", str(path), stdout=out, **options)
    return out.getvalue()


@needs_the_page
class TestTheRealPage:
    @pytest.fixture
    def imported(self, now):
        data = REAL.read_bytes()
        return write(read_page(data), data=data, source=REAL.name, at=now).consultation

    def test_it_is_decided_and_marked(self, imported, now):
        assert stage_of(Consultation.objects.get(pk=imported.pk), now) == Stage.DECIDED
        assert imported.imported_from == REAL.name
        assert set(SectionPublication.objects.values_list("section", flat=True)) == {
            section.value for section in Section if section != Section.COMMENT
        }

    def test_texts_have_their_articles(self, imported):
        counts = {
            version.kind: version.provisions.filter(kind="article").count()
            for version in imported.texts.all()
        }
        assert counts == {"draft": 15, "decision": 14}

    def test_entries_become_points_with_their_departments(self, imported):
        points = Point.objects.order_by("pk")
        assert [point.outcome for point in points] == [Outcome.ADOPTED, Outcome.NOT_ADOPTED]
        assert [point.answered_by.name for point in points] == ["淄博市公安局", "淄博市教育局"]
        assert [comment.printed_label for comment in Comment.objects.order_by("pk")] == [
            "采纳",
            "不予采纳",
        ]

    def test_the_report_keeps_what_was_printed_and_verifies(self, imported):
        report = Report.objects.get()
        assert report.printed_figures == {
            "people": 2, "opinions": 2, "adopted": 1, "partly_adopted": 0, "not_adopted": 1,
        }  # fmt: skip
        assert (report.figures["people"], report.figures["points"]) == (2, 2)
        assert verify_report(report) == []

    def test_all_twenty_repairs_are_kept(self, imported):
        assert Repair.objects.count() == 20
        assert Repair.objects.filter(is_proven=True).count() == 14

    def test_every_section_reads_in_the_browser(self, imported, client):
        for section in Section:
            url = reverse(f"consultation:{section.value}", kwargs={"slug": imported.slug})
            assert client.get(url).status_code == 200
        draft = client.get(reverse("consultation:draft", kwargs={"slug": imported.slug}))
        assert "（十五）" in draft.content.decode()

    def test_a_department_of_another_city_is_not_taken_for_it(self, now):
        other = Department.objects.create(name="别处市教育局", short_name="市教育局")
        data = REAL.read_bytes()
        write(read_page(data), data=data, source=REAL.name, at=now)
        assert not Point.objects.filter(answered_by=other).exists()

    def test_links_between_the_texts_wait_for_a_person(self, imported):
        relations = set(imported.links.values_list("relation", flat=True))
        assert Relation.REVISED in relations
        assert not imported.links.filter(confirmed_at__isnull=False).exists()

    def test_a_settled_repair_enters_the_words(self, imported, now):
        clerk = make_user()
        make_membership(clerk, imported.lead, Role.DRAFTER)
        repair = Repair.objects.get(section=Section.NOTICE, kind="date")
        repairs.settle(repair=repair, accepted="2021年9月12日", by=clerk, at=now)
        repair.refresh_from_db()
        assert applying.apply(repair, by=clerk, at=now)
        imported.page.refresh_from_db()
        assert "2021年9月12日" in imported.page.notice
        assert "2021912日" not in imported.page.notice

    def test_a_settled_repair_of_the_draft_is_a_new_version(self, imported, now):
        clerk = make_user()
        make_membership(clerk, imported.lead, Role.DRAFTER)
        repair = Repair.objects.get(section=Section.DRAFT, kind="document_number")
        repairs.settle(repair=repair, accepted="〔2020〕176号", by=clerk, at=now)
        repair.refresh_from_db()
        assert applying.apply(repair, by=clerk, at=now)
        newest = imported.texts.filter(kind="draft").newest_first()[0]
        assert newest.number == 2
        assert newest.provisions.filter(text__contains="〔2020〕176号").exists()

    def test_json_is_one_object_and_dry_run_writes_nothing(self):
        printed = json.loads(importing(REAL, json=True, dry_run=True))
        assert printed["decision"]["document_number"] == "淄政发〔2021〕9号"
        assert not Consultation.objects.exists()

    def test_twice_makes_one(self):
        importing(REAL)
        assert "before" in importing(REAL)
        assert Consultation.objects.count() == 1
        sealing.seal()


class TestAnInventedPage:
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "night-market.txt"
        path.write_text(INVENTED)
        return path

    def test_a_personal_number_is_masked_everywhere(self, path, client):
        importing(path)
        consultation = Consultation.objects.get()
        assert "13912345678" not in consultation.page.notice
        url = reverse("consultation:notice", kwargs={"slug": consultation.slug})
        assert "13912345678" not in client.get(url).content.decode()
        assert Repair.objects.filter(kind="contact", settled_at=None).exists()

    def test_a_page_without_a_decision_is_reported(self, path, now):
        importing(path)
        later = now + timedelta(hours=1)
        assert stage_of(Consultation.objects.get(), later) == Stage.REPORTED

    def test_the_day_of_the_import_is_no_day_of_publication(self, path, now):
        importing(path)
        consultation = Consultation.objects.get()
        later = now + timedelta(hours=1)
        stations = stations_of(consultation, later)
        assert [one.on for one in stations] == [None, None, date(2023, 3, 31), *[None] * 4]
        states = [one for one in sections_of(consultation, later) if one.is_public]
        assert {one.came_later for one in states} == {True}

    def test_the_lead_can_be_said(self, path):
        importing(path, lead="和平市商务局")
        assert Consultation.objects.get().lead.name == "和平市商务局"

    def test_a_fault_half_way_writes_nothing(self, path, monkeypatch):
        def fail(**_options):
            raise RuntimeError("half way")

        monkeypatch.setattr(lifecycle, "record_report", fail)
        with pytest.raises(RuntimeError):
            importing(path)
        assert not Consultation.objects.exists()
        assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"   \n\n", b"\x00\x01\x02\xff\xfe\x00" * 50, b"<!doctype html><html><p>x</p></html>",
        "今天天气很好。".encode(), b"a" * (30 * 1024 * 1024), b"plain words only",
    ],
    ids=["empty", "blank", "binary", "html", "no sections", "30 MB", "no Chinese"],
)  # fmt: skip
def test_what_is_no_page_gets_one_sentence_and_writes_nothing(tmp_path, data):
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        importing(path)
    assert refused.value.returncode == 1
    assert "\n" not in str(refused.value)
    assert not Consultation.objects.exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        importing(tmp_path / "nowhere.txt")
