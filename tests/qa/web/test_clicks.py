import pytest

from qa.web.clicks import OpenDocument, ShowPassages, parse_click
from qa.web.links import MAX_REFERENCES, Reference
from tests.qa.web.samples import FIRST, SECOND


def test_a_number_asks_for_all_passages_of_its_message() -> None:
    click = parse_click({"show": [[f"#p-{FIRST}.9.27", "1"], [f"#p-{SECOND}.47.67", "2"]]})

    assert click == ShowPassages(
        references=(
            Reference(passage_id=FIRST, quote=(9, 27), number=1),
            Reference(passage_id=SECOND, quote=(47, 67), number=2),
        )
    )


def test_an_abstentions_link_asks_for_its_nearest_passages() -> None:
    click = parse_click({"show": [[f"#n-{FIRST}.{SECOND}", "Nearest passages"]]})
    references = (Reference(passage_id=FIRST), Reference(passage_id=SECOND))

    assert click == ShowPassages(references=references)


def test_a_cards_button_asks_for_the_document() -> None:
    click = parse_click({"open": f"#p-{FIRST}.9.27"})

    assert click == OpenDocument(reference=Reference(passage_id=FIRST, quote=(9, 27)))


def test_a_documents_button_asks_for_its_page() -> None:
    click = parse_click({"draw": f"#p-{FIRST}.9.27"})

    assert click == OpenDocument(reference=Reference(passage_id=FIRST, quote=(9, 27)), as_page=True)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "show",
        {},
        {"show": None},
        {"show": []},
        {"show": "#p-"},
        {"show": [[]]},
        {"show": [["#p-x", "1", "2"]]},
        {"show": [{"href": "#p-"}]},
        {"show": [[f"#p-{FIRST}", "1"]] * (MAX_REFERENCES + 1)},
        {"open": None},
        {"open": {"href": f"#p-{FIRST}"}},
        {"open": "../../etc/passwd"},
    ],
)
def test_anything_else_asks_for_nothing(data: object) -> None:
    assert parse_click(data) is None
