from reprise.figures.distribution_sentences import explain_dots, sentences_on_means


def test_the_dots_are_counted_per_configuration(make_settings):
    assert "Each dot is one of 3 runs of a configuration" in explain_dots(make_settings(["a"]))
    assert explain_dots(make_settings(["a"], repeats=1)) == (
        "Each dot is the only run of a configuration."
    )


def test_one_configuration_has_one_mean_and_one_spread(make_settings, make_runs, make_tables):
    tables = make_tables(make_settings(["a"]), make_runs({"a": [1.0, 3.0]}))
    assert list(sentences_on_means(tables)) == [
        "The mean is 2.00.",
        "The standard deviation is 1.414.",
    ]
