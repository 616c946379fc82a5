"""What `ingest.cleaning.dispatch` promises."""

from ingest.cleaning.dispatch import Dispatch, read_dispatch
from ingest.documents import Document, Section
from ingest.parsers.text import read_text

HEAD = """SỞ DU LỊCH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM

Số: 12/TB-SDL

Thái Nguyên, ngày 5 tháng 3 năm 2026

THÔNG BÁO

Về giờ mở cửa của bảo tàng

Bảo tàng mở cửa lúc 8 giờ.
"""


def test_the_head_of_a_dispatch_is_read() -> None:
    """Issuer, number, date and subject stand in the first lines."""
    assert read_dispatch(read_text(HEAD)) == Dispatch(
        "SỞ DU LỊCH", "12/TB-SDL", "2026-03-05", "THÔNG BÁO Về giờ mở cửa của bảo tàng"
    )


def test_other_documents_are_no_dispatch() -> None:
    """A text without a number line has no head."""
    assert read_dispatch(Document("text", None, (Section((), "Bảo tàng mở cửa lúc 8 giờ."),))) is None
