"""Tag Atelier on the command line: `render` a picture, `plan` a prompt, list the `presets`.

`plan` and `presets` run on a bare Python 3.10 or newer; `render` needs a ComfyUI, and finds or
installs one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import plan

LEVELS = ("none", "light", "standard", "heavy")
RATINGS = ("none", "safe", "sensitive", "nsfw", "explicit", *plan.RATING_NAMES)
POSITIONS = ("auto", "start", "before general", "end")


class Parser(argparse.ArgumentParser):
    """Bad arguments end with code 2 and one line on stderr."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        return chosen.run(chosen)
    except plan.PlanError as error:
        parser.error(str(error))
    except BrokenPipeError:  # `plan --lines … | head`
        sys.stderr.close()
        return 0


def _parser() -> Parser:
    parser = Parser(prog="atelier", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="render | plan | presets")

    render = commands.add_parser("render", help="make a picture through a real ComfyUI")
    _add_wish(render, text_default="1girl, solo, looking at viewer, smile, outdoors, night")
    _add_render(render)
    render.set_defaults(run=_render)

    planned = commands.add_parser("plan", help="show prompt, size and settings without a picture")
    _add_wish(planned, text_default=None)
    planned.add_argument(
        "--lines", type=Path, metavar="FILE", help="one text per line, one plan per line"
    )
    planned.add_argument("--json", action="store_true", help="print JSON")
    planned.set_defaults(run=_plan)

    listed = commands.add_parser("presets", help="list the presets")
    listed.add_argument("--json", action="store_true", help="print every preset whole, as JSON")
    listed.set_defaults(run=_presets)
    return parser


def _add_wish(parser: argparse.ArgumentParser, text_default: str | None) -> None:
    add = parser.add_argument
    add("--preset", required=True, metavar="ID", help="a preset's id, see `presets`")
    add("--text", default=text_default, help="tags in any order")
    add(
        "--from",
        default="",
        dest="written_for",
        metavar="ID",
        help="the preset the text is for now",
    )
    add("--negative", default="", help="what the picture should not show")
    add("--quality", default="standard", choices=LEVELS, help="how much quality to ask for")
    add("--quality-position", default="auto", choices=POSITIONS, help="where quality tags go")
    add("--rating", default="none", choices=RATINGS, help="what content to allow")
    add("--year", default="none", help="a year such as 2023, or the model's own word")
    add("--aesthetic", default="none", help="an aesthetic tag of the model")
    add("--score", default="none", help="a score tag of the model")
    add("--style", default="none", help="a style of the card or its demo")
    for role in ("count", "character", "series", "artist"):
        add(f"--{role}", default="", help=f"{role} tags")
    add(
        "--size",
        default="",
        metavar="WxH|W:H|SHAPE",
        help="832x1216, 2:3, square, portrait, landscape",
    )
    add("--steps", type=_positive_int, default=0, help="sampling steps")
    add("--cfg", type=_positive_float, default=0.0, help="CFG scale")
    add("--variant", default="recommended", help="another way to sample that the card documents")
    add(
        "--tags",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="CSV",
        help="tag lists to know",
    )


def _add_render(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--preview", action="store_true", help="small and short: well under two minutes on a CPU")
    add("--seed", type=int, default=0, help="the noise to start from")
    add("--output", type=Path, metavar="PNG", help="where to save; default PRESET-SEED.png here")
    add("--checkpoint", metavar="NAME", help="a checkpoint that the ComfyUI knows")
    add("--comfyui", type=Path, metavar="PATH", help="the ComfyUI to use")
    add("--server", metavar="HOST:PORT", help="a running ComfyUI that has this pack")
    add("--no-install", action="store_true", help="never install a ComfyUI")


def _positive_int(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: 1 or more")
    return value


def _positive_float(text: str) -> float:
    value = float(text)
    if not 0 < value < 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: above 0")
    return value


def _wish(chosen: argparse.Namespace, text: str) -> plan.Wish:
    for path in chosen.tags:
        if not path.is_file():
            raise plan.PlanError(f"--tags: no file {path}")
    return plan.Wish(
        preset=chosen.preset,
        text=text,
        written_for=chosen.written_for,
        negative=chosen.negative,
        quality=chosen.quality,
        quality_position=chosen.quality_position,
        rating=chosen.rating,
        year=chosen.year,
        aesthetic=chosen.aesthetic,
        score=chosen.score,
        style=chosen.style,
        count=chosen.count,
        character=chosen.character,
        series=chosen.series,
        artist=chosen.artist,
        size=chosen.size,
        steps=chosen.steps,
        cfg=chosen.cfg,
        variant=chosen.variant,
        tags=tuple(chosen.tags),
    )


def _plan(chosen: argparse.Namespace) -> int:
    if (chosen.text is None) == (chosen.lines is None):
        raise plan.PlanError("give --text or --lines FILE, one of them")
    for text in _texts(chosen):
        made = plan.make(_wish(chosen, text))
        if chosen.lines is None and chosen.json:
            made["card"] = plan.card(made["preset"])
        print(_as_json(made) if chosen.json or chosen.lines else plan.describe(made))
    return 0


def _texts(chosen: argparse.Namespace) -> Iterable[str]:
    if chosen.lines is None:
        return [chosen.text]
    try:
        # Not splitlines: a prompt may hold other line ends of Unicode.
        lines = chosen.lines.read_text(encoding="utf-8-sig").split("\n")
        return [line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1])]
    except (OSError, ValueError) as error:
        raise plan.PlanError(f"--lines {chosen.lines}: {error}") from error


def _presets(chosen: argparse.Namespace) -> int:
    known = plan.presets()
    if chosen.json:
        print(_as_json([plan.as_data(preset) for preset in known.presets.values()]))
    else:
        for preset in known.presets.values():
            print(f"{preset.id:22}{preset.name:28}{preset.card}")
    for error in known.errors:
        print(f"atelier: {error}", file=sys.stderr)
    return 0


def _render(chosen: argparse.Namespace) -> int:
    import render  # Only this command needs a host.

    return render.render(_wish(chosen, chosen.text), chosen)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    raise SystemExit(main())
