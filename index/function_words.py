"""English words that hold a sentence together and tell nothing of what it is about.

Other languages need no list to work: words that most passages hold weigh next to nothing anyway.
"""

import re

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those there here it its itself he him his himself she her hers they
    them their theirs we us our ours you your yours i me my mine one
    who whom whose what which when where why how whether
    am is are was were be been being do does did done doing has have had having can could will
    would shall should may might must
    of to in on at by for with from as into onto about over under between among during after before
    above below up down out off through against within without since until than per via
    and or but nor if then so because while although though
    not no any some all each every both either neither few more most much many other another such
    same own only just also too very ever never now
    s t d ll re ve m don doesn didn isn aren wasn weren won
    """.split()
)


def content_words(text: str) -> list[str]:
    """Return the words of a text that are no function words, or all words if none are left.

    A short word in capitals among others is a name: the US, the WHO.
    """
    words = re.findall(r"\w+", text)
    shouted = text.isupper()
    telling = [
        word
        for word in words
        if word.lower() not in FUNCTION_WORDS or (len(word) > 1 and word.isupper() and not shouted)
    ]
    return telling or words
