"""What a comparison varies, and the sheet that it is laid on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tag_atelier.nodes.image import sheet
from tag_atelier.nodes.image.sheet import SheetError, draw, drawable, lay_out, wrap
from tag_atelier.nodes.image.variations import Variation, VariationError, variations

MENUS = {"quality": ("none", "light", "standard", "heavy"), "preset": ("a", "b")}
COLORS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255)]


@pytest.mark.parametrize(
    ("axis", "text", "expected"),
    [
        ("quality", "", [Variation(level, "", f"quality: {level}") for level in MENUS["quality"]]),
        ("quality", "heavy", [Variation("heavy", "", "quality: heavy")]),
        ("preset", "b, a", [Variation("b", "", "preset: b"), Variation("a", "", "preset: a")]),
        ("cfg", "5, 7.50\n12", [
            Variation(5.0, "", "cfg 5"), Variation(7.5, "", "cfg 7.50"),
            Variation(12.0, "", "cfg 12"),
        ]),
        ("steps", "20", [Variation(20, "", "steps 20")]),
        ("seed", "18446744073709551615", [
            Variation(2**64 - 1, "", "seed 18446744073709551615"),
        ]),
        ("text", "a, b\n\n c ", [Variation("a, b", "", "a, b"), Variation("c", "", "c")]),
        ("pairs", "|\ngood|\n|bad\ngood, best | bad, worst", [
            Variation("", "", "nothing"),
            Variation("good", "", "+ good"),
            Variation("", "bad", "- bad"),
            Variation("good, best", "bad, worst", "+ good, best\n- bad, worst"),
        ]),
        ("pairs", "all | good | bad", [Variation("good", "bad", "all")]),
    ],
)  # fmt: skip
def test_variations(axis: str, text: str, expected: list[Variation]) -> None:
    assert variations(axis, text, MENUS) == expected


@pytest.mark.parametrize(
    ("axis", "text", "says"),
    [
        ("quality", "best", "quality 'best'; allowed: none, light, standard, heavy"),
        ("cfg", "7, warm", "cfg 'warm'; allowed: numbers from 0 to 100"),
        ("steps", "0", "steps '0'; allowed: whole numbers from 1"),
        ("seed", "-1", "seed '-1'; allowed"),
        ("seed", "", "0 values for seed; allowed: 1 to 1000"),
        ("text", "x\n" * 1001, "1001 values for text"),
        ("pairs", "only one", "'only one' has 1 parts; allowed: positive | negative"),
        ("pairs", "a|b|c|d", "has 4 parts"),
    ],
)
def test_values_that_cannot_be_varied(axis: str, text: str, says: str) -> None:
    with pytest.raises(VariationError) as told:
        variations(axis, text, MENUS)
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("count", "picture", "columns", "grid"),
    [
        (1, (832, 1216), 0, (1, 1)),
        (5, (1024, 1024), 0, (5, 1)),
        (6, (1024, 1024), 0, (3, 2)),
        (7, (832, 1216), 0, (4, 2)),
        (9, (1216, 832), 0, (3, 3)),
        (5, (1024, 1024), 2, (2, 3)),
        (3, (64, 64), 10, (3, 1)),
    ],
)
def test_grids(count: int, picture: tuple[int, int], columns: int, grid: tuple[int, int]) -> None:
    layout = lay_out(count, picture, columns, 4096, 30, 40)
    assert (layout.columns, layout.rows) == grid


@given(
    st.integers(1, 400),
    st.tuples(st.integers(32, 4096), st.integers(32, 4096)),
    st.integers(0, 30),
    st.integers(256, 16384),
)
def test_a_sheet_is_never_larger_than_allowed(
    count: int, picture: tuple[int, int], columns: int, largest: int
) -> None:
    try:
        layout = lay_out(count, picture, columns, largest, 30, 40)
    except SheetError as error:
        assert str(count) in str(error) and str(largest) in str(error)
        return
    assert max(layout.size) <= largest
    assert layout.columns * layout.rows >= count
    last = layout.corner(count - 1)
    assert last[0] + layout.cell[0] < layout.size[0]
    assert last[1] + layout.cell[1] + layout.label < layout.size[1]


def test_pictures_stand_in_their_cells_with_their_labels() -> None:
    pictures = [Image.new("RGB", (200, 100), color) for color in COLORS]
    made = draw(pictures, list("abcde"), (200, 100), title="five", columns=2, largest=1000)
    found = {color for _, color in made.getcolors(1_000_000)}
    assert found >= {*COLORS, sheet.PAPER, sheet.INK}
    assert made.width == 2 * 200 + 3 * sheet.GAP


def test_pictures_of_different_shapes_keep_theirs() -> None:
    tall, wide = Image.new("RGB", (100, 300), COLORS[0]), Image.new("RGB", (300, 100), COLORS[1])
    made = draw([tall, wide], ["tall", "wide"], (300, 300), largest=2000)
    counted = {color: count for count, color in made.getcolors(1_000_000)}
    assert counted[COLORS[0]] == counted[COLORS[1]] == 100 * 300


def test_memory_is_that_of_one_picture_and_the_sheet() -> None:
    alive = 0
    most = 0

    def pictures():
        nonlocal alive, most
        for number in range(50):
            alive += 1
            most = max(most, alive)
            yield Image.new("RGB", (256, 256), COLORS[number % 5])
            alive -= 1

    made = draw(pictures(), ["x"] * 50, (256, 256), largest=512)
    assert max(made.size) <= 512
    assert most == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, (tag:1.2)", "plain, (tag:1.2)"),
        ("caf\u00e9", "cafe"),
        ("\uff21\uff22", "AB"),
        ("\u521d\u97f3", "\\u521d\\u97f3"),
        ("\u521d\u97f2", "\\u521d\\u97f2"),
        ("\U0001f600", "\\u1f600"),
        ("tab\there\u3000and\x00there", "tab here and there"),
    ],
)
def test_labels_degrade_to_what_the_font_has(text: str, expected: str) -> None:
    assert drawable(text) == expected


WORDS = st.text("abcdefgh \n\u521d", max_size=300)


@settings(max_examples=60)
@given(WORDS, st.integers(20, 300), st.integers(1, 5))
def test_labels_are_wrapped_into_their_place(text: str, width: int, lines: int) -> None:
    font = sheet._font(16)
    found = wrap(text, font, width, lines)
    assert len(found) <= lines
    assert all(font.getlength(line) <= width or len(line) == 1 for line in found)
    shown, whole = "".join(found).replace(" ", ""), "".join(drawable(text).split())
    assert shown == whole or (shown.endswith(sheet.DOTS) and whole.startswith(shown[:-3]))


@pytest.mark.parametrize(
    ("count", "largest", "says"),
    [(0, 4096, "no pictures"), (100_000, 4096, "smaller than 32 pixels"), (20, 64, "smaller")],
)
def test_sheets_that_cannot_be_drawn(count: int, largest: int, says: str) -> None:
    picture = Image.new("RGB", (64, 64))
    with pytest.raises(SheetError) as told:
        draw((picture for _ in range(count)), ["x"] * count, (64, 64), largest=largest)
    assert says in str(told.value)
