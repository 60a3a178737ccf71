"""Text, and what page and profile declare → the language of the text as a code, or `und`.

The script decides where it can; Vietnamese shows in its syllables; other languages in their small words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from newsarchive.extraction.page.document import Story
from newsarchive.extraction.words.lexicon import primary
from newsarchive.text import nfc
from newsarchive.text.syllables import accented_words, is_syllable

UNKNOWN = "und"
_SAMPLE = 4_000
_SCRIPT_SAMPLE = 1_000
_LETTERS_NEEDED = 20
_OWN_SCRIPTS = {
    "KHMER": "km", "LAO": "lo", "THAI": "th", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja",
    "GREEK": "el",
    "HEBREW": "he", "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "GEORGIAN": "ka",
    "ARMENIAN": "hy", "MYANMAR": "my", "CHAM": "cjm", "ETHIOPIC": "am", "GUJARATI": "gu", "MALAYALAM": "ml",
    "KANNADA": "kn", "SINHALA": "si", "TIBETAN": "bo",
}  # fmt: skip
_SHARED_SCRIPTS = {"CJK": "zh", "CYRILLIC": "ru", "ARABIC": "ar"}
_USES = {
    "CJK": ("zh", "ja", "ko"),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "be", "mk", "kk"),
    "ARABIC": ("ar", "fa", "ur", "ps"),
}
_SMALL_WORDS = {
    "en": "the of and to in is that for on was with as are this have from by be it",
    "de": "der die das und ist nicht ein eine den von mit für auf sich dem im zu auch wird",
    "pl": "się nie na jest w z że do to przez jak oraz jego został dla po są od",
    "fr": "le la les des est une dans pour que qui pas sur et du au avec par il",
    "es": "el la los las que una del por con para es en se y al como más su",
    "it": "il di che la una per non con sono del della le nel anche più gli è ha",
    "pt": "o que não uma para com do da os em um dos mais foi as ao pela são",
    "nl": "de het een van en dat niet op voor met zijn te is aan ook door bij",
    "cs": "je se na že to v s z do o jsou byl ale jako podle který by také",
    "sk": "je sa na že to v s z do o sú bol ale ako podľa ktorý by aj",
    "sv": "och att det som en är på för av med den till inte har om ett",
    "da": "og at det som en er på for af med den til ikke har om et de",
    "no": "og at det som en er på for av med den til ikke har om et de",
    "fi": "ja on ei että se oli hän joka ovat myös mutta kun ole sen",
    "hu": "a az és hogy nem egy is meg volt de ez csak már mint el",
    "ro": "și de la în a că nu un o pe cu din este care pentru sunt",
    "tr": "ve bir bu da de için ile olarak çok daha olan ne gibi kadar",
    "hr": "je i u se na da za su od s koji ne kao o što to iz",
    "id": "yang dan di dengan untuk dari ini pada tidak itu dalam akan oleh",
    "vi": "và của là cho các được những không có với trong người đã này đến khi tại về",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _one in dict.fromkeys(_words.split()):
        _LANGUAGES_OF.setdefault(_one, []).append(_language)
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_VIETNAMESE, _LEAST_WORDS, _LEAST_SHARE = 0.85, 8, 0.06


@lru_cache(maxsize=8)
def detect(text: str, declared: str | None = None, profile_languages: tuple[str, ...] = ()) -> str:
    """What is declared is believed where the text does not speak against it."""
    wished = [primary(one) for one in (*profile_languages, declared) if primary(one)]
    sample = nfc(text[:_SAMPLE])
    script = _script(sample)
    if script is None:
        return wished[0] if wished else UNKNOWN
    if script in _OWN_SCRIPTS:
        return _OWN_SCRIPTS[script]
    if script in _SHARED_SCRIPTS:
        return next((one for one in wished if one in _USES[script]), _SHARED_SCRIPTS[script])
    told = _by_words(sample)
    if told and told not in wished:
        return told
    return told or _undisputed(wished, sample)


def _script(sample: str) -> str | None:
    """The script of most letters; kana among Chinese characters make it Japanese."""
    head = sample[:_SCRIPT_SAMPLE]
    foreign = _BEYOND_ASCII.findall(head)
    counts = Counter(_script_of(character) for character in foreign if character.isalpha())
    counts["LATIN"] += sum(map(str.isalpha, head)) - counts.total()
    total = counts.total()
    if total < _LETTERS_NEEDED and not (total and max(counts, key=lambda one: counts[one]) != "LATIN"):
        return None
    if counts["HIRAGANA"] + counts["KATAKANA"] > 0.05 * total:
        return "HIRAGANA"
    return max(counts, key=lambda one: counts[one])


@lru_cache(maxsize=4_000)
def _script_of(character: str) -> str:
    return unicodedata.name(character, "LATIN ").split(" ")[0].split("-")[0]


def _by_words(sample: str) -> str | None:
    words = _WORD.findall(sample.lower())
    if len(words) < _LEAST_WORDS:
        return None
    accented = [] if sample.isascii() else [word for word in words if not word.isascii()]
    share = sum(map(is_syllable, accented)) / len(accented) if accented else 0.0
    if share >= _VIETNAMESE and len(accented) >= 0.3 * len(words):
        return "vi"
    scores = dict.fromkeys(_SMALL_WORDS, 0)
    for word, count in Counter(words).items():
        for language in _LANGUAGES_OF.get(word, ()):
            scores[language] += count
    scores["vi"] = 0
    ranked = sorted(scores, key=lambda one: -scores[one])
    best, second = ranked[0], ranked[1]
    if scores[best] < _LEAST_SHARE * len(words) or scores[best] < 1.15 * scores[second]:
        return None
    return best


def _undisputed(wished: list[str], sample: str) -> str:
    """A declared language, unless it is Vietnamese and the words are not."""
    if not wished:
        return UNKNOWN
    accented = accented_words(sample)
    foreign = (
        wished[0] == "vi"
        and len(accented) >= _LEAST_WORDS
        and sum(map(is_syllable, accented)) < 0.6 * len(accented)
    )
    return UNKNOWN if foreign else wished[0]


def of_story(story: Story, declared: str | None, profile_languages: tuple[str, ...] = ()) -> str:
    """The language a story is told in."""
    told, size = [story.title or ""], 0
    for block in story.blocks:
        if block.kind == "paragraph":
            told.append(block.text)
            size += len(block.text)
            if size > _SAMPLE:
                break
    return detect("\n".join(told), declared, profile_languages)


def languages_of(
    story: Story, declared: str | None, profile_languages: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The language of the text first, with its region where the page declares one ("en-US")."""
    found = of_story(story, declared, profile_languages)
    given = [one for one in (*profile_languages, declared) if one]
    first = next((one for one in given if primary(one) == found), found)
    return tuple(dict.fromkeys(one for one in (first, *given) if one != UNKNOWN))
