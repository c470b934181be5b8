"""The list itself: what a row says, mouse and wheel, screen readers, and weights of whole tags."""

from __future__ import annotations


def test_what_a_row_says(desk) -> None:
    desk.add()
    desk.enter("long hair, ^")
    desk.type("ganyu")
    row = desk.list.locator(".row").first
    assert row.locator(".name mark").inner_text() == "ganyu"
    assert row.locator(".label").inner_text() == "character"
    assert row.locator(".figure").inner_text() != ""
    # A name in another script finds the tag and says which name it was.
    desk.write("long hair, ^")
    desk.type("\u521d\u97f3")
    assert row.locator(".name").inner_text() == "hatsune miku"
    assert row.locator(".alias").inner_text().startswith("\u521d\u97f3")
    desk.write("long hair, ^")
    desk.type("long h")
    used = desk.list.locator(".row.used .name")
    assert used.first.inner_text() == "long hair"


def test_mouse_and_wheel(desk, page) -> None:
    node = desk.add()
    box = desk.enter()
    desk.type("l")
    names = desk.names()
    desk.list.locator(".row").nth(2).hover()
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(200)
    scale = page.evaluate("() => window.app.canvas.ds.scale")
    assert scale == 1, "the wheel over the list zoomed the canvas"
    assert desk.list.evaluate("list => list.scrollTop") > 0
    desk.list.evaluate("list => { list.scrollTop = 0 }")
    desk.list.locator(".row").nth(2).locator(".name").click()
    assert desk.value(node) == f"{names[2]}, "
    assert box.evaluate("box => box === document.activeElement")
    # A click elsewhere closes the list.
    desk.type("l")
    assert desk.names()
    page.mouse.click(1100, 700)
    page.wait_for_timeout(100)
    assert desk.names() == []


def test_the_wiki_opens_on_a_click_and_never_by_itself(desk, page) -> None:
    node = desk.add()
    asked: list[str] = []
    page.context.route(
        "**/wiki_pages/**", lambda route: (asked.append(route.request.url), route.abort())
    )
    desk.enter()
    desk.type("twintai")
    page.wait_for_timeout(300)
    assert asked == []
    with page.context.expect_page() as opened:
        desk.list.locator(".row .wiki").first.click()
    opened.value.wait_for_timeout(300)
    assert asked == ["https://danbooru.donmai.us/wiki_pages/twintails"]
    assert desk.value(node) == "twintai"
    opened.value.close()


def test_a_screen_reader_is_told_and_the_box_is_left_as_it_was(desk) -> None:
    desk.add()
    box = desk.enter()
    names = ("role", "aria-expanded", "aria-controls", "aria-activedescendant", "aria-autocomplete")
    read = "(box, names) => names.map(name => box.getAttribute(name))"
    before = box.evaluate(read, names)
    desk.type("lo")
    role, expanded, controls, active, _ = box.evaluate(read, names)
    assert (role, expanded, controls) == ("combobox", "true", "tag-atelier-list")
    assert desk.list.get_attribute("role") == "listbox"
    option = desk.page.locator(f"#{active}")
    assert option.get_attribute("role") == "option"
    assert option.get_attribute("aria-selected") == "true"
    desk.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != active
    spoken = desk.page.locator(".tag-atelier-voice").inner_text()
    assert spoken.startswith(desk.chosen()) and "2 of" in spoken
    desk.keyboard.press("Escape")
    assert box.evaluate(read, names) == before


def test_rows_are_used_again(desk) -> None:
    desk.add()
    desk.enter()
    desk.type("l")
    desk.list.evaluate("list => { list.firstElementChild.kept = true }")
    desk.type("ooking at")
    desk.keyboard.press("Escape")
    desk.type(" ")
    assert desk.list.evaluate("list => list.firstElementChild.kept") is True


def test_rows_below_the_fold_are_there_before_anybody_sees_them(desk) -> None:
    desk.add()
    desk.enter()
    desk.type("l")
    names = desk.names()
    assert len(set(names)) == len(names) == 20
    # A key that reaches for them does not wait for a pause in typing.
    for key in ("ArrowUp", "PageDown"):
        desk.write("")
        desk.type("lo")
        before = desk.page.evaluate(
            """key => {
              const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
              document.activeElement.dispatchEvent(event)
              const list = document.querySelector('#tag-atelier-list')
              return list.querySelector('[aria-selected=true] .name').textContent
            }""",
            key,
        )
        assert before == desk.chosen() == desk.names()[-1 if key == "ArrowUp" else 10]


def test_the_list_waits_where_the_next_tag_begins(desk, page) -> None:
    desk.add()
    desk.enter("smile, ^")
    place = """() => {
      const { left, top } = document.querySelector('#tag-atelier-list').style
      return [left, top]
    }"""
    page.wait_for_timeout(100)
    waiting = page.evaluate(place)
    desk.type("l")
    assert page.evaluate(place) == waiting
    page.wait_for_timeout(100)
    assert page.evaluate(place) == waiting


def test_weights_of_whole_tags(desk) -> None:
    node = desk.add("TagAtelierPrompt")
    desk.enter("smile, long ha^ir, 1girl")
    desk.keyboard.press("Control+ArrowUp")
    assert desk.value(node) == "smile, (long hair:1.05), 1girl"
    desk.keyboard.press("Control+ArrowUp")
    assert desk.text() == "smile, (long ha^ir:1.1), 1girl"
    desk.keyboard.press("Control+ArrowDown")
    desk.keyboard.press("Control+ArrowDown")
    assert desk.text() == "smile, long ha^ir, 1girl"
    desk.keyboard.press("Control+z")
    assert desk.value(node) == "smile, (long hair:1.05), 1girl"


def test_weights_elsewhere_are_the_hosts_unless_wanted(desk) -> None:
    node = desk.add()
    desk.enter("smile, long ha^ir")
    desk.keyboard.press("Control+ArrowUp")
    assert desk.value(node) == "smile, long (hair:1.05)"
    desk.set("TagAtelier.Weights.Where", "all")
    desk.write("smile, long ha^ir")
    desk.keyboard.press("Control+ArrowUp")
    assert desk.value(node) == "smile, (long hair:1.05)"
