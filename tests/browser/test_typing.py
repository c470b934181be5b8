"""Completing while typing: real keys in a live page, in both renderers and every frontend."""

from __future__ import annotations

import json

import pytest

TAB, ENTER, ESCAPE = "Tab", "Enter", "Escape"

# (text before with ^ at the caret, what is typed, text after Tab)
ACCEPTED = [
    ("", "twintai", "twintails, ^"),
    ("1girl, ^", "looking at v", "1girl, looking at viewer, ^"),
    ("1girl,^", "twintai", "1girl,twintails, ^"),
    ("1girl\n^", "twintai", "1girl\ntwintails, ^"),
    ("^, smile", "twintai", "twintails^, smile"),
    ("^\nsmile", "twintai", "twintails,^\nsmile"),
    ("tw^ntails, smile", "i", "twintails^, smile"),
    ("(^:1.2), smile", "twintai", "(twintails^:1.2), smile"),
    ("{^|smile}", "twintai", "{twintails^|smile}"),
    ("^ long hair", "twintai", "twintails, ^long hair"),
    ("smile, ^", "ganyu", "smile, ganyu \\(genshin impact\\), ^"),
    ("smile, ^", "ganyu (gen", "smile, ganyu \\(genshin impact\\), ^"),
    ("smile, ^", "^_", "smile, ^_^, ^"),
    ("<lora:x:1> ^", "twintai", "<lora:x:1> twintails, ^"),
]

SILENT = [
    ("// ^", "twintai"),
    ("/* ^ */", "twintai"),
    ("(smile:^)", "1.2"),
    ("<lora:x:^>", "1"),
    ("She is standing in the ^", "tw"),
    ("1girl", ", "),
]


@pytest.mark.bundled
def test_tab_accepts_the_whole_tag(desk) -> None:
    node = desk.add()
    desk.enter()
    for before, typed, after in ACCEPTED:
        desk.write(before)
        desk.type(typed)
        assert desk.names(), f"no list for {typed!r} in {before!r}"
        desk.keyboard.press(TAB)
        assert desk.text() == after, f"{typed!r} in {before!r}"
        assert desk.value(node) == _without_caret(after)
        assert desk.names() == []


def _without_caret(text: str) -> str:
    at = text.rindex("^")
    return text[:at] + text[at + 1 :]


def test_nothing_is_offered_where_no_tag_is_typed(desk) -> None:
    desk.add()
    desk.enter()
    for before, typed in SILENT:
        desk.write(before)
        desk.type(typed)
        assert desk.names() == [], f"{typed!r} in {before!r}"


@pytest.mark.bundled
def test_undo_takes_one_step(desk) -> None:
    node = desk.add()
    desk.enter("1girl, ^, smile")
    desk.type("twintai")
    desk.keyboard.press(TAB)
    assert desk.text() == "1girl, twintails^, smile"
    desk.keyboard.press("Control+z")
    assert desk.value(node) == "1girl, twintai, smile"
    assert desk.names() == []
    desk.keyboard.press("Control+y")
    assert desk.value(node) == "1girl, twintails, smile"


def test_keys_that_belong_to_others_reach_them(desk, page) -> None:
    node = desk.add()
    box = desk.enter()
    page.evaluate(
        """() => {
          window.passed = []
          addEventListener('keydown', event => passed.push([event.key, event.ctrlKey]))
          window.app.queuePrompt = async () => {}
        }"""
    )
    desk.type("lo")
    first, second = desk.names()[:2]
    desk.keyboard.press("ArrowDown")
    assert desk.chosen() == second
    desk.keyboard.press("ArrowUp")
    assert desk.chosen() == first
    desk.keyboard.press("ArrowUp")
    assert desk.chosen() == desk.names()[-1]
    assert page.evaluate("passed.filter(([key]) => key.startsWith('Arrow'))") == []
    # Esc closes the list, and neither the box's focus nor the subgraph is left.
    desk.keyboard.press(ESCAPE)
    assert desk.names() == []
    assert box.evaluate("box => box === document.activeElement")
    # Enter is a new line.
    desk.type("ng h")
    assert desk.names()
    desk.keyboard.press(ENTER)
    assert desk.value(node) == "long h\n"
    assert desk.names() == []
    # Ctrl+Enter queues, with the list open too.
    desk.type("lo")
    assert desk.names()
    desk.keyboard.press("Control+Enter")
    assert ["Enter", True] in page.evaluate("passed")
    assert desk.value(node).startswith("long h\nlo")


def test_keys_can_be_chosen(desk) -> None:
    desk.add()
    desk.set("TagAtelier.Keys.Accept", "Enter, Ctrl+J")
    desk.enter()
    desk.type("twintai")
    desk.keyboard.press(ENTER)
    assert desk.text() == "twintails, ^"
    desk.type("ponyt")
    desk.keyboard.press("Control+j")
    assert desk.text() == "twintails, ponytail, ^"
    desk.set("TagAtelier.Writing.Underscores", True)
    desk.set("TagAtelier.Writing.Comma", False)
    desk.type("looking at v")
    desk.keyboard.press(ENTER)
    assert desk.text() == "twintails, ponytail, looking_at_viewer^"


@pytest.mark.parametrize("spoken", ["ツインテール", "長い髪"])
def test_an_input_method_is_not_disturbed(desk, page, spoken) -> None:
    desk.add()
    desk.enter("1girl, ^")
    session = page.context.new_cdp_session(page)
    for end in range(1, len(spoken) + 1):
        part = spoken[:end]
        session.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": end, "selectionEnd": end}
        )
        page.wait_for_timeout(30)
        assert desk.names() == []
    # While composing, browsers report keys as 229: Enter and Tab choose among the method's words.
    for key in ("Enter", "Tab", "ArrowDown"):
        session.send(
            "Input.dispatchKeyEvent",
            {"type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": 229},
        )
    session.send("Input.insertText", {"text": spoken})
    page.wait_for_timeout(50)
    assert desk.text() == f"1girl, {spoken}^"
    if desk.names():
        desk.keyboard.press(TAB)
        assert desk.text() in ("1girl, twintails, ^", "1girl, long hair, ^")


def test_the_caret_takes_the_list_along_or_closes_it(desk, page) -> None:
    desk.add()
    desk.enter("smile, ^, long hair")
    desk.type("twint")
    assert desk.names()
    desk.keyboard.press("ArrowLeft")
    page.wait_for_timeout(50)
    assert "twintails" in desk.names()
    desk.keyboard.press("Home")
    page.wait_for_timeout(50)
    assert desk.names() == []


def test_likely_next_tags_only_if_wanted(desk, page) -> None:
    desk.add()
    desk.enter()
    desk.type("1girl, ")
    assert desk.names() == []
    desk.set("TagAtelier.Completion.Next", True)
    desk.write("")
    desk.type("1girl, ")
    assert desk.names() and "1girl" not in desk.names()
    desk.keyboard.press(TAB)
    page.wait_for_timeout(100)
    assert desk.text().startswith("1girl, ") and desk.text().endswith(", ^")
    assert desk.names(), "the next ones after that"


def test_commands(desk, page) -> None:
    desk.add()
    desk.enter("1girl, ^")
    assert desk.names() == []
    desk.keyboard.press("Control+Space")
    page.wait_for_timeout(100)
    assert desk.names()
    desk.keyboard.press(ESCAPE)
    desk.keyboard.press("Control+Shift+Space")
    page.wait_for_timeout(200)
    desk.type("twintai")
    assert desk.names() == []
    desk.keyboard.press("Control+Shift+Space")
    page.wait_for_timeout(200)
    desk.type("l")
    assert desk.names()


def test_special_tags_of_the_preset_go_first(desk, page) -> None:
    node = desk.add("TagAtelierPrompt")
    page.evaluate(
        """id => {
          const preset = window.LiteGraph.createNode('TagAtelierPreset')
          window.app.graph.add(preset)
          preset.widgets.find(widget => widget.name === 'preset').value = 'animagine-xl-4.0'
          const prompt = window.app.graph.getNodeById(id)
          preset.connect(0, prompt, prompt.inputs.findIndex(input => input.name === 'preset'))
        }""",
        node,
    )
    desk.enter()
    desk.type("hig")
    assert desk.names()[0] == "high score"


def test_what_was_used_is_kept_on_disk_and_can_be_forgotten(desk, page, server) -> None:
    desk.set("TagAtelier.Completion.Learn", True)
    desk.add()
    desk.enter()
    desk.type("twintai")
    desk.keyboard.press(TAB)
    usage = server.base / "user" / "default" / "tag_atelier.usage.json"
    page.wait_for_timeout(4500)
    assert json.loads(usage.read_text(encoding="utf-8"))["twintails"] >= 1
    desk.run("TagAtelier.ForgetUsage")
    page.wait_for_timeout(1000)
    assert json.loads(usage.read_text(encoding="utf-8")) == {}
