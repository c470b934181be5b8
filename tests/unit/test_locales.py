"""Settings, commands, menus and what the page says: nothing missing or left over in any language.

English is what the code itself says. Node names and tooltips are compared in tests/schema.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pack
import pytest

LOCALES = pack.ROOT / "locales"
LANGUAGES = ("ja", "ko", "zh")
SCRIPTS = pack.ROOT / "web" / "js"

DEFINITIONS = """
import { listsSetting } from "./lists.js"
import { settingDefinitions } from "./settings.js"
console.log(JSON.stringify([...settingDefinitions(), listsSetting()]))
"""
SAID = """
import { ENGLISH } from "./texts.js"
console.log(JSON.stringify(ENGLISH))
"""
PLACE = re.compile(r"\{\w+\}")
"""Where `say` of texts.js puts a value."""
COMMAND = re.compile(r'\{ id: "(TagAtelier\.\w+)", label: "([^"]+)"')
MENU = re.compile(r'path: \["Extensions"[^]]*\], commands: \[([^]]+)\]')
SPECIAL = re.compile(r"[{}@|]")
"""What the page's translation library takes for syntax."""
PATH = re.compile(r"['\"\[\]]")
"""What it takes for syntax where it looks a text up: one with these stays English."""


def read(language: str, name: str) -> Any:
    return json.loads((LOCALES / language / f"{name}.json").read_text(encoding="utf-8"))


def paths(tree: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where the texts of a translation stand."""
    if not isinstance(tree, dict):
        yield above
        return
    for key, value in tree.items():
        yield from paths(value, (*above, key))


def texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for value in tree.values():
            yield from texts(value)
    else:
        yield tree


def same(found: Any, wanted: Any, name: str) -> None:
    """A translation holds the same keys as the English one."""
    there, due = set(paths(found)), set(paths(wanted))
    assert not due - there, f"{name}: translate {sorted(due - there)}"
    assert not there - due, f"{name}: the code no longer has {sorted(there - due)}"


def printed(script: str) -> Any:
    """What a script beside the page's modules prints."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    run = ["node", "--input-type=module", "--eval", script]
    done = subprocess.run(run, cwd=SCRIPTS, capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def settings() -> list[dict[str, Any]]:
    """What the page registers, in English."""
    return printed(DEFINITIONS)


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    """What the page says; of texts with a number, the form for many."""
    said = printed(SAID)
    return {key: text if isinstance(text, str) else text["other"] for key, text in said.items()}


def commands() -> dict[str, str]:
    return dict(COMMAND.findall((SCRIPTS / "tag_atelier.js").read_text(encoding="utf-8")))


def in_menus() -> list[str]:
    """Ids of the commands that the page's menu shows."""
    script = (SCRIPTS / "tag_atelier.js").read_text(encoding="utf-8")
    return [name for menu in MENU.findall(script) for name in re.findall(r'"([^"]+)"', menu)]


def test_the_languages_are_these() -> None:
    assert {folder.name for folder in LOCALES.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_translated(language: str, settings: list[dict[str, Any]]) -> None:
    wanted: dict[str, Any] = {}
    for setting in settings:
        entry: dict[str, Any] = {"name": setting["name"]}
        if "tooltip" in setting:
            entry["tooltip"] = setting["tooltip"]
        if "options" in setting:
            entry["options"] = {one["text"].replace(".", "_"): "" for one in setting["options"]}
            unread = [name for name in entry["options"] if PATH.search(name)]
            assert not unread, f"{setting['id']}: avoid quotes and brackets in {unread}"
        wanted[setting["id"].replace(".", "_")] = entry
    same(read(language, "settings"), wanted, f"locales/{language}/settings.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_translated(language: str) -> None:
    wanted = {name.replace(".", "_"): {"label": label} for name, label in commands().items()}
    assert wanted, "tag_atelier.js writes its commands in another way: mend COMMAND above"
    same(read(language, "commands"), wanted, f"locales/{language}/commands.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_and_groups_of_settings_are_translated(
    language: str, settings: list[dict[str, Any]]
) -> None:
    main = read(language, "main")
    groups = {setting["category"][1]: "" for setting in settings}
    same(main["settingsCategories"], groups, f"locales/{language}/main.json settingsCategories")
    assert in_menus(), "tag_atelier.js writes its menu in another way: mend MENU above"
    labels = {commands()[name]: "" for name in in_menus()}
    same(main["menuLabels"], labels, f"locales/{language}/main.json menuLabels")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_page_says_is_translated(language: str, english: dict[str, str]) -> None:
    """None of these languages has another form for one than for many."""
    found, where = read(language, "main")["tagAtelier"], f"locales/{language}/main.json tagAtelier"
    same(found, english, where)
    for key, text in found.items():
        due = set(PLACE.findall(english[key]))
        assert set(PLACE.findall(text)) == due, f"{where} {key}: values have places {due}"


def test_every_text_is_said_somewhere(english: dict[str, str]) -> None:
    script = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))
    unsaid = [key for key in english if f'"{key}"' not in script]
    assert not unsaid, f"web/js/texts.js: take away {unsaid}, which no module says"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_reads_as_syntax_of_the_page(language: str) -> None:
    for file in sorted((LOCALES / language).iterdir()):
        read_by_page = read(language, file.stem)
        read_by_page.pop("tagAtelier", None)  # texts.js reads these
        for text in texts(read_by_page):
            assert text and not SPECIAL.search(text), f"{file.name}: {text!r}: avoid {{ }} @ |"
