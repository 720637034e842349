"""Captions that say what is seen in a figure, in reStructuredText.

Each takes what its figure in `figures` is drawn from.
"""


def caption_series(dataset, settings):
    """What the series is, in reStructuredText."""
    values = dataset.values
    return (
        f"{len(values)} observations of {settings['dataset']['units']}, from"
        f" {dataset.times[0].date()} to {dataset.times[-1].date()}: least {values.min():g},"
        f" most {values.max():g}, mean {values.mean():.2f}. The last"
        f" {settings['test_rows']} are forecast and not trained on. ``first_rows.txt`` beside"
        " the study's tables holds the first five.\n"
    )


def caption_distribution(description, baselines, published, settings):
    """What the distribution shows, in reStructuredText."""
    names = settings["configurations"]
    means = description.loc["mean", names]
    repeats = settings["repeats"]
    lines = [settings["description"], ""]
    if repeats == 1:
        lines.append("Each dot is the one run of a configuration.")
    else:
        lines.append(
            f"Each dot is one of {repeats} runs of a configuration, each from its own random"
            " start; a box spans their middle half, its line is the median, its whiskers reach"
            " to the lowest and the highest."
        )
    if means.notna().any():
        best, worst = means.idxmin(), means.idxmax()
        lines.append(
            f"The lowest mean is {means[best]:.2f}, of ``{best}``; the highest"
            f" {means[worst]:.2f}, of ``{worst}``."
        )
        spread = description.loc["std", names]
        if spread.notna().any():
            lines.append(
                f"Standard deviations lie between {spread.min():.2f} and {spread.max():.2f}."
            )
    diverged = description.loc["diverged", names].astype(int)
    if diverged.any():
        said = ", ".join(f"{n} of ``{name}``" for name, n in diverged.items() if n)
        lines.append(
            f"{diverged.sum()} of {len(names) * repeats} runs diverged and have no dot: {said}."
        )
    if len(baselines) and settings["metric"] == "test_rmse":
        said = ", ".join(f"{b.baseline} {b.test_rmse:.2f}" for b in baselines.itertuples())
        lines.append(f"Without any network (lines): {said}.")
        ahead = [b.baseline for b in baselines.itertuples() if _is_ahead(b, means)]
        if ahead:
            lines.append(f"Ahead of the mean of every configuration: {', '.join(ahead)}.")
    if len(published.columns):
        lines.append("The narrow boxes are the quartiles and extremes that the tutorial prints.")
    if settings["source"]:
        lines += ["", f"Source: {settings['source']}."]
    return "\n".join(lines) + "\n"


def caption_diagnostic(history, baselines, settings, panel_name):
    """What the histories show, in reStructuredText."""
    has_persistence = (baselines["baseline"] == "persistence").any()
    last = history.loc[history.groupby(["configuration", "repeat"])["epoch"].idxmax()]
    lines = [
        f"Train error (blue) and test error (orange) of each of {settings['repeats']} random"
        f" starts after every epoch, ``{panel_name}``; their medians are drawn thick."
        + (" The dashed line is persistence on the test rows." if has_persistence else "")
    ]
    for panel, names in settings["panels"].items():
        for name, within_panel in names.items():
            if within_panel != panel_name:
                continue
            ends = last[last["configuration"] == name]
            curve = history[history["configuration"] == name].groupby("epoch")["test_rmse"]
            median = curve.median()
            if median.isna().all():
                lines.append(f"{panel or name}: every run diverged.")
                continue
            lines.append(
                f"{panel or name}: the median test error is lowest at epoch"
                f" {int(median.idxmin())} ({median.min():.1f})"
                f" and ends at {ends['test_rmse'].median():.1f};"
                f" the median train error ends at {ends['train_rmse'].median():.1f}."
            )
    return "\n\n".join(lines) + "\n"


def _is_ahead(baseline, means):
    """Whether a baseline of all configurations is below the mean of each."""
    beside = baseline.configurations.split("; ")
    return set(beside) >= set(means.index) and bool((means > baseline.test_rmse).all())
