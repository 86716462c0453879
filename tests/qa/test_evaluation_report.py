"""A report is kept and read again; a figure is worse when it falls by more than chance."""

import pytest

from qa.evaluation import Figure, Report
from qa.evaluation_report import ReportFileError, changes, keep, load_figures, summary


def report_of(**figures: tuple[float, int]) -> Report:
    named = {
        name.replace("_", " "): Figure(value=value, n=n) for name, (value, n) in figures.items()
    }
    return Report(figures=named, latency_ms={"median": 120.4}, outcomes=())


def test_kept_figures_are_loaded(tmp_path):
    report = report_of(F1=(0.75, 100), answered=(0.5, 100))
    keep(report, tmp_path / "report.json")

    assert load_figures(tmp_path / "report.json") == report.figures


@pytest.mark.parametrize(
    ("name", "now", "expected"),
    [
        # two standard errors of the difference: 2 * sqrt(2 * 0.8 * 0.2 / 100) = 0.113 or so
        ("F1", 0.75, False),
        ("F1", 0.66, True),
        ("F1", 0.95, False),
        ("error of what is answered", 0.95, True),
        ("error of what is answered", 0.66, False),
        ("answered", 0.1, False),
    ],
)
def test_only_a_fall_beyond_chance_is_worse(name, now, expected):
    before = {name: Figure(value=0.8, n=100)}
    report = Report(figures={name: Figure(value=now, n=100)}, latency_ms={}, outcomes=())

    [change] = changes(before, report)

    assert change.worse is expected
    assert str(change).endswith("WORSE") is expected


def test_a_share_that_was_whole_may_not_fall_at_all():
    before = {"quotes verbatim": Figure(value=1.0, n=1)}
    report = report_of(quotes_verbatim=(0.0, 1))

    assert changes(before, report)[0].worse


def test_figures_of_one_report_alone_are_not_compared():
    assert changes({"MRR@10": Figure(value=1.0, n=5)}, report_of(F1=(0.5, 5))) == []


def test_a_summary_has_every_figure_and_says_when_it_flatters():
    lines = list(summary(report_of(F1=(0.75, 100)), own_questions=True))

    assert lines[0].split() == ["F1", "0.7500", "(100", "questions)"]
    assert lines[1].split() == ["ask,", "median", "120", "ms"]
    assert "flatter" in lines[-1]
    assert not any("flatter" in line for line in summary(report_of(), own_questions=False))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"figures": {"F1": 3}}'])
def test_what_is_no_report_is_named(tmp_path, text):
    (tmp_path / "report.json").write_text(text)

    with pytest.raises(ReportFileError, match="Expected a report"):
        load_figures(tmp_path / "report.json")


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    with pytest.raises(ReportFileError, match="Name another file"):
        keep(report_of(), tmp_path / "none" / "report.json")
