import pytest
import yaml

from reprise.config.yaml_errors import explain_empty_block, explain_yaml_error
from reprise.config.yaml_files import read_yaml
from reprise.errors import ConfigError

QUOTE = "which has another meaning in YAML. Put it into quotation marks:"


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "dataset:\n  time_format: %Y-%m-%d  # of the file\n  time: t\n",
            f"the value of time_format begins with '%', {QUOTE} time_format: \"%Y-%m-%d\".",
        ),
        ("dataset: {time_format: %Y, time: t}\n", f'{QUOTE} time_format: "%Y".'),
        ("dataset: {time: t, time_format: %Y}\n", f'{QUOTE} time_format: "%Y".'),
        (
            "a: 1\nb:\n  decimal: ,\n",
            f"the value of decimal begins with ',', {QUOTE}",
        ),
        ("b:\n  decimal: ,\n  c: 1\n", f'{QUOTE} decimal: ",".'),
        ("b: {decimal: ,, c: 1}\n", f'{QUOTE} decimal: ",".'),
        ("b: {separator: |, c: 1}\n", f'{QUOTE} separator: "|".'),
        ("separator: -\n", f'{QUOTE} separator: "-".'),
        ("units: %\n", f'{QUOTE} units: "%".'),
        ("value: @price\n", f'{QUOTE} value: "@price".'),
        ("value: *price\n", f'{QUOTE} value: "*price".'),
        ("value: ]\n", f'{QUOTE} value: "]".'),
        ('value: %"x"\n', f"{QUOTE} value: '%\"x\"'."),
        (
            "title: Sales: a study\n",
            "the value of title contains a colon and a blank. Put it into quotation marks:"
            ' title: "Sales: a study".',
        ),
        ("a:1\nb: 2\n", "a colon is not expected here. Write a blank after the colon of the key"),
        ("a:\n\tb: 1\n", "the line is indented by a tab; indent it by blanks."),
        ("a: [1\n", "the file is not valid YAML: "),
    ],
)
def test_an_error_tells_what_to_write(text, problem, loader):
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.load(text, loader)
    assert problem in explain_yaml_error(caught.value, text)


@pytest.mark.parametrize("style", ["|", ">"])
def test_a_mark_that_begins_a_text_of_several_lines_is_told(tmp_path, style):
    path = tmp_path / "a.yaml"
    path.write_text(f"dataset:\n  separator: {style}\n  time: t\n")
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert str(caught.value) == f"{path}, line 2: {explain_empty_block(style)}"
    path.write_text(f"description: {style}\n  A text.\n")
    assert read_yaml(path)["description"].strip() == "A text."


def test_the_line_of_an_error_is_told(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("title: t\ndataset:\n  time_format: %Y\n")
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert str(caught.value) == (
        f"{path}, line 3: the value of time_format begins with '%', {QUOTE} time_format: \"%Y\"."
    )
