"""What the filter's widgets say, or anybody in their place."""

from datetime import date

import pytest

from qa.web.scope import Scope, ScopeError


def test_files_and_days_are_kept() -> None:
    scope = Scope.parse(["a.md", "b"], "2024-05-01", " 2024-05-31 ")

    assert scope.arguments == {
        "sources": ("a.md", "b"),
        "since": date(2024, 5, 1),
        "until": date(2024, 5, 31),
    }


@pytest.mark.parametrize("sources", [None, "a.md", 7, {"a": 1}, [None, 7]])
@pytest.mark.parametrize("day", [None, "", "  ", 7, ["2024-05-01"]])
def test_what_is_no_choice_is_none(sources: object, day: object) -> None:
    assert Scope.parse(sources, day, day) == Scope()


@pytest.mark.parametrize("day", ["May", "2024-13-01", "01.05.2024", "x" * 5_000])
def test_what_is_no_day_is_refused_in_a_line(day: str) -> None:
    with pytest.raises(ScopeError, match=r"^Expected a day such as 2025-12-04, found “.{1,40}”\.$"):
        Scope.parse([], day)
