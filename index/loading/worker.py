"""The process that parses and draws files: they come in, what is found goes out.

Run as `python -m index.loading.worker`. It ends with its input, and so with whoever started it.
"""

import contextlib
import os
import sys
from pkgutil import resolve_name
from typing import IO

from index.errors import DocumentError
from index.loading.frames import Request, Result, read_request, write_error, write_result

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

MAX_MEMORY_BYTES = 2_000_000_000
"""Address space of the process; its libraries alone take a tenth of it."""


def main() -> None:
    """Answer requests until the input ends."""
    _limit_memory()
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a parser prints is no reply
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        while request := read_request(sys.stdin.buffer):
            found = _found(request)
            del request  # a file of any size is not held while its text is written
            _answer(found, replies)
            del found


def _limit_memory() -> None:
    """Make allocations beyond the limit fail, where the system can."""
    if resource is not None:
        with contextlib.suppress(ValueError, OSError):
            _, most = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, most))


def _found(request: Request) -> Result | str:
    """Return what the work of a request finds, or a line for the user that says why it does not."""
    try:
        work = resolve_name(request.work)
        found: Result = work(request.data, request.source, **request.arguments)
        return found
    except DocumentError as error:
        return str(error)
    except MemoryError:
        most = MAX_MEMORY_BYTES // 1_000_000
        return (
            f"Expected '{request.source}' to be read within {most:,} MB of memory, found that it"
            " needs more. Split it or save it anew"
        )


def _answer(found: Result | str, replies: IO[bytes]) -> None:
    if isinstance(found, str):
        write_error(found, replies)
    else:
        write_result(found, replies)


if __name__ == "__main__":
    main()
