"""Tells the figures of `peers.py` as a table."""

from collections.abc import Mapping
from typing import Any

COLUMNS = {
    "passages_per_s": ("passages/s", "{:.0f}"),
    "passages_per_cpu_s": ("passages/s of processor time", "{:.0f}"),
    "dense_ms": ("dense ms", "{:.1f}"),
    "hybrid_ms": ("hybrid ms", "{:.1f}"),
    "turn_ms": ("in turns ms", "{:.1f}"),
    "turn_ratio": ("against `qa`", "{:.2f}"),
    "nearest_recall": ("recall@10", "{:.3f}"),
    "dense_recall": ("recall@5 dense", "{:.3f}"),
    "hybrid_recall": ("recall@5 hybrid", "{:.3f}"),
    "cold_s": ("cold s", "{:.2f}"),
    "served_s": ("cold beside `qa serve` s", "{:.2f}"),
    "fill_mib": ("peak MiB, filling", "{:.0f}"),
    "resident_mib": ("MiB resident", "{:.0f}"),
}


def table(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the figures as a Markdown table; what a system does not do stays empty."""
    shown = [name for name in COLUMNS if any(row.get(name) is not None for row in rows.values())]
    lines = [
        f"| system | {' | '.join(COLUMNS[name][0] for name in shown)} |",
        f"|---|{'--:|' * len(shown)}",
    ]
    for system, row in rows.items():
        told = ", ".join(f"{name} {number}" for name, number in row.get("versions", {}).items())
        cells = [
            "" if row.get(name) is None else COLUMNS[name][1].format(row[name]) for name in shown
        ]
        lines.append(f"| {system.replace('_', ' ')} ({told}) | {' | '.join(cells)} |")
    lines += [f"\n{system}: {row['problem']}" for system, row in rows.items() if "problem" in row]
    return "\n".join(lines)
