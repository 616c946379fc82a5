"""A small stand-in for Hugging Face on the loopback interface: one model, and 404 for all else."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread

MODEL = "acme/mini"
COMMIT = "a" * 40


class FakeHub:
    """Serves the folder `files` as the model "acme/mini", and remembers which paths were asked for."""

    def __init__(self, files: Path) -> None:
        """Serve what lies in `files`."""
        self.files = files
        self.asked: list[str] = []
        self.url = ""

    def answer(self, path: str) -> bytes | None:
        """Return what Hugging Face would answer to `path`, None for "not found"."""
        self.asked.append(path)
        names = [str(file.relative_to(self.files)) for file in self.files.rglob("*") if file.is_file()]
        api, raw = f"/api/models/{MODEL}", f"/{MODEL}/resolve/{COMMIT}/"
        if path.startswith(f"{api}/revision"):
            return json.dumps(
                {"id": MODEL, "sha": COMMIT, "siblings": [{"rfilename": name} for name in names]}
            ).encode()
        if path.startswith(f"{api}/tree"):
            return json.dumps([self._entry(name) for name in names]).encode()
        if path.startswith(raw) and path.removeprefix(raw) in names:
            return (self.files / path.removeprefix(raw)).read_bytes()
        return None

    def _entry(self, name: str) -> dict[str, object]:
        return {"type": "file", "oid": "0" * 40, "size": (self.files / name).stat().st_size, "path": name}


@contextmanager
def serving(files: Path) -> Iterator[FakeHub]:
    """Run the stand-in on a free port of 127.0.0.1."""
    hub = FakeHub(files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Door, hub))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Door(BaseHTTPRequestHandler):
    """Passes one request on to the stand-in."""

    def __init__(self, hub: FakeHub, request: socket, client: tuple[str, int], server: ThreadingHTTPServer) -> None:
        self.hub = hub
        super().__init__(request, client, server)

    def do_GET(self) -> None:
        self.reply(body=True)

    def do_HEAD(self) -> None:
        self.reply(body=False)

    def reply(self, *, body: bool) -> None:
        content = self.hub.answer(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("ETag", f'"{zlib.crc32(content or b"")}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if body and content:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Print nothing."""
