"""A comment cut into clauses, compared without spelling, and without courtesies and names."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

CLAUSE = re.compile(r"(?:第\s?[（(][^（）()]{1,4}[)）]|[^，,、。.！!？?；;：:…\n\r\s（）()“”\"])+")
SENTENCE = re.compile(r"[。!！?？；;\n]|\.(?!\d)")
SPELLING = re.compile(r"[\W_]+")
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "任卢姚沈钟姜崔谭陆范汪廖石金贾夏付方邹熊白孟秦邱侯江尹薛闫段雷黎史龙陶贺顾毛郝龚邵万钱严"
)
COURTESY = re.compile(
    r"(?:尊敬的|敬爱的|各位|市政府的)*(?:领导|同志|市长|书记|工作人员)(?:们)*|你好|您好|你们好|大家好|领导好|各位领导好"
    r"|此致|敬礼|此致敬礼|(?:非常|十分|衷心)?(?:谢谢|感谢)(?:您|你们|领导|采纳|大家|聆听民意)?|望采纳|请采纳"
    r"|(?:恳请|敬请|希望)(?:领导)?采纳|以上(?:意见|建议)?|请予考虑|顺祝?商祺|祝?工作顺利"
    r"|(?:签名|署名|姓名)|尊敬的.{0,6}同志|(?:请|恳请|望|盼|盼望)(?:予?考虑|答复|回复|重视|参考)|提几[句点]意见"
    r"|说[说几](?:句|点)?(?:想法|心里话)?|看了(?:草案|征求意见稿)|第一次在网上提意见|以上是我的真实想法"
    r"|(?:说得)?(?:不对|不当)?(?:之处)?请多?(?:包涵|谅解)"
)
SIGNED = re.compile(r"(?:^|[\n\r])[^\n，。,；;!！?？]{0,16}敬上\s*$")
SELF = re.compile(
    rf"我(?:叫|是)(?:[^我]{{0,8}}?(?:居民|村民|市民|业主|家长|职工))?[{SURNAMES}][\u4e00-\u9fff]{{1,2}}"
)
NAME = re.compile(
    rf"(?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|某?[村镇县区]?(?:居民|村民|市民|群众)[甲乙丙丁某]{{0,2}})"
)
LONGEST_NAME = 8

FOR, AGAINST = "支持|赞成|赞同|拥护|同意", "反对|抵制"
KEEP, DROP = "保留|维持", "删除|删去|取消|去掉|废止"
MORE, LESS = "提高|增加|延长|放宽|扩大|加快", "降低|减少|缩短|收紧|缩小|放缓"
SIDES = (FOR, AGAINST, KEEP, DROP, MORE, LESS)
STANCE = re.compile(
    r"(?P<no>(?:不要|不能|不应|不该|不得|不再|不予|不必|不|别|勿|无需)[请再一]?)?(?:"
    + "|".join(f"(?P<s{number}>{side})" for number, side in enumerate(SIDES))
    + r")|第?(?P<article>[〇零一二三四五六七八九十百\d]+)(?:条|款|项)"
)


class Clause(NamedTuple):
    """Where a clause stands in its text, and how it reads without spelling."""

    start: int
    end: int
    plain: str


def plain(text: str) -> str:
    """Only letters, signs and digits, in one form."""
    return SPELLING.sub("", unicodedata.normalize("NFKC", text)).casefold()


def clauses(text: str) -> list[Clause]:
    """The clauses that say something: neither courtesy nor the writer's name."""
    signed = SIGNED.search(text)
    found = [
        Clause(one.start(), one.end(), word)
        for one in CLAUSE.finditer(text, 0, signed.start() if signed else len(text))
        if (word := plain(one[0])) and not COURTESY.fullmatch(word) and not SELF.fullmatch(word)
    ]
    while found and is_signature(text, found[-1]):
        found.pop()
    return found


def sentences(text: str) -> list[str]:
    """The plain words of each sentence."""
    return [word for one in SENTENCE.split(text) if (word := plain(one))]


def is_signature(text: str, last: Clause) -> bool:
    """Whether the last clause is no more than a name on its own line or in brackets."""
    if len(last.plain) > LONGEST_NAME or not NAME.fullmatch(last.plain):
        return False
    before = text[: last.start].rstrip(" 　")
    return before == "" or before[-1] in "\n\r（(：:。！!"


def said(text: str) -> str:
    """All clauses in one plain run: what two comments are compared by."""
    return "".join(one.plain for one in clauses(text))


@lru_cache(maxsize=8192)
def claims(words: str) -> Counter[str]:
    """The sides taken and the articles named in plain words; 不支持 is another side than 支持."""
    return Counter(
        f"{'' if one['no'] is None else 'no '}{one.lastgroup}{one['article'] or ''}"
        for one in STANCE.finditer(words)
    )


def grams(words: str, size: int = 2) -> frozenset[str]:
    return frozenset(words[at : at + size] for at in range(max(1, len(words) - size + 1)))
