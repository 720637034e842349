"""The configurations of a study that may be trained anew, to forecast or to predict."""

from collections.abc import Sequence

from reprise.config.study import Configuration
from reprise.errors import ConfigError, did_you_mean
from reprise.forecast_settings import BEST


def list_candidates(
    name: str, configurations: Sequence[Configuration], section: str, where: str
) -> list[Configuration]:
    """List the configurations that may be chosen to be trained anew, each once.

    Parameters
    ----------
    name : str
        A configuration, or "best".
    configurations : sequence of Configuration
        With all origins or splits.
    section : {"forecast", "predictor"}
        The section of the study that names the configuration.
    where : str
        The file.

    Raises
    ------
    ConfigError
        If there is no such configuration, or if only test rows could choose the best one. The
        splits of samples cannot choose, because their test rows overlap.
    """
    key = f"{section}.configuration"
    own = {c.base: c for c in configurations}
    if name != BEST:
        if name not in own:
            raise ConfigError(
                f"{key} is '{name}', which is no configuration of this study."
                f"{did_you_mean(name, own)} It has {', '.join(own)}; {BEST} chooses one of them.",
                where,
                key,
                name,
            )
        return [own[name]]
    has_origins = section == "forecast" and any(c.partition for c in configurations)
    has_validation = all(c.run.framing.validation_rows for c in configurations)
    if len(own) > 1 and not has_origins and not has_validation:
        raise ConfigError(
            f"{key} is {BEST}, but nothing can choose among the {len(own)} configurations: the test"
            f" rows must not. Set framing.validation_rows{' or origins' * (section == 'forecast')},"
            " or name a configuration.",
            where,
            key,
            name,
        )
    return list(own.values())
