"""What the golden suites must come to before an edition may stand: the list below."""

from collections.abc import Sequence

from bot.evaluation.marking import Marked
from bot.evaluation.measures import group, measure

RIGHT = 0.85
RIGHT_IN_EACH = 0.80
MAIN_LANGUAGES = ("vi", "en", "zh", "ko")
FALSE_ANSWERS = 0.05
IN_LANGUAGE = 0.98
SEALED_APART = 0.05


def failed_gates(marked: Sequence[Marked]) -> list[str]:
    """Return a sentence for each gate that the marked answers do not pass."""
    whole = measure(marked)
    checks = [
        (whole.right.value >= RIGHT, f"fully right {whole.right}, not {RIGHT:.0%}"),
        (whole.false_answers.value <= FALSE_ANSWERS, f"false answers {whole.false_answers}, over {FALSE_ANSWERS:.0%}"),
        (
            whole.in_language.value >= IN_LANGUAGE,
            f"in the question's language {whole.in_language}, not {IN_LANGUAGE:.0%}",
        ),
    ]
    for language, some in group(marked, lambda one: one.case.language).items():
        right = measure(some).right
        if language in MAIN_LANGUAGES:
            checks.append((right.value >= RIGHT_IN_EACH, f"{language}: fully right {right}, not {RIGHT_IN_EACH:.0%}"))
    apart = sealed_apart(marked)
    if apart is not None:
        checks.append((abs(apart) <= SEALED_APART, f"the sealed suites lie {apart:+.1%} from the others"))
    return [sentence for passed, sentence in checks if not passed]


def sealed_apart(marked: Sequence[Marked]) -> float | None:
    """Return how far the sealed suites' share of right answers lies from the others', if both are there."""
    groups = group(marked, lambda one: str(one.case.sealed))
    if len(groups) < 2:
        return None
    return measure(groups["True"]).right.value - measure(groups["False"]).right.value
