"""The promises of the prompt engine, each as a property of generated prompts."""

from __future__ import annotations

from collections import Counter
from math import isnan

import pytest
from hypothesis import strategies as st

from tag_atelier.nodes.prompt.assemble import Request, assemble
from tag_atelier.nodes.prompt.duplicates import identity
from tag_atelier.nodes.prompt.grammar import leaves, parse, write
from tag_atelier.nodes.prompt.names import unescaped
from tag_atelier.nodes.vocabulary.lookup import key

PRESETS = (
    "animagine-xl-2.0",
    "animagine-xl-3.1",
    "animagine-xl-4.0",
    "kivotos-xl-2.0",
    "kohaku-xl-zeta",
)
requests = st.fixed_dictionaries(
    {
        "level": st.sampled_from(["none", "light", "standard", "heavy"]),
        "quality_position": st.sampled_from(["auto", "start", "before general", "end"]),
        "rating": st.sampled_from(["none", "safe", "nsfw", "explicit"]),
        "year": st.sampled_from(["none", "newest", "2023", "year 1999", "oldest", "someday"]),
        "aesthetic": st.sampled_from(["none", "none", "very aesthetic", "displeasing"]),
        "score": st.sampled_from(["none", "none", "good score", "low score"]),
        "style": st.sampled_from(["none", "none", "photographic"]),
        "character": st.sampled_from(["", "arima kana", "ganyu_(genshin_impact)"]),
        "count": st.sampled_from(["", "", "1girl"]),
        "drop_implied": st.booleans(),
    }
)
ORDERED = (
    "1girl, 1boy, solo, smile, night, hatsune miku, arima kana, genshin impact, hololive, wlop, "
    "ke-ta, safe, highres, unknown"
)
"""No series of these characters: it may stay behind its character, see test_cards.py."""
pytestmark = pytest.mark.timeout(7200)  # for --long


def keys(text):
    """Every tag of a text by its normal form, with how often it is there."""
    return Counter(
        identity(leaf) or leaf.text
        for item in parse(text).items
        for leaf, _ in leaves(item)
        if leaf.kind != "wall"
    )


def segments(text):
    """The tags between walls, and the walls."""
    parts, walls = [[]], []
    for item in parse(text).items:
        if item.kind == "wall":
            walls.append(item.text)
            parts.append([])
        else:
            parts[-1].append(item)
    return parts, walls


def test_reading_loses_no_character(for_all, generated):
    def check(text):
        assert write(parse(text)) == text

    for_all(check, text=generated("wild"))


def test_promise_1_nothing_is_lost(for_all, generated, presets, vocabulary):
    def check(text, preset):
        made = assemble(Request(text=text, level="none"), presets[preset], vocabulary)
        had, has = letters(text), letters(made.positive)
        for note in made.report.dropped:
            had.subtract(letters(note.text))
        assert not {mark: number for mark, number in had.items() if number > has[mark]}

    for_all(check, text=generated("prompts"), preset=st.sampled_from(PRESETS))


def letters(text):
    """The letters of a text without the weights (`:nan`), which are another promise's matter."""
    whole = (
        member.text
        for item in parse(text).items
        for member in ([item] if item.kind == "mixed" else (leaf for leaf, _ in leaves(item)))
    )
    return Counter(mark for part in whole for mark in part.lower() if mark.isalpha())


def test_promise_2_weights_survive(for_all, generated, presets, vocabulary, host_weights):
    """The host reads the same weights before and after, and the ones that we read."""

    def strongest(text):
        found = {}
        for piece, weight in host_weights(text):
            name = key(piece)
            if not isnan(weight) and name:
                found[name] = max(weight, found.get(name, weight))
        return found

    def check(text, preset):
        made = assemble(Request(text=text, level="none"), presets[preset], vocabulary)
        if "BREAK" in text or "AND" in text:
            return  # a tag may stand on both sides of a wall, with two weights
        if not made.report.mended:
            assert strongest(made.positive) == pytest.approx(strongest(text))
        read = host_weights(made.positive)
        for item in parse(made.positive).items:
            for leaf, weight in leaves(item) if item.kind != "mixed" else ():
                if leaf.kind == "tag" and not isnan(weight):
                    name = " ".join(unescaped(leaf.text).split())
                    assert weight in [pytest.approx(w) for piece, w in read if piece == name]

    for_all(check, text=generated("sound"), preset=st.sampled_from(PRESETS))


def test_promise_2_a_broken_prompt_loses_no_later_weight(
    for_all, generated, presets, vocabulary, host_weights
):
    def check(text, preset):
        made = assemble(
            Request(text=text + "\n(zzz:1.7)", level="none"), presets[preset], vocabulary
        )
        codes = {warning.code for warning in made.report.warnings}
        opened = text.count("(") - text.count("\\(")
        if "unbalanced-opaque" in codes or opened > 0 or "//" in text:
            return  # an open bracket in front takes the marked one in; that is the user's word
        assert ("zzz", 1.7) in host_weights(made.positive)

    for_all(check, text=generated("wild"), preset=st.sampled_from(PRESETS))


def test_promise_3_opaque_items_are_not_edited_and_walls_stand(
    for_all, generated, presets, vocabulary
):
    drawn = ("lora", "wildcard", "choice", "comment")

    def check(text, preset):
        made = assemble(Request(text=text, level="none"), presets[preset], vocabulary)
        before, walls = segments(text)
        after, walls_after = segments(made.positive)
        assert walls == walls_after
        for part, part_after in zip(before, after, strict=True):
            had = Counter(item.text for item in part if item.kind in drawn)
            has = Counter(item.text for item in part_after if item.kind in drawn)
            assert had == has
            for item in part:
                if item.kind in ("edit", "down", "embedding"):
                    assert any(item.text in kept.text for kept in part_after)

    for_all(check, text=generated("sound"), preset=st.sampled_from(PRESETS))


def test_promise_4_assembling_its_own_output_changes_nothing(
    for_all, generated, presets, vocabulary
):
    def check(text, negative, preset, options):
        once = assemble(
            Request(text=text, negative=negative, **options), presets[preset], vocabulary
        )
        twice = assemble(
            Request(text=once.positive, negative=once.negative, **options),
            presets[preset],
            vocabulary,
        )
        assert (twice.positive, twice.negative) == (once.positive, once.negative)

    for_all(
        check,
        text=generated("wild"),
        negative=generated("prompts"),
        preset=st.sampled_from(PRESETS),
        options=requests,
    )


def test_promise_5_the_order_inside_a_role_stays(for_all, presets, vocabulary):
    some = st.lists(
        st.sampled_from(ORDERED.split(", ")),
        unique=True,
    )

    def check(tags, preset):
        made = assemble(Request(text=", ".join(tags), level="none"), presets[preset], vocabulary)
        role = {placed.text: placed.role for placed in made.report.roles}
        after = made.positive.split(", ") if tags else []
        for wanted in set(role.values()):
            assert [tag for tag in after if role[tag] == wanted] == [
                tag for tag in tags if role[tag] == wanted
            ]

    for_all(check, tags=some, preset=st.sampled_from(PRESETS))


def test_promise_6_brackets_of_names_are_escaped_once(for_all, presets, vocabulary, host_weights):
    spelled = st.sampled_from(
        [
            ("ganyu (genshin impact)", "ganyu (genshin impact)"),
            ("ganyu_(genshin_impact)", "ganyu (genshin impact)"),
            (r"ganyu \(genshin impact\)", "ganyu (genshin impact)"),
            (r"ganyu_\(genshin_impact\)", "ganyu (genshin impact)"),
            ("vertin (reverse:1999)", "vertin (reverse:1999)"),
            ("firefly (honkai: star rail)", "firefly (honkai: star rail)"),
            (":)", ":)"),
            (";(", ";("),
            ("(o)_(o)", "(o)_(o)"),
            ("^_^", "^_^"),
            (">_<", ">_<"),
            ("score_9", "score_9"),
            ("score_8_up", "score_8_up"),
            (r"\m/", r"\m/"),
        ]
    )

    def check(chosen, preset):
        text = ", ".join(written for written, _ in chosen)
        made = assemble(Request(text=text, level="none"), presets[preset], vocabulary)
        read = host_weights(made.positive)
        assert {weight for _, weight in read} <= {1.0}
        assert {name for name, _ in read} == {meant for _, meant in chosen}

    for_all(check, chosen=st.lists(spelled, max_size=6), preset=st.sampled_from(PRESETS))


def test_promise_7_the_preset_adds_nothing_twice_and_the_user_wins(
    for_all, generated, presets, vocabulary
):
    def check(text, preset, options):
        request = Request(text=text, **options)
        made = assemble(request, presets[preset], vocabulary)
        bare = assemble(Request(text=text, level="none"), presets[preset], vocabulary)
        had = keys(bare.positive)
        added = keys(", ".join(note.text for note in made.report.added))
        assert not added & had
        assert all(number == 1 for number in added.values())
        asked = {
            identity(leaf)
            for item in parse(made.positive).items
            for leaf, weight in leaves(item)
            if leaf.kind == "tag" and weight > 0
        }
        assert not asked & set(keys(made.negative))

    for_all(check, text=generated("sound"), preset=st.sampled_from(PRESETS), options=requests)


@pytest.mark.parametrize(
    "unit",
    ["(", ")", "[", "{", "((a:1.2),", ":(,", "x),", "//\n", "/*", "<lora:", "BREAK ", "[a:", "__a",
     "a (b) ", "Aa bb cc.,", "embedding:x ", "(a:", "\\(", "\0", "\ud800"],
)  # fmt: skip
def test_promise_8_no_long_text_raises_or_hangs(unit, presets, vocabulary):
    text = unit * (20_000 // len(unit))
    assert write(parse(text)) == text
    request = Request(text=text, negative=text)
    once = assemble(request, presets["animagine-xl-3.1"], vocabulary)
    again = Request(text=once.positive, negative=once.negative)
    twice = assemble(again, presets["animagine-xl-3.1"], vocabulary)
    assert (twice.positive, twice.negative) == (once.positive, once.negative)
    assert once.report.as_text()


def test_promise_8_deep_nesting_does_not_raise(presets, vocabulary):
    text = "(" * 20_000 + "a" + ":1.1)" * 20_000
    made = assemble(Request(text=text, level="none"), presets["animagine-xl-3.1"], vocabulary)
    assert made.positive == text
