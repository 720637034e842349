import multiprocessing

import pytest

from reprise.config.yaml_files import read_yaml
from reprise.errors import ConfigError

NUMBER = "can be read as different numbers; write a decimal number"


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "s.yaml"
        path.write_bytes(text.encode())
        return read_yaml(path)

    return read


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("10", 10),
        ("-3", -3),
        ("+5", 5),
        ("0", 0),
        ("0.10", 0.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1e-5", 0.00001),
        ("1.0E+3", 1000.0),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("No", "No"),
        ("off", "off"),
        ("y", "y"),
        ("2001-01-31", "2001-01-31"),
        ("1.2.3", "1.2.3"),
        ("12e", "12e"),
        ("=", "="),
        ("'010'", "010"),
        ('"1:30"', "1:30"),
        ("|-\n  010", "010"),
    ],
)
def test_a_word_is_what_it_looks_like(read, word, value):
    found = read(f"a: {word}\n")["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        *((word, f"{word} {NUMBER}") for word in ("010", "-007", "00", "01.5", "1_000", "1_0.5")),
        *((word, f"{word} {NUMBER}") for word in ("0x1F", "0o17", "0b101", "1:30", "190:20:30.5")),
        *((word, f"{word} is not allowed") for word in (".nan", ".NaN", ".inf", "-.INF")),
        *(
            (word, "is too large; write a smaller number")
            for word in ("1e999", "9" * 19, "9" * 9999)
        ),
    ],
)
def test_a_word_that_is_no_clear_number_is_refused_with_its_line(read, word, problem):
    for text in (f"a: 1\nb: {word}\n", f"a:\n- {word}\n", f"a:\n  {word}: 1\n"):
        with pytest.raises(ConfigError) as caught:
            read(text)
        assert caught.value.where.endswith("s.yaml, line 2")
        assert problem in caught.value.problem and caught.value.value == word


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.getcwd", "!!int", "!!binary", "!own"])
def test_a_tag_is_refused(read, tag):
    with pytest.raises(ConfigError, match="but only values without tags") as caught:
        read(f"a: 1\nb: {tag} 1\n")
    assert tag in caught.value.problem and caught.value.where.endswith("line 2")


ALIASES = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"a: &a [{'x, ' * 9}]\n{ALIASES}", "the aliases repeat more than 100000 values"),
        ("a: &a [1, *a]\n", "the alias *a stands within its own value"),
        ("a: &a {b: {c: *a}}\n", "the alias *a stands within its own value"),
        (f"a: {'[' * 10**5}", "more than 50 levels"),
        (f"a: {'{a: ' * 60}{'}' * 60}", "more than 50 levels"),
    ],
)
def test_a_file_that_stands_for_too_much_is_refused_at_once(tmp_path, text, problem):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    # In a process of its own, because the old reader used all memory.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply_async(_problem_of, (path,)).get(timeout=60)
    assert problem in found


def _problem_of(path):
    try:
        read_yaml(path)
    except ConfigError as error:
        return error.problem


def test_an_alias_repeats_its_value(read):
    assert read("a: &a [1, 2]\nb: {c: *a}\n") == {"a": [1, 2], "b": {"c": [1, 2]}}


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "s.yaml").mkdir()
    with pytest.raises(ConfigError, match=r"s\.yaml: the file cannot be read: Is a directory\."):
        read_yaml(tmp_path / "s.yaml")


def test_a_byte_order_mark_is_no_part_of_the_first_key(read):
    assert read("\ufeffa: 1\n") == {"a": 1}


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", ", line 3", "not valid YAML: the key 'a' appears twice; remove one"),
        ("a: {b: 1, b: 2}\n", ", line 1", "the key 'b' appears twice"),
        ("a: [1\n", ", line 2", "not valid YAML"),
        ("1: a\n", ", line 1", "the key 1 is not text; put it in quotes"),
        ("a: *b\n", ", line 1", "the value of a begins with '*', which has another meaning"),
        ("- a\n", "", "must be a mapping of keys to values"),
        ("", "", "must be a mapping of keys to values"),
    ],
)
def test_an_error_in_a_yaml_file_names_the_file_and_the_line(tmp_path, text, where, problem):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert caught.value.where == f"{path}{where}"
    assert problem in caught.value.problem


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_bytes("title: Größe\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        read_yaml(path)


def test_a_missing_file_names_the_most_similar_one(tmp_path):
    (tmp_path / "lstm_epochs.yaml").write_text("a: 1\n")
    with pytest.raises(ConfigError) as caught:
        read_yaml(tmp_path / "lstm_epoch.yaml")
    assert caught.value.where == str(tmp_path / "lstm_epoch.yaml")
    assert caught.value.problem == (
        "there is no such file. Did you mean 'lstm_epochs'? Known: lstm_epochs."
    )
