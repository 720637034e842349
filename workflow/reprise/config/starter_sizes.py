"""Sizes of a first study that suit the number of rows, so that it trains in about a minute."""

from dataclasses import dataclass

FEWEST_ROWS = 12
TEST_SHARE, VALIDATION_SHARE = 0.2, 0.15
USUAL_LAGS, MOST_LAGS = 6, 24
ROWS_PER_LAG = 5
# The size of a batch, for at most so many training rows.
BATCH_SIZES = {100: 8, 500: 16, 5000: 32, 50_000: 128, 500_000: 512}
LARGEST_BATCH = 2048
MOST_EPOCHS, FEWEST_EPOCHS = 300, 5
MOST_UPDATES = 50_000  # of the weights of one run
MOST_ROWS = 10_000_000  # that one run reads in all of its epochs


@dataclass(frozen=True)
class Sizes:
    """The numbers of a first study."""

    test_rows: int
    validation_rows: int
    lags: int
    batch_size: int
    epochs: int
    repeats: int = 10


def choose_sizes(rows: int, period: int | None) -> Sizes:
    """Choose sizes that suit a number of rows.

    Parameters
    ----------
    rows : int
        At least `FEWEST_ROWS`.
    period : int or None
        The number of observations in a season, which a row should read if it can.
    """
    test_rows = max(round(TEST_SHARE * rows), 2)
    validation_rows = max(round(VALIDATION_SHARE * rows), 2)
    train_rows = rows - test_rows - validation_rows
    wanted = period if period and period <= MOST_LAGS else USUAL_LAGS
    lags = max(min(wanted, train_rows // ROWS_PER_LAG), 1)
    fitting = [size for most, size in BATCH_SIZES.items() if train_rows <= most]
    batch_size = fitting[0] if fitting else LARGEST_BATCH
    updates = -(-train_rows // batch_size)
    affordable = min(MOST_UPDATES // updates, MOST_ROWS // train_rows)
    epochs = min(max(affordable, FEWEST_EPOCHS), MOST_EPOCHS)
    return Sizes(test_rows, validation_rows, lags, batch_size, epochs)
