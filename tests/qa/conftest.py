"""A library of a few articles, asked for real with the bundled embedding model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.assistant import Assistant
from tests.index.builders import library

ARTICLES = {
    "energy/solar.md": (
        "# Solar power in Marlow\n\n"
        "## The plant\n\n"
        "The solar plant of Marlow opened in May 2019. It has 4,200 panels and feeds about 900"
        " homes. The plant was designed by the engineer Ruth Okafor.\n\n"
        "## The battery\n\n"
        "A battery stores power for the evening. It cost 1.3 million euros.\n"
    ),
    "energy/wind.txt": (
        "Wind power came to Marlow later than solar power. The three turbines on the ridge were"
        " built in 2022. The solar plant of Marlow opened in May 2019.\n"
    ),
    "bread.html": (
        "<html><head><title>The bakery of Marlow</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/shop'>Shop</a></nav><article>"
        "<h1>The bakery of Marlow</h1><p>The bakery of Marlow has baked rye bread since 1874. The"
        " dough rests for eighteen hours before it goes into the oven, which is still heated with"
        " beech wood from the hills around the town.</p><p>Every Saturday the bakers sell more than"
        " six hundred loaves, most of them before nine o'clock in the morning.</p></article>"
        "<footer>Copyright, imprint and terms of use</footer></body></html>"
    ),
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the articles lie."""
    return library(tmp_path_factory.mktemp("marlow"), ARTICLES)


@pytest.fixture(scope="session")
def marlow(folder: Path) -> Iterator[Assistant]:
    """The synced library of the articles."""
    assistant = Assistant.open(folder)
    assistant.sync()
    yield assistant
    assistant.close()
