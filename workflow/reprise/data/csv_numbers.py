"""Numbers in the cells of a CSV: only what every reader takes for the same number is accepted."""

import math
import re
from collections.abc import Callable

import numpy as np

from reprise.errors import ConfigError

# What a cell without an observation may contain, in small or capital letters, beside nothing.
MISSING_TEXTS = frozenset({"", "na", "n/a", "nan", "null", "."})
# What other programs write then.
OTHER_MISSING_TEXTS = frozenset(
    {"#n/a", "#na", "#value!", "#div/0!", "-", "--", "?", "none", "<na>", "-nan", "nil", "missing"}
)
LARGEST_NUMBER = float(np.finfo(np.float32).max)  # networks calculate with 32 bits
_NO_PART_OF_A_NUMBER = {
    ".": re.compile(r"[^0-9+\-.eE \n]"),
    ",": re.compile(r"[^0-9+\-,eE \n]"),
}


def is_missing(text: str) -> bool:
    """Whether the text of a cell means that there is no observation."""
    return text.strip().lower() in MISSING_TEXTS


def parse_numbers(
    texts: list[str],
    place: Callable[[int], str],
    decimal: str = ".",
    may_be_missing: bool = False,
    advice: str = "",
    advice_on_words: str = "",
) -> np.ndarray:
    """Parse the cells of a column as finite numbers.

    Parameters
    ----------
    texts : list of str
    place : callable
        Gives the file, the line and the column of a cell by its position.
    decimal : {".", ","}
        The mark before the decimals.
    may_be_missing : bool
        Whether a cell without an observation is NaN; otherwise it is refused.
    advice : str
        What to do about a cell without an observation, for the message of an error.
    advice_on_words : str
        What to do about a cell with a word.

    Returns
    -------
    ndarray of float64, shape (cells,)

    Raises
    ------
    ConfigError
        If a cell is not a finite number that a network can calculate with.
    """
    numbers = _parse_all(texts, decimal)
    if numbers is None:
        parsed = (
            _parse_one(text, place, position, decimal, may_be_missing, advice, advice_on_words)
            for position, text in enumerate(texts)
        )
        return np.fromiter(parsed, np.float64, len(texts))
    return numbers


def explain_number(text: str, decimal: str = ".") -> str:
    """Say why a text is not a finite number, and what to do."""
    text = text.strip()
    if problem := _explain_marks(text, decimal):
        return problem
    if re.fullmatch(r"[+-]?(inf|infinity)", text, re.IGNORECASE):
        return f"'{text}' is not a finite number; write the number."
    if text.endswith("%"):
        return f"'{text}' has a percent sign; write the number alone."
    if re.fullmatch(r"[+-]?0[xX][0-9a-fA-F]+", text):
        return f"'{text}' is a hexadecimal number; write a decimal number."
    if re.fullmatch(r"[+-]?\d+(_\d+)+(\.\d*)?", text):
        return f"'{text}' groups its digits by _; write the digits without a mark between them."
    if re.fullmatch(r"[+-]?\d{1,3}([\s'’]\d{3})+([.,]\d*)?", text):
        return f"'{text}' groups its digits; write the digits without a mark between them."
    if re.match(r"[−–—]\s?\d", text):
        return f"'{text}' has a dash in the place of the minus sign; write the minus sign: -."
    if any(c.isdigit() and not c.isascii() for c in text):
        return f"'{text}' is not a number in the digits 0 to 9; write it in these digits."
    return f"'{text}' is not a number; write a number, such as -1{decimal}5 or 2e3."


def _parse_all(texts: list[str], decimal: str) -> np.ndarray | None:
    """Parse all cells at once; None if any of them needs a closer look.

    The check of the characters comes first, because `float` reads 1_000, inf and Arabic digits.
    """
    joined = "\n".join(texts)
    if _NO_PART_OF_A_NUMBER[decimal].search(joined):
        return None
    if decimal == ",":
        texts = joined.replace(",", ".").split("\n")
    try:
        numbers = np.fromiter(map(float, texts), np.float64, len(texts))
    except ValueError:
        return None
    return numbers if (np.abs(numbers) <= LARGEST_NUMBER).all() else None


def _parse_one(
    text: str,
    place: Callable[[int], str],
    position: int,
    decimal: str,
    may_be_missing: bool,
    advice: str,
    advice_on_words: str,
) -> float:
    """Parse one cell, or raise the error that tells what is wrong with it."""
    if is_missing(text):
        if may_be_missing:
            return math.nan
        problem = f"the cell has '{text.strip()}'" if text.strip() else "the cell is empty"
        raise ConfigError(f"{problem}; {advice or 'fill in the value.'}", place(position))
    number = _parse_all([text], decimal)
    if number is not None:
        return float(number[0])
    if _is_too_large(text, decimal):
        raise ConfigError(
            f"'{text.strip()}' is too large: the largest number that a network can calculate with"
            f" is {LARGEST_NUMBER:.3g}. Correct the cell, or use a larger unit.",
            place(position),
        )
    if text.strip().lower() in OTHER_MISSING_TEXTS:
        action = "leave the cell empty." if may_be_missing else advice or "fill in the value."
        raise ConfigError(
            f"'{text.strip()}' is not a number; if it stands for a missing value, {action}",
            place(position),
        )
    if advice_on_words and text.strip()[0].isalpha() and not any(map(str.isdigit, text)):
        raise ConfigError(f"'{text.strip()}' is not a number; {advice_on_words}", place(position))
    raise ConfigError(explain_number(text, decimal), place(position))


def _is_too_large(text: str, decimal: str) -> bool:
    if _NO_PART_OF_A_NUMBER[decimal].search(text):
        return False
    try:
        return abs(float(text.replace(",", "."))) > LARGEST_NUMBER
    except ValueError:
        return False


def _explain_marks(text: str, decimal: str) -> str:
    """Explain points and commas in a number; an empty text if they are not the problem."""
    other = "," if decimal == "." else "."
    if re.fullmatch(rf"[+-]?\d{{1,3}}(\{other}\d{{3}})+\{decimal}\d*", text) or re.fullmatch(
        rf"[+-]?\d{{1,3}}(\{other}\d{{3}}){{2,}}", text
    ):
        return f"'{text}' groups its digits by '{other}'; write the digits without a mark between."
    if re.fullmatch(rf"[+-]?\d{{1,3}}\{other}\d{{3}}", text):
        return (
            f"'{text}' can be read as two numbers. If '{other}' groups the digits, remove it; if it"
            f' begins the decimals, set dataset.decimal: "{other}".'
        )
    if re.fullmatch(rf"[+-]?\d*\{other}\d*([eE][+-]?\d+)?", text) and len(text) > 1:
        name = "comma" if other == "," else "point"
        return f"'{text}' has a decimal {name}; set dataset.decimal: \"{other}\"."
    return ""
