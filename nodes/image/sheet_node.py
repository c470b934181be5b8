"""The node that lays pictures on one sheet."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from . import host
from .sheet import SheetError, draw


class TagAtelierContactSheet(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierContactSheet",
            display_name="Contact Sheet",
            category=host.CATEGORY,
            description=(
                "Lays all pictures of a list on one sheet with a label under each. Pictures are "
                "scaled down until the sheet is no larger than you allow."
            ),
            search_aliases=[
                "image grid",
                "xy plot",
                "compare images",
                "combine images",
                "labelled grid",
                "collage",
            ],
            inputs=[
                io.Image.Input("images", tooltip="The pictures, as a list or a batch."),
                io.String.Input(
                    "labels",
                    optional=True,
                    force_input=True,
                    tooltip="What to write under each; a batch's pictures are numbered besides.",
                ),
                io.String.Input(
                    "title",
                    default="",
                    multiline=True,
                    tooltip="What to write above all, for example the prompt.",
                ),
                io.Int.Input(
                    "columns",
                    default=0,
                    min=0,
                    max=1000,
                    tooltip="Pictures in a row. 0: up to five in one row, more in a near square.",
                ),
                io.Int.Input(
                    "max_side",
                    default=4096,
                    min=256,
                    max=16384,
                    step=64,
                    tooltip="The sheet's longest side in pixels; 4096 x 4096 take 200 MB.",
                ),
                io.Int.Input(
                    "text_size",
                    default=24,
                    min=8,
                    max=128,
                    tooltip="Height of the letters in pixels of the sheet.",
                ),
            ],
            outputs=[
                io.Image.Output("sheet", display_name="sheet", tooltip="The sheet, one image."),
            ],
            is_input_list=True,
        )

    @classmethod
    def execute(
        cls,
        images: list[Any],
        title: list[str],
        columns: list[int],
        max_side: list[int],
        text_size: list[int],
        labels: list[str] | None = None,
    ) -> io.NodeOutput:
        sheet = draw(
            (picture for batch in images for picture in host.pictures(batch)),
            _labels(labels, [batch.shape[0] for batch in images]),
            (max(batch.shape[2] for batch in images), max(batch.shape[1] for batch in images)),
            title=title[0],
            columns=columns[0],
            largest=max_side[0],
            text_size=text_size[0],
        )
        return io.NodeOutput(host.image_of(sheet))


def _labels(labels: list[str] | None, batches: list[int]) -> list[str]:
    """A label for each picture. One label for each batch, or for each picture, or none.

    Raises SheetError for any other number.
    """
    count = sum(batches)
    if labels is None:
        return [""] * count
    if len(labels) == len(batches):
        return [
            label if size == 1 else f"{label} ({number})"
            for label, size in zip(labels, batches, strict=True)
            for number in range(1, size + 1)
        ]
    if len(labels) == count:
        return labels
    raise SheetError(
        f"Contact Sheet: {len(labels)} labels for {count} pictures; "
        "allowed: one for each picture, or one for each batch"
    )
