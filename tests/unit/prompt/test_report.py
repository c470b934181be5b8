"""The report: the same facts for people and for programs."""

from __future__ import annotations

import json
import re

import pack
import pytest

from tag_atelier.nodes.prompt.assemble import Request, assemble
from tag_atelier.nodes.prompt.grammar import parse
from tag_atelier.nodes.prompt.report import WARNINGS, Report
from tag_atelier.nodes.prompt.tokens import estimate


@pytest.fixture
def made(presets, vocabulary):
    request = Request(
        text="smile, blue_hair, 1girl, unknown thing, smile, <lora:x:1>",
        negative="bad hands",
        rating="explicit",
    )
    return assemble(request, presets["animagine-xl-3.1"], vocabulary)


def test_as_data_is_json_with_every_key(made):
    data = json.loads(json.dumps(made.report.as_data()))
    assert data["moved"] == ["1girl"]
    assert {"text": "explicit", "reason": "chosen", "where": "positive"} in data["added"]
    assert data["dropped"][0] == {"text": "smile", "reason": "written twice", "where": "positive"}
    assert {"text": "nsfw", "reason": "the prompt asks for it", "where": "negative"} in data[
        "dropped"
    ]
    assert [(note["text"], note["to"]) for note in data["mended"]] == [("blue_hair", "blue hair")]
    assert data["unknown"] == ["unknown thing"]
    assert {"text": "1girl", "role": "count", "reason": "number of people"} in data["roles"]
    assert [warning["code"] for warning in data["warnings"]] == ["lora-in-text"]
    assert data["tokens"]["source"] == "estimate"
    assert set(data) == set(Report().as_data())


def test_as_text_says_it_in_lines(made):
    lines = made.report.as_text().splitlines()
    assert lines[0] == "! ComfyUI reads <lora:x:1> as words"
    assert "Mended: blue_hair -> blue hair (tags are written with spaces)" in lines
    left = next(line for line in lines if line.startswith("Left out: "))
    assert "smile (written twice)" in left
    assert "nsfw (negative, the prompt asks for it)" in left
    assert re.fullmatch(r"Tokens, positive: about \d+ of 75 each", lines[-2])


def test_an_untouched_prompt_says_so():
    assert Report().as_text() == "Nothing changed."


def test_only_codes_of_the_table_are_used():
    used: set[str] = set()
    for path in (pack.ROOT / "nodes" / "prompt").glob("*.py"):
        used.update(re.findall(r'warn\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8")))
    assert used == set(WARNINGS)
    with pytest.raises(KeyError, match="no-such-code is not in the table"):
        Report().warn("no-such-code", "")


def test_of_one_code_only_a_few_are_told():
    report = Report()
    for number in range(100):
        report.warn("prose", str(number % 50))
    assert len(report.warnings) == 8
    report.warn("too-long", "x" * 1000)
    assert len(report.warnings[-1].message) < 400


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", (0,)),
        ("1girl, solo", (4,)),
        ("(red eyes:1.2)", (2,)),
        ("solo BREAK smile", (1, 1)),
        (", ".join(["tag"] * 39), (75, 1)),
        ("photorealistic", (4,)),
        (" ".join(["tag"] * 80), (75, 5)),
    ],
)
def test_tokens_are_estimated_per_chunk(text, tokens):
    assert estimate(parse(text).items) == tokens


def test_more_tokens_than_the_model_was_trained_with_are_told(presets, vocabulary):
    kohaku = presets["kohaku-xl-zeta"]
    texts = (", ".join(f"tag {n}" for n in range(40)), ", ".join(map(str, range(1000, 1100))))
    made = [assemble(Request(text=text), kohaku, vocabulary) for text in texts]
    told = [{warning.code for warning in one.report.warnings} for one in made]
    assert told == [set(), {"too-long"}]
