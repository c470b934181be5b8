"""The command line: `plan` and `presets` on a bare Python, and what bad arguments get."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pack import ROOT

ATELIER = ROOT / "tools" / "atelier.py"
KEYS = [
    "preset", "positive", "negative", "width", "height", "steps", "cfg", "sampler", "scheduler",
    "denoise", "warnings", "report",
]  # fmt: skip


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    # -S: the standard library alone, as on a machine with nothing installed.
    command = [sys.executable, "-S", str(ATELIER), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def plan(preset: str, text: str, *arguments: str) -> dict:
    done = run("plan", "--preset", preset, "--text", text, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("preset", "positive", "negative", "numbers"),
    [
        (
            "animagine-xl-2.0",
            "masterpiece, best quality, 1girl, smile",
            "lowres, bad anatomy, bad hands, text, error, missing fingers, extra digit, "
            "fewer digits, cropped, worst quality, low quality, normal quality, jpeg artifacts, "
            "signature, watermark, username, blurry",
            (1024, 1024, 50, 12, "euler_ancestral", "normal"),
        ),
        (
            "animagine-xl-3.1",
            "masterpiece, best quality, very aesthetic, absurdres, 1girl, smile",
            "nsfw, lowres, (bad), text, error, fewer, extra, missing, worst quality, "
            "jpeg artifacts, low quality, watermark, unfinished, displeasing, oldest, early, "
            "chromatic aberration, signature, extra digits, artistic error, username, scan, "
            "[abstract]",
            (832, 1216, 28, 7, "euler_ancestral", "normal"),
        ),
        (
            "animagine-xl-4.0",
            "masterpiece, high score, great score, absurdres, 1girl, smile",
            "lowres, bad anatomy, bad hands, text, error, missing finger, extra digits, "
            "fewer digits, cropped, worst quality, low quality, low score, bad score, "
            "average score, signature, watermark, username, blurry",
            (832, 1216, 25, 6, "euler_ancestral", "normal"),
        ),
        (
            "kivotos-xl-2.0",
            "1girl, smile, masterpiece, best quality, very aesthetic, absurdres",
            "nsfw, (low quality, worst quality:1.2), very displeasing, 3d, watermark, signature, "
            "ugly, poorly drawn",
            (832, 1216, 28, 7, "euler_ancestral", "normal"),
        ),
        (
            "kohaku-xl-zeta",
            "1girl, smile, masterpiece, best quality",
            "low quality, worst quality",
            (1024, 1024, 28, 5, "euler_ancestral", "normal"),
        ),
    ],
)
def test_a_plan_follows_the_card(
    preset: str, positive: str, negative: str, numbers: tuple[object, ...]
) -> None:
    made = plan(preset, "smile, 1girl")
    assert list(made)[: len(KEYS)] == KEYS
    assert (made["preset"], made["positive"], made["negative"]) == (preset, positive, negative)
    sampling = ("width", "height", "steps", "cfg", "sampler", "scheduler")
    assert tuple(made[key] for key in sampling) == numbers
    assert made["denoise"] == 1 and made["warnings"] == []
    assert made["card"]["id"] == preset and made["card"]["format"] == 1


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        (
            ["--rating", "explicit"],
            {"animagine-xl-3.1": "explicit, nsfw", "kohaku-xl-zeta": "nsfw, explicit"},
        ),
        (["--rating", "questionable"], {"animagine-xl-2.0": "nsfw", "animagine-xl-4.0": "nsfw"}),
        (["--rating", "general"], {"animagine-xl-3.1": "safe", "kivotos-xl-2.0": "safe"}),
        (["--year", "2023"], {"animagine-xl-4.0": "year 2023", "animagine-xl-3.1": "newest"}),
        (["--year", "year 2007"], {"animagine-xl-4.0": "year 2007", "kohaku-xl-zeta": "old"}),
        (["--year", "oldest"], {"kohaku-xl-zeta": "old", "kivotos-xl-2.0": "oldest"}),
    ],
)
def test_options_are_written_in_the_models_own_words(
    arguments: list[str], starts: dict[str, str]
) -> None:
    for preset, words in starts.items():
        tags = plan(preset, "1girl", *arguments)["positive"]
        assert f", {words}" in f", {tags}", preset


@pytest.mark.parametrize(
    ("size", "made"),
    [
        ("1216x832", (1216, 832)),
        ("2:3", (832, 1216)),
        ("16:9", (1344, 768)),
        ("square", (1024, 1024)),
        ("landscape", (1216, 832)),
        ("portrait", (832, 1216)),
    ],
)
def test_sizes(size: str, made: tuple[int, int]) -> None:
    found = plan("animagine-xl-3.1", "1girl", "--size", size)
    assert (found["width"], found["height"], found["warnings"]) == (*made, [])


def test_a_size_that_is_no_bucket_is_kept_and_warned_about() -> None:
    found = plan("animagine-xl-3.1", "1girl", "--size", "1000x1000")
    assert (found["width"], found["height"]) == (1000, 1000)
    assert [warning["code"] for warning in found["warnings"]] == ["size-off-bucket"]
    assert "1024x1024" in found["warnings"][0]["message"]


def test_lines_give_one_object_each(tmp_path: Path) -> None:
    path = tmp_path / "prompts.txt"
    path.write_text("smile, 1girl\n\n\u521d\u97f3\u30df\u30af\r\n", encoding="utf-8")
    done = run("plan", "--preset", "animagine-xl-4.0", "--lines", str(path), "--json")
    made = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(made) == 3
    assert made[0]["positive"].endswith("1girl, smile")
    assert "\u521d\u97f3\u30df\u30af" in made[2]["positive"]


def test_a_prompt_for_another_model_is_translated() -> None:
    text = "1girl, very aesthetic, newest"
    made = plan("animagine-xl-4.0", text, "--from", "animagine-xl-3.1", "--quality", "none")
    assert "high score" in made["positive"] and "year 2023" in made["positive"]
    assert "aesthetic" not in made["positive"].replace("very aesthetic", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan", "--preset", "nope", "--text", "a"], ["'nope'", "animagine-xl-4.0"]),
        (["plan", "--preset", "animagine-xl-4.0"], ["--text", "--lines"]),
        (
            ["plan", "--preset", "animagine-xl-4.0", "--text", "a", "--size", "big"],
            ["'big'", "832x1216"],
        ),
        (
            ["plan", "--preset", "animagine-xl-4.0", "--text", "a", "--steps", "0"],
            ["--steps", "'0'"],
        ),
        (
            ["plan", "--preset", "animagine-xl-4.0", "--text", "a", "--cfg", "nan"],
            ["--cfg", "'nan'"],
        ),
        (
            ["plan", "--preset", "animagine-xl-4.0", "--text", "a", "--quality", "max"],
            ["'max'", "heavy"],
        ),
        (
            ["plan", "--preset", "animagine-xl-4.0", "--text", "a", "--tags", "gone.csv"],
            ["gone.csv"],
        ),
        (["plan", "--preset", "animagine-xl-4.0", "--lines", "gone.txt"], ["gone.txt"]),
        (["plan", "--text", "a"], ["--preset"]),
        (["paint"], ["'paint'", "render"]),
        ([], ["render"]),
    ],
)
def test_bad_arguments_end_with_2_and_one_line(arguments: list[str], words: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def test_presets_lists_all_of_them_whole() -> None:
    found = {preset["id"]: preset for preset in json.loads(run("presets", "--json").stdout)}
    assert found["kohaku-xl-zeta"]["prompt"]["tokens"] == 300
    assert found["animagine-xl-2.0"]["second_pass"]["denoise"] == 0.55
    assert all(preset_id in run("presets").stdout for preset_id in found)
