#!/usr/bin/env python3
"""Check a published feedback report from its published files, offline.

    python3 verify_report.py manifest.json points.csv points.json
    python3 verify_report.py manifest.json proof.json        (is my comment inside the count?)
    python3 verify_report.py --views manifest.json points.csv    (print every view as well)

Needs Python 3.10 or later and nothing else. Every printed number is recomputed; whatever differs is
named with its place. Exit status: 0 everything holds, 1 something differs, 2 cannot be read.

校验已公布的意见采纳情况反馈报告：重算每一个数字，指出不一致之处；无需联网，仅需 Python。
"""

import argparse
import array
import csv
import hashlib
import io
import json
import re
import sys
from pathlib import Path

MANIFESTS = (b'{"format":"yanlu-manifest-1",', b'{"format":"yanlu-manifest-2",')
"""The second seals as well what the page says of topics, of articles and of every view."""
INCLUSION = "yanlu-inclusion-1"
POINTS = (
    b'{"format":"yanlu-points-1","licence":"https://creativecommons.org/licenses/by/4.0/",'
    b'"schema":"points.schema.json",'
)
COLUMNS = (
    "position", "text", "provisions", "topic", "outcome", "reason", "legal_basis", "answered_by",
)  # fmt: skip
OUTCOMES = (
    "adopted", "adopted_elsewhere", "partly_adopted", "already_covered", "not_adopted", "deferred",
    "noted", "out_of_scope",
)  # fmt: skip
LABELS = (
    "adopted", "partly_adopted", "already_covered", "not_adopted", "noted", "out_of_scope",
)  # fmt: skip
DECLINED = ("not_adopted", "deferred")
SUMMARY = re.compile(r"共收到(\d+)人提出的(\d+)条意见，归纳为(\d+)个要点")
LEADING = "=+-@\t\r\n＝＋－＠'"
"""A cell that begins with one of these carries an apostrophe before it, so that it is text."""


class Unreadable(Exception):
    """The file is not in its published form; the message names the place."""


def canonical(value):
    """JSON with sorted keys, no white space, UTF-8."""
    words = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return words.encode()


def digest(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def leaf_hash(record):
    return hashlib.sha256(b"\x00" + canonical(record)).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The root over leaves in their order as in RFC 6962, with one hash kept for each level."""

    def __init__(self):
        self.count, self.stack = 0, []

    def add(self, hashed):
        size, self.count = 1, self.count + 1
        while self.stack and self.stack[-1][0] == size:
            hashed, size = node_hash(self.stack.pop()[1], hashed), size * 2
        self.stack.append((size, hashed))

    def root(self):
        if not self.stack:
            return hashlib.sha256(b"").digest()
        hashed = self.stack[-1][1]
        for _size, left in reversed(self.stack[:-1]):
            hashed = node_hash(left, hashed)
        return hashed


def root_by_path(leaf, index, count, path):
    """The root that a path from one leaf leads to (RFC 9162, 2.1.3.2); None for a wrong length."""
    node, last, hashed = index, count - 1, leaf
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            hashed = node_hash(step, hashed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        node, last = node >> 1, last >> 1
    return hashed if last == 0 and 0 <= index < count else None


def comment_digest(words):
    """What stands for a comment: its words under a salt that only its author can look up."""
    return digest([words[name] for name in ("salt", "receipt", "received_at", "title", "body")])


def label_of(outcomes, units):
    """What a comment is called, from the outcomes of its points; "" while one is unanswered."""
    if not units or len(outcomes) < units:
        return ""
    weighty = [one for one in outcomes if one not in ("noted", "out_of_scope")]
    if not weighty:
        return "noted" if "noted" in outcomes else "out_of_scope"
    for label, meanings in (
        ("adopted", ("adopted", "adopted_elsewhere")),
        ("already_covered", ("already_covered",)),
        ("not_adopted", ("not_adopted", "deferred")),
    ):
        if all(one in meanings for one in weighty):
            return label
    return "partly_adopted"


def view_of(text):
    """Two points say the same when they differ in nothing but spacing and punctuation."""
    return re.sub(r"[\W_]", "", text).casefold()


def mark(*words):
    """Short, and equal for equal words."""
    return hashlib.blake2b("\x1f".join(words).encode(), digest_size=16).digest()


def leaves(place, value):
    """(dotted place, value) of everything inside nested objects."""
    if not isinstance(value, dict) or not value:
        yield place, value
        return
    for key in sorted(value):
        yield from leaves(f"{place}.{key}", value[key])


class Lines:
    """The manifest line by line; it may be larger than memory."""

    def __init__(self, file, name):
        self.file, self.name, self.number = file, name, 0

    def fail(self, what):
        raise Unreadable(f"{self.name} line {self.number}: {what}")

    def next(self):
        raw = self.file.readline()
        self.number += 1
        if not raw.endswith(b"\n") or raw.endswith(b"\r\n"):
            self.fail("is cut off or changed")
        return raw[:-1]

    def exactly(self, *expected):
        """Which of the expected lines this is."""
        raw = self.next()
        if raw not in expected:
            self.fail("should be " + " or ".join(one.decode() for one in expected))
        return expected.index(raw)

    def value(self, key, end):
        start = b'"' + key.encode() + b'":'
        raw = self.next()
        if not raw.startswith(start) or not raw.endswith(end):
            self.fail(f"should hold {key}")
        return self.parsed(raw[len(start) : -len(end)])

    def rows(self, key):
        self.exactly(b'"' + key.encode() + b'":[')
        raw = self.next()
        while raw != b"],":
            is_last = not raw.endswith(b",")
            yield self.parsed(raw if is_last else raw[:-1])
            raw = self.next()
            if is_last != (raw == b"],"):
                self.fail("stands after a comma that is missing or too many")

    def parsed(self, raw):
        try:
            found = json.loads(raw.decode())
        except ValueError:
            self.fail("is not readable")
        if canonical(found) != raw:
            self.fail("is not in its published form")
        return found


class Check:
    """Reads one manifest, then whatever else was downloaded, and collects what differs."""

    def __init__(self, keeps_texts=False):
        self.found, self.keeps_texts = [], keeps_texts
        self.outcomes, self.hashes, self.used = bytearray(), bytearray(), bytearray()
        self.report, self.figures, self.seals, self.digest = {}, {}, {}, ""
        self.tables, self.sealed, self.texts = None, Views(), []
        self.authors = Authors()

    def compare(self, place, printed, recomputed):
        if printed != recomputed:
            self.found.append((place, printed, recomputed))

    def manifest(self, path):
        with open(path, "rb") as file:
            lines = Lines(file, path.name)
            is_second = lines.exactly(*MANIFESTS) == 1
            self.report = lines.value("report", b",")
            self.figures = lines.value("figures", b",")
            words, trees = {"report": self.report, "figures": self.figures}, {}
            if is_second:
                self.tables = words["tables"] = lines.value("tables", b",")
            trees["points"] = self.points(lines)
            trees["comments"] = self.comments(lines)
            if is_second:
                trees["views"] = self.views(lines)
            self.seals = lines.value("seals", b",")
            self.digest = lines.value("digest", b"}")
            lines.number += 1
            if file.read(1):
                lines.fail("something follows the end")
        sealed = self.seals.get("words", {})
        now = {place: digest(value) for key in words for place, value in leaves(key, words[key])}
        for place in sorted({*sealed, *now}):
            self.compare(f"{path.name} {place}", sealed.get(place), now.get(place))
        for name, tree in trees.items():
            kept = self.seals.get(name, {})
            self.compare(f"{path.name} seals.{name}.count", kept.get("count"), tree.count)
            self.compare(f"{path.name} seals.{name}.root", kept.get("root"), tree.root().hex())
        self.compare(f"{path.name} digest", self.digest, digest({**words, "seals": self.seals}))
        self.sentence(path.name)

    def views(self, lines):
        tree = Tree()
        for row in lines.rows("views"):
            place, printed = f"{lines.name} line {lines.number}", row.pop("leaf", "")
            hashed = leaf_hash(row)
            self.compare(f"{place} leaf", printed, hashed.hex()[: len(printed) or 8])
            tree.add(hashed)
            try:
                self.compare(f"{place} number", row["number"], tree.count)
                self.sealed.add(row["position"], row["outcome"], row["rows"], row["raised"])
            except (KeyError, TypeError, ValueError, OverflowError) as error:
                lines.fail(f"is not a view ({error})")
        return tree

    def points(self, lines):
        tree = Tree()
        for row in lines.rows("points"):
            if sorted(row) != ["leaf", "outcome", "position"] or row["outcome"] not in OUTCOMES:
                lines.fail("is not a point")
            self.compare(
                f"{lines.name} line {lines.number} position", row["position"], tree.count + 1
            )
            try:
                hashed = bytes.fromhex(row["leaf"])
            except ValueError:
                lines.fail("leaf is not a hash")
            if hashed.hex() != row["leaf"] or len(hashed) != 32:
                lines.fail("leaf is not a hash")
            self.outcomes.append(OUTCOMES.index(row["outcome"]))
            self.hashes += hashed
            tree.add(hashed)
        self.used = bytearray(tree.count)
        self.authors.expect(tree.count)
        return tree

    def comments(self, lines):
        tree, numbers, previous = Tree(), Numbers(self.figures.get("by_channel", {})), ""
        for row in lines.rows("comments"):
            place = f"{lines.name} line {lines.number}"
            mark = row.pop("leaf", "")
            hashed = leaf_hash(row)
            self.compare(f"{place} leaf", mark, hashed.hex()[: len(mark) or 8])
            tree.add(hashed)
            try:
                if row["digest"] <= previous:
                    self.compare(f"{place} order", row["digest"], "later than " + previous)
                previous = row["digest"]
                outcomes = [OUTCOMES[self.outcomes[self.use(place, one)]] for one in row["points"]]
                numbers.add(row, outcomes)
                self.authors.add(row["person"], row["signatories"] - 1, row["points"])
            except (KeyError, TypeError, IndexError, ValueError, OverflowError) as error:
                lines.fail(f"is not a comment ({error})")
        for position, used in enumerate(self.used, start=1):
            if not used:
                self.compare(f"{lines.name} point {position}", "printed", "in no comment")
        now = dict(leaves("figures", numbers.figures(self.outcomes)))
        printed = dict(leaves("figures", self.figures))
        for place in sorted({*now, *printed}):
            self.compare(f"{lines.name} {place}", printed.get(place), now.get(place))
        return tree

    def use(self, place, position):
        if position < 1 or self.used[position - 1]:
            self.compare(f"{place} points", position, "counted once")
        self.used[position - 1] = 1
        return position - 1

    def sentence(self, name):
        """The numbers inside the report's opening sentence."""
        said = SUMMARY.search(self.report.get("introduction", ""))
        counted = [str(self.figures.get(key)) for key in ("people", "comments", "points")]
        if said:
            self.compare(f"{name} report.introduction numbers", list(said.groups()), counted)

    def rows(self, name, rows):
        """Printed rows, each against its leaf in the manifest; when all are those, also against
        what it says of them together.
        """
        count, together, before = 0, Together(self.keeps_texts), len(self.found)
        for count, row in enumerate(rows, start=1):
            if count > len(self.outcomes):
                self.compare(f"{name} row {count}", "printed", "not in the manifest")
                continue
            if list(row) != list(COLUMNS):
                raise Unreadable(f"{name} row {count}: the columns should be {', '.join(COLUMNS)}")
            if any(not isinstance(row[one], str) for one in COLUMNS[1:]):
                raise Unreadable(f"{name} row {count}: holds something else than text")
            if row["outcome"] in OUTCOMES:
                together.add(row)
            outcome = OUTCOMES[self.outcomes[count - 1]]
            self.compare(f"{name} row {count} outcome", row["outcome"], outcome)
            self.compare(f"{name} row {count}", leaf_hash(row).hex(), self.leaf(count))
        self.compare(f"{name} number of rows", count, len(self.outcomes))
        found = together.views(self.authors)
        self.texts = list(zip(together.texts or (), found.raised, strict=False))
        if self.tables is not None and len(self.found) == before:
            self.together(name, together, found)

    def together(self, name, together, found):
        """What the page says of topics, articles and views, against these rows."""
        printed = dict(leaves("tables", self.tables))
        now = dict(leaves("tables", together.tables()))
        for place in sorted({*printed, *now}):
            self.compare(f"{name} {place}", printed.get(place), now.get(place))
        self.compare(f"{name} number of views", len(self.sealed), len(found))
        pairs = zip(self.sealed, found, strict=False)
        for number, (printed, now) in enumerate(pairs, start=1):
            for column in printed:
                self.compare(f"{name} view {number} {column}", printed[column], now[column])
        for position in together.misplaced():
            self.compare(f"{name} row {position} order", "printed here", "earlier or later")

    def leaf(self, position):
        """The hash that the manifest gives for a printed row; "" for none."""
        return self.hashes[position * 32 - 32 : position * 32].hex()

    def csv(self, path):
        written, whole = io.StringIO(newline=""), hashlib.sha256(b"\xef\xbb\xbf")
        writer = csv.writer(written)

        def rows(reader):
            for number, cells in enumerate(reader):
                writer.writerow(cells)
                whole.update(written.getvalue().encode())
                written.seek(0)
                written.truncate()
                if number:
                    cells = [cell[1:] if cell[:1] == "'" else cell for cell in cells]
                    if not cells[0].isdecimal() or len(cells) != len(COLUMNS):
                        raise Unreadable(
                            f"{path.name} row {number}: has no position or lacks cells"
                        )
                    yield dict(zip(COLUMNS, [int(cells[0]), *cells[1:]], strict=True))
                elif cells != list(COLUMNS):
                    raise Unreadable(f"{path.name} heading: should be {', '.join(COLUMNS)}")

        found = hashlib.sha256()
        with open(path, "rb") as file:
            for number, line in enumerate(file, start=1):
                found.update(line)
                try:
                    line.decode()
                except UnicodeDecodeError:
                    raise Unreadable(f"{path.name} line {number}: is not readable") from None
        with open(path, encoding="utf-8-sig", newline="") as file:
            self.rows(path.name, rows(csv.reader(file, strict=True)))
        self.compare(f"{path.name} bytes", found.hexdigest(), whole.hexdigest())

    def json(self, path):
        with open(path, "rb") as file:
            lines = Lines(file, path.name)
            lines.exactly(POINTS)
            report, figures = lines.value("report", b","), lines.value("figures", b",")
            self.rows(path.name, in_order(lines.rows("points")))
            self.compare(f"{path.name} digest", lines.value("digest", b"}"), self.digest)
            lines.number += 1
            if file.read(1):
                lines.fail("something follows the end")
        for key, here, there in (
            ("report", report, self.report),
            ("figures", figures, self.figures),
        ):
            there, here = dict(leaves(key, there)), dict(leaves(key, here))
            for place in sorted({*here, *there}):
                self.compare(f"{path.name} {place}", here.get(place), there.get(place))

    def inclusion(self, proof, name):
        """One comment's path from its words to the root."""
        try:
            record, words = proof["record"], proof["comment"]
            self.compare(f"{name} comment", comment_digest(words), record["digest"])
            steps = [bytes.fromhex(step) for step in proof["path"]]
            self.compare(f"{name} path", [step.hex() for step in steps], proof["path"])
            root = root_by_path(leaf_hash(record), proof["index"], proof["count"], steps)
            kept = self.seals["comments"]
            self.compare(f"{name} path", root.hex() if root else None, kept["root"])
            self.compare(f"{name} root", proof["root"], kept["root"])
            self.compare(f"{name} count", proof["count"], kept["count"])
            self.compare(f"{name} digest", proof["digest"], self.digest)
            rows = proof["points"]
            self.compare(f"{name} points", [one["position"] for one in rows], record["points"])
            for row in rows:
                position = row["position"]
                self.compare(f"{name} point {position}", leaf_hash(row).hex(), self.leaf(position))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise Unreadable(f"{name}: is not an inclusion proof ({error!r})") from error


def in_order(rows):
    for row in rows:
        yield {key: row[key] for key in sorted(row, key=lambda key: COLUMNS.index(key))}


class Authors:
    """Who wrote the comment of every printed point; a few bytes each."""

    def __init__(self):
        self.person, self.more = array.array("Q"), array.array("L")
        self.is_known, self.comment = bytearray(), array.array("L")

    def expect(self, points):
        self.comment.extend([0] * points)

    def add(self, person, more, positions):
        """A comment: its person in hexadecimal digits or "", its further signatories."""
        self.person.append(int(person or "0", 16))
        self.is_known.append(bool(person))
        self.more.append(more)
        for position in positions:
            self.comment[position - 1] = len(self.person)

    def raised(self, positions):
        """Each person once, a letter with all its signatories."""
        comments = {self.comment[one - 1] - 1 for one in positions if one <= len(self.comment)}
        comments.discard(-1)
        known = {self.person[one] for one in comments if self.is_known[one]}
        unknown = sum(not self.is_known[one] for one in comments)
        return len(known) + unknown + sum(self.more[one] for one in comments)


class Views:
    """Of every view the row that stands for it, its outcome, how many rows and people."""

    def __init__(self):
        self.first, self.outcome = array.array("L"), bytearray()
        self.rows, self.raised = array.array("L"), array.array("L")

    def add(self, first, outcome, rows, raised):
        self.first.append(first)
        self.outcome.append(OUTCOMES.index(outcome))
        self.rows.append(rows)
        self.raised.append(raised)

    def __len__(self):
        return len(self.first)

    def __iter__(self):
        for place, first in enumerate(self.first):
            yield {
                "position": first,
                "outcome": OUTCOMES[self.outcome[place]],
                "rows": self.rows[place],
                "raised": self.raised[place],
            }


class Together:
    """What the printed rows give together. Points with the same words and the same answer are one
    view; views not adopted come first, and of them those that most points share.
    """

    def __init__(self, keeps_texts):
        self.known, self.view = {}, array.array("L")
        self.texts = [] if keeps_texts else None
        self.said, self.text, self.outcome = {}, array.array("L"), bytearray()
        self.topics, self.articles = {}, {}

    def add(self, row):
        said, outcome = mark(view_of(row["text"])), row["outcome"]
        whole = mark(said.hex(), outcome, row["reason"], row["answered_by"])
        self.text.append(self.said.setdefault(said, len(self.said)))
        self.view.append(self.known.setdefault(whole, len(self.known)))
        self.outcome.append(OUTCOMES.index(outcome))
        if self.texts is not None and len(self.texts) < len(self.known):
            self.texts.append("".join(row["text"].strip().splitlines()[:1])[:60])
        count(self.topics, row["topic"], outcome)
        for name in row["provisions"].split("、"):
            count(self.articles, name, outcome)

    def tables(self):
        return {"topics": self.topics, "articles": self.articles}

    def views(self, authors):
        """In the order in which their first row is printed."""
        found, start = Views(), 0
        order = sorted(range(len(self.view)), key=self.view.__getitem__)
        while start < len(order):
            end = start
            while end < len(order) and self.view[order[end]] == self.view[order[start]]:
                end += 1
            first = order[start]
            positions = [one + 1 for one in order[start:end]]
            outcome = OUTCOMES[self.outcome[first]]
            found.add(first + 1, outcome, end - start, authors.raised(positions))
            start = end
        return found

    def misplaced(self):
        """Positions of rows that the order of the page puts elsewhere."""
        sizes, seen = array.array("L", [0] * len(self.said)), bytearray(len(self.said))
        for text in self.text:
            sizes[text] += 1
        run, place = None, None
        for position, (text, outcome) in enumerate(
            zip(self.text, self.outcome, strict=True), start=1
        ):
            is_other = OUTCOMES[outcome] not in DECLINED
            if run == (is_other, text):
                continue
            before, run, place = place, (is_other, text), (is_other, -sizes[text])
            part = 2 if is_other else 1
            if seen[text] & part or (before and place < before):
                yield position
            seen[text] |= part


def count(table, name, outcome):
    counts = table.setdefault(name, {})
    counts[outcome] = counts.get(outcome, 0) + 1


class Numbers:
    """The figures, counted anew from the comments of a manifest."""

    def __init__(self, channels):
        self.total = dict.fromkeys(("comments", "contactless", "more", "units", "grouped"), 0)
        self.statuses = {"late": 0, "withdrawn": 0}
        self.channels, self.labels = dict.fromkeys(channels, 0), dict.fromkeys(("", *LABELS), 0)
        self.people, self.texts = set(), set()

    def add(self, row, outcomes):
        if row["status"] != "counted":
            if outcomes or row["units"]:
                raise ValueError("a comment that is not counted has points")
            self.statuses[row["status"]] += 1
            return
        self.total["comments"] += 1
        self.total["units"] += row["units"]
        self.total["more"] += row["signatories"] - 1
        if row["person"]:
            self.people.add(int(row["person"], 16))
        else:
            self.total["contactless"] += 1
        if row["text"]:
            self.total["grouped"] += 1
            self.texts.add(row["text"])
        self.channels[row["channel"]] += 1
        self.labels[label_of(outcomes, row["units"])] += 1

    def figures(self, outcomes):
        total, labels = self.total, dict(self.labels)
        return {
            "people": len(self.people) + total["contactless"] + total["more"],
            "comments": total["comments"],
            "texts": total["comments"] - total["grouped"] + len(self.texts),
            "points": total["units"],
            "unanswered": total["units"] - len(outcomes),
            "unlabelled": labels.pop(""),
            **self.statuses,
            "by_outcome": {name: outcomes.count(place) for place, name in enumerate(OUTCOMES)},
            "by_channel": self.channels,
            "by_label": labels,
        }


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("manifest", type=Path, help="manifest.json")
    parser.add_argument("files", type=Path, nargs="*", help="points.csv, points.json, proof.json")
    parser.add_argument("--views", action="store_true", help="print how many people raised each")
    options = parser.parse_args(arguments)
    check = Check(options.views)
    path = options.manifest
    try:
        check.manifest(path)
        for path in options.files:
            if path.suffix == ".csv":
                check.csv(path)
                continue
            with open(path, "rb") as file:
                is_proof = INCLUSION.encode() in file.read(200)
            if is_proof:
                check.inclusion(json.loads(path.read_text("utf-8")), path.name)
            else:
                check.json(path)
    except (Unreadable, OSError) as error:
        print(f"不可读 cannot be read: {error}")
        return 2
    except (csv.Error, ValueError) as error:
        print(f"不可读 cannot be read: {path.name}: {error}")
        return 2
    for place, printed, recomputed in check.found:
        print(f"不一致 differs: {place}: {printed!r} ≠ {recomputed!r}")
    if check.found:
        return 1
    print(f"一致 holds: {check.report['title']}")
    for place, value in leaves("", check.figures):
        print(f"  {place.lstrip('.')}: {value}")
    for number, (text, people) in enumerate(check.texts if options.views else (), start=1):
        print(f"  {number}. {people}人提出 raised by {people}: {text}")
    print(f"摘要 digest: {check.digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
