"""A question for a figure is answered by a sentence that has one."""

import pytest

from qa.required_figures import required_figures


def may_answer(question: str, sentence: str) -> bool:
    return all(figure.stands_in(sentence) for figure in required_figures(question))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many pandas live there?", "It is home to 31 pandas."),
        ("How many pandas live there?", "A dozen pandas live there."),
        ("How many pandas live there?", "No panda lives there."),
        ("What percentage of them voted?", "A third of them voted."),
        ("By what percentage did it rise?", "It rose by 4 per cent."),
        ("How high, in percent, are the duties?", "The duties are 17.8 %."),
        ("In which year was it built?", "It was built in the 1930s."),
        ("What year was it built?", "It was built in the nineteenth century."),
        ("In which century was it built?", "It was built in the nineteenth century."),
        ("On what date did they meet?", "They met on the first Monday of May."),
        ("Which month did they meet in?", "They met in Sept. and never again."),
        ("How much money was stolen?", "Thousands of crowns were stolen."),
        ("What is the interest rate?", "Interest is 4 percent."),
        ("How often do they meet?", "It is a biennial meeting."),
        ("How often do they meet?", "They meet every other month."),
        ("How often does it fail?", "It fails 13 percent of the time."),
        ("How many euros does it cost?", "It costs €40."),
        ("How many million dollars were spent?", "They spent 4 million dollars."),
        ("How many yuan are paid?", "They pay 300 yuan."),
        ("How large is the deficit in billion euros?", "The deficit is 40 billion euros."),
        ("How many times did she go there?", "It was her seventh visit."),
        ("How many times did she go there?", "She went there again and again."),
        ("How much did the bridge cost?", "It was built without cost."),
        ("How much larger is the new one?", "It is half as large again."),
        ("What price did they ask?", "They gave it away for free."),
        ("By how much did trade rise?", "Trade doubled, to 40 million."),
        ("What is the population of the city?", "Two million live there."),
        ("What is the number of members?", "They have a dozen members."),
        ("How old is the bridge?", "It was built a year ago, in May."),
        ("By how much did trade rise?", "It almost doubled in a decade."),
        ("What is the price of the ticket?", "Tickets are cheap."),
        ("What was the museum's debt?", "It owed 4,000 crowns."),
        ("What was the town's budget in dollars?", "The town spent $40 million."),
        ("What tariff rate did they set?", "They set a tariff of 17 percent."),
    ],
)
def test_a_sentence_with_the_figure_may_answer(question, sentence):
    assert required_figures(question)
    assert may_answer(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many pandas live there?", "The city is known for its pandas."),
        ("How many pandas live there?", "On Dec. 5, 2025, they went to see the pandas."),
        ("And how many live there?", "The city is known for its pandas."),
        ("What percentage of them voted?", "Many of them voted in 2024."),
        ("How high, in percent, are the duties?", "The duties were imposed in October 2024."),
        ("In which year was it built?", "It was built by Anna Bruce."),
        ("On what date did they meet?", "They met in the town hall."),
        ("How much money was stolen?", "Money was stolen from the museum."),
        ("What was the rate of the new duties?", "The duties were imposed in retaliation."),
        ("How often do they meet?", "They meet for a three-day visit."),
        ("How many euros does it cost?", "It costs $40."),
        ("How many billion dollars is the deficit?", "The deficit is 40 billion euros."),
        ("How many yen are paid?", "They pay 300 yuan."),
        ("How large, in euros, is the deficit?", "The deficit is $40 billion."),
        ("What was the value of the trade, in euros?", "It was worth $40 billion."),
        ("What minimum price did they set?", "They set a minimum price for most cheeses."),
        ("What number of cheeses was sold?", "The cheeses were sold at the fair."),
        ("How many times did she go there?", "She is there for a three-day visit."),
        ("How much did the bridge cost?", "The bridge was paid for by the city."),
        ("How much more do they buy?", "They buy more than ever."),
        ("By how much did trade rise?", "Trade rose after the visit."),
        ("What is the population of the city?", "The population lives by fishing."),
        ("How old is the bridge?", "The bridge is old."),
        ("What is the minimum price set for a cheese?", "They set a minimum price for most."),
        ("What was the town's deficit with the state?", "The deficit fell again."),
        ("What was the town's budget in dollars?", "The budget rose by a third."),
        ("What tariff rate did they set?", "They set tariffs in October 2024."),
    ],
)
def test_a_sentence_without_the_figure_may_not(question, sentence):
    assert not may_answer(question, sentence)


@pytest.mark.parametrize(
    "question",
    [
        "Who decides how many clubs there are?",
        "When was it built, and how many live there?",
        "How many live there and who is the mayor?",
        "Where is the capital?",
        "What is sold there in euros?",
        "the number of pandas",
        "",
    ],
)
def test_what_asks_for_something_else_besides_requires_none(question):
    assert not required_figures(question)


def test_a_table_may_name_its_currency_once():
    [_, euros] = required_figures("What was the revenue in euros?")
    row, table = "Year: 2024 | Revenue: 40", "Revenue in EUR million"
    assert not euros.stands_in(row)
    assert euros.stands_in(row, table=table)
