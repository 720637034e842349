"""How long training may take: rough, for a person who waits and for sharing work out evenly.

Nothing here reaches a result, so that a better guess trains nothing anew.
"""

import math

SECONDS_A_PROGRAM = 0.6  # to compile one
SECONDS_A_RUN = 0.002  # to store one
SECONDS_AN_UPDATE = 0.8e-6  # of the weights of one unit


def expected_seconds(settings, train_rows):
    """About how long one run takes, once its program is compiled."""
    units = settings["model"].get("units", 1)
    size = sum(units) if isinstance(units, list) else units
    updates = settings["training"]["epochs"] * train_rows / settings["training"]["batch_size"]
    return SECONDS_A_RUN + SECONDS_AN_UPDATE * updates * math.sqrt(size)
