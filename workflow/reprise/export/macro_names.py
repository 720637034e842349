"""Names of LaTeX macros, which have only letters, from names of studies and configurations."""

import re
import unicodedata
from collections.abc import Iterable

ONES = (
    *("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen"),
    "Nineteen",
)
TENS = (*("", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"),)
MOST_DIGITS = 6  # a longer number is spelled digit by digit
# Words, digits, a point between digits, a minus sign before digits, and letters that TeX lacks.
PIECES = re.compile(
    r"[A-Za-z]+|[0-9]+|(?<=[0-9])\.(?=[0-9])|(?:(?<=^)|(?<=[=,eE]))-(?=[0-9])|[^\W_]"
)


def macro_name(*parts: str) -> str:
    """Spell texts as one word of letters: `epochs=500` is EpochsFiveHundred.

    Digits become words, a point between digits becomes `Point`, and the other marks are left out.
    Different texts can have the same name; see `distinct_names`.
    """
    return "".join(_spell(piece) for part in parts for piece in PIECES.findall(part))


def distinct_names(names: Iterable[str]) -> list[str]:
    """Make names distinct: the second of two equal names ends with `B`, the third with `C`."""
    taken: set[str] = set()
    distinct = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = name + _letters(number)
        taken.add(candidate)
        distinct.append(candidate)
    return distinct


def number_words(digits: str) -> str:
    """Spell a number: `500` is FiveHundred. A long one, or one like 007, is spelled by digits."""
    if len(digits) > MOST_DIGITS or (digits.startswith("0") and len(digits) > 1):
        return "".join(ONES[int(digit)] for digit in digits)
    return _spell_number(int(digits)) or ONES[0]


def _spell(piece: str) -> str:
    if piece.isascii() and piece.isdigit():
        return number_words(piece)
    if piece in "-.":
        return {"-": "Minus", ".": "Point"}[piece]
    if piece.isascii():
        return piece[0].upper() + piece[1:]
    words = unicodedata.name(piece, f"character {ord(piece)}").title()
    return macro_name(words)


def _spell_number(number: int) -> str:
    """Spell a number below a million; nothing for 0."""
    for size, word in ((1000, "Thousand"), (100, "Hundred")):
        if number >= size:
            return _spell_number(number // size) + word + _spell_number(number % size)
    if number >= len(ONES):
        return TENS[number // 10] + _spell_number(number % 10)
    return ONES[number] if number else ""


def _letters(number: int) -> str:
    """The number of a repetition as letters: 2 is B, 26 is Z, 27 is AA."""
    number, last = divmod(number - 1, 26)
    return (_letters(number) if number else "") + chr(ord("A") + last)
