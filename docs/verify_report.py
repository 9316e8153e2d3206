#!/usr/bin/env python3
"""Check a published feedback report from its published files, offline.

    python3 verify_report.py manifest.json points.csv points.json
    python3 verify_report.py manifest.json proof.json        (is my comment inside the count?)
    python3 verify_report.py --views manifest.json points.csv    (how many people raised each view?)

Needs Python 3.10 or later and nothing else. Every printed number is recomputed; whatever differs is
named with its place. Exit status: 0 everything holds, 1 something differs, 2 cannot be read.

校验已公布的意见采纳情况反馈报告：重算每一个数字，指出不一致之处；无需联网，仅需 Python。
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
from pathlib import Path

MANIFEST, INCLUSION = "yanlu-manifest-1", "yanlu-inclusion-1"
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

    def exactly(self, expected):
        if self.next() != expected:
            self.fail(f"should be {expected.decode()}")

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

    def __init__(self):
        self.found = []
        self.outcomes, self.hashes, self.used = bytearray(), bytearray(), bytearray()
        self.report, self.figures, self.seals, self.digest = {}, {}, {}, ""
        self.authors, self.views = {}, {}

    def compare(self, place, printed, recomputed):
        if printed != recomputed:
            self.found.append((place, printed, recomputed))

    def manifest(self, path):
        with open(path, "rb") as file:
            lines = Lines(file, path.name)
            lines.exactly(b'{"format":"' + MANIFEST.encode() + b'",')
            self.report = lines.value("report", b",")
            self.figures = lines.value("figures", b",")
            points = self.points(lines)
            comments = self.comments(lines)
            self.seals = lines.value("seals", b",")
            self.digest = lines.value("digest", b"}")
            lines.number += 1
            if file.read(1):
                lines.fail("something follows the end")
        words = {"report": self.report, "figures": self.figures}
        sealed = self.seals.get("words", {})
        now = {place: digest(value) for key in words for place, value in leaves(key, words[key])}
        for place in sorted({*sealed, *now}):
            self.compare(f"{path.name} {place}", sealed.get(place), now.get(place))
        for name, tree in (("points", points), ("comments", comments)):
            kept = self.seals.get(name, {})
            self.compare(f"{path.name} seals.{name}.count", kept.get("count"), tree.count)
            self.compare(f"{path.name} seals.{name}.root", kept.get("root"), tree.root().hex())
        self.compare(f"{path.name} digest", self.digest, digest({**words, "seals": self.seals}))
        self.sentence(path.name)

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
                author = (row["person"] or row["digest"], row["digest"], row["signatories"] - 1)
                self.authors.update(dict.fromkeys(row["points"], author))
            except (KeyError, TypeError, IndexError, ValueError) as error:
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
        """Printed rows, each against its leaf in the manifest."""
        count = 0
        for count, row in enumerate(rows, start=1):
            if count > len(self.outcomes):
                self.compare(f"{name} row {count}", "printed", "not in the manifest")
                continue
            if list(row) != list(COLUMNS):
                raise Unreadable(f"{name} row {count}: the columns should be {', '.join(COLUMNS)}")
            said = (view_of(row["text"]), row["outcome"], row["reason"], row["answered_by"])
            self.views.setdefault(said, (row["text"], set()))[1].add(count)
            outcome = OUTCOMES[self.outcomes[count - 1]]
            self.compare(f"{name} row {count} outcome", row["outcome"], outcome)
            self.compare(f"{name} row {count}", leaf_hash(row).hex(), self.leaf(count))
        self.compare(f"{name} number of rows", count, len(self.outcomes))

    def leaf(self, position):
        """The hash that the manifest gives for a printed row; "" for none."""
        return self.hashes[position * 32 - 32 : position * 32].hex()

    def raised(self):
        """(text, people) of every view in the order of the page: points with the same words and
        the same answer, each person once, a letter with all its signatories.
        """
        for text, positions in self.views.values():
            authors = {self.authors[one] for one in positions if one in self.authors}
            further = {digest: more for _person, digest, more in authors}
            yield text, len({person for person, _digest, _more in authors}) + sum(further.values())

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
    check = Check()
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
    for number, (text, people) in enumerate(check.raised() if options.views else (), start=1):
        print(f"  {number}. {people}人提出 raised by {people}: {text.splitlines()[0][:60]}")
    print(f"摘要 digest: {check.digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
