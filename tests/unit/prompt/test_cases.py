"""The specification in cases.txt, line by line, with every preset that a line names."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tag_atelier.nodes.prompt.assemble import Request, assemble

PRESETS = {
    "2.0": "animagine-xl-2.0",
    "3.1": "animagine-xl-3.1",
    "4.0": "animagine-xl-4.0",
    "kivotos": "kivotos-xl-2.0",
    "kohaku": "kohaku-xl-zeta",
    "noobai": "noobai-xl",
}


class Case(NamedTuple):
    line: int
    preset: str
    options: dict[str, str]
    negative: bool
    given: str
    expected: str
    codes: set[str]


def _text(written: str) -> str:
    written = written.strip()
    return "" if written == "<none>" else written.replace("<nl>", "\n")


def _cases() -> list[Case]:
    cases: list[Case] = []
    preset, options, negative = "", {}, False
    lines = Path(__file__).with_name("cases.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith("## "):
            negative = line.startswith("## Negative")
        elif line.startswith("@ "):
            _, preset, *pairs = line.split()
            options = dict(pair.split("=", 1) for pair in pairs)
            options = {name: value.replace("_", " ") for name, value in options.items()}
        elif line and line != "#" and not line.startswith("# "):
            given, found, rest = line.partition(" => ")
            assert found, f"cases.txt, line {number}: no => in it"
            expected, *codes = rest.split("  !")
            codes = {code.strip(" !") for part in codes for code in part.split()}
            wanted = _text(given) if expected.strip() == "=" else _text(expected)
            cases.append(
                Case(number, PRESETS[preset], options, negative, _text(given), wanted, codes)
            )
    return cases


CASES = _cases()


def test_the_table_is_a_specification() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"line {case.line}: {case.given[:40]!r}")
def test_case(case: Case, presets, vocabulary) -> None:
    text = {"negative" if case.negative else "text": case.given}
    made = assemble(Request(**{**case.options, **text}), presets[case.preset], vocabulary)
    assert (made.negative if case.negative else made.positive) == case.expected
    assert {warning.code for warning in made.report.warnings} == case.codes
    text = {"text": made.positive, "negative": made.negative}
    twice = assemble(Request(**{**case.options, **text}), presets[case.preset], vocabulary)
    assert (twice.positive, twice.negative) == (made.positive, made.negative)
