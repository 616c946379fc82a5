"""The scores of golden suites, to read and as JSON."""

from collections.abc import Callable, Sequence
from dataclasses import fields

from bot.evaluation.gates import failed_gates
from bot.evaluation.marking import Marked, Verdict
from bot.evaluation.measures import Measures, Share, group, measure

_KEYS: dict[str, Callable[[Marked], str]] = {
    "suite": lambda one: one.case.suite,
    "language": lambda one: one.case.language,
    "domain": lambda one: one.case.domain,
    "kind": lambda one: one.case.kind,
}
_COLUMNS = ("questions", "fully right", "false answers", "false refusals", "reply lang.", "quotes lang.")


def report_text(marked: Sequence[Marked]) -> str:
    """Return the tables, the failures by verdict, and the gates that failed."""
    lines = [_row("", _COLUMNS), _row("all", _cells(marked))]
    for name, key in _KEYS.items():
        lines += ["", f"by {name}", *(_row(f"  {value}", _cells(some)) for value, some in group(marked, key).items())]
    unasked = measure(marked).unasked
    lines += ["", f"false answers among the questions that the materials do not answer: {unasked}"]
    failures = [one for one in marked if one.verdict is not Verdict.RIGHT]
    for verdict, some in group(failures, lambda one: one.verdict.value).items():
        lines += ["", f"{verdict} ({len(some)})", *map(_failure, some)]
    failed = failed_gates(marked)
    return "\n".join([*lines, "", *([f"gate failed: {gate}" for gate in failed] or ["all gates passed"])])


def report_json(marked: Sequence[Marked]) -> dict[str, object]:
    """Return the same as JSON: shares as {"count","total","value","interval"}, failures with what was wrong."""
    return {
        "questions": len(marked),
        "all": _measures(measure(marked)),
        **{
            f"by_{name}": {value: _measures(measure(some)) for value, some in group(marked, key).items()}
            for name, key in _KEYS.items()
        },
        "failures": [_failure_json(one) for one in marked if one.verdict is not Verdict.RIGHT],
        "failed_gates": failed_gates(marked),
    }


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:16}" + f"{cells[0]:>10}" + "".join(f"{cell:>25}" for cell in cells[1:])


def _cells(marked: Sequence[Marked]) -> tuple[str, ...]:
    found = measure(marked)
    shares = (found.right, found.false_answers, found.false_refusals, found.in_language, found.quoted_in_language)
    return (str(len(marked)), *map(str, shares))


def _failure(one: Marked) -> str:
    why = [one.answer.outcome.value]
    why += [f"without {ways[0]!r}" for ways in one.missing]
    why += [f"says {way!r}" for way in one.forbidden]
    return f"  {one.case.id}  {one.case.text!r}: {', '.join(why)}"


def _failure_json(one: Marked) -> dict[str, object]:
    return {
        "id": one.case.id,
        "text": one.case.text,
        "verdict": one.verdict.value,
        "outcome": one.answer.outcome.value,
        "missing": [ways[0] for ways in one.missing],
        "forbidden": list(one.forbidden),
        "answer": one.answer.text,
    }


def _measures(found: Measures) -> dict[str, object]:
    return {name: _share(getattr(found, name)) for name in (field.name for field in fields(found))}


def _share(share: Share) -> dict[str, object]:
    return {"count": share.count, "total": share.total, "value": share.value, "interval": list(share.interval)}
