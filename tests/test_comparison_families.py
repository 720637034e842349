"""The families of configurations that are compared together."""

from reprise.comparison_families import ComparedConfiguration, list_families


def test_a_family_has_one_group_and_era_or_differs_only_in_the_era():
    configurations = [
        ComparedConfiguration(f"{era} {name} {group}", group, era, name)
        for group in ("1 ahead", "2 ahead")
        for era in ("old", "new")
        for name in ("x", "y")
        if (group, name) != ("2 ahead", "y")
    ]
    assert list_families(configurations) == {
        "1 ahead, era=old": ["old x 1 ahead", "old y 1 ahead"],
        "1 ahead, era=new": ["new x 1 ahead", "new y 1 ahead"],
        "1 ahead, x, all eras": ["old x 1 ahead", "new x 1 ahead"],
        "1 ahead, y, all eras": ["old y 1 ahead", "new y 1 ahead"],
        "2 ahead, x, all eras": ["old x 2 ahead", "new x 2 ahead"],
    }


def test_configurations_without_a_partner_are_in_no_family():
    alone = [ComparedConfiguration(name, name, "", name) for name in "ab"]
    assert list_families(alone) == {}
