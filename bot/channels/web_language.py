"""Which language the page speaks to this reader."""

from dataclasses import dataclass

from aiohttp import web

COOKIE = "language"
FALLBACK = "en"
YEAR = 365 * 24 * 3600
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A language code of the replies; `chosen` when the reader picked it and did not just bring it along."""

    code: str
    chosen: bool

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the html element."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"


def choose_language(request: web.Request, spoken: tuple[str, ...]) -> PageLanguage:
    """`?lang=`, else the cookie, else the embedding site's (`?site=`), else the browser's, else English.

    Only the first two are a choice of the reader, and only languages that are `spoken` count.
    """
    for wish in (request.query.get("lang"), request.cookies.get(COOKIE)):
        if wish and (code := _primary(wish)) in spoken:
            return PageLanguage(code, True)
    brought = [request.query.get("site", ""), *_ranked(request.headers.get("Accept-Language", ""))]
    wishes = map(_primary, brought)
    return PageLanguage(next((code for code in wishes if code in spoken), FALLBACK), False)


def _primary(tag: str) -> str:
    return tag.strip().replace("_", "-").partition("-")[0].lower()


def _ranked(header: str) -> list[str]:
    """The tags of an Accept-Language header, best first (RFC 9110, 12.5.4), without the refused ones."""
    weighed = []
    for item in header.split(","):
        tag, _, weight = item.partition(";q=")
        try:
            weighed.append((float(weight or 1), tag.partition(";")[0]))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]
