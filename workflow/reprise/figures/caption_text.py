"""Numbers, names and lists as captions write them, in reStructuredText."""

from collections.abc import Iterable, Sequence

from reprise.escape import rst_literal


def format_number(value: float) -> str:
    """Format the value of a metric for a label or a caption: 136.8, 6.41, 0.847."""
    if abs(value) >= 20:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 2 else f"{value:.3f}"


def format_signed(value: float) -> str:
    """Format a difference of metrics with its sign: +0.847."""
    sign = "\N{MINUS SIGN}" if value < 0 else "+"
    return f"{sign}{format_number(abs(value))}"


def format_signed_together(values: Sequence[float]) -> list[str]:
    """Format differences with their signs and with the decimals of the largest: +5.00, +0.25."""
    largest = max(map(abs, values))
    decimals = 1 if largest >= 20 else 2 if largest >= 2 else 3
    return [f"{value:+.{decimals}f}".replace("-", "\N{MINUS SIGN}") for value in values]


def describe_explained_share(r2: float, output: str = "forecast") -> str:
    """Write R² as words that follow a subject: `explains 7% of the variance of the test rows`."""
    if r2 > 0:
        share = f"{r2:.0%}" if r2 >= 0.01 else "less than 1%"
        return f"explains {share} of the variance of the test rows (R² {r2:.3f})"
    return (
        "explains none of the variance of the test rows: the mean of these rows would be a better"
        f" {output} (R² {r2:.3f})"
    )


def count_nouns(count: int, noun: str) -> str:
    """Write a count with its noun, in the plural if needed: `1 run`, `2 runs`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def list_literals(names: Iterable[str]) -> str:
    """List names as literal text, separated by commas."""
    return ", ".join(map(rst_literal, names))


def join_words(words: Sequence[str]) -> str:
    """Join words as a sentence does: `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def bullets(items: Iterable[str]) -> str:
    """Write items as a bullet list."""
    return "\n".join(f"- {item}" for item in items)


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Join the paragraphs of a caption; empty ones are left out."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
