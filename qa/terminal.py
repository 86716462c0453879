"""What the command line shows of results: answers to stdout, progress and remarks to stderr."""

import json
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, TextIO

from tqdm import tqdm

from index.audit import FileAccount, Totals
from index.findings import Checkup, Mended
from index.places import in_words
from index.timing import Timings
from index.types import Erasure, Hit, Recall, SyncReport
from qa.citations import written_out
from qa.types import Answer, Citation
from qa.verification import Proof, Verdict


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar, on a terminal, for everything that takes longer than a second."""
    bars: dict[str, tqdm[Any]] = {}

    def show(doing: str, done: int, total: int) -> None:
        if doing not in bars:
            bars[doing] = tqdm(desc=doing, total=total, delay=1.0, leave=False, disable=None)
        bars[doing].update(done - bars[doing].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def show_report(report: SyncReport) -> None:
    """Print what a sync did, to stderr."""
    for skipped in report.skipped:
        print(f"skipped {shown(skipped.source)}: {shown(skipped.reason)}", file=sys.stderr)
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "moved": len(report.moved),
        "removed": len(report.removed),
        "unchanged": report.n_unchanged,
        "skipped": len(report.skipped),
    }
    print(", ".join(f"{n} {what}" for what, n in counts.items() if n), file=sys.stderr)
    if report.erasure.n_files:
        print(_erased(report.erasure), file=sys.stderr)


def _erased(erasure: Erasure) -> str:
    """Return whether removed text is gone, in words."""
    if erasure.remaining:
        return (
            f"Removed text is still in the index ({', '.join(map(shown, erasure.remaining))}):"
            " another process may be reading it. The next sync removes it"
        )
    if erasure.n_compared < erasure.n_files:
        return "Removed text is gone from the index: written anew, for not all could be looked for"
    files = "1 file" if erasure.n_files == 1 else f"{erasure.n_files:,} files"
    return f"Removed text is gone from the index: {files} checked"


def show_answer(answer: Answer, out: TextIO | None = None) -> None:
    """Print an answer, where its quotes stand, and how sure the first is.

    Before it stands what was searched for, if resolved; of a list of documents, each has a line.
    """
    if answer.resolved:
        print(f"searched for: {shown(answer.query)}", file=out)
    of_list = [written_out([statement]) for statement in answer.statements if answer.documents]
    print("\n".join(of_list) or answer.text, file=out)
    for citation in answer.citations:
        print(f"  [{citation.number}] {_cited(citation)}", file=out)
    if answer.answered and answer.query:
        print(f"  {100 * answer.confidence:.0f} % sure that the first quote is right", file=out)
    if answer.hits and not answer.answered:
        print("\nNearest passages:\n", file=out)
        show_hits(answer.hits, out)


def _cited(citation: Citation) -> str:
    """Return where a quote stands, in words."""
    parts = [f"{shown(citation.source)}, {in_words(citation)}", citation.heading, citation.date]
    if citation.also_in:
        parts.append(f"also in {', '.join(map(shown, citation.also_in))}")
    return " · ".join(filter(None, parts))


def show_hits(hits: Sequence[Hit], out: TextIO | None = None) -> None:
    """Print passages and why each is there."""
    for hit in hits:
        why = f"cosine {hit.cosine:.2f}"
        if hit.lexical:
            why += f", BM25 {hit.lexical.score:.1f}"
        if hit.matched:
            why += f", words: {', '.join(hit.matched)}"
        place = f", {in_words(hit.nearest.place)}" if hit.nearest else ""
        print(f"{hit.rank}. {shown(hit.passage.source)}{place} ({why})", file=out)
        print(f"   {' '.join(hit.passage.text.split())}\n", file=out)


def timings_line(timings: Timings, *, as_json: bool) -> str:
    """Return how long each stage took, in a line."""
    stages: dict[str, float] = dict(timings.stages_ms)
    stages["total"] = timings.total_ms
    if as_json:
        return json.dumps({"timings_ms": {name: round(ms, 2) for name, ms in stages.items()}})
    return ", ".join(f"{name} {ms:.1f} ms" for name, ms in stages.items())


def show_accounts(accounts: Sequence[FileAccount], totals: Totals) -> None:
    """Print what became of every character, file by file, and the sums."""
    for account in accounts:
        print("\n".join(_accounted(account)))
    print(
        f"{totals.n_files:,} files, {totals.n_skipped:,} skipped, {totals.n_same:,} with the text"
        f" of another: {_balance(totals)} · {totals.n_passages:,} passages"
    )


def _accounted(account: FileAccount) -> Iterator[str]:
    if account.skipped:
        yield f"{shown(account.source)}: skipped, {shown(account.skipped)}"
    if account.n_passages or not account.skipped:
        told = (_balance(account), f"{account.n_passages:,} passages", account.encoding)
        yield f"{shown(account.source)}: {' · '.join(filter(None, (*told, account.date)))}"
    if account.same_as:
        yield f"    the text of {shown(account.same_as)}"
    for remark in account.remarks:
        yield f"    {shown(remark)}"


def _balance(account: FileAccount | Totals) -> str:
    """Return how the characters that were found are kept and dropped, in words."""
    reasons = ", ".join(f"{reason} {n:,}" for reason, n in account.dropped.items())
    n_dropped = sum(account.dropped.values())
    told = f"{account.n_found:,} characters = {account.n_kept:,} kept + {n_dropped:,} dropped"
    lost = account.n_found - account.n_kept - n_dropped
    return told + (f" ({reasons})" if reasons else "") + (f", {lost:,} UNACCOUNTED" if lost else "")


def show_proofs(proofs: Sequence[Proof]) -> None:
    """Print every quote that is not proved, and how many are."""
    for proof in proofs:
        if proof.verdict is not Verdict.PROVED:
            claim = proof.claim
            print(
                f"{shown(claim.source)}, characters {claim.start} to {claim.end}:"
                f" {proof.verdict}; {shown(proof.found)}"
            )
    n_proved = sum(proof.verdict is Verdict.PROVED for proof in proofs)
    print(f"{n_proved:,} of {len(proofs):,} quotes proved")


def show_checkup(checkup: Checkup, *, folder: str) -> None:
    """Print everything that is wrong with a store, or that nothing is."""
    for finding in checkup.findings:
        remedy = finding.remedy.replace("FOLDER", shlex.quote(shown(folder)))
        print(
            f"{finding.part} · {shown(finding.subject)}: expected {shown(finding.expected)},"
            f" found {shown(finding.found)}. {remedy}"
        )
    counts = f"{checkup.n_documents:,} documents, {checkup.n_passages:,} passages"
    sampled = f"{checkup.n_sampled:,} of them embedded again"
    if checkup.recall:
        print(_recall(checkup.recall))
    n_findings = len(checkup.findings)
    print(f"{counts}, {sampled}: {f'{n_findings:,} findings' if n_findings else 'all is well'}")


def _recall(recall: Recall) -> str:
    return (
        f"search by meaning follows a graph of the vectors, {recall.breadth:,} in view, and finds"
        f" {recall.share:.1%} of what comparing all would ({recall.n_asked:,} searches tried)"
    )


def show_mended(mended: Mended) -> None:
    """Print what was done to make a store whole."""
    if mended.set_aside:
        print(
            "The catalog could not be read: the folder was indexed anew, and the old catalog"
            f" lies beside the new one as {mended.set_aside}; delete it when nobody needs it"
        )
    for source in mended.damaged:
        print(f"read again: {shown(source)}")
    print(f"{mended.n_embedded:,} texts were embedded again")


def as_told(checkup: Checkup, mended: Mended | None) -> dict[str, Any]:
    """Return a checkup, and what was done before it, as the values JSON knows."""
    findings = [{**asdict(finding), "remedy": finding.remedy} for finding in checkup.findings]
    return {
        **asdict(checkup),
        "findings": findings,
        "sound": checkup.sound,
        "mended": asdict(mended) if mended else None,
    }


def shown(source: str) -> str:
    """Return a file name that cannot break the line or drive the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in source)


def print_json(value: Any, out: TextIO | None = None) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2), file=out)
