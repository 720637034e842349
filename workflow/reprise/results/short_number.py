"""Write numbers with the digits that a reader needs."""

import math


def short_number(value: float) -> str:
    """Write a number with four significant digits, or without decimals from 1000 on.

    Examples
    --------
    >>> [short_number(x) for x in (95.995, 0.00123456, -17350.2, float("nan"))]
    ['96.00', '0.001235', '-17350', 'nan']
    """
    if math.isfinite(value) and 999.95 <= abs(value) < 1e15:
        return f"{value:.0f}"
    return f"{value:#.4g}"
