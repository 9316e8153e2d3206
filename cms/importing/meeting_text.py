"""The meeting that deliberated, from a line or a report of it (R9, R69)."""

import re
from dataclasses import dataclass
from datetime import date

from cms.importing.days import days_in
from cms.importing.rows import Row
from consultation.provisions.numerals import fold, to_number

_MEETING = re.compile(
    r"(?P<name>(?:(?:[一-龥]{0,8}?(?:市|区|县|省|州|盟|旗)?(?:人民)?政府|市长|局|委|党组)[^,。;、]{0,4}?)?"
    r"(?:第[\d一二三四五六七八九十百零〇]+届[^,。;第]{0,10})?(?:\d{4}年(?:度)?)?"
    r"第\s*(?P<number>[\d一二三四五六七八九十百零〇]+)\s*(?:次|号)\s*(?:[一-龥]{0,8}?会议?|会))"
)
_UNNUMBERED = re.compile(
    r"(?:[一-龥]{0,4}政府)?(?:常务会议|全体会议|办公会议|市长办公会|党组会议|专题会议)"
)
_CHANGES = re.compile(r"(?:修改|完善)后(?:按程序)?(?:印发|发布|公布|实施)|原则(?:上)?(?:通过|同意)")
_REFUSED = re.compile(r"未(?:获)?通过|不予通过|暂缓|再次(?:提交|上会)|另行审议")


@dataclass(frozen=True)
class ImportedMeeting:
    """`result` is passed, passed_with_changes or deferred; empty where the page does not say."""

    name: str = ""
    number: int | None = None
    held_on: date | None = None
    result: str = ""
    public_line: str = ""


def read_meeting(rows: list[Row], *, year: int | None) -> ImportedMeeting:
    text = "\n".join(row.text for row in rows)
    plain = fold(text)
    match = _MEETING.search(plain)
    if match:
        name = re.sub(r"^.*(?:经|由|在|召开|提交|主持)(?!\w{0,2}$)", "", match["name"])
        number = to_number(match["number"])
    else:
        unnumbered = _UNNUMBERED.search(plain)
        name, number = (unnumbered[0] if unnumbered else ""), None
    days = [day.value for day in days_in(text, year) if day.value]
    return ImportedMeeting(name, number, days[0] if days else None, _result(plain), text)


def _result(plain: str) -> str:
    if _REFUSED.search(plain):
        return "deferred"
    if _CHANGES.search(plain):
        return "passed_with_changes"
    return "passed" if re.search(r"通过|同意", plain) else ""
