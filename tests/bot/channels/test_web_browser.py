"""The web chat as people meet it: a real browser, the real server, a hand-written chat behind it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from prompts import format_date, load_replies
from tests.bot.channels.web_window import SCREENS, Site, ask, fits, launch_chromium, open_site

LANGUAGES = ("vi", "en", "zh", "ko", "lo")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the file."""
    yield from launch_chromium()


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    """A server over a fresh chat."""
    yield from open_site(browser)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_from_a_door_to_the_map(browser: Browser, site: Site, code: str, screen: str) -> None:
    """Door, suggestion, answer, mark, source, map: nothing sticks out sideways and nothing complains."""
    said = load_replies(code).section("web")
    page = site.open(browser, screen, f"/?lang={code}")
    assert page.locator("html").get_attribute("lang") == code
    expect(page.get_by_text(said["notice"])).to_be_in_viewport()
    page.locator(".door summary").nth(1).click()
    assert fits(page)
    suggestion = load_replies(code).lines("suggestions.tea")[0]
    page.get_by_role("button", name=suggestion).click()
    expect(page.locator(".asked")).to_contain_text(suggestion)
    expect(page.locator(".text .mark")).to_have_count(2)
    assert "[9]" in page.locator(".text").inner_text()
    source = page.locator(".source").nth(1)
    expect(source).to_be_hidden()
    page.locator(".mark").nth(1).click()
    expect(source).to_be_visible()
    expect(source).to_be_focused()
    expect(source).to_contain_text("Chè ngon.")
    origin = page.locator(".source .origin")
    expect(origin.nth(0)).to_contain_text(format_date("2025-10", code))
    expect(origin.nth(1)).to_contain_text(format_date("2026-01-02", code))
    opened = source.get_by_role("link", name=said["open_source"])
    assert opened.get_attribute("href") == "https://b.example/2"
    assert "noopener" in str(opened.get_attribute("rel"))
    link = page.locator(".places a")
    assert link.get_attribute("href") == "https://www.google.com/maps/search/?api=1&query=21.58,105.7"
    expect(page.locator(".answer .contact .phone")).to_have_attribute("href", "tel:0208123456")
    assert fits(page)
    expect(page.get_by_text(said["notice"])).to_be_in_viewport()
    assert site.chat.asked[0].language == code
    assert site.complaints == []


def test_the_keyboard_alone_is_enough(browser: Browser, site: Site) -> None:
    """Skip link first, then all controls in reading order with a visible focus; Enter asks and unfolds."""
    page = site.open(browser)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'") or page.evaluate(
            "getComputedStyle(document.activeElement.closest('form')).boxShadow !== 'none'"
        )
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    doors = load_replies("vi").section("web.doors")
    assert seen[2:6] == [doors[door] for door in ("visit", "tea", "study", "invest")]
    assert seen[6] == "question"
    page.locator("#question").focus()
    page.keyboard.type("Hồ Núi Cốc ở đâu?")
    page.keyboard.press("Enter")
    expect(page.locator(".mark")).to_have_count(2)
    expect(page.locator("#question")).to_be_focused()
    page.locator(".mark").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".source").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".source .open").first).to_be_focused()


def test_enter_inside_an_input_method_does_not_send(browser: Browser, site: Site) -> None:
    """Enter while composing belongs to the input method, Shift+Enter makes a line, Enter alone sends."""
    page = site.open(browser)
    page.fill("#question", "차")
    for fields in ("isComposing: true", "keyCode: 229"):
        page.evaluate(
            "document.getElementById('question').dispatchEvent(new KeyboardEvent('keydown',"
            f" {{key: 'Enter', bubbles: true, cancelable: true, {fields}}}))"
        )
    page.press("#question", "Shift+Enter")
    assert page.input_value("#question") == "차\n"
    assert site.chat.asked == []
    page.press("#question", "Enter")
    expect(page.locator(".mark")).to_have_count(2)
    assert [question.text for question in site.chat.asked] == ["차"]


def test_a_question_is_kept_when_the_network_is_lost(browser: Browser, site: Site) -> None:
    """Offline, the question stays, with a retry and in the box; the retry leaves one answer and no error."""
    said = load_replies("vi").section("web")
    page = site.open(browser)
    page.context.set_offline(True)
    ask(page, "Hồ ở đâu?")
    expect(page.get_by_role("alert")).to_contain_text(said["offline"])
    assert page.input_value("#question") == "Hồ ở đâu?"
    page.context.set_offline(False)
    page.get_by_role("button", name=said["retry"]).click()
    expect(page.locator(".mark")).to_have_count(2)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.locator(".asked").count() == 1
    assert page.input_value("#question") == ""


def test_a_failure_of_the_server_says_so_and_keeps_the_question(browser: Browser, site: Site) -> None:
    """`failed` becomes our own sentence in the page's language, with the question still in the box."""
    page = site.open(browser)
    ask(page, "broken")
    expect(page.get_by_role("alert")).to_contain_text(load_replies("vi").section("web")["error"])
    assert page.input_value("#question") == "broken"


def test_only_one_question_is_open_at_a_time(browser: Browser, site: Site) -> None:
    """While an answer is awaited, the reader is told so, and a second question waits in the box."""
    page = site.open(browser)
    ask(page, "slow")
    expect(page.locator(".asking")).to_be_visible()
    assert page.locator("#log").get_attribute("aria-busy") == "true"
    assert page.locator("#status").inner_text() == load_replies("vi").section("web")["asking"]
    ask(page, "second")
    assert page.input_value("#question") == "second"
    expect(page.locator(".mark")).to_have_count(2)
    assert page.locator("#log").get_attribute("aria-busy") == "false"
    assert page.locator("#status").inner_text() == load_replies("vi").section("web")["answer_ready"]
    assert [question.text for question in site.chat.asked] == ["slow"]


def test_a_change_of_language_keeps_the_conversation(browser: Browser, site: Site) -> None:
    """Turns, draft and conversation name outlive the language menu; a new chat drops them."""
    page = site.open(browser)
    ask(page, "Hồ?")
    expect(page.locator(".mark")).to_have_count(2)
    page.fill("#question", "draft")
    page.locator(".menu summary").nth(1).click()
    page.get_by_role("link", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator(".asked")).to_contain_text("Hồ?")
    expect(page.locator(".mark")).to_have_count(2)
    assert page.input_value("#question") == "draft"
    ask(page, "다시")
    expect(page.locator(".mark")).to_have_count(4)
    page.locator("#new-chat").click()
    expect(page.locator(".asked")).to_have_count(0)
    expect(page.locator(".doors")).to_be_visible()
    ask(page, "새")
    expect(page.locator(".mark")).to_have_count(2)
    first, second, third = (question.conversation.chat for question in site.chat.asked)
    assert first == second != third
    assert [question.language for question in site.chat.asked] == ["vi", "ko", "ko"]


def test_what_an_older_page_left_behind_does_no_harm(browser: Browser, site: Site) -> None:
    """Turns in the tab's storage that cannot be shown are dropped, and the chat works."""
    page = site.open(browser)
    page.evaluate('sessionStorage.setItem(\'turns\', \'[{"question": "x", "answer": {}}]\')')
    page.reload()
    ask(page, "Hồ?")
    expect(page.locator(".mark")).to_have_count(2)
    expect(page.locator(".exchange")).to_have_count(1)
    assert site.complaints == []


def test_a_language_that_was_not_chosen_is_not_forced(browser: Browser, site: Site) -> None:
    """Without ?lang= or cookie the chat is free to answer in the language of the question."""
    page = site.open(browser, path="/")
    ask(page, "Hồ?")
    expect(page.locator(".mark")).to_have_count(2)
    assert site.chat.asked[0].language is None


def test_a_question_ends_at_1000_characters(browser: Browser, site: Site) -> None:
    """The box takes no more than 1,000 characters and counts them."""
    page = site.open(browser)
    page.locator("#question").focus()
    page.keyboard.insert_text("ồ" * 1_100)
    assert len(page.input_value("#question")) == 1_000
    expect(page.locator("#count")).to_have_text("1000/1000")


def test_the_page_works_without_scripts(browser: Browser, site: Site) -> None:
    """With scripts off, a question typed and sent brings the answer, and its mark leads to the source."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/?lang=fr")
    page.fill("#question", "Où ?")
    page.locator(".send").click()
    expect(page.locator(".text .mark")).to_have_count(2)
    page.locator(".mark").first.click()
    assert page.url.endswith("#source-1")
    page.locator(".door summary").first.wait_for(state="attached")
    assert site.chat.asked[0].language == "fr"
