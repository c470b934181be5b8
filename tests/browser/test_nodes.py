"""The pack's nodes in the page: loaded from a workflow, connected, queued, and telling."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import workflows
from PIL import Image, PngImagePlugin

pytestmark = pytest.mark.bundled
SHIPPED = sorted(path.stem for path in workflows.FOLDER.glob("*.json"))

LOAD = "graph => window.app.loadGraphData(graph)"
QUEUED = """async () => {
  const { output } = await window.app.graphToPrompt()
  return output
}"""
# Every run writes a text of its own: the host tells nothing about nodes that it has in its cache.
CONNECTED = """text => {
  const graph = window.app.graph
  const add = (type, x) => {
    const node = window.LiteGraph.createNode(type)
    node.pos = [x, 100]
    graph.add(node)
    return node
  }
  const preset = add('TagAtelierPreset', 50)
  const prompt = add('TagAtelierPrompt', 450)
  const shown = add('PreviewAny', 950)
  const widget = preset.widgets.find(widget => widget.name === 'preset')
  widget.value = 'kivotos-xl-2.0'
  prompt.widgets.find(widget => widget.name === 'text').value = text
  preset.connect(0, prompt, prompt.inputs.findIndex(input => input.name === 'preset'))
  prompt.connect(0, shown, 0)
  return prompt.id
}"""
REPORT = """id => {
  const widget = window.app.graph.getNodeById(id).widgets
    .find(widget => widget.type === 'TAG_ATELIER_REPORT')
  return widget?.element.isConnected ? widget.element.innerText : ''
}"""


def ours(console: list[Any]) -> list[Any]:
    return [line for line in console if "tag-atelier" in line.source + line.text]


def test_the_page_queues_what_the_command_line_queues(page, console, renderer) -> None:
    for name in SHIPPED:
        graph = workflows.read(name)
        page.evaluate(LOAD, graph)
        queued = {node: body["inputs"] for node, body in page.evaluate(QUEUED).items()}
        sent = {node: body["inputs"] for node, body in workflows.api(graph).items()}
        assert queued == sent, f"{name}: draw the workflows anew with tools/draw_workflows.py"
    assert ours(console) == []


def test_nodes_are_added_connected_queued_and_tell_what_they_did(page, console, renderer) -> None:
    prompt = page.evaluate(CONNECTED, f"1girl, {uuid.uuid4()}")
    page.evaluate("() => window.app.queuePrompt(0)")
    page.wait_for_function(f"id => ({REPORT})(id).includes('masterpiece')", arg=prompt)
    if renderer == "vue":
        panel = page.locator(f'[data-node-id="{prompt}"] .tag-atelier-report')
        panel.wait_for(state="visible")
        assert "masterpiece" in panel.inner_text()
    assert ours(console) == []


def test_a_report_leaves_the_workflow_as_it_was(page, renderer) -> None:
    prompt = page.evaluate(CONNECTED, f"1girl, {uuid.uuid4()}")
    values = "() => window.app.graph.serialize().nodes.map(node => node.widgets_values ?? [])"
    before = page.evaluate(values)
    page.evaluate("() => window.app.queuePrompt(0)")
    page.wait_for_function(f"id => ({REPORT})(id) !== ''", arg=prompt)
    assert page.evaluate(values)[:2] == before[:2]
    page.evaluate("() => window.app.loadGraphData(window.app.graph.serialize())")
    assert page.evaluate(QUEUED)[str(prompt)]["inputs"]["quality"] == "standard"


def test_a_picture_dropped_on_the_page_restores_its_workflow(
    page, console, renderer, tmp_path: Path
) -> None:
    graph = workflows.changed(
        workflows.read("animagine-xl-4.0"), {"TagAtelierPrompt": {"text": "1girl, from a picture"}}
    )
    path = tmp_path / "made.png"
    save_as_the_host_does(path, graph)
    drop = """async ([bytes, name]) => {
      const file = new File([new Uint8Array(bytes)], name, { type: 'image/png' })
      await window.app.handleFile(file)
    }"""
    page.evaluate(drop, [list(path.read_bytes()), path.name])
    page.wait_for_function(
        "count => window.app.graph.nodes.length === count", arg=len(graph["nodes"])
    )
    queued = page.evaluate(QUEUED)
    texts = [
        body["inputs"]["text"]
        for body in queued.values()
        if body["class_type"] == "TagAtelierPrompt"
    ]
    assert texts == ["1girl, from a picture"]
    assert ours(console) == []


def save_as_the_host_does(path: Path, graph: workflows.Graph) -> None:
    """A PNG with the two text chunks of ComfyUI's SaveImage, which test_workflows.py reads back."""
    text = PngImagePlugin.PngInfo()
    text.add_text("prompt", json.dumps(workflows.api(graph)))
    text.add_text("workflow", json.dumps(graph))
    buffer = io.BytesIO()
    Image.new("RGB", (64, 96), "plum").save(buffer, "PNG", pnginfo=text)
    path.write_bytes(buffer.getvalue())


def test_an_unknown_preset_of_an_old_workflow_is_shown_and_the_rest_loads(
    page, console, renderer
) -> None:
    graph = workflows.changed(
        workflows.read("animagine-xl-4.0"), {"TagAtelierPreset": {"preset": "animagine-xl-9"}}
    )
    page.evaluate(LOAD, graph)
    queued = page.evaluate(QUEUED)
    presets = [
        body["inputs"]["preset"]
        for body in queued.values()
        if body["class_type"] == "TagAtelierPreset"
    ]
    assert presets == ["animagine-xl-9"]
    assert len(page.evaluate("() => window.app.graph.nodes.map(node => node.type)")) == len(
        graph["nodes"]
    )
    assert ours(console) == []
