"""Nodes that write prompts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from comfy_api.latest import io

from ..preset import host
from ..preset.model import LEVELS, QUALITY_POSITIONS, RATINGS, Preset
from ..vocabulary import host as vocabulary
from .encode_node import TagAtelierEncode
from .inputs import CATEGORY
from .translate_node import TagAtelierTranslate

NONE, AUTO = "none", "auto"


def _menu(first: str, values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([first, *values]))


def _tags(kind: str) -> Iterator[str]:
    """The tags of one kind that any preset knows. Stable keys: the tags themselves."""
    for preset in host.installed().presets.values():
        for tag in getattr(preset.tags, kind):
            yield tag.tag


def _years() -> Iterator[str]:
    """Words for a time, then single years, newest first; each preset maps them to its own tags."""
    years: set[int] = set()
    for preset in host.installed().presets.values():
        yield from (tag.tag for tag in preset.tags.year if "{n}" not in tag.tag)
        for tag in preset.tags.year:
            years.update(range(int(tag.low or 0), int(tag.high or 0) + 1))
    yield from map(str, sorted(years - {0}, reverse=True))


def _styles() -> Iterator[str]:
    for preset in host.installed().presets.values():
        yield from preset.styles


class TagAtelierPrompt(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierPrompt",
            display_name="Tag Prompt",
            category=CATEGORY,
            description=(
                "Puts tags in the order that the model was trained on, adds its quality, rating "
                "and year tags, and writes the negative prompt. Nothing that you wrote is lost; "
                "the node says what it changed."
            ),
            search_aliases=[
                "prompt",
                "danbooru tags",
                "sort tags",
                "tag order",
                "quality tags",
                "negative prompt",
                "text encode tags",
                "animagine prompt",
            ],
            inputs=[
                host.PresetSocket.Input("preset", tooltip="The model card to write for."),
                io.String.Input(
                    "text",
                    default="1girl, solo, looking at viewer, smile, outdoors",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="What the picture shows: tags in any order, weights, LoRAs, BREAK.",
                ),
                io.String.Input(
                    "negative",
                    default="",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="What the picture should not show, besides the preset's own negative.",
                ),
                io.Combo.Input(
                    "quality",
                    options=list(LEVELS),
                    default="standard",
                    tooltip="How much quality to ask for, in the card's tags. none adds nothing.",
                ),
                io.Combo.Input(
                    "rating",
                    options=_menu(NONE, RATINGS),
                    default=NONE,
                    tooltip="What content to allow, in the model's own words. none adds no tag.",
                ),
                io.Combo.Input(
                    "year",
                    options=_menu(NONE, _years()),
                    default=NONE,
                    tooltip="The style of a time, in the model's own words. none adds no tag.",
                ),
                io.String.Input(
                    "character",
                    default="",
                    optional=True,
                    tooltip="Character tags. They go where the card wants characters.",
                ),
                io.String.Input(
                    "series",
                    default="",
                    optional=True,
                    tooltip="Which series the characters are from.",
                ),
                io.String.Input(
                    "count",
                    default="",
                    optional=True,
                    advanced=True,
                    tooltip="How many there are: 1girl, 2boys, 1other.",
                ),
                io.String.Input(
                    "artist",
                    default="",
                    optional=True,
                    advanced=True,
                    tooltip="Artist tags, where the model knows them.",
                ),
                io.Combo.Input(
                    "aesthetic",
                    options=_menu(NONE, _tags("aesthetic")),
                    default=NONE,
                    optional=True,
                    advanced=True,
                    tooltip="An aesthetic tag besides the level, where the model knows them.",
                ),
                io.Combo.Input(
                    "score",
                    options=_menu(NONE, _tags("score")),
                    default=NONE,
                    optional=True,
                    advanced=True,
                    tooltip="A score tag besides the quality level, where the model knows them.",
                ),
                io.Combo.Input(
                    "style",
                    options=_menu(NONE, _styles()),
                    default=NONE,
                    optional=True,
                    advanced=True,
                    tooltip="A style of the card or its demo, wrapped around the prompt.",
                ),
                io.Combo.Input(
                    "quality_position",
                    options=_menu(AUTO, QUALITY_POSITIONS),
                    default=AUTO,
                    optional=True,
                    advanced=True,
                    tooltip="Where quality tags go. auto: where the card puts them.",
                ),
                io.Boolean.Input(
                    "drop_implied",
                    default=False,
                    optional=True,
                    advanced=True,
                    tooltip="Leave out tags that another tag of the prompt already implies.",
                ),
            ],
            outputs=[
                io.String.Output(
                    "positive", display_name="positive", tooltip="The prompt, for CLIP Text Encode."
                ),
                io.String.Output(
                    "negative",
                    display_name="negative",
                    tooltip="The negative prompt, for CLIP Text Encode.",
                ),
                io.String.Output(
                    "report",
                    display_name="report",
                    tooltip="What was moved, added and left out, and why.",
                ),
            ],
        )

    @classmethod
    def validate_inputs(
        cls,
        year: str | None = None,
        aesthetic: str | None = None,
        score: str | None = None,
        style: str | None = None,
    ) -> bool:
        # Values of a preset that is not installed here: the node leaves them out and says so.
        return True

    @classmethod
    def fingerprint_inputs(cls, **_: Any) -> str:
        return vocabulary.stamp()

    @classmethod
    def execute(
        cls,
        preset: Preset,
        text: str,
        negative: str,
        quality: str,
        rating: str,
        year: str,
        character: str = "",
        series: str = "",
        count: str = "",
        artist: str = "",
        aesthetic: str = NONE,
        score: str = NONE,
        style: str = NONE,
        quality_position: str = AUTO,
        drop_implied: bool = False,
    ) -> io.NodeOutput:
        # Imported when it runs: the host waits for every pack at its start.
        from .assemble import Request, assemble

        request = Request(
            text=text,
            negative=negative,
            count=count,
            character=character,
            series=series,
            artist=artist,
            level=quality,
            rating=rating,
            year=year,
            aesthetic=aesthetic,
            score=score,
            style=style,
            quality_position=quality_position,
            drop_implied=drop_implied,
        )
        made = assemble(request, preset, vocabulary.active())
        report = made.report.as_text()
        return io.NodeOutput(
            made.positive, made.negative, report, ui=made.report.shown(made.positive)
        )


NODES = [TagAtelierPrompt, TagAtelierTranslate, TagAtelierEncode]
