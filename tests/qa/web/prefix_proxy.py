"""A proxy that shows a server below a prefix, as nginx does with `proxy_pass` and a slash."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

_PER_CONNECTION = {"connection", "content-length", "keep-alive", "transfer-encoding"}


def prefix_proxy(address: str, prefix: str) -> Starlette:
    """Return an application that passes what lies below a prefix on to an address, without it."""
    client = httpx.AsyncClient(base_url=address, timeout=None, trust_env=False)

    async def forward(request: Request) -> Response:
        sent = client.build_request(
            request.method,
            httpx.URL(
                path=request.url.path.removeprefix(prefix) or "/",
                query=request.url.query.encode(),
            ),
            headers=[pair for pair in request.headers.raw if pair[0] != b"content-length"],
            content=await request.body(),
        )
        answer = await client.send(sent, stream=True)
        headers = {k: v for k, v in answer.headers.items() if k not in _PER_CONNECTION}

        async def body() -> AsyncIterator[bytes]:
            try:
                async for part in answer.aiter_raw():
                    yield part
            finally:
                await answer.aclose()

        return StreamingResponse(body(), answer.status_code, headers)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    async def elsewhere(_: Request) -> Response:
        return PlainTextResponse("not below the prefix", status_code=404)

    methods = ["GET", "HEAD", "POST", "DELETE"]
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route(f"{prefix}/{{path:path}}", forward, methods=methods),
            Route("/{path:path}", elsewhere, methods=methods),
        ],
    )
