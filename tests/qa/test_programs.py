"""Requests of programs: checked in one place, refused in one line."""

from typing import Any

import pytest

from qa.programs import AskRequest, PassageRequest, RequestError, SearchRequest, checked


@pytest.mark.parametrize(
    ("kind", "values", "line"),
    [
        (AskRequest, {}, "Expected a valid request in 'question': Field required"),
        (AskRequest, {"question": 3}, "in 'question': Input should be a valid string, found 3"),
        (AskRequest, {"question": "x", "topk": 1}, "in 'topk': Extra inputs are not permitted"),
        (AskRequest, {"question": "x", "top_k": 0}, "greater than or equal to 1, found 0"),
        (AskRequest, {"question": "x", "top_k": 101}, "less than or equal to 100, found 101"),
        (AskRequest, {"question": "x", "since": "soon"}, "in 'since'"),
        (AskRequest, {"question": "x", "history": [{"role": "user"}]}, "in 'history.0.content'"),
        (SearchRequest, {"query": "x" * 2_001}, "at most 2000 characters"),
        (PassageRequest, {"passage_id": None}, "in 'passage_id'"),
    ],
)
def test_a_request_that_is_none_is_refused_in_one_line(
    kind: Any, values: dict[str, object], line: str
) -> None:
    with pytest.raises(RequestError) as error:
        checked(kind, values)

    assert line in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_a_request_keeps_what_was_sent() -> None:
    sent = {"question": "Who?", "sources": ["a"], "top_k": 2, "since": "2025-01-02"}

    request = checked(AskRequest, sent)

    assert request.model_dump(mode="json", exclude_defaults=True) == sent
