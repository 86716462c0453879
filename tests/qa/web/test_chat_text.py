"""Messages are judged by a Markdown parser, not by how they are escaped."""

import html
import re
from dataclasses import replace
from inspect import cleandoc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.types import Statement
from qa.web.chat_form import is_made
from qa.web.chat_text import answer_message, as_typed, literal, neutralised, searched_for
from tests.qa.web.payloads import ALL
from tests.qa.web.samples import FIRST, SECOND, answer, citation, hit, passage

LINES = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""HTML, links, tables and strikethrough as in the chat widget; it links bare addresses too."""


def shown(markdown: str) -> str:
    """Return what a reader sees, after checking that all of it is plain text in one paragraph."""
    page = MARKDOWN.render(markdown)
    found = re.fullmatch(r"(?:<p>(.*)</p>\n)?", page, re.DOTALL)

    assert found is not None, page

    inside = found[1] or ""

    assert "<" not in inside, page

    return html.unescape(inside)


@pytest.mark.parametrize("payload", ALL)
def test_a_hostile_quote_shows_letter_for_letter(payload: str) -> None:
    assert shown(neutralised(payload)) == " ".join(payload.split())


@given(st.text(alphabet="ab1 .,:;!?-+=#*_~`$^&<>()[]{}|\\/@\"'wh tps\n", max_size=40))
@example("http://a.b")
@example("a_b_c *d*")
@example("1) x")
def test_any_text_shows_letter_for_letter(text: str) -> None:
    assert shown(neutralised(text)) == " ".join(text.split())


def test_a_number_is_kept_beside_its_unit():
    assert shown(neutralised("up\n to 12\u00a0% of\t 4\u202f000 km")) == (
        "up to 12\u00a0% of 4\u202f000 km"
    )


def seen(markdown: str) -> str:
    """Return the lines that a reader sees, after checking that all of them are plain text."""
    page = LINES.render(markdown).replace("<br />\n", "\n").replace("</p>\n<p>", "\n\n")
    inside = page.removeprefix("<p>").removesuffix("</p>\n")

    assert "<" not in inside, page

    return html.unescape(inside)


@pytest.mark.parametrize("payload", ALL)
def test_a_hostile_question_shows_letter_for_letter(payload: str) -> None:
    question = f"{payload}\n  {payload}\n{payload}"

    assert seen(literal(question)) == question.replace("\n\n", "\n")


@given(st.text(alphabet="ab1 .,:;!?-+=#*_~`$^&<>()[]{}|\\/@\"'wh tps\n\t;lgm", max_size=40))
@example("\tcode\n    more")
@example("a\\\n&lt;&#32;")
def test_what_was_typed_comes_back_from_what_is_shown(text: str) -> None:
    made = literal(text)

    assert as_typed(made) == text.strip()
    assert cleandoc(made) == made, "the widget does this to each message"


@pytest.mark.parametrize("address", ["http://a.b/c", "HTTPS://a.b", "ftp://a", "www.a.b", "x@a.b"])
def test_bare_addresses_are_broken_up_by_a_backslash(address: str) -> None:
    message = neutralised(f"see {address}.")

    assert address not in message
    assert shown(message) == f"see {address}."


def test_prices_are_not_touched_apart_from_their_signs() -> None:
    assert neutralised("from $461 to $219") == r"from \$461 to \$219"


def test_each_statement_is_a_paragraph_with_its_numbers() -> None:
    first, second = passage(FIRST, 9, 45), passage(SECOND, 47, 67)
    message = answer_message(
        answer(
            "unused",
            statements=(
                Statement(remark="", text="Staff get 25 days.", span=None, numbers=(1, 2)),
                Statement(remark="", text="It says [1] itself.", span=None, numbers=(3,)),
            ),
            citations=(
                citation(1, first, 9, 27),
                citation(2, second, 47, 67),
                citation(3, first, 28, 45),
            ),
            hits=(hit(first), hit(second)),
        )
    )

    assert message == (
        f"Staff get 25 days. [1](#p-{FIRST}.9.27) [2](#p-{SECOND}.47.67)\n\n"
        f"It says \\[1\\] itself. [3](#p-{FIRST}.28.45)"
    )


@pytest.mark.parametrize("payload", ALL)
def test_a_remark_shows_its_file_names_letter_for_letter(payload: str) -> None:
    found = passage(FIRST, 9, 45)
    statement = Statement(
        remark=f"{payload} differs:", text="Staff get 25 days.", span=None, numbers=(1,)
    )
    message = answer_message(
        answer(
            "unused",
            statements=(statement,),
            citations=(citation(1, found, 9, 27),),
            hits=(hit(found),),
        )
    )
    words, pill = message.rsplit(" ", 1)

    assert pill == f"[1](#p-{FIRST}.9.27)"
    assert shown(words) == " ".join(f"{payload} differs: Staff get 25 days.".split())


def test_an_abstention_links_to_its_nearest_passages() -> None:
    hits = (hit(passage(FIRST, 9, 45)), hit(passage(SECOND, 47, 67), 2))

    assert answer_message(answer("Not *known*.", hits=hits)) == (
        "Not \\*known\\*.\n\n"
        "The nearest passage is in policies/leave.md, line 3; an answer would be right with a"
        " probability of 90\u00a0%.\n\n"
        f"[Nearest passages](#n-{FIRST}.{SECOND})"
    )


@pytest.mark.parametrize("payload", ALL)
def test_the_name_of_the_nearest_file_shows_letter_for_letter(payload: str) -> None:
    found = replace(passage(FIRST, 9, 45), source=f"{payload}.md")

    _, nearest, _ = answer_message(answer("No.", hits=(hit(found),))).split("\n\n")

    assert shown(nearest).startswith(" ".join(f"The nearest passage is in {payload}.md,".split()))
    assert is_made(nearest)


def test_a_helpful_line_has_no_link() -> None:
    assert answer_message(answer("Hello!")) == "Hello!"


@pytest.mark.parametrize("payload", ALL)
def test_what_was_searched_for_is_a_small_line_of_plain_text(payload: str) -> None:
    resolved = replace(answer("No."), query=f"Why? ({payload})")

    line, _, _ = answer_message(resolved).partition("\n\n")

    found = re.fullmatch(r"<small>searched for: \[(.*)\]\(#q\)</small>", line)
    assert found is not None
    assert shown(found[1]) == " ".join(f"Why? ({payload})".split())
    assert searched_for(answer_message(resolved)) == " ".join(f"Why? ({payload})".split())
