import pytest

from feedback.privacy.contacts import UnableToReach, parse


@pytest.mark.parametrize(
    ("typed", "kind", "normal"),
    [
        ("13800138000", "mobile", "13800138000"),
        ("+86 138-0013-8000", "mobile", "13800138000"),
        ("１３８００１３８０００", "mobile", "13800138000"),
        ("0086 138 0013 8000", "mobile", "13800138000"),
        ("0533-2345678", "landline", "0533-2345678"),
        ("（0533）2345678转801", "landline", "0533-2345678-801"),
        ("010 6234 5678 分机 12", "landline", "010-62345678-12"),
        ("+44 20 7946 0018", "abroad", "+442079460018"),
        ("Wang.XiuLan@Example.COM", "email", "wang.xiulan@example.com"),
        ("ｗａｎｇ＠ｑｑ．ｃｏｍ", "email", "wang@qq.com"),
        ("王秀兰@例子.中国", "email", "王秀兰@例子.中国"),
        ("微信：wxl_1980", "messenger", "wxl_1980"),
        ("QQ 123456789", "messenger", "123456789"),
        ("wang_xiulan88", "messenger", "wang_xiulan88"),
        ("某市张店区联通路318号 3单元501室", "address", "某市张店区联通路318号3单元501室"),
        ("12 High Street, Springfield", "address", "12highstreetspringfield"),
    ],
)
def test_accepted_forms_have_one_normal_form(typed, kind, normal):
    found = parse(typed)
    assert (found.kind, found.normal) == (kind, normal)


@pytest.mark.parametrize("typed", ["1380000", "138001380001", "2345678", "a@", "a@b", "无", "@"])
def test_what_reaches_nobody_is_refused_with_the_accepted_forms(typed):
    with pytest.raises(UnableToReach) as refused:
        parse(typed)
    assert str(refused.value)


def test_a_megabyte_is_refused_at_once():
    with pytest.raises(UnableToReach):
        parse("1" * 1_000_000)
