"""Golden suites: questions with the outcomes and facts that their answers must have, and how they are scored."""

from bot.evaluation.gates import failed_gates
from bot.evaluation.marking import Marked, Verdict, mark
from bot.evaluation.report import report_json, report_text
from bot.evaluation.suites import Case, load_suites

__all__ = ["Case", "Marked", "Verdict", "failed_gates", "load_suites", "mark", "report_json", "report_text"]
