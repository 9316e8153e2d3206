"""Legal citations that no longer lead anywhere: repealed acts, articles that do not exist."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from consultation.enums import ProvisionKind, TextKind
from consultation.errors import DomainError
from consultation.models import Consultation
from consultation.provisions.numerals import to_number


@dataclass(frozen=True)
class Repeal:
    """Since when an act is void, and what took its place."""

    since: date
    successor: str


_CIVIL = Repeal(date(2021, 1, 1), "中华人民共和国民法典")
_INVESTMENT = Repeal(date(2020, 1, 1), "中华人民共和国外商投资法")
REPEALED: dict[str, Repeal] = {
    **dict.fromkeys(
        ("婚姻法", "继承法", "民法通则", "收养法", "担保法", "合同法", "物权法", "侵权责任法",
         "民法总则"),
        _CIVIL,
    ),
    **dict.fromkeys(("外资企业法", "中外合资经营企业法", "中外合作经营企业法"), _INVESTMENT),
    "城市规划法": Repeal(date(2008, 1, 1), "中华人民共和国城乡规划法"),
    "食品卫生法": Repeal(date(2009, 6, 1), "中华人民共和国食品安全法"),
    "环境噪声污染防治法": Repeal(date(2022, 6, 5), "中华人民共和国噪声污染防治法"),
    "治安管理处罚条例": Repeal(date(2006, 3, 1), "中华人民共和国治安管理处罚法"),
    "城市房屋拆迁管理条例": Repeal(date(2011, 1, 21), "国有土地上房屋征收与补偿条例"),
    "城市流浪乞讨人员收容遣送办法": Repeal(
        date(2003, 8, 1), "城市生活无着的流浪乞讨人员救助管理办法"
    ),
    "信访条例": Repeal(date(2022, 5, 1), "信访工作条例"),
}  # fmt: skip
ARTICLES = {"民法典": 1260}
"""How many articles an act has, where that is known."""

_TITLE = re.compile(
    r"《(?:中华人民共和国)?([^《》（(]{2,40})[^《》]{0,20}》(?:第([^第条]{1,12})条)?"
)
_DRAFT = re.compile(r"(?:草案|征求意见稿)第[（(]?([0-9零〇一二三四五六七八九十百]{1,7})[）)]?条")


class DeadCitation(DomainError):
    """A reason rests on an act that is void or on an article that there is not."""


def require_alive(texts: Iterable[str], consultation: Consultation, on: date) -> None:
    """Refuse words that cite what does not hold on the day `on`."""
    words = "\n".join(texts)
    for match in _TITLE.finditer(words):
        name, article = match[1], match[2]
        repeal = REPEALED.get(name)
        if repeal and on >= repeal.since:
            raise DeadCitation(
                _("《%(name)s》 is void since %(day)s; 《%(successor)s》 took its place."),
                name=name, day=repeal.since.isoformat(), successor=repeal.successor,
            )  # fmt: skip
        number = to_number(article.strip("（）() ")) if article else None
        if number and number > ARTICLES.get(name, number):
            raise DeadCitation(
                _("《%(name)s》 has no article %(number)s."), name=name, number=number
            )
    named = {number for match in _DRAFT.finditer(words) if (number := to_number(match[1]))}
    if named and (missing := named - articles_of(consultation)):
        raise DeadCitation(_("The draft has no article %(number)s."), number=min(missing))


def articles_of(consultation: Consultation) -> set[int | None]:
    """The numbers of the articles that any version of the draft has."""
    texts = consultation.texts.filter(kind=TextKind.DRAFT)
    labels = texts.filter(provisions__kind=ProvisionKind.ARTICLE).values_list(
        "provisions__label", flat=True
    )
    return {to_number(re.sub(r"[第条（）()\s、.．]", "", label)) for label in labels}
