"""What the help pages show as output is what the pack gives, in every language."""

from __future__ import annotations

import re

import pack
import pytest

from tag_atelier.nodes.image.variations import variations
from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.preset.model import Preset
from tag_atelier.nodes.prompt.assemble import Request, assemble
from tag_atelier.nodes.prompt.translate import translate
from tag_atelier.nodes.sampling import second_pass
from tag_atelier.nodes.sampling.settings import settle
from tag_atelier.nodes.vocabulary.lookup import starter

BLOCK = re.compile(r"```\n(.*?)\n```", re.DOTALL)
NAMES = ("{}.md", "{}/ja.md", "{}/ko.md", "{}/zh.md")


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def page(name: str, node: str) -> str:
    return (pack.ROOT / "web" / "docs" / name.format(node)).read_text(encoding="utf-8")


def preset(preset_id: str) -> Preset:
    return library().get(preset_id)


def test_tag_prompt(name: str) -> None:
    text, animagine, kohaku = BLOCK.findall(page(name, "TagAtelierPrompt"))
    request = Request(text=text, rating="safe")
    assert assemble(request, preset("animagine-xl-4.0"), starter()).positive == animagine
    assert assemble(request, preset("kohaku-xl-delta"), starter()).positive == kohaku


def test_translate_tags(name: str) -> None:
    source, target = BLOCK.findall(page(name, "TagAtelierTranslate"))
    made = translate(source, "", preset("animagine-xl-3.1"), preset("animagine-xl-4.0"))
    assert made.positive == target


def test_preset_sampler(name: str) -> None:
    settings, caution = BLOCK.findall(page(name, "TagAtelierSampler"))
    assert settle(preset("animagine-xl-4.0")).as_text() == settings
    bold = settle(preset("animagine-xl-4.0"), cfg=9.0)
    assert [notice.message for notice in bold.notices] == [caution]


def test_second_pass(name: str) -> None:
    (line,) = BLOCK.findall(page(name, "TagAtelierSecondPass"))
    plan = second_pass.plan(preset("animagine-xl-3.1"), variant="recommended")
    width, height = (8 * side for side in plan.size(832 // 8, 1216 // 8))
    assert f"{width} x {height}, {plan.settings.as_text()}" == line


def test_model_preset(name: str) -> None:
    card = preset("animagine-xl-4.0")
    assert card.levels["standard"].positive in page(name, "TagAtelierPreset")
    assert (card.sampling.steps.value, card.sampling.cfg.value) == (25, 6)


def test_variations(name: str) -> None:
    (lines,) = BLOCK.findall(page(name, "TagAtelierVariations"))
    pairs = variations("pairs", lines, {})
    assert [(pair.value, pair.second, pair.label) for pair in pairs] == [
        ("1girl, day", "night", "day"),
        ("1girl, night", "day", "night"),
    ]
