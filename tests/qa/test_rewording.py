"""A question is put in the words of the texts, and in no others."""

import pytest

from qa.rewording import MOST_REWORDINGS, rewordings

TRADE = "In the first 10 months of this year, the port shipped goods worth 4 million."
RANGE = "From January to October, the port shipped goods worth 4 million."


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (
            "What did the port ship between January and October 2025?",
            TRADE,
            "What did the port ship in the first 10 months of 2025?",
        ),
        (
            "What was shipped from January through October?",
            "During the first ten months it grew.",
            "What was shipped in the first ten months?",
        ),
        (
            "what was shipped from january to october?",
            "During the first ten months it grew.",
            "what was shipped in the first ten months?",
        ),
        (
            "What was shipped in the first ten months of this year?",
            RANGE,
            "What was shipped from January to October of this year?",
        ),
        (
            "How much was shipped in the first quarter of 2024?",
            "Between January and March 2024, nothing was shipped.",
            "How much was shipped from January to March of 2024?",
        ),
        (
            "How much was shipped in the first six months?",
            "In the first half of the year, nothing was shipped.",
            "How much was shipped in the first half?",
        ),
        (
            "How did trade grow in the last 10 years?",
            "Over the past decade, trade has doubled.",
            "How did trade grow over the past decade?",
        ),
        (
            "How did trade grow during the past twelve months?",
            "In the last year, trade has doubled.",
            "How did trade grow over the past year?",
        ),
        (
            "How did trade grow over the past two centuries?",
            "In the last 200 years, trade has doubled.",
            "How did trade grow over the past 200 years?",
        ),
        (
            "How long does the Finnish president stay?",
            "On Monday, Finnish President Aino Virta arrived. President Virta left on Friday.",
            "How long does Aino Virta stay?",
        ),
        (
            "Where did the two presidents meet?",
            "President Aino Virta and President Li Wen met. President Virta left on Friday.",
            "Where did Aino Virta and Li Wen meet?",
        ),
        (
            "How long did both foreign ministers stay?",
            "Foreign Minister Aino Virta came, and Foreign Minister Li Wen.",
            "How long did Aino Virta and Li Wen stay?",
        ),
        (
            "When does the Finnish head of state come?",
            "On Monday, Finnish President Aino Virta arrived.",
            "When does Aino Virta come?",
        ),
        (
            "What did the Utah firm's founder and the Norwegian author say?",
            "It was told by Norwegian author Kari Lund.",
            "What did the Utah firm's founder and Kari Lund say?",
        ),
        (
            "And how much does the lamp cost in Lyon?",
            "Article: lamp | Price EUR: 12.50",
            "And what is the price of the lamp in Lyon?",
        ),
        ("What did it cost?", "The price was high.", "what was the price of it?"),
    ],
)
def test_what_the_texts_call_otherwise_is_called_as_they_do(question, text, expected):
    assert rewordings(question, [text]) == (expected,)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was shipped from January to October?", RANGE),
        ("What was shipped from January to October?", "In the first nine months, nothing was."),
        ("What was shipped in March?", TRADE),
        ("What did it cost?", "It cost a lot."),
        ("How did trade grow in the past decade?", "Over the last decade, it did."),
        ("How did trade grow in the past decade?", "Over the last five years, it did."),
        ("Who scored in the first half?", "From January to June, nobody scored."),
        ("When did the president come?", "President Virta met President Lund."),
        ("When did the president come?", "President Virta met Swedish President Lund."),
        ("Where did the two presidents meet?", "President Virta, President Li and President Lund."),
        ("Where did the two presidents meet?", "President Virta met Prime Minister Lund."),
        ("How large is the trade deficit?", "It is a case for the World Trade Organization."),
        ("When did the Finnish president come?", "The Finnish president came on Monday."),
        ("When did the Finnish president Virta come?", "Finnish President Aino Virta came."),
        ("When did the European Union grow?", "The European Union Commission met."),
        ("Whose was the day?", "On this day Virta came."),
    ],
)
def test_what_the_texts_do_not_call_otherwise_stays(question, text):
    assert rewordings(question, [text]) == ()


def test_each_change_is_made_alone_and_once():
    question = "What did the Finnish president buy between January and October?"
    texts = [TRADE, "Finnish President Aino Virta came.", TRADE]

    assert rewordings(question, texts) == (
        "What did the Finnish president buy in the first 10 months?",
        "What did Aino Virta buy between January and October?",
    )


def test_no_question_is_read_in_many_wordings():
    question = "Who met the two presidents? " * 40
    text = "President Aino Virta met President Li Wen."

    assert len(rewordings(question, [text])) == MOST_REWORDINGS
