import pytest

from qa.web.links import (
    N_NEAREST,
    Reference,
    nearest_href,
    parse_nearest,
    parse_reference,
    references_of,
)
from tests.qa.web.samples import FIRST, SECOND, answer, citation, hit, passage


def test_a_quotes_link_brings_back_passage_range_and_number() -> None:
    reference = Reference(passage_id=FIRST, quote=(9, 27), number=2)

    assert reference.href == f"#p-{FIRST}.9.27"
    assert parse_reference(reference.href, "2") == reference


def test_a_link_without_quote_brings_back_the_passage() -> None:
    reference = Reference(passage_id=FIRST)

    assert parse_reference(reference.href) == reference


@pytest.mark.parametrize("number", ["0", "x", "-1", "1234", "1\n", 1, None, ["1"]])
def test_a_number_the_page_did_not_write_is_left_out(number: object) -> None:
    assert Reference(passage_id=FIRST) == parse_reference(f"#p-{FIRST}", number)


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#",
        f"p-{FIRST}",
        f"#p-{FIRST}.1",
        f"#p-{FIRST}.1.",
        f"#p-{FIRST}.-1.2",
        f"#p-{FIRST}.1.{'9' * 13}",
        f"#p-{FIRST}\n",
        f"#p-{FIRST[:-1]}",
        f"#p-{FIRST[:-1]}G",
        f"#p-{FIRST}.٣.٤",
        f"https://evil.test/#p-{FIRST}",
        None,
        7,
        ["#p-"],
    ],
)
def test_anything_else_refers_to_nothing(href: object) -> None:
    assert parse_reference(href) is None
    assert parse_nearest(href) == ()


def test_the_nearest_passages_come_back_in_order() -> None:
    references = (Reference(passage_id=SECOND), Reference(passage_id=FIRST))

    assert parse_nearest(nearest_href(references)) == references


def test_an_answer_refers_to_what_it_quotes() -> None:
    found = passage(FIRST, 9, 45)
    answered = answer("x", citations=(citation(1, found, 9, 27),), hits=(hit(found),))

    assert references_of(answered) == (Reference(passage_id=FIRST, quote=(9, 27), number=1),)


def test_an_abstention_refers_to_its_first_hits() -> None:
    hits = tuple(hit(passage(f"{n:016x}", 9, 45), n) for n in range(1, N_NEAREST + 3))

    references = references_of(answer("no", hits=hits))

    assert [r.passage_id for r in references] == [f"{n:016x}" for n in range(1, N_NEAREST + 1)]
