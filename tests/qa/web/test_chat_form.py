"""What this page makes is told from what somebody else wrote, for any text and every payload."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.types import Statement
from qa.web.chat_form import as_made, is_made
from qa.web.chat_text import answer_message, as_typed, literal, neutralised
from tests.qa.web.payloads import ALL, MARKUP
from tests.qa.web.samples import FIRST, SECOND, answer, citation, hit, passage
from tests.qa.web.test_chat_text import seen

ANY = st.text(alphabet="ab1 .,:;!?-+=#*_~`$^&<>()[]{}|\\/@\"'wh tps\n\t", max_size=40)


@given(ANY)
def test_what_was_typed_and_what_is_quoted_comes_back_as_it_was(text: str) -> None:
    assert is_made(literal(text))
    assert is_made(neutralised(text))


@pytest.mark.parametrize("text", [*ALL, "Staff get 25 days."])
def test_answers_come_back_as_they_were(text: str) -> None:
    found = passage(FIRST, 9, 27)
    for span in (None, (0, 2), (1, len(text))):
        statement = Statement(text=text, numbers=(1, 2), span=span, remark=text)
        cited = answer(
            text,
            statements=(statement, replace(statement, remark="")),
            citations=(citation(1, found, 9, 27), citation(2, found, 9, 20)),
        )

        assert is_made(answer_message(cited))
        assert is_made(answer_message(replace(cited, query=f"more {text}")))
    nearest = answer(text, hits=(hit(found), hit(passage(SECOND, 47, 67), 2)))

    assert is_made(answer_message(nearest))


@pytest.mark.parametrize(
    "written",
    [
        *MARKUP,
        "![pixel](http://evil.test/pixel.png)",
        "[here](javascript:ran('markdown'))",
        "http://evil.test/x",
        "see WWW.evil.test",
        "[1](#p-0000000000000000.0.1 'title')",
        "[1](#p-0000000000000000.0.1)(http://evil.test)[x](y)",
        "[Nearest passages](#n-0000000000000000)\n<b>",
        "<strong onclick=ran(1)>x</strong>",
        "<small>searched for: [x](#q)</small><img src=x>",
        "<small>searched for: <img src=x>[x](#q)</small>",
        "<small>searched for: [x](y)[x](#q)</small>",
        "fine\n\n# heading",
        "fine\n    code",
        "| a |\n|---|",
        "trailing \\",
    ],
)
def test_anything_else_is_shown_letter_for_letter(written: str) -> None:
    made = as_made(written)

    assert made == literal(written)
    assert as_typed(made) == written.strip()
    assert is_made(made)


@given(ANY)
def test_whatever_comes_back_is_plain_text(text: str) -> None:
    seen(as_made(text))
