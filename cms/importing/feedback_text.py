"""A feedback section: what it counts, each opinion with verdict, answer and office, who signed."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from cms.importing.entries import Entry, split_entries
from cms.importing.feedback_counts import Counts, read_counts
from cms.importing.offices import answering_office, same_office, trimmed
from cms.importing.rows import Row
from cms.importing.signatures import take_signature
from cms.importing.tables import TableRow, read_table
from cms.importing.verdicts import CORE, Verdict, kind_of, phrase_in, verdict_of
from consultation.provisions.numerals import fold

_OPINION = (
    r"意见内容|意见建议|反馈意见|建议内容|公众意见|群众意见|网民意见|网友意见|留言内容"
    r"|意见|建议|问题|内容"
)
_LABEL = r"(?:意见)?采纳情况|是否采纳|处理情况|处理意见|处理结果|采纳与否|办理结果|采纳结果|结果"
_ANSWER = (
    r"(?:官方|部门)?(?:答复|回复)(?:意见|内容|情况)?|(?:不予采纳|不采纳|未采纳|采纳)?(?:的)?(?:理由|原因)(?:说明|及说明)?"
    r"|反馈(?:情况|结果)?|(?:情况|处理)?说明|备注|处理"
)
_OFFICE = r"(?:答复|承办|责任|办理|回复)(?:单位|部门|机关)"
_FIELD = re.compile(
    rf"(?:^|(?<=[\n。;!?\s)】]))[【(\[]?(?:(?P<office>{_OFFICE})|(?P<label>{_LABEL})|(?P<answer>{_ANSWER})"
    rf"|(?P<opinion>{_OPINION}))[】)\]]?\s*:[】]?\s*"
)
_TURN = re.compile(
    r"经(?:认真|慎重|集体)?(?:研究|核实|审核|论证|商|征求|转|讨论|查|了解)|(?:此条|该条|对此|对该|此|该|上述|对上述)(?:条)?(?:意见|建议)"
    r"|[一-龥]{2,16}(?:局|委|厅|办)(?:答复|回复|意见|认为|表示)|我(?:局|委|办|厅)|(?:答复|回复|处理意见)(?:如下)?[:,]"
    r"|^已(?:在|经|补充|增加|修改|作|吸收|按|明确|写入|完善|根据)|^(?:予以|不予|部分|未予?|已|拟)?采纳|(?:予以|不予|部分|未予?|已予?)采纳|下一步"
)
_BRACKETED = re.compile(
    r"[(（【\[]\s*([^()（）【】\[\]]{0,8}采[纳用][^()（）【】\[\]]{0,4})\s*[)）】\]]\s*[。.]?\s*$"
)
_DASHED = re.compile(r"[—\-–]{1,2}\s*((?:予以|不予|部分|未|已)?采纳)。?\s*$")


@dataclass(frozen=True)
class ImportedEntry:
    """One opinion. `label` is the printed verdict and `label_from` where it stands: entry, group
    or header. `phrase` is the verdict in running text, which may say something else (R58).
    """

    line: int
    text: str
    answer: str
    label: str
    kind: str
    label_from: str
    phrase: str
    office: str
    stands_for: int = 1


@dataclass
class ImportedFeedback:
    """`counts` is what is printed, whether or not the entries bear it out."""

    counts: Counts = field(default_factory=Counts)
    entries: list[ImportedEntry] = field(default_factory=list)
    opening: str = ""
    signed_by: str = ""
    signed_on: date | None = None


def read_feedback(rows: list[Row], lead: str) -> ImportedFeedback:
    """`lead` answers what no other office is said to answer."""
    body, signature = take_signature(rows)
    opening, table = read_table(body)
    if table:
        entries = [_from_table(row, lead) for row in table if row.cells.get("opinion")]
    else:
        opening, found = split_entries(body)
        entries = [_from_words(entry, lead) for entry in found]
    counts = read_counts("\n".join(row.text for row in opening))
    if counts.opinions == 0:
        entries = []
    return ImportedFeedback(
        counts=counts,
        entries=_with_labels(entries, counts),
        opening="\n".join(row.text for row in opening),
        signed_by=signature.signed_by,
        signed_on=signature.signed_on,
    )


def _from_table(row: TableRow, lead: str) -> ImportedEntry:
    cells = row.cells
    printed = cells.get("label", "")
    plain = {"是": "采纳", "否": "不采纳"}.get(printed.strip(), printed)
    answer = cells.get("answer", "")
    if "label" not in cells and (phrase := phrase_in(answer)):
        plain = phrase
    verdict = verdict_of(plain)
    rest = _after_label(printed)
    return ImportedEntry(
        line=row.line,
        text=cells["opinion"].strip(),
        answer="\n".join(part for part in (rest, answer) if part),
        label=verdict.label if verdict else printed[:40],
        kind=verdict.kind if verdict else "",
        label_from="entry" if printed or verdict else "",
        phrase=phrase_in(fold(answer)),
        office=_office(cells.get("office", ""), f"{printed}\n{answer}", lead),
    )


def _after_label(text: str) -> str:
    """What a verdict's cell goes on to say."""
    if not CORE.match(text):
        return ""
    return re.sub(rf"^(?:{CORE.pattern})\s*[。,，;；:：]?\s*", "", text, count=1)


def _from_words(entry: Entry, lead: str) -> ImportedEntry:
    words = entry.text
    parts = _fields(words)
    if parts.get("answer") or parts.get("label"):
        text, answer = parts.get("opinion", ""), parts.get("answer", "")
    else:
        text, answer = _turned(parts.get("opinion") or words)
    printed = parts.get("label", "")
    if match := _BRACKETED.search(text) or _DASHED.search(text):
        printed = printed or match[1]
        text = text[: match.start()].rstrip()
    verdict = verdict_of(fold(printed)) if printed else None
    label_from = "entry"
    phrase = phrase_in(fold(answer or printed))
    if verdict is None and printed:
        verdict = Verdict(printed[:40].rstrip("。"), kind_of(printed))
    if verdict and printed:
        answer = "\n".join(part for part in (_after_label(printed), answer) if part)
    if verdict is None and entry.group:
        verdict, label_from = verdict_of(fold(entry.group)), "group"
    if verdict is None and phrase:
        verdict = verdict_of(phrase)
    return ImportedEntry(
        line=entry.rows[0].line,
        text=text.strip(),
        answer=answer.strip(),
        label=verdict.label if verdict else "",
        kind=verdict.kind if verdict else "",
        label_from=label_from if verdict else "",
        phrase=phrase,
        office=_office(parts.get("office", ""), answer or words, lead),
        stands_for=entry.stands_for,
    )


def _fields(words: str) -> dict[str, str]:
    """The named parts of an entry; what stands before the first name is the opinion."""
    plain = fold(words)
    matches = list(_FIELD.finditer(plain))
    parts: dict[str, str] = {}
    first = matches[0].start() if matches else len(words)
    before = words[:first].strip()
    is_topic = len(before) <= 30 and any(match.lastgroup == "opinion" for match in matches)
    if before and not is_topic:
        parts["opinion"] = before
    ends = [*(match.start() for match in matches[1:]), len(words)]
    for match, end in zip(matches, ends, strict=False):
        name = match.lastgroup or "opinion"
        value = words[match.end() : end].strip().rstrip("【[(（")
        parts[name] = f"{parts[name]}\n{value}" if name in parts else value
    return parts


def _turned(words: str) -> tuple[str, str]:
    """Opinion and answer in running text: the answer begins where the office first speaks."""
    start = 0
    for sentence in re.split(r"(?<=[。！？!?\n])", words):
        if start and _TURN.search(fold(sentence)):
            return words[:start].strip(), words[start:].strip()
        start += len(sentence)
    plain = fold(words)
    match = re.search(r"[,。;]\s*(?=(?:予以|不予|部分|未予?|已)?采纳)", plain)
    return (words[: match.end()], words[match.end() :]) if match else (words, "")


def _office(named: str, words: str, lead: str) -> str:
    office = trimmed(re.split(r"[,，、。;；\s]", named.strip())[0]) if named else ""
    office = office or answering_office(fold(words))
    return lead if not office or same_office(office, lead) else office


def _with_labels(entries: list[ImportedEntry], counts: Counts) -> list[ImportedEntry]:
    """Entries with the header's word for their verdict; one left over takes the one left over.

    An entry whose own words refuse only a part, 无法完全采纳, counts as what the header says.
    """
    labelled = [
        entry
        if not (entry.label_from == "entry" and entry.phrase and _unclear(entry))
        else _relabelled(entry, "", "", "")
        for entry in entries
    ]
    left = {
        kind: (getattr(counts, kind) or 0)
        - sum(entry.stands_for for entry in labelled if entry.kind == kind)
        for kind in ("adopted", "partly_adopted", "not_adopted")
    }
    open_kinds = [kind for kind, number in left.items() if number > 0]
    unlabelled = [entry for entry in labelled if not entry.label]
    if len(open_kinds) == 1 and sum(e.stands_for for e in unlabelled) == left[open_kinds[0]]:
        kind = open_kinds[0]
        word = counts.labels.get(kind, "")
        labelled = [e if e.label else _relabelled(e, word, kind, "header") for e in labelled]
    return [new if new.label else old for old, new in zip(entries, labelled, strict=True)]


def _unclear(entry: ImportedEntry) -> bool:
    return bool(re.search(r"完全|全部", entry.phrase)) and entry.kind == "not_adopted"


def _relabelled(entry: ImportedEntry, label: str, kind: str, source: str) -> ImportedEntry:
    return replace(entry, label=label, kind=kind, label_from=source)
