"""Names of configurations, divided into the keys that all names have and the rest."""

from collections.abc import Sequence

CONFIGURATION = "configuration"  # stands for a part without a key


def split_common_keys(names: Sequence[str]) -> tuple[str, list[str]]:
    """Divide names into what all of them have, for a label or a title, and what differs.

    Parameters
    ----------
    names : sequence of str

    Returns
    -------
    (str, list of str)
        `epochs` and `500`, `1000` for the names `epochs=500` and `epochs=1000`. The text is empty,
        and the names are as they were, if they do not all have the same keys.
    """
    parts = [[part.partition("=") for part in name.split(",")] for name in names]
    keys = {tuple(key if sign else "" for key, sign, _ in name) for name in parts}
    if len(keys) != 1 or not any(*keys):
        return "", list(names)
    (common,) = keys
    label = ", ".join(key or CONFIGURATION for key in common)
    entries = [", ".join(value if sign else key for key, sign, value in name) for name in parts]
    return label, entries
