from types import SimpleNamespace

from reprise.tables.pooled_runs import configurations_by_distribution


def settings(study, keys, trainings=()):
    return SimpleNamespace(
        study=study,
        distribution_keys=keys,
        trainings={name: name for name in keys} | dict(trainings),
    )


def test_equal_distributions_of_several_studies_are_listed_together():
    found = configurations_by_distribution(
        [settings("s", {"a": "k", "b": "l"}), settings("t", {"c": "l", "d": "m"})]
    )
    assert found == {"k": [("s", "a")], "l": [("s", "b"), ("t", "c")], "m": [("t", "d")]}


def test_a_training_and_a_study_count_once():
    one = settings("s", {"a": "k", "b": "k", "c": "k", "d": "l"}, {"b": "a", "d": "a"})
    found = configurations_by_distribution([one, one])
    assert found == {"k": [("s", "a"), ("s", "c")], "l": [("s", "d")]}
