"""The pack leaves the page to everybody: what other packs and the host find is as it was."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.bundled, pytest.mark.own_page]

# The first workflow, which every page opens by itself, is there; nodes are registered before it.
READY = "() => Boolean(window.app?.extensionManager?.workflow?.activeWorkflow?.isLoaded)"

# Every object that packs are known to patch, with the names of its own properties and the source of
# each function, which reads differently once it is replaced or wrapped. Other values change by
# themselves while a page runs.
INVENTORY = """() => {
  const { app, LiteGraph, comfyAPI } = window
  const source = value => typeof value === 'function' ? String(value) : 'a value'
  const owned = object => {
    const found = {}
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, key)
      found[String(key)] = get || set ? `get ${source(get)} set ${source(set)}` : source(value)
    }
    return found
  }
  const objects = {
    window, document, app, LiteGraph, 'app.canvas': app.canvas, 'app.graph': app.graph,
    api: comfyAPI.api.api, extensionManager: app.extensionManager,
  }
  for (const name of ['app', 'app.canvas', 'app.graph', 'api']) {
    objects[`prototype of ${name}`] = Object.getPrototypeOf(objects[name])
  }
  for (const name of Reflect.ownKeys(window).filter(name => /^[A-Z]/.test(String(name)))) {
    const { prototype } = window[name] ?? {}
    objects[name] = window[name]
    if (prototype instanceof Object) objects[`${name}.prototype`] = prototype
  }
  for (const [name, module] of Object.entries(comfyAPI)) {
    for (const [key, value] of Object.entries(module)) {
      objects[`comfyAPI.${name}.${key}`] = value
      if (value?.prototype) objects[`comfyAPI.${name}.${key}.prototype`] = value.prototype
    }
  }
  for (const [name, type] of Object.entries(LiteGraph.registered_node_types)) {
    if (name.startsWith('TagAtelier')) continue
    objects[`node ${name}`] = type
    objects[`node ${name}.prototype`] = type.prototype
  }
  const inventory = {}
  for (const [name, object] of Object.entries(objects)) {
    if (object instanceof Object) inventory[name] = owned(object)
  }
  return inventory
}"""


@pytest.fixture
def inventories(page: Any, server: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What two pages of one host hold: one without the pack's scripts, and one with them."""
    without = page.context.new_page()
    pack = "**/extensions/*atelier*/**"
    without.route(pack, lambda route: route.fulfill(content_type="text/javascript", body=""))
    without.goto(server.address)
    without.wait_for_function(READY, timeout=90_000)
    for each in (without, page):
        each.wait_for_timeout(1000)  # scripts of extensions come last
    return without.evaluate(INVENTORY), page.evaluate(INVENTORY)


def test_nothing_global_is_added_replaced_or_wrapped(
    inventories: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    without, with_pack = inventories
    assert "HTMLTextAreaElement.prototype" in without
    assert "node CLIPTextEncode.prototype" in without
    changed = sorted(
        f"{name}: {key}"
        for name in without.keys() | with_pack.keys()
        for key in without.get(name, {}).keys() | with_pack.get(name, {}).keys()
        if without.get(name, {}).get(key) != with_pack.get(name, {}).get(key)
    )
    assert changed == [], (
        "the pack's scripts change what belongs to every pack: use an extension's hooks, or "
        "listeners on the document, instead"
    )
