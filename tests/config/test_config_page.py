import re
import shutil
import textwrap

import pandas as pd
import pytest
import yaml
from conftest import ROOT

from reprise.config.claim_validation import resolve_claims
from reprise.config.config_page import KeyRow, config_page, key_rows, optimizer_options
from reprise.config.schema import load_schema
from reprise.config.study_file import load_study


def test_the_committed_page_is_the_generated_page():
    assert (ROOT / "config" / "README.md").read_text(encoding="utf-8") == config_page()


def test_a_row_shows_the_limits_the_default_and_the_meaning_of_a_key():
    rule = {
        "description": "A share | of\nruns.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
    }
    schema = {
        "required": ["name"],
        "properties": {
            "share": rule | {"default": 0.5},
            "name": {"type": "string", "description": "A name."},
            "empty": {"type": "string", "default": ""},
        },
    }
    assert key_rows(schema, schema) == [
        KeyRow("share", "number > 0 and ≤ 1", "`0.5`", "A share \\| of runs."),
        KeyRow("name", "string", "required", "A name."),
        KeyRow("empty", "string", "`(empty)`", ""),
    ]


def test_keys_inside_a_mapping_follow_the_mapping():
    inner = {"type": "object", "properties": {"l1": {"type": "number"}}}
    schema = {"properties": {"penalty": {"$ref": "#/$defs/penalty"}}, "$defs": {"penalty": inner}}
    assert [(row.key, row.values) for row in key_rows(schema, schema)] == [
        ("penalty", "mapping"),
        ("penalty.l1", "number"),
    ]


def test_a_key_with_a_fixed_value_has_no_row():
    assert key_rows({"properties": {"family": {"const": "mlp"}}}, {}) == []


def test_values_show_alternatives_lists_and_own_functions():
    rules = {
        "choice": {"enum": ["a", None, 2]},
        "kinds": {"type": ["integer", "string"]},
        "numbers": {"type": "array", "items": {"type": "integer", "minimum": 1}},
        "anything": {"type": "array"},
        "either": {"oneOf": [{"type": "null"}, {"type": "array", "items": {"enum": ["a"]}}]},
        "own": {"type": "string", "description": "A function, `module:function`."},
    }
    rows = key_rows({"properties": rules}, {})
    assert {row.key: row.values for row in rows} == {
        "choice": "`a`, `null`, `2`",
        "kinds": "integer or string",
        "numbers": "list of integers ≥ 1",
        "anything": "list",
        "either": "null or list of `a`",
        "own": "`module:function`",
    }


def test_every_optimizer_has_its_options():
    definitions = load_schema("study")["$defs"]
    options = optimizer_options(definitions["optimizer"])
    assert set(options) == set(definitions["optimizer_name"]["enum"])
    assert options["lion"] == "`learning_rate`, `beta_1`, `beta_2`, `clipnorm`, `clipvalue`"


def test_every_key_has_a_description():
    for name in ("config", "study", "claims"):
        schema = load_schema(name)
        schemas = {name: schema} | schema.get("$defs", {})
        for part, definition in schemas.items():
            if part != "optimizer":  # Keras documents the options of its optimizers
                rows = key_rows(definition, schema)
                assert [row.key for row in rows if not row.meaning] == [], part


def examples(page):
    """The YAML examples of a page, in its order."""
    blocks = re.findall(r"^( *)```yaml\n(.*?)^\1```$", page, re.MULTILINE | re.DOTALL)
    return [yaml.safe_load(textwrap.dedent(text)) for _, text in blocks]


TARGETS, STUDY, CONFIGURATIONS, SAMPLES, DOWNLOAD, SINE, ORIGINS, UPDATES, CLAIMS = examples(
    config_page()
)
WITHOUT_GRID = {key: value for key, value in STUDY.items() if key != "vary"}
EXAMPLES = {
    "a series": STUDY,
    "named configurations": WITHOUT_GRID | CONFIGURATIONS,
    "samples": WITHOUT_GRID | SAMPLES,
    "a download": DOWNLOAD,
    "a generated series": WITHOUT_GRID | SINE,
    "origins": STUDY | ORIGINS,
    "updates": STUDY | UPDATES,
    "claims": STUDY | {"vary": {"training.epochs": [200, 400]}} | CLAIMS,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_the_page_is_a_valid_study(name, tmp_path):
    series = [f"2001-01-{day:02d},{day}" for day in range(1, 32)]
    series += [f"{time:%Y-%m-%d},1" for time in pd.date_range("2001-02-01", periods=112)]
    samples = [f"{k},{k % 7},{'ab'[k % 2]}" for k in range(80)]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "my_series.csv").write_text("\n".join(["Date,Price", *series]) + "\n")
    (tmp_path / "data" / "my_samples.csv").write_text(
        "\n".join(["length,width,kind", *samples]) + "\n"
    )
    shutil.copy(ROOT / "config" / "studies" / "lstm_epochs.yaml", tmp_path)
    (tmp_path / "my_study.yaml").write_text(yaml.safe_dump(EXAMPLES[name], sort_keys=False))
    study = load_study("my_study", tmp_path, tmp_path)
    claims = resolve_claims({"claims": []}, "data/claims.yaml", [study])
    assert len(claims) == len(CLAIMS["claims"]) * (name == "claims")


def merge(base, change):
    """A study with the sections of an example; an empty section of the base is replaced."""
    merged = dict(base)
    for key, value in change.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = base[key] | value if both else value
    return merged


HOW_TO = examples((ROOT / "docs" / "own_data.md").read_text(encoding="utf-8"))
SERIES = {
    "title": "A series",
    "dataset": {"file": "series.csv", "time": "day", "value": "sales"},
    "framing": {"difference": 0, "lags": 2},
    "model": {"family": "mlp"},
    "training": {"epochs": 3, "batch_size": 8},
    "repeats": 2,
}
SAMPLES_OF_OWN = SERIES | {"dataset": {"file": "samples.csv"}, "framing": {"test_rows": 10}}


@pytest.mark.parametrize("number", range(len(HOW_TO)))
def test_every_example_of_the_page_about_own_data_is_a_valid_study(number, tmp_path):
    rows = [f"2020-01-{d:02d},{d},{2 * d % 7 + 1},{d % 5},{d % 2}" for d in range(1, 32)]
    rows += [f"2020-{m:02d}-{d:02d},{d + m},{d},{m},1" for m in (2, 3) for d in range(1, 30)]
    header = "day,sales,returns,price,holiday"
    (tmp_path / "series.csv").write_text("\n".join([header, *rows, "2020-03-30,3,4,5,1"]) + "\n")
    samples = [f"{k},{k % 7},{'ab'[k % 2]},{k % 11}.5" for k in range(80)]
    header = "length,width,kind,weight"
    (tmp_path / "samples.csv").write_text("\n".join([header, *samples]) + "\n")
    example = HOW_TO[number]
    base = SAMPLES_OF_OWN if "features" in example.get("dataset", {}) else SERIES
    study = merge(base, example)
    if base is SERIES and "test_from" not in study["framing"]:
        study["framing"] = {"test_rows": 10} | study["framing"]
    if "baselines" in example:
        study["dataset"] = study["dataset"] | {"period": 7}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(study, sort_keys=False))
    assert load_study("mine", tmp_path, tmp_path).configurations


def test_the_example_with_two_targets_is_valid_for_the_data_that_is_installed(tmp_path):
    from statsmodels.datasets import macrodata

    table = macrodata.load_pandas().data.drop(columns=["year", "quarter"])
    table.index = pd.period_range("1959Q1", "2009Q3", freq="Q")
    table.to_csv(tmp_path / "macrodata.csv", index_label="quarter")
    study = SERIES | {
        "dataset": {"file": "macrodata.csv", "time": "quarter"} | TARGETS,
        "framing": {"test_rows": 40},
    }
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(study))
    assert load_study("mine", tmp_path, tmp_path).dataset.targets == ("infl", "unemp")
