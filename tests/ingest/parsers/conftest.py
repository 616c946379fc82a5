"""Files for the parser tests, made by hand so that every byte in them is known."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Text = tuple[float, float, str]
Rule = tuple[float, float, float, float]
Page = tuple[Sequence[Text], Sequence[Rule]]

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"0123456789abcdef"


def _rc4(key: bytes, plain: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in plain:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def _lock(password: str) -> bytes:
    """Return the /Encrypt dictionary of the standard handler, revision 2 (ISO 32000-1, 7.6.3)."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + b"\xfc\xff\xff\xff" + _ID).digest()[:5]
    user = _rc4(key, _PADDING)
    return b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (owner.hex().encode(), user.hex().encode())


def _content(page: Page) -> bytes:
    texts, rules = page
    lines = [f"BT /F1 10 Tf 1 0 0 1 {x} {792 - y} Tm ({text}) Tj ET" for x, y, text in texts]
    lines += [f"{x0} {792 - y0} m {x1} {792 - y1} l S" for x0, y0, x1, y1 in rules]
    return "\n".join(lines).encode("latin-1")


def build_pdf(pages: Sequence[Page], password: str | None = None) -> bytes:
    """Return a PDF of letter pages: texts (x, y from the top, text) in 10 pt Helvetica, and rules."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for at, page in enumerate(pages):
        parts = f"/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * at} 0 R/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(f"<</Type/Page{parts}>>".encode())
        stream = _content(page)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    encrypt = b"/Encrypt " + _lock(password) if password else b""
    ids = b"/ID[<%s><%s>]" % (_ID.hex().encode(), _ID.hex().encode())
    trailer = b"<</Size %d/Root 1 0 R%s%s>>" % (len(objects) + 1, ids, encrypt)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % len(out)


@pytest.fixture
def make_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes pages to a PDF file and returns its path."""

    def make(pages: Sequence[Page], password: str | None = None) -> Path:
        path = tmp_path / "made.pdf"
        path.write_bytes(build_pdf(pages, password))
        return path

    return make


@pytest.fixture
def samples() -> Path:
    """Return the folder of real agency documents beside the repository; skip without it, but not in CI."""
    folder = Path(__file__).parents[4] / "shared" / "samples"
    if not folder.is_dir():
        reason = "the agency documents in ../shared/samples are not here"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
