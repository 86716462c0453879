"""JSON becomes rows and paragraphs on the lines of its file, and nothing of it is lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.loading import load_bytes
from index.places import Places
from index.splitting import split
from index.types import Document, SpanKind
from tests.index.test_splitting import COUNTER, assert_sound

PROSE = "The old ferry carried forty people over the river. " * 5


def load(value: object, suffix: str = ".json", indent: int | None = 1) -> Document:
    text = value if isinstance(value, str) else json.dumps(value, indent=indent)
    return load_bytes(text.encode(), f"a{suffix}")


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


def sections(document: Document) -> list[str]:
    return [s.label for s in document.spans if s.kind is SpanKind.SECTION]


def test_objects_of_an_array_are_rows_under_its_name() -> None:
    document = load(
        {
            "title": "Harbour",
            "date": "2025-12-03",
            "boats": [
                {"name": "Oak", "size": {"long": 3, "wide": 2.50}, "owner": None},
                {"name": "Elm", "colours": ["red", "blue"], "sunk": False},
            ],
        }
    )

    assert document.title == "Harbour"
    assert document.date == "2025-12-03"
    assert ranges(document, SpanKind.ROW) == [
        "title: Harbour | date: 2025-12-03",
        "name: Oak | size.long: 3 | size.wide: 2.5",
        "name: Elm | colours: red, blue | sunk: false",
    ]
    assert ranges(document, SpanKind.HEADING) == ["boats"]
    assert sections(document) == ["boats"]
    places = Places(document)
    assert [places.at(document.text.index(w)).line for w in ("Harbour", "Oak", "Elm")] == [2, 6, 14]


def test_a_sentence_and_each_field_of_a_long_row_are_cited_by_their_own_lines() -> None:
    note = "The keeper of the seventh lamp was blind."
    fields = {f"pier {i}": "of oak and stone" for i in range(30)}
    document = load({"id": 7, "kept": {"by": {"note": note, "year": 1901}}, **fields})

    assert ranges(document, SpanKind.ROW)[:3] == [
        "id: 7",
        f"kept.by.note: {note}",
        "kept.by.year: 1901",
    ]
    places = Places(document)
    assert [places.at(document.text.index(words)).line for words in (note, "1901", "pier 29")] == [
        5,
        6,
        38,
    ]


def test_numbers_stay_as_they_are_written_and_equal_keys_are_both_kept() -> None:
    document = load('{"a": 1.50, "a": 1e400, "b": 123456789012345678901234567890}')

    assert document.text == "a: 1.50 | a: 1e400 | b: 123456789012345678901234567890"


def test_objects_in_an_object_are_a_row_each() -> None:
    document = load({"France": {"capital": "Paris"}, "Spain": {"capital": "Madrid"}})

    assert ranges(document, SpanKind.ROW) == ["France.capital: Paris", "Spain.capital: Madrid"]


def test_long_texts_are_paragraphs_in_a_section_named_by_the_title() -> None:
    document = load(
        [{"title": "The ferry", "body": f"{PROSE}\n\nIt sank."}, {"title": "B", "n": 1}]
    )

    assert ranges(document, SpanKind.BLOCK) == [PROSE.strip(), "It sank."]
    assert ranges(document, SpanKind.HEADING) == ["body"]
    assert sections(document) == ["The ferry"]
    assert ranges(document, SpanKind.ROW) == ["title: The ferry", "title: B | n: 1"]


def test_arrays_of_arrays_are_rows() -> None:
    assert load([[1, 2], ["a", "b"]]).text == "1 | 2\na | b"
    assert load(["a", 2, True]).text == "a\n2\ntrue"


def test_a_row_that_would_be_too_long_goes_on_in_the_next() -> None:
    document = load({f"key{n}": "x" * 100 for n in range(20)})

    rows = ranges(document, SpanKind.ROW)
    assert len(rows) == 3
    assert " | ".join(rows) == " | ".join(f"key{n}: {'x' * 100}" for n in range(20))


def test_a_value_a_line() -> None:
    document = load('{"title": "A", "n": 1}\n\n{"title": "B", "t": "' + PROSE + '"}\n', ".jsonl")

    assert ranges(document, SpanKind.ROW) == ["title: A | n: 1", "title: B"]
    assert sections(document) == ["B"]
    assert Places(document).at(document.text.index("The old")).line == 3


def test_values_one_after_the_other_are_read_under_the_name_json_too() -> None:
    assert load('{"a": 1}\n{"a": 2}\n').text == "a: 1\na: 2"


def test_broken_lines_are_dropped_and_counted() -> None:
    document = load('{"a": 1}\n{"a": \n[2]\n{"b', ".ndjson")

    assert ranges(document, SpanKind.DROPPED) == ['{"a":', '{"b']
    assert document.remarks == ("2 lines are no JSON and left out",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1', "the end of the file in line 1"),
        ('{"a": 1,\n}', "no key in quotation marks in line 2"),
        ('{"a" 1}', "no colon in line 1"),
        ('["a" "b"]', "something else than a comma in line 1"),
        ('["a', "a text that does not end in line 1"),
        ("[oak]", "no value in line 1"),
        ("[" * 100_000, "more than 1,000 levels in line 1"),
        ('{"a":' * 100_000, "more than 1,000 levels in line 1"),
        ("plain words", "no value in line 1"),
        ("[1]]", "no value in line 1"),
    ],
)
def test_broken_json_is_refused_with_its_line(text: str, found: str) -> None:
    with pytest.raises(UnreadableDocumentError) as error:
        load(text)

    assert str(error.value) == (
        f"Expected JSON in 'a.json', found {found}. Mend it or save it as .txt"
    )


def test_lines_of_which_none_is_json_are_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"^Expected a JSON value in each line"):
        load("one\ntwo\n", ".jsonl")


def test_halves_of_characters_can_be_stored() -> None:
    assert load('["a\\ud800b\\u0000c"]').text == "a\ufffdb\ufffdc"


WORDS = st.from_regex(r"w[a-z]{3,8}", fullmatch=True)
VALUES = st.recursive(
    WORDS | st.integers() | st.booleans() | st.none() | WORDS.map(lambda word: f"{word} " * 60),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    if value is None:
        return []
    return [json.dumps(value).strip('" ')]


@settings(max_examples=60, deadline=None)
@given(VALUES, st.sampled_from([None, 1]))
def test_every_value_is_in_the_text_in_order(value: object, indent: int | None) -> None:
    document = load(["planted", value], indent=indent)

    position = 0
    for leaf in leaves(value):
        position = document.text.index(leaf, position) + len(leaf)
    assert_sound(document, tuple(split(document, COUNTER, max_tokens=128)), 128)
