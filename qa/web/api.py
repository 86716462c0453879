"""The library over HTTP: JSON in, the JSON of `--json` out, described by `/api/openapi.json`."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from index.errors import ReportableError, SourceNotFoundError
from index.timing import Timings, watching
from index.types import DocumentSummary, Hit
from qa.programs import (
    AnswerReply,
    AskRequest,
    PassageNotFoundError,
    PassageReply,
    PassageRequest,
    Programs,
    ReportReply,
    SearchRequest,
    problem_of,
)
from qa.small_talk import QuestionError

TITLE = "Ask my documents"
DESCRIPTION = (
    "Answers made of quotes, each with its place in a file. Errors are `{detail}` with one line."
)
OPENAPI_PATH = "/api/openapi.json"

_STATUS: dict[type[ReportableError], int] = {
    SourceNotFoundError: 404,
    PassageNotFoundError: 404,
    QuestionError: 422,
}
"""What is the caller's to mend; any other error is the server's, 500."""


_FAILED = "Expected a result, found a fault of the server. Its log says which; try again"


class Problem(BaseModel):
    """Why there is no result."""

    detail: str = Field(description="One line: what was expected, what was found, what to do.")


def _described(**descriptions: str) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI is told of errors, named `e<status>` or `default`."""
    return {
        name.removeprefix("e"): {"model": Problem, "description": description}
        for name, description in descriptions.items()
    }


_ANYWHERE = _described(
    e401="The login is missing or wrong; only where the server has one.",
    e403="The request comes from a page of another site.",
    e500="The server failed; its log says more.",
    default="Any other error.",  # also keeps out FastAPI's own form of 422
)
_MALFORMED = _described(
    e400="The body is not JSON.",
    e413="The body is larger than any request.",
    e422="The request is not of this form.",
)
_NOT_FOUND = _described(e404="The library does not hold what is named.")


def add_api(app: FastAPI, programs: Programs) -> None:
    """Add the routes under `/api`, and errors in one line."""
    app.include_router(_router(programs))
    app.add_exception_handler(RequestValidationError, _on_malformed)
    app.add_exception_handler(ReportableError, _on_reportable)
    app.add_exception_handler(Exception, _on_failure)


def _router(programs: Programs) -> APIRouter:
    """Return the routes; they run in threads, and send what `qa.plain` made as it is."""
    router = APIRouter(prefix="/api", tags=["library"], responses=_ANYWHERE)

    @router.post("/ask", response_model=AnswerReply, responses=_MALFORMED | _NOT_FOUND)
    def ask(request: AskRequest) -> JSONResponse:
        """Answer a question with quotes, or abstain and name what came nearest."""
        with watching() as watch:
            answer = programs.ask(request)
        return JSONResponse(answer, headers=server_timing(watch.timings()))

    @router.post("/search", response_model=list[Hit], responses=_MALFORMED | _NOT_FOUND)
    def search(request: SearchRequest) -> JSONResponse:
        """List the passages nearest to a query, best first."""
        with watching() as watch:
            hits = programs.search(request)
        return JSONResponse(hits, headers=server_timing(watch.timings()))

    @router.get("/documents", response_model=list[DocumentSummary])
    def documents() -> JSONResponse:
        """List every document of the library."""
        return JSONResponse(programs.documents())

    @router.get("/report", response_model=ReportReply)
    def report() -> JSONResponse:
        """Account for every file: characters found, kept, and dropped by reason."""
        return JSONResponse(programs.report())

    @router.get("/passages/{passage_id}", response_model=PassageReply, responses=_NOT_FOUND)
    def passage(passage_id: str) -> JSONResponse:
        """Return one passage by the `passage_id` of a citation or hit."""
        return JSONResponse(programs.passage(PassageRequest(passage_id=passage_id)))

    return router


def server_timing(timings: Timings) -> dict[str, str]:
    """Return the header by which a server tells its times: https://www.w3.org/TR/server-timing/."""
    stages = [*timings.stages_ms, ("total", timings.total_ms)]
    told = ", ".join(f"{name.replace(' ', '-')};dur={ms:.1f}" for name, ms in stages)
    return {"Server-Timing": told}


async def _on_malformed(_: Request, error: Exception) -> JSONResponse:
    """Answer a request that is not of the described form with one line, not pydantic's list."""
    assert isinstance(error, RequestValidationError), "registered for this type"
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        reason = first["ctx"]["error"]
        return _problem(400, f"Expected JSON, found {reason} at character {first['loc'][-1]}")
    return _problem(422, problem_of(first))


async def _on_reportable(_: Request, error: Exception) -> JSONResponse:
    """Answer with the line that the command line would print."""
    statuses = (status for kind, status in _STATUS.items() if isinstance(error, kind))
    return _problem(next(statuses, 500), str(error))


async def _on_failure(_: Request, error: Exception) -> JSONResponse:
    """Answer in the described form; the exception goes on to the server's log."""
    return _problem(500, _FAILED)


def _problem(status: int, line: str) -> JSONResponse:
    return JSONResponse({"detail": line}, status_code=status)
