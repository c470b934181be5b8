"""Sorting tags where they stand: by key and from the menu, one step for undo."""

from __future__ import annotations

from typing import Any

import pytest

KEY = "Control+Shift+L"
MENU = ".comfy-menu-button-wrapper, [data-testid=comfy-menu-button]"
"""The host's menu, to frontend 1.49 and from 1.58 on."""
TEXT = "smile, hatsune miku, 1girl, masterpiece"
FOR_4 = "masterpiece, 1girl, hatsune miku, smile"
FOR_KIVOTOS = "1girl, hatsune miku, smile, masterpiece"

# (box before with ^ at the caret or around the selection, box after)
SORTED = [
    ("sm^ile, 1girl", "1girl, sm^ile"),
    ("smile, 1girl, ^", "1girl, smile, ^"),
    ("smile\n1girl^\nsolo", "1girl^\nsmile\nsolo"),
    ("smile, 1girl^ BREAK night, 1boy", "1girl^, smile BREAK 1boy, night"),
    ("night, smi^le, 1gi^rl, 1boy", "night, ^1girl, smile^, 1boy"),
]


def write(desk: Any, marked: str) -> None:
    desk.write(marked.replace("^", ""))
    places = [at - number for number, at in enumerate(_places(marked))]
    desk.page.evaluate(
        "([from, to]) => document.activeElement.setSelectionRange(from, to)",
        [places[0], places[-1]],
    )


def _places(marked: str) -> list[int]:
    return [at for at, letter in enumerate(marked) if letter == "^"]


def says(desk: Any, text: str) -> None:
    """Wait for this message of the page, then take it away."""
    toast = desk.page.get_by_role("alert").filter(has_text=text)
    # The box keeps the focus: a mouse would take it away.
    toast.first.get_by_role("button").first.evaluate("button => button.click()")
    toast.first.wait_for(state="detached")


@pytest.mark.bundled
def test_tags_are_sorted_in_one_step(desk) -> None:
    node = desk.add()
    desk.enter()
    for before, after in SORTED:
        write(desk, before)
        desk.keyboard.press(KEY)
        says(desk, "Sorted for Animagine XL 4.0")
        assert desk.text() == after, before
        assert desk.value(node) == after.replace("^", "")
        assert desk.names() == []
        desk.keyboard.press("Control+z")
        assert desk.value(node) == before.replace("^", ""), f"undo of {after!r}"
        desk.keyboard.press("Control+y")
        assert desk.value(node) == after.replace("^", ""), f"redo of {after!r}"


@pytest.mark.bundled
def test_the_menu_sorts_the_box_that_was_used_last(desk, page) -> None:
    first, second = desk.add(), desk.add(at=(300, 500))
    page.wait_for_timeout(300)
    desk.enter(TEXT, 0)
    desk.enter(TEXT, 1)
    page.locator(MENU).click()
    for entry in ("Extensions", "Tag Atelier"):
        page.get_by_role("menuitem", name=entry, exact=True).first.hover()
    page.get_by_role("menuitem", name="Sort the tags of this prompt").click()
    says(desk, "Sorted for Animagine XL 4.0")
    assert (desk.value(first), desk.value(second)) == (TEXT, FOR_4)
    assert page.evaluate("() => document.activeElement.value") == FOR_4


def test_what_is_in_order_gets_no_step_for_undo(desk) -> None:
    node = desk.add()
    desk.enter("smi^le")
    desk.write("1girl,smile")
    desk.keyboard.press(KEY)
    says(desk, "In the order of Animagine XL 4.0 already")
    assert desk.text() == "1girl,smile^"
    desk.keyboard.press("Control+z")
    assert desk.value(node) == "smile"


def test_where_there_is_nothing_to_sort_the_page_says_so(desk, page) -> None:
    desk.run("TagAtelier.Sort")
    says(desk, "No prompt box is in use")
    desk.add()
    desk.enter("")
    desk.keyboard.press(KEY)
    says(desk, "The prompt box is empty")
    desk.write("smile, 1girl")
    page.route("**/tag_atelier/sort", lambda route: route.abort())
    desk.keyboard.press(KEY)
    says(desk, "The server does not answer")
    assert desk.text() == "smile, 1girl^"


def test_what_was_typed_meanwhile_stays(desk, page) -> None:
    desk.add()
    desk.enter("smile, 1girl")
    held: list[Any] = []
    page.route("**/tag_atelier/sort", lambda route: held.append(route))
    desk.keyboard.press(KEY)
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    desk.type("s")
    desk.keyboard.press("Escape")
    held[0].continue_()
    page.wait_for_timeout(1000)
    assert desk.text() == "smile, 1girls^"


def test_the_order_is_that_of_the_nodes_preset_or_else_of_the_workflow(desk, page) -> None:
    native = desk.add()
    ours = desk.add("TagAtelierPrompt", (800, 200))
    page.evaluate(
        """ours => {
          const { graph } = window.app
          for (const preset of ['kivotos-xl-2.0', 'animagine-xl-4.0']) {
            const node = window.LiteGraph.createNode('TagAtelierPreset')
            node.pos = [300, preset.length * 60]
            graph.add(node)
            node.widgets.find(({ name }) => name === 'preset').value = preset
            const at = graph.getNodeById(ours).inputs.findIndex(({ name }) => name === 'preset')
            if (preset === 'animagine-xl-4.0') node.connect(0, graph.getNodeById(ours), at)
          }
        }""",
        ours,
    )
    page.wait_for_timeout(500)
    desk.enter(TEXT, 0)
    desk.keyboard.press(KEY)
    says(desk, "Sorted for Kivotos XL 2.0")
    assert desk.value(native) == FOR_KIVOTOS
    desk.enter(TEXT, 1)
    desk.keyboard.press(KEY)
    says(desk, "Sorted for Animagine XL 4.0")
    assert desk.value(ours) == FOR_4


@pytest.mark.own_page
def test_a_box_promoted_to_a_subgraph_and_the_right_hand_panel(desk, page) -> None:
    page.evaluate(
        "id => window.app.canvas.selectNode(window.app.graph.getNodeById(id))", desk.add()
    )
    desk.run("Comfy.Graph.ConvertToSubgraph")
    page.wait_for_timeout(800)
    node = page.evaluate("() => window.app.graph._nodes[0].id")
    desk.enter(TEXT)
    desk.keyboard.press(KEY)
    says(desk, "Sorted for Animagine XL 4.0")
    assert desk.value(node) == FOR_4

    page.evaluate("() => window.app.graph.clear()")
    node = desk.add()
    page.evaluate("id => window.app.canvas.selectNode(window.app.graph.getNodeById(id))", node)
    page.get_by_label("Toggle properties panel").first.click()
    panel = page.locator("[data-testid=properties-panel] textarea")
    try:
        panel.click()
        desk.write(TEXT)
        desk.keyboard.press(KEY)
        says(desk, "Sorted for Animagine XL 4.0")
        assert desk.value(node) == FOR_4
    finally:  # the host remembers an open panel
        page.get_by_label("Toggle properties panel").last.click()
        panel.wait_for(state="detached")
