"""Every place where the host shows a node's text, and the list beside it at any zoom."""

from __future__ import annotations

import struct
from typing import Any

import pytest

SELECT = "id => window.app.canvas.selectNode(window.app.graph.getNodeById(id))"


def completes(desk: Any, number: int = 0) -> str:
    """Type half a tag into a box, accept, and return the box's text."""
    box = desk.enter("", number)
    desk.type("twintai")
    assert desk.names()[:1] == ["twintails"]
    desk.keyboard.press("Tab")
    assert desk.names() == []
    return box.input_value()


def test_a_box_promoted_to_a_subgraph(desk, page) -> None:
    page.evaluate(SELECT, desk.add())
    desk.run("Comfy.Graph.ConvertToSubgraph")
    page.wait_for_timeout(800)
    node = page.evaluate("() => window.app.graph._nodes[0].id")
    assert completes(desk) == "twintails, "
    assert desk.value(node) == "twintails, "
    # What stands inside decides, not the subgraph's name.
    desk.set("TagAtelier.Completion.Excluded", "cliptextencode")
    desk.box().blur()
    desk.enter()
    desk.type("twi")
    assert desk.names() == []


@pytest.mark.own_page
def test_the_right_hand_panel(desk, page) -> None:
    node = desk.add()
    page.evaluate(SELECT, node)
    page.get_by_label("Toggle properties panel").first.click()
    panel = page.locator("[data-testid=properties-panel] textarea")
    try:
        panel.click()
        desk.loaded()
        desk.type("twintai")
        assert desk.names()[:1] == ["twintails"]
        assert beside_the_caret(page, 1)
        desk.keyboard.press("Tab")
        assert desk.value(node) == "twintails, "
    finally:  # the host remembers an open panel
        page.get_by_label("Toggle properties panel").last.click()
        panel.wait_for(state="detached")


@pytest.mark.own_page
def test_app_mode(desk, page) -> None:
    node = desk.add()
    desk.add("SaveImage", (800, 200))
    page.evaluate(
        """async () => {
          const graph = window.app.graph.serialize()
          const [text, image] = graph.nodes
          const linearData = { inputs: [[text.id, 'text']], outputs: [image.id] }
          graph.extra = { ...graph.extra, linearData }
          await window.app.loadGraphData(graph)
        }"""
    )
    desk.run("Comfy.ToggleLinear")
    page.locator("textarea:visible").first.wait_for()
    page.wait_for_timeout(1000)
    page.keyboard.press("Escape")  # a first visit is shown around
    page.wait_for_timeout(500)
    assert completes(desk) == "twintails, "
    assert desk.value(node) == "twintails, "
    desk.write("smile, 1girl")
    desk.keyboard.press("Control+Shift+L")
    for _ in range(100):
        if desk.value(node) != "smile, 1girl":
            break
        page.wait_for_timeout(50)
    assert desk.value(node) == "1girl, smile"
    desk.run("Comfy.ToggleLinear")


def test_boxes_of_the_pack_and_notes(desk, page) -> None:
    node = desk.add("TagAtelierPrompt")
    desk.set("TagAtelier.Completion.Where", "own")
    assert completes(desk, 0) == "twintails, "
    assert completes(desk, 1) == "twintails, "
    assert [desk.value(node, name) for name in ("text", "negative")] == ["twintails, "] * 2
    page.evaluate("() => window.app.graph.clear()")
    desk.add()
    page.wait_for_timeout(300)
    desk.enter()
    desk.type("twi")
    assert desk.names() == []
    desk.set("TagAtelier.Completion.Where", "all")
    desk.type("n")
    assert desk.names()
    page.evaluate("() => window.app.graph.clear()")
    desk.add("Note")
    page.wait_for_timeout(300)
    desk.enter()
    desk.type("twi")
    assert desk.names() == []


def test_boxes_of_others_are_left_alone(desk, page) -> None:
    desk.add()
    box = desk.enter()
    desk.type("twi")
    assert desk.names()
    for name, value in (("data-tag-atelier", "off"), ("data-autocomplete-plus-open", "")):
        desk.write("")
        box.evaluate("(box, [name, value]) => box.setAttribute(name, value)", [name, value])
        desk.type("twi")
        assert desk.names() == [], name
        box.evaluate("(box, name) => box.removeAttribute(name)", name)
    desk.write("")
    # An input whose author wants no completion, in the word that most packs know.
    page.evaluate(
        """() => {
          const { constructor } = window.app.graph._nodes[0]
          window.before = constructor.nodeData
          const input = structuredClone(constructor.nodeData.input)
          input.required.text[1] = { ...input.required.text[1], 'pysssss.autocomplete': false }
          constructor.nodeData = { ...constructor.nodeData, input }
        }"""
    )
    desk.keyboard.press("Escape")
    desk.write("")
    desk.type("twi")
    assert desk.names() == []
    page.evaluate("() => { window.app.graph._nodes[0].constructor.nodeData = window.before }")


def test_another_packs_list_goes_first(desk, page) -> None:
    desk.add()
    desk.enter()
    page.evaluate(
        """() => {
          const list = document.createElement('div')
          list.id = 'autocomplete-plus-root'
          list.append(document.createElement('p'))
          list.firstChild.append('a suggestion of another pack')
          document.body.append(list)
        }"""
    )
    other = page.locator("#autocomplete-plus-root")
    show = "(list, shown) => { list.hidden = !shown }"
    desk.type("twi")
    assert desk.names() == []
    # One that comes up over ours takes its place, and from then on ours waits for it.
    other.evaluate(show, False)
    desk.write("")
    desk.type("twi")
    assert desk.names()
    other.evaluate(show, True)
    page.wait_for_timeout(100)
    assert desk.names() == []
    other.evaluate(show, False)
    desk.type("n")
    assert desk.names() == []
    page.wait_for_timeout(800)
    assert desk.names(), "the other list has nothing to say"
    desk.type("t")
    assert desk.names()
    # What closes the other list, or is taken from it, does not open ours.
    for closing in ("Escape", "a click"):
        desk.write("twi")
        desk.type("n")
        if closing == "Escape":
            desk.keyboard.press(closing)
        else:
            page.evaluate("() => document.execCommand('insertText', false, 'tails')")
        page.wait_for_timeout(800)
        assert desk.names() == [], closing
    other.evaluate("list => list.remove()")


def test_a_box_that_asks_for_completion(desk, page) -> None:
    page.evaluate(
        """() => {
          const box = document.createElement('textarea')
          box.dataset.tagAtelier = ''
          box.style.cssText = 'position: fixed; left: 500px; top: 300px; z-index: 9999'
          document.body.append(box)
        }"""
    )
    page.locator("[data-tag-atelier]").click()
    desk.loaded()
    desk.type("twintai")
    desk.keyboard.press("Tab")
    assert desk.text() == "twintails, ^"
    page.evaluate("() => document.activeElement.remove()")


def beside_the_caret(page, lines: int) -> bool:
    """Whether the list is inside the window, at the box's line number `lines`, over or under it."""
    return page.evaluate(
        """lines => {
          const box = document.activeElement
          const list = document.querySelector('#tag-atelier-list').getBoundingClientRect()
          const seen = box.getBoundingClientRect()
          const scale = seen.width / box.offsetWidth
          const style = getComputedStyle(box)
          const line = (parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.25) * scale
          const top = seen.top + (parseFloat(style.paddingTop) + box.clientTop) * scale
          const below = list.top - (top + line * lines)
          const above = top + line * (lines - 1) - list.bottom
          const near = gap => gap >= -2 && gap <= line + 8
          return list.left >= 0 && list.right <= innerWidth && list.top >= 0
            && list.bottom <= innerHeight && (near(below) || near(above))
        }""",
        lines,
    )


@pytest.mark.parametrize("zoom", [0.5, 1, 2])
def test_the_list_stands_beside_the_caret(desk, page, zoom) -> None:
    desk.set("LiteGraph.Canvas.MinFontSizeForLOD", 0)  # else the canvas hides boxes at 0.5
    # Top left, then bottom right, where the list has to go above and to the left.
    for corner in ((80, 80), (int(1400 / zoom) - 430, int(900 / zoom) - 260)):
        page.evaluate("() => window.app.graph.clear()")
        page.evaluate("zoom => { window.app.canvas.ds.scale = zoom }", zoom)
        desk.add(at=corner)
        page.wait_for_timeout(400)
        desk.box().evaluate("box => box.focus()")
        desk.loaded()
        desk.write("1girl\nsolo\n^")
        desk.type("lo")
        assert len(desk.names()) > 1
        page.wait_for_timeout(100)
        assert beside_the_caret(page, 3), f"zoom {zoom}, at {corner}"
        # The canvas moves under an open list.
        page.evaluate(
            """() => {
              window.app.canvas.ds.offset[0] += 40
              window.app.canvas.setDirty(true, true)
            }"""
        )
        page.wait_for_timeout(200)
        assert desk.names() == [] or beside_the_caret(page, 3), f"moved, zoom {zoom}, at {corner}"


@pytest.mark.own_page
def test_switching_the_renderer_at_run_time(desk, page, renderer) -> None:
    node = desk.add()
    assert completes(desk) == "twintails, "
    for vue in (renderer != "vue", renderer == "vue"):
        desk.set("Comfy.VueNodes.Enabled", vue)
        page.wait_for_timeout(1500)
        assert completes(desk).endswith("twintails, ")
        assert desk.value(node).endswith("twintails, ")


def test_a_workflow_of_300_nodes(desk, page) -> None:
    page.evaluate(
        """() => {
          for (let i = 0; i < 300; i++) {
            const node = window.LiteGraph.createNode('CLIPTextEncode')
            node.pos = [(i % 20) * 450, 200 + Math.floor(i / 20) * 300]
            window.app.graph.add(node)
          }
        }"""
    )
    page.wait_for_timeout(3000)
    assert completes(desk) == "twintails, "


@pytest.mark.own_page
def test_loras_and_embeddings(desk, server) -> None:
    loras, embeddings = (server.base / "models" / name for name in ("loras", "embeddings"))
    for folder in (loras / "style", embeddings):
        folder.mkdir(parents=True, exist_ok=True)
    frequency = b'{\\"a\\": {\\"ink wash\\": 9, \\"smile\\": 3}}'
    header = b'{"__metadata__": {"ss_tag_frequency": "' + frequency + b'"}}'
    ink = loras / "style" / "ink_wash.safetensors"
    ink.write_bytes(struct.pack("<Q", len(header)) + header)
    (embeddings / "easy_negative.safetensors").write_bytes(b"")
    desk.add()
    desk.enter("smile, ^")
    desk.type("<lora:wa")
    desk.page.wait_for_timeout(1000)
    assert desk.names() == ["style/ink_wash"]
    desk.keyboard.press("Tab")
    assert desk.text() == "smile, <lora:style/ink_wash:1>, ^"
    # Then the tags that it was trained with, the most frequent first.
    desk.page.wait_for_timeout(1500)
    assert desk.names() == ["ink wash", "smile"]
    desk.keyboard.press("Tab")
    assert desk.text() == "smile, <lora:style/ink_wash:1>, ink wash, ^"
    desk.type("embedding:ea")
    desk.page.wait_for_timeout(1000)
    assert desk.names() == ["easy_negative"]
    desk.keyboard.press("Tab")
    assert desk.text().endswith("embedding:easy_negative, ^")
