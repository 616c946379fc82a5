"""Names that mislead, asked of the whole bot on the starter materials."""

import asyncio

import pytest

from bot.conversation import Answer, Outcome
from tests.bot.conftest import Starter
from tests.bot.fakes_bot import asking


def ask(starter: Starter, text: str) -> Answer:
    """One answer."""
    return asyncio.run(starter.answerer.answer(asking(text)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Is Ba Be a UNESCO World Heritage Site?", "not a UNESCO World Heritage"),
        ("Hồ Ba Bể có phải di sản thế giới UNESCO không?", "không phải là di sản thế giới UNESCO"),
        ("Are the Long Coc tea hills in Thai Nguyen?", "Phú Thọ"),
        ("Đồi chè Long Cốc ở đâu?", "Phú Thọ"),
        ("Is Tam Dao town in Thai Nguyen?", "not in Thái Nguyên"),
        ("Thị trấn Tam Đảo thuộc Thái Nguyên không?", "không thuộc Thái Nguyên"),
        ("Is Bac Kan still a province?", "July 2025"),
        ("Bắc Kạn có còn là một tỉnh không?", "2025"),
        ("Does Dai Tu district still exist?", "old district"),
        ("Thịnh Đán nay là phường gì?", "Quyết Thắng"),
        ("Xã Hoàng Nông nay thuộc xã nào?", "La Bằng"),
        ("tuc tranh nay thuoc xa nao", "Vô Tranh"),
    ],
)
def test_a_trap_is_answered_rightly(starter: Starter, text: str, said: str) -> None:
    """The answer says what is the case, not what the question supposes."""
    answer = ask(starter, text)
    assert answer.outcome == Outcome.ANSWERED
    assert said in answer.text


@pytest.mark.parametrize(
    "text", ["三海湖是世界遗产吗？", "바베 호수는 유네스코 세계유산인가요?", "バーベー湖は世界遺産ですか？"]
)
def test_ba_be_is_no_heritage_site_in_any_language(starter: Starter, text: str) -> None:
    """Quoted in the person's language where there is a page, else in English."""
    answer = ask(starter, text)
    said = ("not a UNESCO World Heritage", "không phải", "不是", "아닙", "아니", "ではありません", "ではなく")
    assert any(word in answer.text for word in said)


@pytest.mark.parametrize(
    "text", ["山西太原有什么好玩的地方？", "山西太原的天气怎么样？", "新疆在哪里？", "新疆维吾尔自治区的首府是哪里？"]
)
def test_cities_elsewhere_are_not_answered_from_our_sights(starter: Starter, text: str) -> None:
    """A question about Shanxi or Xinjiang is declined, or told that the names are the same."""
    answer = ask(starter, text)
    told = any(word in answer.text for word in ("Shanxi", "Xinjiang", "山西", "中国新疆"))
    assert answer.outcome in (Outcome.NO_INFORMATION, Outcome.OUT_OF_SCOPE) or told
