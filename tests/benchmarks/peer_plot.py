"""Draws the figures of `peers.py`: a panel a figure, a bar a system."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PANELS = {
    "passages_per_s": "passages embedded and stored a second",
    "hybrid_ms": "ms of a search by meaning and words",
    "turn_ms": "ms of a search, asked in turns",
    "cold_s": "s from a cold start to an answer",
    "resident_mib": "MiB resident",
}

OURS = "qa_itself"


def plot(rows: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Draw what was measured; a system without a figure has no bar in its panel."""
    from matplotlib import pyplot  # only who draws needs it

    shown = [name for name in PANELS if any(row.get(name) is not None for row in rows.values())]
    height = 0.8 + 0.28 * len(rows)
    figure, axes = pyplot.subplots(
        1, len(shown), figsize=(3.2 * len(shown), height), sharey=True, layout="constrained"
    )
    for axis, name in zip(axes, shown, strict=True):
        bars = axis.barh(
            [_label(system) for system in rows],
            [row.get(name) or 0 for row in rows.values()],
            color=["tab:blue" if system == OURS else "silver" for system in rows],
        )
        axis.bar_label(bars, [_figure(row.get(name)) for row in rows.values()], padding=3)
        axis.set_title(PANELS[name], fontsize=9)
        axis.margins(x=0.25)
        axis.set_xticks([])
        axis.spines[["top", "right", "bottom"]].set_visible(False)
    axes[0].invert_yaxis()
    figure.savefig(path, metadata={"Date": None})


def _label(system: str) -> str:
    return "qa" if system == OURS else system.replace("_", " ")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
