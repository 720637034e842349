from reprise.stats.families import first_families


def test_a_configuration_has_the_first_family_that_names_it():
    families = {"era 1": ["a", "b"], "all eras": ["b", "c"]}
    assert first_families(families) == {"a": "era 1", "b": "era 1", "c": "all eras"}
