"""Text and declarations → the language, or that nobody knows."""

from __future__ import annotations

import pytest

from newsarchive.extraction.words.language import detect

VIETNAMESE = (
    "Sáng qua, bà con bản Nà Hin làm xong con đường mới dẫn lên nương, ai cũng phấn khởi vì đỡ vất vả."
)
ENGLISH = "The people of the village have built a new road to the fields, and it was opened by the mayor."
POLISH = "Mieszkańcy wsi zbudowali nową drogę do pól i nie było to łatwe, jak mówi wójt, bo padał deszcz."
GERMAN = "Die Leute im Dorf haben eine neue Straße zu den Feldern gebaut, und der Bürgermeister ist froh."


@pytest.mark.parametrize("declared", [None, "vi", "en", "en-US", "pl"])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        (VIETNAMESE, "vi"),
        (ENGLISH, "en"),
        (POLISH, "pl"),
        (GERMAN, "de"),
        ("ប្រជាជននៅក្នុងភូមិបានសាងសង់ផ្លូវថ្មីមួយ", "km"),
        ("村の人々は畑への新しい道を作りました", "ja"),
    ],
)
def test_the_text_speaks_before_the_declaration(text: str, language: str, declared: str | None) -> None:
    assert detect(text, declared) == language


def test_short_text_is_what_is_declared() -> None:
    assert detect("Ok", "pl-PL") == "pl"
    assert detect("Ok", None, ("vi",)) == "vi"


def test_nobody_knows() -> None:
    assert detect("") == "und"
    assert detect("Xyz qwv bnm") == "und"


def test_shared_scripts_follow_the_declaration() -> None:
    text = "Жители села построили новую дорогу"
    assert detect(text, "uk") == "uk"
    assert detect(text) == "ru"


def test_a_minority_language_is_not_called_vietnamese() -> None:
    text = "Hlăk anei mnuih ƀuôn sang dôk hlăm ƀuôn čar Êa Kñuêč mâo êlan mrâo čiăng nao kơ hma jing jăk"
    assert detect(text, "vi") != "vi"
