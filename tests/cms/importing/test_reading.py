"""What is no page gets one clear sentence (H-I3)."""

import pytest

from cms.importing.page import read_page
from cms.importing.reading import UnableToReadPage, read_lines


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf\r\n \n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 40,
        b"PK\x03\x04\x14\x00\x06\x00" * 100,
        bytes(range(128, 256)) * 50,
        "<!DOCTYPE html><html><body><p>公告</p></body></html>".encode(),
        "  <div>公告</div><p>内容</p><p>截止</p>".encode(),
        b"only latin words",
        "今天天气很好，我们去公园散步。".encode(),
        "公".encode() * (30 * 1024 * 1024 // 3),
    ],
    ids=[
        "empty", "blank", "png", "zip", "noise", "html", "fragment", "latin", "prose", "30 MB",
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused_in_one_sentence(data):
    with pytest.raises(UnableToReadPage) as refusal:
        read_page(data)
    assert str(refusal.value).strip()
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_count_the_same_whatever_ends_them(end):
    assert read_lines(end.join(["公告", "", "草案"]).encode()) == ["公告", "", "草案"]


def test_invisible_characters_are_dropped():
    assert read_lines("公\u200b告\ufeff".encode()) == ["公告"]
