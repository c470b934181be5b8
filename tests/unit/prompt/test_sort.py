"""Sorting where the tags stand: the order is the prompt node's, the layout is the user's."""

from __future__ import annotations

from collections import Counter

import pytest

from tag_atelier.nodes.prompt.sort import Sorted, sort_tags

ORDER = "animagine-xl-4.0"

# (what the box holds, what it holds then)
SORTED = [
    ("", ""),
    ("smile", "smile"),
    ("smile, 1girl", "1girl, smile"),
    ("smile,1girl", "1girl, smile"),
    ("masterpiece, smile, hatsune miku, 1girl", "masterpiece, 1girl, hatsune miku, smile"),
    # What is in order keeps its commas and spaces; what stands around it does in any case.
    ("1girl,smile,,  solo,\n", "1girl,smile,,  solo,\n"),
    ("  smile, 1girl,\n", "  1girl, smile,\n"),
    # Lines keep their number of tags.
    ("smile\nsolo\n1girl\nwlop", "1girl\nwlop\nsmile\nsolo"),
    ("smile, solo,\nnight, 1girl,", "1girl, smile,\nsolo, night,"),
    ("smile\n1girl\nsmile\nnight", "1girl\nsmile\nnight"),
    # Walls.
    ("smile, 1girl BREAK night, 1boy", "1girl, smile BREAK 1boy, night"),
    ("smile, 1girl\n\nnight, 1boy", "1girl, smile\n\n1boy, night"),
    ("smile, 1girl // who\nnight, 1boy", "1girl, smile // who\n1boy, night"),
    ("smile, 1girl, /* 1boy */ night, 1boy", "1girl, smile, /* 1boy */ 1boy, night"),
    ("smile\n\nsmile, night", "smile\n\nsmile, night"),
    # What the engine never edits, and words as the user spells them.
    ("<lora:x:1> __wild__, 1girl", "1girl, <lora:x:1>, __wild__"),
    ("long_hair, (blue_eyes:1.2), 1girl", "1girl, long_hair, (blue_eyes:1.2)"),
    ("(smile, 1girl:1.2), night", "(smile, 1girl:1.2), night"),
    # A name whose brackets the host would read as a weight is mended when it moves.
    ("smile, ganyu_(genshin_impact), 1girl", r"1girl, ganyu_\(genshin_impact\), smile"),
    ("1girl, ganyu (genshin impact), smile", "1girl, ganyu (genshin impact), smile"),
    # A sentence moves as one and counts for its commas.
    (
        "She stands in the rain, smile, holding a red umbrella!\n1girl, night",
        "1girl, She stands in the rain, smile, holding a red umbrella!\nnight",
    ),
]

# (the box with ^ at both ends of the selection, the box then)
SELECTED = [
    ("night, smile, ^solo, 1girl^, wlop", "night, smile, 1girl, solo, wlop"),
    ("night, smile, so^lo, 1g^irl, wlop", "night, smile, 1girl, solo, wlop"),
    ("night, ^smile^, 1girl", "night, smile, 1girl"),
    ("^night, smile^, 1girl", "night, smile, 1girl"),
    ("night^, ^1girl", "night, 1girl"),
    ("(night, smi^le), 1gi^rl, wlop", "1girl, (night, smile), wlop"),
]


@pytest.fixture(scope="session")
def sort(presets, vocabulary):
    def run(text, selection=None, preset=ORDER):
        return sort_tags(text, presets[preset], vocabulary, selection)

    return run


@pytest.mark.parametrize(("text", "expected"), SORTED)
def test_the_order_is_the_presets_and_the_layout_the_users(sort, text, expected):
    assert sort(text).text == expected


@pytest.mark.parametrize(("marked", "expected"), SELECTED)
def test_a_selection_is_sorted_by_whole_tags(sort, marked, expected):
    before, chosen, after = marked.split("^")
    selection = (len(before), len(before + chosen))
    assert sort(before + chosen + after, selection).text == expected


def test_each_preset_has_its_own_order(sort):
    text = "masterpiece, smile, 1girl"
    assert sort(text, preset="animagine-xl-3.1").text == "masterpiece, 1girl, smile"
    assert sort(text, preset="kivotos-xl-2.0").text == "1girl, smile, masterpiece"


def test_what_else_happened_is_told(sort):
    assert sort("smile, 1girl").notices == ()
    assert sort("1girl, smile, 1Girl").notices == ("1Girl was written twice.",)
    assert sort("saber (fate), 1girl").notices == (
        r"saber (fate) is saber \(fate\) now: the brackets belong to the name.",
    )


@pytest.mark.parametrize("preset", [ORDER, "kohaku-xl-zeta"])
@pytest.mark.parametrize("kind", ["prompts", "wild"])
def test_any_text_keeps_every_letter_unless_told(for_all, generated, sort, kind, preset):
    def check(text):
        made = sort(text, preset=preset)
        assert made.notices or letters(made.text) == letters(text)

    for_all(check, text=generated(kind))


@pytest.mark.parametrize("preset", [ORDER, "kohaku-xl-zeta"])
def test_sorting_again_changes_nothing(for_all, generated, sort, preset):
    def check(text):
        once = sort(text, preset=preset).text
        assert sort(once, preset=preset) == Sorted(once, ())

    for_all(check, text=generated("sound"))


def letters(text):
    """Everything but what separates items."""
    return Counter(text.translate(dict.fromkeys(map(ord, " \t\r\n,\uff0c"))))
