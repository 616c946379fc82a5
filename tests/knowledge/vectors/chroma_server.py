"""Starts Chroma's own server on loopback, where its command line is installed and starts here."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

_PATIENCE = 15.0  # seconds for it to answer


@contextmanager
def run_server(folder: Path) -> Iterator[str]:
    """Give the URL of a server that keeps its data in `folder`; skips the test where none starts."""
    command = Path(sys.executable).parent / "chroma"
    if not command.exists():
        pytest.skip("the command chroma is not installed")
    port = _free_port()
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [command, "run", "--path", folder / "data", "--host", "127.0.0.1", "--port", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        if not _answers(port, server):
            pytest.skip(f"chroma run does not start: {(folder / 'log').read_text(encoding='utf-8')[-300:]}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, server: "subprocess.Popen[bytes]") -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            return connection.getresponse().status == 200
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False
