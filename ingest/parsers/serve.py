"""The inside of the parser child: limits itself, then answers one request after the other."""

import json
import resource
from collections.abc import Mapping
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from pydantic import TypeAdapter

from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.base import Parse

KINDS = ("html", "docx", "pdf")
_FULL = 0.9  # of the memory limit
_TOO_LARGE = Unreadable(
    "Reading the file took more memory than allowed.",
    "Make the file simpler: save the text alone under a new name, or hand it in in several parts.",
)
_BROKEN = Unreadable(
    "The file is damaged, or built in a way that the parser does not know.",
    "Open the file in the program that made it, save it again, and hand in the new file.",
)


def serve(descriptor: int, cpu: int, memory: int) -> None:
    """Answer requests from a pipe until it closes. `cpu` is seconds a file, `memory` bytes in all.

    A request is JSON {"kind", "path"}; the answer is {"document"} or {"reason", "advice", "page"},
    with "tired" where the child should be replaced.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line = Connection(descriptor)
    while True:
        try:
            request = json.loads(line.recv_bytes())
        except EOFError:
            return
        _allow_cpu(cpu)
        line.send_bytes(_answer(request["kind"], Path(request["path"]), memory))


def _allow_cpu(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _answer(kind: str, path: Path, memory: int) -> bytes:
    parse: Parse = import_module(f"ingest.parsers.{kind}").parse
    try:
        return b'{"document":' + TypeAdapter(Document).dump_json(parse(path)) + b"}"
    except MemoryError:
        return _refusal(_TOO_LARGE, tired=True)
    except Exception as error:
        if _is_full(memory):
            return _refusal(_TOO_LARGE, tired=True)
        return _refusal(error if isinstance(error, Unreadable) else _BROKEN)


def _is_full(memory: int) -> bool:
    """Tell whether the limit was as good as reached: libraries report a lack of memory as all kinds of damage."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
    return peak * 1024 > _FULL * memory


def _refusal(error: Unreadable, tired: bool = False) -> bytes:
    answer: Mapping[str, object] = {
        "reason": error.reason,
        "advice": error.advice,
        "page": error.page,
        "tired": tired,
    }
    return json.dumps(answer).encode()
