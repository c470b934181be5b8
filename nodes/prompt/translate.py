"""Special tags of one model in the words of another, by their meaning.

Quality, score and aesthetic words go to the nearest grade of the same kind, or of another kind
where the model has no word near it: `very aesthetic` becomes `high score` on Animagine XL 4.0.
Years go by the calendar, ratings by name. Everything else stays as it is, in its place; give the
result to `assemble` for the other model's order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..preset.model import Preset, Role
from .assemble import Assembled, Request, assemble
from .edit import identity, rewrite
from .grammar import Item, Prompt, leaves, parse, write
from .names import Vocabulary, normal
from .report import Note, Report, Where
from .special import RATING_WORDS, Words, foreign_role, grade, words, year_tag

_GRADED: dict[Role, tuple[Role, ...]] = {
    "quality": ("quality", "score", "aesthetic"),
    "score": ("score", "aesthetic", "quality"),
    "aesthetic": ("aesthetic", "score", "quality"),
}
"""Where to look for a word of the same grade, nearest kind first. Score and aesthetic are each
other's neighbours: both steer harder than quality, and no model of the family has both."""

_NEAR = 1.0


@dataclass(frozen=True, slots=True)
class Translated:
    positive: str
    negative: str
    report: Report


def translate(text: str, negative: str, source: Preset, target: Preset) -> Translated:
    """Both prompts, written for `source`, in the special tags of `target`."""
    report = Report()
    return Translated(
        _Translation(source, target, report, "positive").of(text),
        _Translation(source, target, report, "negative").of(negative),
        report,
    )


def assemble_from(
    source: Preset, request: Request, target: Preset, vocabulary: Vocabulary
) -> Assembled:
    """Assemble for `target` a request whose texts were written for `source`; one report of both."""
    translated = translate(request.text, request.negative, source, target)
    request = replace(request, text=translated.positive, negative=translated.negative)
    made = assemble(request, target, vocabulary)
    made.report.translated += translated.report.translated
    made.report.dropped[:0] = translated.report.dropped
    made.report.warnings[:0] = translated.report.warnings
    return made


class _Translation:
    def __init__(self, source: Preset, target: Preset, report: Report, where: Where) -> None:
        self.source = source
        self.target = target
        self.theirs: Words = words(source)
        self.ours: Words = words(target)
        self.report = report
        self.where = where

    def of(self, text: str) -> str:
        prompt = parse(text)
        plan = self._plan(
            identity(leaf)
            for item in prompt.items
            for leaf, _ in leaves(item)
            if leaf.kind == "tag"
        )
        if not plan:
            return text
        kept: list[Item] = []
        for item in prompt.items:
            new = rewrite(item, lambda leaf: self._change(leaf, plan))
            if new is not None:
                kept.append(new if kept else replace(new, lead=new.lead.lstrip(" \t\n,")))
        return write(Prompt(tuple(kept), prompt.tail))

    def _plan(self, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """What becomes of each special tag that changes: the new text, or "" and the reason."""
        found = dict.fromkeys(names)
        plan: dict[str, tuple[str, str]] = {}
        for name in found:
            role = self.theirs.roles.get(name) or foreign_role(name)
            if role is None:
                if name in self.ours.roles:
                    self.report.warn(
                        "meaning-changes",
                        f"{name!r} is a plain word to {self.source.name}, and a special tag "
                        f"({self.ours.roles[name]}) to {self.target.name}",
                    )
                continue
            tags, reason = self._counterpart(name, role)
            if tags != name:
                plan[name] = (tags, reason)
        self._settle(found, plan)
        return plan

    def _counterpart(self, name: str, role: Role) -> tuple[str, str]:
        if role in _GRADED:
            return self._graded(name, role), f"the same grade of {role}"
        if role == "year":
            return self._year(name), "the same years"
        return self._rating(name), "the same rating"

    def _graded(self, name: str, role: Role) -> str:
        if name in self.ours.roles:
            return name
        wanted = grade(name)
        if wanted is None:
            return ""
        for kind in _GRADED[role]:
            graded = [
                (abs(near - wanted), -near, word)
                for word, own in self.ours.roles.items()
                if own == kind and (near := grade(word)) is not None
            ]
            if graded and min(graded)[0] <= _NEAR:
                return min(graded)[2]
        return ""

    def _year(self, name: str) -> str:
        if name in self.ours.years:
            return name
        tag = self.theirs.years.get(name)
        means = (int(tag.low or 0), int(tag.high or 0)) if tag else None
        return year_tag(name, self.target, means=means).tag

    def _rating(self, name: str) -> str:
        rating = RATING_WORDS.get(name)
        if rating is None:
            return ""
        tags = self.ours.ratings.get(rating, ())
        if name in map(normal, tags) and set(tags) == set(self.theirs.ratings.get(rating, ())):
            return name  # the same words for it; whether all of them are there is the user's word
        return ", ".join(tags)

    def _settle(self, found: dict[str, None], plan: dict[str, tuple[str, str]]) -> None:
        """Drop what the result would say twice; of two aesthetics the stronger one stays."""
        said = {name for name in found if name not in plan}
        new = {normal(tags) for tags, _ in plan.values()}
        aesthetics = [
            name for name in (*said, *sorted(new)) if self.ours.roles.get(name) == "aesthetic"
        ]
        strongest = max(aesthetics, key=lambda name: abs(grade(name) or 0), default="")
        for name, (tags, reason) in plan.items():
            if not tags:
                plan[name] = ("", f"{self.target.name} has no word for it")
                continue
            weaker = self.ours.roles.get(normal(tags)) == "aesthetic" and normal(tags) != strongest
            left = [tag for tag in tags.split(", ") if normal(tag) not in said]
            if weaker or not left:
                plan[name] = ("", f"{strongest if weaker else tags} says it")
                continue
            said.update(map(normal, left))
            plan[name] = (", ".join(left), reason)

    def _change(self, leaf: Item, plan: dict[str, tuple[str, str]]) -> Item | None:
        if leaf.kind != "tag" or identity(leaf) not in plan:
            return leaf
        text, reason = plan[identity(leaf)]
        if not text:
            self.report.dropped.append(Note(leaf.text, reason, self.where))
            return None
        self.report.translated.append(Note(leaf.text, reason, self.where, text))
        return replace(leaf, text=text)
