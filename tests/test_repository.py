"""The repository keeps its own promises."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("consultation", "feedback", "search", "cms")


def test_readme_names_only_make_targets_that_exist():
    named = set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text()))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert named
    assert named <= targets


def test_readme_names_only_commands_that_exist():
    named = set(re.findall(r"manage\.py ([a-z_]+)", (ROOT / "README.md").read_text()))
    commands = {
        path.stem for app in APPS for path in (ROOT / app / "management/commands").glob("*.py")
    }
    assert named
    assert named <= commands


def test_hostile_inputs_name_only_tests_that_exist():
    """`path::name`, or `::name` in the file named before it."""
    words = (ROOT / "docs/hostile-inputs.md").read_text()
    missing, path = [], ""
    for row in (line for line in words.splitlines() if line.startswith("| H-")):
        named = re.findall(r"`([\w/.]*)::(\w+)`", row)
        assert named, row
        for given, name in named:
            path = given or path
            file = ROOT / path
            if not file.exists() or f"def {name}(" not in file.read_text():
                missing.append(f"{path}::{name}")
    assert missing == []


def test_readme_is_short_enough_to_be_read():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


def test_no_module_outgrew_its_idea():
    long = [
        f"{path.relative_to(ROOT)} ({lines})"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 300
    ]
    assert long == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned(name):
    lines = [
        line
        for line in (ROOT / name).read_text().splitlines()
        if line and not line.startswith((" ", "#"))
    ]
    assert lines
    assert all("==" in line for line in lines)


def test_migrations_are_named_by_hand():
    automatic = [
        path.name
        for app in APPS
        for path in (ROOT / app / "migrations").glob("0*.py")
        if re.search(r"_auto_|_alter_|_remove_|_rename_.*_more|_and_more", path.name)
    ]
    assert automatic == []


def test_every_setting_of_the_environment_is_explained():
    reading = re.compile(r"""\b(?:env\.\w+|text|number|url)\(\s*["']([A-Z][A-Z_]+)["']""")
    files = [*(ROOT / "cms").glob("*.py"), *(ROOT / "cms/settings").glob("*.py")]
    read = {name for path in files for name in reading.findall(path.read_text())}
    explained = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs/operations.md").read_text()))
    assert len(read) > 25
    assert read <= explained, read - explained
