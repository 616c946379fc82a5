"""Reads web pages: the article without menus, advertisements and comments."""

from dataclasses import replace
from pathlib import Path

from ingest.cleaning.unicode import tidy
from ingest.documents import Document
from ingest.errors import Unreadable
from ingest.parsers.markdown import read_markdown


def parse(path: Path) -> Document:
    """Read an HTML file; the date of the page becomes `published` of its entry. See `parsers.base`."""
    from trafilatura import extract, extract_metadata, load_html

    tree = load_html(path.read_bytes())
    text = None
    if tree is not None:
        found = extract_metadata(tree, extensive=False)
        text = extract(tree, output_format="markdown", include_comments=False, include_tables=True, favor_recall=True)
    if tree is None or not text:
        raise Unreadable(
            "The web page holds no readable text.",
            "Save the page when the browser has loaded it completely, or copy its text into a document.",
        )
    title = tidy(found.title).strip() if found.title else None
    article = read_markdown(tidy(text).lstrip("-"), title)
    entry = {"published": found.date} if found.date else {}
    return replace(article, kind="html", entry=entry)
