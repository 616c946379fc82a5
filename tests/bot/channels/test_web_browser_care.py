"""What protects and what helps the people in front of the web chat, seen by a real browser."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiohttp import web
from playwright.sync_api import Browser, expect

from bot.channels.web import build_web
from bot.channels.web_settings import WebSettings
from bot.conversation import Contact
from knowledge.passages import Place
from prompts import load_replies
from tests.bot.channels.web_fakes import ANSWER, CITATIONS, FakeChat
from tests.bot.channels.web_window import SCREENS, Site, ask, launch_chromium, open_site, serve

ATTACKS = (
    "<img src=x onerror=hit()>",
    "<script>hit()</script>",
    '"><svg onload=hit()>',
    "javascript:hit()",
    "</template><iframe srcdoc='<script>parent.hit()</script>'>",
    "{{ constructor.constructor('hit()')() }}",
)

CONTRAST = """(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parse(colour).slice(0, 3).map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parse(colour)[3] ?? 1) > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const weak = [];
  for (const node of document.querySelectorAll("body *")) {
    const text = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!text || !node.checkVisibility() || node.closest("template, .skip")) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push([node.className, node.textContent.slice(0, 30), ratio]);
  }
  return weak;
})()"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the file."""
    yield from launch_chromium()


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    """A server over a fresh chat."""
    yield from open_site(browser)


def test_a_menu_closes_by_escape_and_gives_the_focus_back(browser: Browser, site: Site) -> None:
    """The person-to-reach menu shows offices and returns the focus to its button."""
    page = site.open(browser)
    menu = page.locator(".menu").first
    menu.locator("summary").press("Enter")
    expect(menu.locator(".sheet")).to_contain_text("thainguyen.gov.vn")
    page.keyboard.press("Escape")
    expect(menu.locator(".sheet")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_words_stay_words(browser: Browser, site: Site, attack: str) -> None:
    """Markup in any text of question and answer runs nothing, adds no element and makes no script link."""
    citation = replace(CITATIONS[0], title=attack, agency=attack, url=attack, published=attack, quote=attack)
    site.chat.answer = replace(
        ANSWER,
        text=f"{attack} [1]\n\n[click]({attack})",
        citations=(citation,),
        suggestions=(attack,),
        places=(Place(attack, 1.0, 2.0),),
        contact=Contact(attack, attack, attack),
    )
    page = site.open(browser)
    page.evaluate("() => { window.hits = 0; window.hit = () => { window.hits += 1 } }")
    before = page.locator("img, script, svg, iframe").count()
    ask(page, attack)
    page.locator(".mark").click()
    expect(page.locator(".source blockquote")).to_have_text(attack)
    expect(page.locator(".asked p")).to_have_text(attack)
    assert page.evaluate("window.hits") == 0
    page.reload()
    expect(page.locator(".source blockquote")).to_have_text(attack)
    assert page.evaluate("window.hits ?? 0") == 0
    assert page.locator("img, script, svg, iframe").count() == before
    assert page.locator("[href^='javascript:']").count() == 0
    assert site.complaints == []


@pytest.mark.parametrize("screen", SCREENS)
def test_targets_are_large_enough_for_a_finger(browser: Browser, site: Site, screen: str) -> None:
    """Every control outside running text is at least 44 × 44 CSS pixels (WCAG 2.2, 2.5.5)."""
    page = site.open(browser, screen)
    ask(page, "Hồ?")
    page.locator(".sources summary").click()
    page.locator("#log .chips button").wait_for()
    small = page.evaluate(
        """[...document.querySelectorAll("a, button, summary, textarea")]
        .filter((node) => node.checkVisibility() && !node.matches(".skip, .mark"))
        .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([text]) => text)"""
    )
    assert small == []


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_what_is_behind_it(browser: Browser, site: Site, dark: bool) -> None:
    """Every visible text has a contrast of 4.5:1 or more with its background (WCAG 2.2, 1.4.3)."""
    page = site.open(browser)
    page.emulate_media(color_scheme="dark" if dark else "light")
    ask(page, "Hồ?")
    page.locator(".mark").first.click()
    ask(page, "broken")
    page.locator(".trouble").wait_for()
    page.locator(".menu summary").first.click()
    weak = page.evaluate(CONTRAST)
    assert weak == []


def test_still_for_those_who_want_no_motion(browser: Browser, site: Site) -> None:
    """With prefers-reduced-motion nothing is animated and scrolling does not glide."""
    page = site.open(browser)
    page.emulate_media(reduced_motion="reduce")
    ask(page, "slow")
    dot = page.locator(".asking i").first
    assert dot.evaluate("node => getComputedStyle(node).animationName") == "none"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_one_tag_embeds_the_chat_in_an_allowed_site(browser: Browser) -> None:
    """On a listed site the button opens a sandboxed frame in its language; Escape gives the focus back."""
    chat = FakeChat()
    host = web.Application()
    with (
        serve(host_page(host)) as other,
        serve(build_web(chat, WebSettings(allowed_origins=(other,)))) as home,
    ):
        page = browser.new_page()
        page.goto(f"{other}/?{home}")
        button = page.get_by_role("button", name=load_replies("ko").section("web")["open_chat"])
        button.click()
        assert "allow-scripts" in str(page.locator("iframe").get_attribute("sandbox"))
        frame = page.frame_locator("iframe")
        expect(frame.locator("html")).to_have_attribute("lang", "ko")
        frame.locator("#question").fill("차?")
        frame.locator("#question").press("Enter")
        expect(frame.locator(".mark")).to_have_count(2)
        frame.locator("#question").press("Escape")
        expect(page.locator("iframe")).to_be_hidden()
        expect(button).to_be_focused()
        page.close()
    assert chat.asked[0].language is None


def test_a_site_that_is_not_listed_gets_an_empty_frame(browser: Browser) -> None:
    """The browser itself refuses to show the chat inside a site that settings do not name."""
    with serve(host_page(web.Application())) as other, serve(build_web(FakeChat(), WebSettings())) as home:
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda line: refused.append(line.text))
        page.goto(f"{other}/?{home}")
        page.get_by_role("button").click()
        page.wait_for_timeout(500)
        assert page.frame_locator("iframe").locator("#question").count() == 0
        assert any("frame-ancestors" in line for line in refused)
        page.close()


def host_page(app: web.Application) -> web.Application:
    """Another site in Korean, with the widget's one tag; the chat's address is its query."""

    async def show(request: web.Request) -> web.Response:
        tag = f'<script src="{request.query_string}/widget.js" defer></script>'
        html = f'<!doctype html><html lang="ko"><title>Other</title><h1>Other</h1>{tag}</html>'
        return web.Response(text=html, content_type="text/html")

    app.router.add_get("/", show)
    return app
