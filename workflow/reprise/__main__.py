"""Forecast and predict from a shell: `python -m reprise forecast results/my_study/forecaster`."""

import sys

from reprise.forecasting.commands import main

if __name__ == "__main__":
    sys.exit(main())
