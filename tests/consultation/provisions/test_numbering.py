"""Labels, numerals, document numbers and dates parse, render and survive damage (R4–R7)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.provisions.dates import damaged_dates, parse_date, written
from consultation.provisions.numbering import Label, Style, leading
from consultation.provisions.numerals import from_chinese, to_chinese
from consultation.provisions.references import damaged_numbers, parse_document_number
from consultation.provisions.typography import same_words, typeset


@given(st.integers(1, 9999))
def test_numerals_round_trip(number):
    assert from_chinese(to_chinese(number)) == number


@given(st.sampled_from(Style), st.integers(1, 320), st.booleans())
def test_labels_round_trip(style, number, half_width):
    label = Label(style, number)
    assert Label.parse(label.render(half_width=half_width)) == label


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十", 20),
        ("一百零二", 102),
        ("一百〇二", 102),
        ("一百二十", 120),
        ("二〇二三", 2023),
        ("十十", None),
        ("", None),
    ],
)
def test_numerals_read_as_written(text, number):
    assert from_chinese(text) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [("（一）", "(一)"), ("1.", "１．"), ("1.", "1、"), ("（1）", "(１)"), ("第12条", "第十二条")],
)
def test_labels_of_any_width_are_equal(one, other):
    assert Label.parse(one) == Label.parse(other) is not None


@pytest.mark.parametrize(
    "text", ["1条反映买的划拨土地", "第119次常务会议", "1.5万元", "2021.9.12", "三年内", "12月底前"]
)
def test_traps_begin_with_no_label(text):
    assert leading(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "淄政发〔2021〕9号",
        "淄政发[2021]9号",
        "淄政发【2021】9号",
        "淄政发（２０２１）９号",
        "淄政发(2021) 9号",
    ],
)
def test_document_number_variants_are_one(text):
    number = parse_document_number(text)
    assert str(number) == "淄政发〔2021〕9号"
    assert number.warnings == ()


@pytest.mark.parametrize(
    ("text", "warning"), [("淄政发〔2021〕09号", "padded"), ("淄政发〔2021〕第9号", "ordinal")]
)
def test_document_number_habits_are_named(text, warning):
    number = parse_document_number(text)
    assert (str(number), number.warnings) == ("淄政发〔2021〕9号", (warning,))


def test_a_damaged_document_number_is_proposed_not_trusted():
    number = parse_document_number("鲁政办字〔2020176号")
    assert (str(number), number.is_damaged) == ("鲁政办字〔2020〕176号", True)


@pytest.mark.parametrize(
    ("text", "found", "proposed"),
    [
        ("贯彻鲁政办字〔2020176号文件", "〔2020176号", "〔2020〕176号"),
        ("(鲁公通〔202126号)", "〔202126号", "〔2021〕26号"),
        ("国办发2019〕5号", "2019〕5号", "〔2019〕5号"),
        ("国办发20195号", "20195号", "〔2019〕5号"),
        ("(某政发〔2020〕17)精神", "〔2020〕17", "〔2020〕17号"),
    ],
)
def test_damage_to_document_numbers_is_found_in_running_text(text, found, proposed):
    (damage,) = damaged_numbers(text)
    assert (damage.found, damage.proposed) == (found, proposed)


def test_whole_document_numbers_are_not_damaged():
    assert list(damaged_numbers("(鲁政办字〔2020〕176号)、国务院令第713号、朝阳路2020号")) == []


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_dates_round_trip(day):
    assert parse_date(written(day)) == parse_date(day.isoformat()) == day


def test_dates_in_chinese_numerals():
    assert parse_date("二〇二三年五月六日") == date(2023, 5, 6)
    assert parse_date("二○二四年十一月二十三日") == date(2024, 11, 23)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_date_without_its_words_is_proposed_among_its_readings(day):
    (damage,) = damaged_dates(f"截止时间为{day.year}{day.month}{day.day}日。")
    assert day in damage.candidates


def test_an_ambiguous_date_keeps_all_readings():
    (damage,) = damaged_dates("2021112日")
    assert damage.candidates == (date(2021, 1, 12), date(2021, 11, 2))
    assert damage.proposed == "2021年1月12日或2021年11月2日"


def test_typesetting_changes_punctuation_only():
    source = "户籍(单位),地址:318号,邮编255000),时间8:30,共1,000人;a@b.cn"
    assert typeset(source) == "户籍（单位），地址：318号，邮编255000），时间8:30，共1,000人；a@b.cn"
    assert same_words(source, typeset(source))
