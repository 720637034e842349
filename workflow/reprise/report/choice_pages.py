"""Pages for a reader who trains once, or who chooses the best of many configurations."""

from reprise.report.html_pages import page, paragraphs_html, table_html
from reprise.stats.best_choice import FEWEST_RUNS
from reprise.tables.study_tables import StudyTables

ONE_TRAINING_HEADINGS = {
    "prediction_low": "one more training, lower limit",
    "prediction_high": "one more training, upper limit",
    "diverges_low": "share that diverges, lower limit",
    "diverges_high": "share that diverges, upper limit",
}
BEST_HEADINGS = {
    "best": "best mean",
    "probability_best": "probability of the best true mean",
    "share_chosen": "share of halves that choose it",
    "honest_mean": "mean on the other half",
}
CHOICE_NOT_JUDGED = (
    "No choice is judged: that needs a group of two or more configurations with at least"
    f" {FEWEST_RUNS} runs each that did not diverge."
)


def one_training_page(tables: StudyTables) -> str:
    """What one more training gives, and the best of several."""
    names = map(str, tables.one_training.columns)
    best = {name: name.replace("_", " ") for name in names if "best_of" in name}
    table = tables.one_training.rename(columns=ONE_TRAINING_HEADINGS | best)
    title = f"{tables.settings.study}: {tables.settings.metric}, one more training"
    return page(title, table_html(table))


def best_page(tables: StudyTables) -> str:
    """The best configuration of each group, and how sure and how good its choice is."""
    headings = dict(BEST_HEADINGS)
    if tables.settings.task != "forecast":
        headings["forecasts"] = "predicts"
    is_judged = tables.best["probability_best"].notna().any()
    sentences = [] if is_judged else [CHOICE_NOT_JUDGED]
    title = f"{tables.settings.study}: {tables.settings.metric}, choice of the best"
    table = tables.best.rename(columns=headings)
    return page(title, paragraphs_html(sentences) + table_html(table))
