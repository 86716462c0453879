"""What the first visit to the page costs: bytes over the wire, and the wait for the question box.

    python -m tests.benchmarks.first_page [--files 20]

Starts `qa serve` over a folder of that many files and opens the page in Chromium, with nothing in
its cache, as soon as the server says that it is ready. Ends with exit code 1 if a bar is missed.
"""

import argparse
import contextlib
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from tests.qa.web.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

MAX_BYTES = 800_000
MAX_WAIT_S = 2.5
SETTLING_S = 2.0
"""How long what the page goes on to load is counted after it can be used."""

_TEXT = "Warehouse {number} of the harbour was built of stone and holds {number} tons of grain."


@dataclass
class Traffic:
    """What a page loaded, by its path."""

    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _paths: dict[str, str] = field(default_factory=dict)

    def requested(self, event: dict[str, Any]) -> None:
        """Note which file a request is for."""
        self._paths[event["requestId"]] = re.sub(
            r"^https?://[^/]+|\?.*", "", event["request"]["url"]
        )

    def received(self, event: dict[str, Any]) -> None:
        """Count the bytes of a response as they crossed the wire, its headers among them."""
        path = self._paths.get(event["requestId"], "?")
        self.sizes[path] += round(event["encodedDataLength"])

    @property
    def n_bytes(self) -> int:
        """The sum."""
        return sum(self.sizes.values())


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder until the block is left; yield the address once it is told."""
    command = [sys.executable, "-m", "qa", "serve", str(folder), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield next(
                found[0] for line in process.stdout if (found := re.findall(r"http\S+", line))
            )
        finally:
            process.terminate()


def visit(browser: Browser, address: str) -> tuple[float, Traffic]:
    """Open the page; return the seconds until a question can be typed, and what was loaded."""
    start = time.perf_counter()
    page = browser.new_page()
    traffic = Traffic()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", traffic.requested)
    wire.on("Network.loadingFinished", traffic.received)
    page.goto(address, wait_until="commit")
    expect(page.get_by_role("textbox", name="Question")).to_be_editable(timeout=60_000)
    wait_s = time.perf_counter() - start
    page.wait_for_timeout(SETTLING_S * 1_000)
    return wait_s, traffic


def write_files(folder: Path, n_files: int) -> None:
    """Write files of a sentence each, ten to a folder."""
    for number in range(n_files):
        path = folder / f"quay-{number // 10}" / f"warehouse-{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_TEXT.format(number=number), "utf-8")


def main() -> int:
    """Measure and print; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--files", type=int, default=20, help="in the library")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        write_files(Path(work), options.files)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        with serving(Path(work)) as address:
            wait_s, traffic = visit(browser, address)
            again_s, _ = visit(browser, address)
        browser.close()
    for path, size in sorted(traffic.sizes.items(), key=lambda item: -item[1])[:8]:
        print(f"{size:>9,} {path}")
    print(
        f"{options.files:,} files: {traffic.n_bytes:,} bytes in {len(traffic.sizes)} responses"
        f" (allowed {MAX_BYTES:,}); usable {wait_s:.1f} s after ready (allowed {MAX_WAIT_S}),"
        f" the next visitor's page {again_s:.1f} s"
    )
    return 1 if traffic.n_bytes > MAX_BYTES or wait_s > MAX_WAIT_S else 0


if __name__ == "__main__":
    sys.exit(main())
