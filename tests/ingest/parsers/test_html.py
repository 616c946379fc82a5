"""What `ingest.parsers.html` promises."""

from pathlib import Path

import pytest

from ingest.documents import Section
from ingest.errors import Unreadable
from ingest.parsers.html import parse

PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Lễ hội Trà | Báo</title>
<meta property="article:published_time" content="2025-10-08T07:00:00+07:00">
<meta property="og:title" content="Lễ hội Trà 2025"></head><body>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/x">Du lịch</a></li></ul></nav>
<article><h1>Lễ hội Trà 2025</h1>
<p><strong>Sáng 8/10</strong>, lễ hội trà được khai mạc tại quảng trường với 30 đơn vị tham gia.</p>
<h2>Giá vé</h2><p>Lễ hội mở cửa từ 8 giờ đến 22 giờ hằng ngày và miễn phí cho mọi người.</p>
<table><tr><th>Đối tượng</th><th>Giá</th></tr><tr><td>Người lớn</td><td>20.000</td></tr></table></article>
<div id="comments"><div class="comment">Nguyễn A: hay quá!</div></div><footer>Bản quyền</footer></body></html>
"""


def test_the_article_is_read_without_its_surroundings(tmp_path: Path) -> None:
    """Title, date, headings and tables stay; menus and comments go."""
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    document = parse(path)
    assert (document.kind, document.title, document.entry) == (
        "html",
        "Lễ hội Trà 2025",
        {"published": "2025-10-08"},
    )
    assert document.sections == (
        Section((), "Sáng 8/10, lễ hội trà được khai mạc tại quảng trường với 30 đơn vị tham gia."),
        Section(("Giá vé",), "Lễ hội mở cửa từ 8 giờ đến 22 giờ hằng ngày và miễn phí cho mọi người."),
        Section(("Giá vé",), rows=(("Đối tượng", "Giá"), ("Người lớn", "20.000"))),
    )


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    """A page that a script would have filled is no material."""
    path = tmp_path / "a.html"
    path.write_text("<html><body><div id='app'></div><script>run()</script></body></html>", encoding="utf-8")
    with pytest.raises(Unreadable, match="no readable text"):
        parse(path)
