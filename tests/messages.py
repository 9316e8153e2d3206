"""The catalogue of messages: collected from the code, compiled in Python, checked for gaps.

`python -m tests.messages` collects and compiles; `--check` fails when a word on the screen is
missing, fuzzy or untranslated, or when the compiled file is older than its source.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "cms" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
IGNORED = ("tests", ".venv", "var", "node_modules", "docs")


def collect(target: Path) -> polib.POFile:
    """Every message of the Python files and templates, extracted by gettext into `target`."""
    command = [sys.executable, "manage.py", "makemessages", "--locale", "xx", "--no-wrap"]
    for ignored in IGNORED:
        command += ["--ignore", f"{ignored}/*"]
    made = ROOT / "cms" / "locale" / "xx" / "LC_MESSAGES" / "django.po"
    made.parent.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        target.write_bytes(made.read_bytes())
    finally:
        for leftover in (made, made.parent, made.parent.parent):
            if leftover.is_file():
                leftover.unlink()
            elif leftover.is_dir():
                leftover.rmdir()
    return polib.pofile(str(target), wrapwidth=0)


def translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return all(entry.msgstr_plural.values()) and bool(entry.msgstr_plural)
    return bool(entry.msgstr)


def plural_of(entry: polib.POEntry | None) -> str:
    return str(entry.msgstr_plural.get(0, "")) if entry else ""


def merge(fresh: polib.POFile) -> polib.POFile:
    """The catalogue with exactly the messages of `fresh`, keeping the translations it has."""
    known = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(SOURCE), wrapwidth=0)}
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = {
        "Project-Id-Version": "yanlu",
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for entry in sorted(fresh, key=lambda e: (e.msgid, e.msgctxt or "")):
        old = known.get((entry.msgctxt, entry.msgid))
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgctxt=entry.msgctxt,
                msgstr=old.msgstr if old and not entry.msgid_plural else "",
                msgstr_plural={0: plural_of(old)} if entry.msgid_plural else {},
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
                occurrences=[(file, "") for file in sorted({f for f, _ in entry.occurrences})],
            )
        )
    return merged


def check() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        fresh = collect(Path(folder) / "fresh.po")
    known = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(SOURCE), wrapwidth=0)}
    problems = []
    for entry in fresh:
        old = known.get((entry.msgctxt, entry.msgid))
        if old is None or not translated(old) or old.fuzzy:
            where = ", ".join(sorted({f for f, _ in entry.occurrences})[:2])
            problems.append(f"not translated: {entry.msgid!r} ({where})")
    compiled = polib.mofile(str(SOURCE.with_suffix(".mo")))
    source = {(e.msgctxt, e.msgid): e.msgstr for e in polib.pofile(str(SOURCE)) if translated(e)}
    if {(e.msgctxt, e.msgid): e.msgstr for e in compiled} != source:
        problems.append("the compiled catalogue differs from its source; run `make messages`")
    return problems


def main() -> int:
    if "--check" in sys.argv:
        problems = check()
        for problem in problems:
            print(problem)
        return bool(problems)
    with tempfile.TemporaryDirectory() as folder:
        merged = merge(collect(Path(folder) / "fresh.po"))
    merged.save(str(SOURCE))
    merged.save_as_mofile(str(SOURCE.with_suffix(".mo")))
    missing = [entry.msgid for entry in merged if not translated(entry)]
    for message in missing:
        print(f"to translate: {message!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
