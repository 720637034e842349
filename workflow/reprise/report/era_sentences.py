"""What each era is, in a few words."""

from collections.abc import Iterable

ERA_SENTENCES = {
    "keras3": "the Keras of today.",
    "keras2": "Keras 2.0.0 to 2.0.8, with the exact gradient.",
    "keras2_tf1": (
        "Keras 2.0.0 to 2.0.8, with the gradient that TensorFlow 1 computed for a stateful LSTM."
    ),
    "keras1_2": "Keras 1.2, with the exact gradient.",
    "keras1_2_tf1": "Keras 1.2, with the gradient that TensorFlow 1 computed for a stateful LSTM.",
    "keras1": "Keras 1.0 and 1.1, with the exact gradient.",
    "keras1_tf1": (
        "Keras 1.1.2, with the gradient that TensorFlow 1 computed for a stateful LSTM. We chose"
        " this era after a comparison of about 45 variants with the published tables. Therefore,"
        " its agreement with these tables is not an independent test."
    ),
}


def describe_eras(panel_titles: Iterable[str]) -> dict[str, str]:
    """The eras among the panels of studies (`era=keras1`), each with its sentence."""
    shown = {title.removeprefix("era=") for title in panel_titles}
    return {era: sentence for era, sentence in ERA_SENTENCES.items() if era in shown}
