"""What of a notebook is text, and in which cell it stands."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError, UnreadableDocumentError
from index.loading import load_bytes
from index.places import Places
from index.splitting import split
from index.types import Document, SpanKind
from tests.index.test_splitting import COUNTER, assert_sound


def load(*cells: dict[str, Any], **more: Any) -> Document:
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return load_bytes(json.dumps(notebook).encode(), "a.ipynb")


def prose(*lines: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": list(lines)}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": 7, "source": source, "outputs": outputs}


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


def test_headings_of_cells_open_sections_over_the_cells_that_follow() -> None:
    document = load(
        prose("# The *old* ferry\n", "\n", "It floats."),
        code("n = 40"),
        prose("## Fares\n\nTen."),
    )

    assert document.title == "The old ferry"
    assert ranges(document, SpanKind.BLOCK) == ["It floats.", "n = 40", "Ten."]
    assert [s.label for s in document.spans if s.kind is SpanKind.SECTION] == ["Fares"]
    places = Places(document)
    cells = [places.at(document.text.index(w)).cell for w in ("It floats", "n =", "Fares", "Ten")]
    assert cells == [1, 2, 3, 3]


def test_text_that_code_printed_is_kept_and_images_are_counted() -> None:
    document = load(
        code(""),
        code(
            "plot()",
            {"output_type": "stream", "name": "stdout", "text": ["40 people\n", "2 dogs\n"]},
            {
                "output_type": "display_data",
                "data": {"image/png": "aGVsbG8=", "text/plain": "<Figure size 640x480>"},
            },
            {
                "output_type": "execute_result",
                "data": {
                    "text/plain": ["   a\n", "0  1"],
                    "text/html": "<table><tr><th>a<tr><td>1</table>",
                },
            },
            {
                "output_type": "error",
                "ename": "ValueError",
                "evalue": "no boat",
                "traceback": ["\x1b[0;31mValueError\x1b[0m", "line 1"],
            },
        ),
    )

    assert ranges(document, SpanKind.BLOCK) == [
        "plot()",
        "40 people\n2 dogs",
        "a",
        "1",
        "ValueError: no boat",
    ]
    dropped = [s.label for s in document.spans if s.kind is SpanKind.DROPPED]
    assert dropped == ["image", "traceback"]
    assert document.remarks == ("1 image among the outputs left out",)
    assert Places(document).at(document.text.index("40 people")).cell == 2


def test_notebooks_of_version_three_have_sheets() -> None:
    old = {
        "nbformat": 3,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 1, "source": "Ferries"},
                    {
                        "cell_type": "code",
                        "input": "print(1)",
                        "outputs": [
                            {"output_type": "pyout", "text": "one", "png": "aGVsbG8="},
                            {"output_type": "stream", "text": ["two"]},
                        ],
                    },
                ]
            },
            {"cells": [{"cell_type": "markdown", "source": "Oak."}]},
        ],
    }
    document = load_bytes(json.dumps(old).encode(), "a.ipynb")

    assert document.title == "Ferries"
    assert ranges(document, SpanKind.BLOCK) == ["print(1)", "one", "two", "Oak."]
    assert Places(document).at(document.text.index("Oak")).cell == 3


def test_a_notebook_of_another_name_is_a_notebook() -> None:
    data = json.dumps({"cells": [prose("Oak floats.")], "nbformat": 4}).encode()

    for source in ("a.json", "a.txt", "notebook"):
        assert load_bytes(data, source).text == "Oak floats."


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"cells": [', "broken or too deeply nested JSON"),
        (b"[" * 100_000, "broken or too deeply nested JSON"),
        (b"[1]", "JSON of another kind"),
        (b'{"a": 1}', "JSON without cells"),
        (b'{"cells": 3}', "JSON without cells"),
    ],
)
def test_what_is_no_notebook_is_refused(data: bytes, found: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=f"^Expected a notebook in .*{found}"):
        load_bytes(data, "a.ipynb")


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["text", "data", "text/plain", "image/png"]), inner)
    ),
    max_leaves=6,
)
CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["markdown", "code", "raw", "heading", 3])},
    optional={"source": ANYTHING, "outputs": ANYTHING, "level": ANYTHING},
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CELL | ANYTHING, max_size=4))
def test_whatever_the_other_cells_are_a_cell_is_found(cells: list[Any]) -> None:
    try:
        document = load(*cells, prose("Planted words."))
    except DocumentError:
        pytest.fail("a notebook with text was refused")

    n_cells = sum(isinstance(cell, dict) for cell in cells) + 1
    assert Places(document).at(document.text.rindex("Planted")).cell == n_cells
    assert_sound(document, tuple(split(document, COUNTER, max_tokens=128)), 128)
