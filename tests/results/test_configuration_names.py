import pytest

from reprise.errors import RepriseError
from reprise.partition import Partition
from reprise.results.configuration_names import find_configuration
from reprise.stage_settings import ConfigurationEntry


def entry(name, era="", without=""):
    return ConfigurationEntry(name, name, 0, name, era=era, name_without_era=without)


ENTRIES = [
    entry(f"era={era},batch_size={b},units={u}", era, f"batch_size={b},units={u}")
    for era in ("keras3", "keras1")
    for b in (1, 4)
    for u in (1, 2)
]


@pytest.mark.parametrize(
    ("name", "era", "found"),
    [
        ("era=keras1,batch_size=1,units=2", "", "era=keras1,batch_size=1,units=2"),
        ("batch_size=4,units=2", "", "era=keras3,batch_size=4,units=2"),
        ("units=2,batch_size=4", "keras1", "era=keras1,batch_size=4,units=2"),
        ("units=2,batch_size=4", "keras2", "era=keras3,batch_size=4,units=2"),
    ],
)
def test_a_part_of_a_name_is_enough_if_only_the_era_is_missing(name, era, found):
    assert find_configuration(name, ENTRIES, era) == found


def test_a_part_that_fits_several_configurations_lists_them():
    with pytest.raises(RepriseError) as error:
        find_configuration("units=2", ENTRIES)
    assert str(error.value).startswith("'units=2' fits several configurations: era=keras3,batch")
    assert "units=1" not in str(error.value)


def test_a_configuration_at_several_origins_names_the_table_of_all_origins():
    entries = [
        ConfigurationEntry(f"units=1,origin={n}", "units=1", 0, "key", Partition("origin", n))
        for n in (20, 24)
    ]
    assert find_configuration("origin=24", entries) == "units=1,origin=24"
    with pytest.raises(
        RepriseError, match="The table origin_comparisons compares over all origins"
    ):
        find_configuration("units=1", entries)


def test_names_that_a_study_gives_are_never_parts_of_each_other():
    entries = [entry("after"), entry("after_activation")]
    assert find_configuration("after", entries) == "after"
    with pytest.raises(RepriseError, match="Did you mean 'after_activation'"):
        find_configuration("after_activatin", entries)
