"""The page opens with the pack: its script runs, its nodes are known, nothing covers the canvas."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.bundled


def test_the_chosen_renderer_draws(page, renderer):
    assert page.evaluate("() => Boolean(window.LiteGraph.vueNodesMode)") is (renderer == "vue")
    page.evaluate("() => { window.app.graph.add(LiteGraph.createNode('EmptyLatentImage')) }")
    page.wait_for_timeout(300)
    assert page.locator("[data-node-id]").count() == (1 if renderer == "vue" else 0)


@pytest.mark.own_page
def test_nothing_covers_the_canvas(page):
    top = page.evaluate("() => document.elementFromPoint(700, 500).tagName")
    assert top == "CANVAS" or page.locator("[role=dialog]").count() == 0


def test_every_node_of_the_pack_can_be_added(page, server):
    for name in server.nodes():
        added = page.evaluate(
            """name => {
              const node = window.LiteGraph.createNode(name)
              window.app.graph.add(node)
              return node.type
            }""",
            name,
        )
        assert added == name


@pytest.mark.own_page
def test_the_pack_adds_no_console_line(console, page):
    page.wait_for_timeout(500)
    assert [line for line in console if "tag-atelier" in line.source + line.text] == []
