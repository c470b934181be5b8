"""One model's special tags in another's words. Each row: from, to, prompt, translated prompt."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from tag_atelier.nodes.prompt.assemble import Request
from tag_atelier.nodes.prompt.translate import assemble_from, translate

pytestmark = pytest.mark.timeout(7200)  # for --long

PRESETS = {
    "2.0": "animagine-xl-2.0",
    "3.1": "animagine-xl-3.1",
    "4.0": "animagine-xl-4.0",
    "kivotos": "kivotos-xl-2.0",
    "kohaku": "kohaku-xl-zeta",
}
ROWS = [
    ("3.1", "4.0", "1girl, very aesthetic", "1girl, high score"),
    ("3.1", "4.0", "good quality, normal quality", "good score, average score"),
    ("3.1", "4.0", "great quality", "best quality"),
    ("3.1", "4.0", "displeasing, very displeasing", "bad score, low score"),
    ("3.1", "4.0", "newest, 1girl", "year 2023, 1girl"),
    ("3.1", "4.0", "oldest, early, mid, recent", "year 2008, year 2013, year 2016, year 2019"),
    ("4.0", "3.1", "1girl, year 2023", "1girl, newest"),
    ("4.0", "3.1", "year 2007, year 2025", "oldest, newest"),
    ("4.0", "3.1", "masterpiece, high score, great score, absurdres",
     "masterpiece, very aesthetic, absurdres"),
    ("4.0", "3.1", "bad score, low score", "very displeasing"),
    ("4.0", "3.1", "average score", "normal quality"),
    ("4.0", "3.1", "explicit, 1girl", "explicit, nsfw, 1girl"),
    ("kohaku", "3.1", "old, 1girl", "oldest, 1girl"),
    ("3.1", "kohaku", "1girl, oldest", "1girl, old"),
    ("3.1", "kohaku", "1girl, very aesthetic", "1girl, masterpiece"),
    ("3.1", "kohaku", "masterpiece, very aesthetic", "masterpiece"),
    ("3.1", "kohaku", "newest, recent, mid, early", "newest, recent, mid, early"),
    ("3.1", "kohaku", "explicit, nsfw", "explicit, nsfw"),
    ("2.0", "3.1", "high quality, 1girl", "great quality, 1girl"),
    ("2.0", "3.1", "medium quality", "good quality"),
    ("3.1", "2.0", "great quality, 1girl", "high quality, 1girl"),
    ("3.1", "2.0", "safe, sensitive, 1girl", "1girl"),
    ("3.1", "2.0", "explicit, nsfw, 1girl", "nsfw, 1girl"),
    ("3.1", "2.0", "newest, 1girl", "1girl"),
    ("2.0", "4.0", "nsfw, 1girl", "nsfw, 1girl"),
    ("3.1", "kivotos", "very aesthetic, newest, safe", "very aesthetic, newest, safe"),
    ("3.1", "4.0", "(very aesthetic:1.2), 1girl", "(high score:1.2), 1girl"),
    ("3.1", "4.0", "(very aesthetic, 1girl:1.2)", "(high score, 1girl:1.2)"),
    ("3.1", "2.0", "(newest, 1girl:1.2), <lora:a_b:1> BREAK solo",
     "(1girl:1.2), <lora:a_b:1> BREAK solo"),
    ("3.1", "4.0", "1girl,\n  blue_hair , :)", "1girl,\n  blue_hair , :)"),
    ("3.1", "4.0", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "text", "expected"), ROWS)
def test_words_go_by_meaning(source, target, text, expected, presets) -> None:
    made = translate(text, text, presets[PRESETS[source]], presets[PRESETS[target]])
    assert made.positive == expected
    assert made.negative == expected


def test_what_has_no_counterpart_is_told(presets) -> None:
    made = translate("safe, newest, 1girl", "", presets[PRESETS["3.1"]], presets[PRESETS["2.0"]])
    assert [note.text for note in made.report.dropped] == ["safe", "newest"]


def test_a_word_that_becomes_a_special_tag_is_told(presets) -> None:
    made = translate("1girl, old", "", presets[PRESETS["3.1"]], presets[PRESETS["kohaku"]])
    assert made.positive == "1girl, old"
    assert [warning.code for warning in made.report.warnings] == ["meaning-changes"]


def test_a_translated_prompt_is_assembled_for_the_other_model(presets, vocabulary) -> None:
    request = Request(text="1girl, solo, newest, masterpiece, best quality, very aesthetic")
    made = assemble_from(presets[PRESETS["3.1"]], request, presets[PRESETS["4.0"]], vocabulary)
    assert made.positive == (
        "masterpiece, high score, great score, absurdres, best quality, 1girl, year 2023, solo"
    )
    assert {note.text: note.to for note in made.report.translated} == {
        "newest": "year 2023",
        "very aesthetic": "high score",
    }


def test_to_the_same_model_nothing_changes(for_all, generated, presets) -> None:
    def check(text, preset):
        made = translate(text, text, presets[preset], presets[preset])
        own = not made.report.dropped and not made.report.translated
        assert not own or made.positive == text

    for_all(check, text=generated("wild"), preset=st.sampled_from(sorted(PRESETS.values())))
