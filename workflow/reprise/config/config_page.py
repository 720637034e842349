"""config/README.md, made from the schemas so that the two cannot drift apart.

`python -m reprise.config.config_page` prints it.
"""

import json

from reprise.config.schema import load_schema

INTRODUCTION = """\
# Configuration

`config.yaml` says which studies run and how the work is cut into jobs. Each file in `studies/` is
one study: a dataset, its framing, a model, its training, what varies, and how many repeats. This
page is made from `workflow/schemas/` by `make docs`.

A wrong key or value stops before any job starts. `.venv/bin/snakemake --dry-run` checks and plans
and trains nothing. What a network of your own does wrong shows when it is first built.

## A study of your own

Put a CSV with a column of times and a column of values anywhere, and this into
`studies/my_study.yaml`:

```yaml
title: Which number of units suits my series?
dataset:
  file: data/my_series.csv
  time: Date
  value: Price
  units: euro
framing:
  difference: 1
  lags: 3
  lags_as: time_steps
  test_rows: 20
model:
  family: lstm
  stateful: false
training:
  epochs: 200
  batch_size: 16
  shuffle: true
repeats: 10
vary:
  model.units: [2, 8, 32]
```

Then `.venv/bin/snakemake --config studies=my_study results=results-mine` trains it into
`results-mine/my_study/`, with a report of its own. Or add it to `studies` in `config.yaml`: it
joins the others in `results/`, and none of them is made again.

`vary` makes a grid of all its values; `configurations` names each combination instead:

```yaml
configurations:
  small: {model.units: 2, training.epochs: 500}
  large: {model.units: 32, training.epochs: 100}
```

Samples with a class each come from a CSV too, with columns of numbers and a column of classes:

```yaml
dataset:
  file: data/my_samples.csv
  features: [length, width]
  label: kind
framing:
  test_rows: 50
  random_state: 1   # the CSV is sorted by kind
model:
  family: mlp
  units: 16
  batch_norm: after
```

To choose epochs and configurations without looking at the test rows, hold back validation rows:
`framing.validation_rows: 30` with `training.keep: best` ends each run with the weights of its best
validation epoch, and `selection.csv` says which configuration these rows choose.

One test period is one draw. `origins` asks the study again at earlier points of a series, each
tested on the rows after it and trained on those before. `origins.csv`, `origin_comparisons.csv` and
the figure `origins` then say how far another test period moves a result, beside how far another
random start does:

```yaml
framing:
  test_rows: 6
  train_rows: 60    # the same number at each origin
origins:
  number: 4
  step: 6           # observations from one origin to the next
```

A network of your own is a function in a Python file beside the Snakefile, named as
`model.family: my_models:wide`. It is called as the functions in `workflow/reprise/training/models.py` are,
and the other keys of `model` are its to read:

```python
from keras import Input, Sequential, layers


def wide(model, input_shape, outputs, output_activation, batch_size):
    return Sequential(
        [
            Input(input_shape),
            layers.Flatten(),
            layers.Dense(model["width"], activation="relu"),
            layers.Dense(outputs, activation=output_activation),
        ]
    )
```

A change to that file trains its runs anew. In `runs.csv` a key that a configuration does not have
is empty.

A study that differs from another in a few keys says `extends: other_study` and only what differs;
`title`, `description`, `source`, `vary`, `configurations` and `only_when_asked` are never taken
over, and `model` is not where the family is another.

A study that says `only_when_asked: true` is left out of the config's studies until the command line
names it, as `make study STUDIES=lstm_grid` does; the report is then of the studies named.
"""

CLAIMS = """\
What you, or somebody else, conclude from a study can stand in its file, as a check on its runs:

```yaml
claims:
  - says: 200 epochs are enough, 400 are no better.
    checks:
      - kind: difference
        configurations: [epochs=400, epochs=200]   # the first less the second
        at_least: -0.5
  - says: Most networks beat the last observation.
    checks:
      - {kind: share, below: {baseline: persistence}, at_least: 0.9}
```

`results/claims.csv` and the report's first page say whether it is supported (it holds in at least
95 of 100 bootstrap samples of the runs), contradicted (in at most 5) or undecided, and with what
number. The tutorials' thirty claims stand in `data/claims.yaml` in the same words.
"""


def config_page():
    """The page as Markdown."""
    config, study = load_schema("config"), load_schema("study")
    parts = [INTRODUCTION, "## Keys of `config.yaml`\n", _table(config, config)]
    parts += ["## Keys of a study\n", _table(study, study)]
    defined = study["$defs"]
    for kind, words in (("a_series", "a series"), ("samples", "samples")):
        parts += [f"### `framing` of {words}\n", _table(defined[f"framing_of_{kind}"], study)]
    for family in study["properties"]["model"]["properties"]["family"]["anyOf"][0]["enum"]:
        parts += [f"### `model` of the family `{family}`\n", _table(defined[family], study)]
    parts += [
        "A regularizer is a mapping with `l1`, `l2` or both: "
        + " ".join(
            f"`{key}`: {_one_line(rule['description'])}"
            for key, rule in study["$defs"]["regularizer"]["properties"].items()
        ),
        "### Optimizers\n",
        "A name, or a mapping with `name` and any of its options; Keras's own values hold for"
        " the others.\n",
        _optimizers(study["$defs"]["optimizer"]),
    ]
    claims = load_schema("claims")
    parts += ["## Keys of a claim\n", CLAIMS]
    titles = {"check": "### One of `checks`\n", "measure": "### `of`, what is measured of a run\n"}
    parts += [_table(claims["$defs"]["claim"], claims)]
    for name, title in titles.items():
        parts += [title, _table(claims["$defs"][name], claims)]
    return "\n".join(parts)


def _table(schema, root):
    lines = ["| key | value | default | meaning |", "| --- | --- | --- | --- |"]
    lines += _rows(schema, root, "")
    return "\n".join(lines) + "\n"


def _rows(schema, root, prefix):
    required = schema.get("required", [])
    for key, rule in schema.get("properties", {}).items():
        rule = _resolved(rule, root)
        default = _code(rule["default"]) if "default" in rule else ""
        if key in required:
            default = "required"
        if "const" not in rule:
            meaning = _one_line(rule.get("description", ""))
            yield f"| `{prefix}{key}` | {_values(rule, root)} | {default} | {meaning} |"
        if key != "configurations":
            yield from _rows(rule, root, f"{prefix}{key}.")


def _resolved(rule, root):
    if "$ref" not in rule:
        return rule
    return root["$defs"][rule["$ref"].removeprefix("#/$defs/")]


def _values(rule, root):
    if "enum" in rule:
        return ", ".join(_code(value) for value in rule["enum"])
    for several in ("oneOf", "anyOf"):
        if several in rule:
            return " or ".join(_values(_resolved(option, root), root) for option in rule[several])
    if "pattern" in rule and "module" in rule.get("description", ""):
        return "`module:function`"
    kind = rule.get("type", "")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        items = _resolved(rule["items"], root) if "items" in rule else None
        return f"list of {_values(items, root)}" if items else "list"
    if kind == "object":
        return "mapping"
    limits = {
        "minimum": "≥",
        "exclusiveMinimum": ">",
        "maximum": "≤",
        "exclusiveMaximum": "<",
    }
    said = [f"{sign} {rule[key]}" for key, sign in limits.items() if key in rule]
    return " ".join([kind, *said])


def _optimizers(schema):
    lines = ["| name | options |", "| --- | --- |"]
    for case in schema["allOf"]:
        name = case["if"]["properties"]["name"]
        options = ", ".join(f"`{key}`" for key in case["then"]["properties"] if key != "name")
        for value in name.get("enum", [name.get("const")]):
            lines.append(f"| `{value}` | {options} |")
    return "\n".join(lines) + "\n"


def _code(value):
    return f"`{json.dumps(value)}`" if not isinstance(value, str) else f"`{value or '(empty)'}`"


def _one_line(text):
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    print(config_page(), end="")
