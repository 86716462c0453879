"""Many people in the page's chat at once, over the sample articles, and the server's memory.

    python -m tests.benchmarks.many_chats [--chats 20] [--turns 5] [--questions 2000]

Starts `qa serve` and speaks as the page does, through the events of its chat. First all chats ask
at the same moment, turn by turn. Then the questions are asked one after another in five chats, each
of which begins anew after ten turns. Ends with exit code 1 if a bar is missed.
"""

import argparse
import contextlib
import itertools
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from gradio_client.utils import apply_diff

ARTICLES = Path(__file__).parents[2] / "docs" / "articles"

QUESTIONS = (
    "Where is cognac made?",
    "How many people live in Chengdu?",
    "What is an anti-dumping duty?",
    "When did Xi Jinping and Emmanuel Macron meet in Beijing?",
    "And where did they meet?",
    "How much of France's electricity comes from nuclear power?",
    "What are rare earths used for?",
    "Who mines them?",
    "When did the European Union introduce duties on electric cars?",
    "Why did it do so?",
    "What is a trade deficit?",
    "Who won the chess tournament in Reykjavik?",
    "What do giant pandas eat?",
    "How long are they lent to other countries?",
)
MAX_MEDIAN_S = 1.5
MAX_GROWTH_MB = 30.0
N_WARM_UP = 200
N_TURNS = 10
N_CHATS_IN_TURN = 5

_ALL_DOCUMENTS = ([], "", "")
"""No file or folder chosen, no first and no last day."""

_PROVED = re.compile(r"#[pn]-[0-9a-f]{16}")
"""What the first sentence of an answer, or the line of an abstention, comes with."""


@dataclass
class Chat:
    """One open page: its session, and the conversation that it holds."""

    client: httpx.Client
    events: dict[str, int]
    messages: list[Any] = field(default_factory=list)
    session: str = field(default_factory=lambda: uuid4().hex)

    def ask(self, question: str) -> float:
        """Ask as the page does and return the seconds until the first sentence came.

        Raises:
            RuntimeError: If an event failed, or nothing was answered.
        """
        start = time.perf_counter()
        [*_, (_, begun)] = self.event("begin", [question, self.messages])
        self.messages = begun[1]
        first_s = None
        for at, (messages, *_) in self.event("answer", [self.messages, *_ALL_DOCUMENTS]):
            told = json.dumps(messages[-1]) if isinstance(messages, list) else ""
            if first_s is None and _PROVED.search(told):
                first_s = at - start
            self.messages = messages
        [*_] = self.event("finish", [self.messages])
        if self.messages[-1]["role"] != "assistant":
            raise RuntimeError(f"Expected an answer to {question!r}, found none")
        return time.perf_counter() - start if first_s is None else first_s

    def event(self, name: str, data: Sequence[Any]) -> Iterator[tuple[float, list[Any]]]:
        """Run one of the page's events; yield each of its outputs with the time it came."""
        body = {"data": list(data), "fn_index": self.events[name], "session_hash": self.session}
        self.client.post("gradio_api/queue/join", json=body).raise_for_status()
        made: list[Any] = []
        parameters = {"session_hash": self.session}
        with self.client.stream("GET", "gradio_api/queue/data", params=parameters) as lines:
            for line in lines.iter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "process_generating":
                    news = message["output"]["data"]
                    made = (
                        [apply_diff(old, new) for old, new in zip(made, news, strict=True)]
                        if made
                        else news
                    )
                    yield time.perf_counter(), made
                elif message["msg"] == "process_completed":
                    if not message["success"]:
                        raise RuntimeError(f"The event '{name}' failed: {message['output']}")
                    if not made:
                        yield time.perf_counter(), message["output"]["data"]
                    return
        raise RuntimeError(f"The event '{name}' ended without a result")


@dataclass(frozen=True)
class Server:
    """`qa serve` over the articles."""

    address: str
    process: subprocess.Popen[str]
    events: dict[str, int]

    @contextlib.contextmanager
    def chat(self) -> Iterator[Chat]:
        """Open the page."""
        with httpx.Client(base_url=self.address, timeout=120) as client:
            yield Chat(client, self.events)

    @property
    def resident_mb(self) -> float:
        """Memory in RAM, in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1_000


@contextlib.contextmanager
def serving(work: Path) -> Iterator[Server]:
    """Serve a copy of the articles until the block is left."""
    folder = work / "articles"
    shutil.copytree(ARTICLES, folder, ignore=shutil.ignore_patterns(".qa"))
    command = [sys.executable, "-m", "qa", "serve", str(folder), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = next(
                found[0] for line in process.stdout if (found := re.findall(r"http\S+", line))
            )
            config = httpx.get(f"{address}config", timeout=60).json()
            events = {event["api_name"]: event["id"] for event in config["dependencies"]}
            yield Server(address, process, events)
        finally:
            process.terminate()


def ask_at_once(server: Server, n_chats: int, n_turns: int) -> tuple[list[float], list[str]]:
    """Return the seconds to each first sentence, and what went wrong."""
    together = threading.Barrier(n_chats)

    def ask(number: int) -> tuple[list[float], list[str]]:
        times: list[float] = []
        errors: list[str] = []
        with server.chat() as chat:
            for turn in range(n_turns):
                together.wait()
                try:
                    times.append(chat.ask(QUESTIONS[(number + turn) % len(QUESTIONS)]))
                except (RuntimeError, httpx.HTTPError) as error:
                    errors.append(repr(error))
        return times, errors

    with ThreadPoolExecutor(n_chats) as pool:
        found = list(pool.map(ask, range(n_chats)))
    return [t for times, _ in found for t in times], [e for _, errors in found for e in errors]


def ask_in_turn(server: Server, n_questions: int) -> Iterator[float]:
    """Ask one question after another in several chats; yield the server's memory after each."""
    with contextlib.ExitStack() as stack:
        chats = [stack.enter_context(server.chat()) for _ in range(N_CHATS_IN_TURN)]
        asked = zip(itertools.cycle(chats), itertools.cycle(QUESTIONS), strict=False)
        for chat, question in itertools.islice(asked, n_questions):
            if len(chat.messages) >= 2 * N_TURNS:
                chat.messages = []
            chat.ask(question)
            yield server.resident_mb


def main() -> int:
    """Measure and print; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--chats", type=int, default=20)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--questions", type=int, default=2_000, help=f"after {N_WARM_UP} more")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work, serving(Path(work)) as server:
        ask_at_once(server, 2, 2)  # the first answers of a process are slower
        times, errors = ask_at_once(server, options.chats, options.turns)
        memory = list(ask_in_turn(server, N_WARM_UP + options.questions))
    for error in errors:
        print(error)
    ordered = sorted(times)
    median = statistics.median(ordered)
    growth = memory[-1] - memory[N_WARM_UP - 1]
    print(
        f"{options.chats} chats at once, {len(times)} questions: {len(errors)} errors;"
        f" first sentence after {median:.2f} s (median, allowed {MAX_MEDIAN_S}),"
        f" {ordered[round(0.95 * (len(ordered) - 1))]:.2f} s (95th percentile)"
    )
    print(
        f"{options.questions:,} questions in turn: {memory[N_WARM_UP - 1]:.0f} MB resident before,"
        f" {memory[-1]:.0f} MB after, {growth:+.1f} MB (allowed {MAX_GROWTH_MB:.0f})"
    )
    return 1 if errors or median > MAX_MEDIAN_S or growth > MAX_GROWTH_MB else 0


if __name__ == "__main__":
    sys.exit(main())
