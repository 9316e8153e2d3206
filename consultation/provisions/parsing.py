"""One long text to typed blocks; labels that lost characters are rebuilt by their sequence (R8)."""

from collections.abc import Iterable, Iterator, Sequence

from consultation.provisions.blocks import Block, Doubt, Kind, ParsedText, Repair
from consultation.provisions.headings import split_heading
from consultation.provisions.lines import Line, lines_of
from consultation.provisions.numbering import Label, Style
from consultation.provisions.responsibilities import take_clauses
from consultation.provisions.sequences import Reading, Token, read_sequence
from consultation.provisions.typography import typeset

Levels = dict[Style, Kind]

_WORDED: Levels = {
    Style.VOLUME: Kind.PART,
    Style.CHAPTER: Kind.CHAPTER,
    Style.SECTION: Kind.SECTION,
    Style.ARTICLE: Kind.ARTICLE,
}
_ITEMS: Levels = {Style.POINT: Kind.ITEM, Style.DIGIT_BRACKET: Kind.ITEM}
_STATUTE: Levels = _WORDED | _ITEMS | {Style.COMMA: Kind.ITEM, Style.BRACKET: Kind.ITEM}
_CHAPTERED: Levels = _WORDED | _ITEMS | {Style.COMMA: Kind.ARTICLE, Style.BRACKET: Kind.ITEM}
_DOCUMENT: Levels = _WORDED | _ITEMS | {Style.COMMA: Kind.PART, Style.BRACKET: Kind.ARTICLE}
_REPAIR_KINDS = {
    Kind.PART: "part_numeral",
    Kind.CHAPTER: "part_numeral",
    Kind.SECTION: "part_numeral",
    Kind.ARTICLE: "article_number",
}
_OUTRANK = {
    Kind.PART: (),
    Kind.CHAPTER: (Kind.PART,),
    Kind.SECTION: (Kind.PART, Kind.CHAPTER),
    Kind.ARTICLE: (Kind.PART, Kind.CHAPTER, Kind.SECTION),
    Kind.ITEM: (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE),
}


def parse_text(source: str | Iterable[str], *, first_line: int = 1) -> ParsedText:
    """Parts, chapters, sections, articles, items and paragraphs of a text in reading order.

    A text with 第X条 reads （一） as an item; one without reads 一、 as a part and （一） as an
    article. Repairs are applied to the labels only where proven; `source_text` never changes.
    """
    lines = list(lines_of(source, first_line))
    levels = levels_of(lines)
    parsed = ParsedText([])
    numbers = _read_numbers(lines, levels, parsed)
    for line in lines:
        _add(parsed, line, levels, numbers)
    parsed.repairs.sort(key=lambda repair: repair.line)
    parsed.doubts.sort(key=lambda doubt: doubt.line)
    return parsed


def levels_of(lines: Sequence[Line]) -> Levels:
    """Which style stands for which level in this text."""
    seen = {line.style for line in lines if line.is_whole}
    if Style.ARTICLE in seen:
        return _STATUTE
    if Style.CHAPTER in seen and Style.COMMA in seen:
        return _CHAPTERED
    return _DOCUMENT


def _read_numbers(
    lines: Sequence[Line], levels: Levels, parsed: ParsedText
) -> dict[int, tuple[Reading, bool]]:
    """By line position: what its label says and whether that differs from what is printed."""
    numbers: dict[int, tuple[Reading, bool]] = {}
    for style, group in _sequences(lines, levels, numbers):
        kind = levels[style]
        readings = read_sequence([token for _, token in group])
        previous = 0
        for (line, token), reading in zip(group, readings, strict=True):
            damaged = not token.is_whole or reading.number != token.number
            numbers[line.position] = (reading, damaged)
            if reading.number is None:
                if token.is_whole:
                    parsed.doubts.append(Doubt("not_numbered", line.position, line.mark, ""))
                continue
            if damaged:
                proposed = line.written(reading.number)
                _note_damage(parsed, kind, line, proposed, proven=reading.proven)
            elif reading.number > previous + 1:
                expected = line.written(previous + 1)
                parsed.doubts.append(Doubt("gap", line.position, line.mark, expected))
            previous = reading.number
    return numbers


def _sequences(
    lines: Sequence[Line], levels: Levels, numbers: dict[int, tuple[Reading, bool]]
) -> Iterator[tuple[Style, list[tuple[Line, Token]]]]:
    """The runs of labels that count together, outermost level first: items within one article,
    everything else through the text. Consumers fill `numbers` before the next is drawn.
    """
    seen = {line.style for line in lines if line.style and line.is_whole}
    for style in sorted(
        {line.style for line in lines if line.style and line.style in levels},
        key=lambda style: list(_OUTRANK).index(levels[style]),
    ):
        kind = levels[style]
        if style not in seen and kind is not Kind.PART and style is not Style.BRACKET:
            continue
        run: list[tuple[Line, Token]] = []
        opens_group = True
        for line in lines:
            line_kind = levels.get(line.style) if line.style else None
            if line_kind in _OUTRANK[kind] and _holds(line, numbers):
                opens_group = True
            elif line.style is style:
                starts_anew = opens_group or (line.is_whole and line.number == 1)
                if kind is Kind.ITEM and run and starts_anew:
                    yield style, run
                    run = []
                run.append((line, Token(line.number, line.is_whole, opens_group)))
                opens_group = False
        if run:
            yield style, run


def _holds(line: Line, numbers: dict[int, tuple[Reading, bool]]) -> bool:
    known = numbers.get(line.position)
    return known is not None and known[0].number is not None


def _note_damage(
    parsed: ParsedText, kind: Kind, line: Line, proposed: str, *, proven: bool
) -> None:
    if kind in _REPAIR_KINDS:
        repair = Repair(_REPAIR_KINDS[kind], line.position, line.mark, proposed, proven)
        parsed.repairs.append(repair)
    else:
        parsed.doubts.append(Doubt("item_number", line.position, line.mark, proposed))


def _add(
    parsed: ParsedText,
    line: Line,
    levels: Levels,
    numbers: dict[int, tuple[Reading, bool]],
) -> None:
    """Append the line's block, or give its responsibility clause to the article it closes."""
    reading, damaged = numbers.get(line.position, (Reading(None, False), False))
    style = line.style if reading.number is not None else None
    words, clauses = take_clauses(line.rest if style else line.source, line.position)
    owner = _owner(parsed.blocks)
    if clauses and not words and not style and owner:
        owner.clauses.extend(clauses)
        return
    if style:
        number = reading.number if reading.proven or not damaged else line.number
        label = Label(style, number).render() if number else ""
        kind = levels[style]
        heading, text = split_heading(typeset(words), kind, worded=style.is_worded)
        block = Block(kind, label, number, heading, text, line.source, line.position, style)
    else:
        block = Block(Kind.PARAGRAPH, "", None, "", typeset(words), line.source, line.position)
    block.clauses.extend(clauses)
    parsed.blocks.append(block)


def _owner(blocks: Sequence[Block]) -> Block | None:
    """The block that a clause on its own line closes: its article, else its heading."""
    for block in reversed(blocks):
        if block.kind is Kind.ARTICLE or block.kind.is_heading:
            return block
    return blocks[-1] if blocks else None
