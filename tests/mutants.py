"""Mutation testing: does a unit test fail if one operator, number or comparison is changed?

mutmut makes the changes (mutants) and runs the tests. It derives module names from paths and
knows only the layout `src/`. So this script makes a copy of the project in `.mutants/`, with
`workflow/` as `src/`, and mutmut puts the mutated library into `.mutants/mutants/src/`.

Because all mutants would take hours, the script tests a random sample of each folder. The seed is
fixed, so the sample is the same until the code changes. mutmut does not change constants at the
top level of a module (RATIO = 1.5), so this script does that itself.

Run it as `make mutants` or `make mutants MUTANTS=all`. Exit status 1 means that the score of a
folder is below LOWEST_SCORE.
"""

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / ".mutants"
PARTS = ("Snakefile", "config", "data", "profiles", "workflow", "pyproject.toml")
FOLDERS = ("data", "stats", "claims", "replication", "tables")
WITHOUT_EFFECT = ROOT / "tests" / "mutants_without_effect.yaml"
SEED = 1
LOWEST_SCORE = 0.8
# The exit codes of pytest and mutmut for a test that failed, ran too long or crashed, and for a
# module that could not be imported.
NOTICED = {1, 2, 3, 24, -24, 36, 152, 255, -9, -11}


@dataclass(frozen=True)
class Mutant:
    """One change of one function.

    Attributes
    ----------
    name : str
        The name that mutmut gives it, for example `reprise.stats.tuning.x__tune__mutmut_3`.
    function : str
        For example `reprise.stats.tuning._tune`.
    before, after : str
        The changed lines.
    """

    name: str
    function: str
    before: str
    after: str

    @property
    def folder(self) -> str:
        return self.name.split(".")[1]

    @property
    def is_constant(self) -> bool:
        """Whether the change is at the top level of a module."""
        return "__mutmut_" not in self.name

    @property
    def key(self) -> tuple[str, str, str]:
        return self.function, self.before, self.after


def copy_project(folders: Sequence[str]) -> None:
    """Make a new copy of the project with the tests of some folders, in the layout of mutmut."""
    shutil.rmtree(COPY, ignore_errors=True)
    (COPY / "tests").mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__")
    shared = [path.relative_to(ROOT) for path in (ROOT / "tests").glob("*.py")]
    shared = [path for path in shared if not path.name.startswith("test_")]
    for part in (*PARTS, *shared, *(f"tests/{folder}" for folder in folders)):
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, COPY / part, ignore=ignore)
        else:
            shutil.copy2(ROOT / part, COPY / part)
    shutil.copytree(ROOT / "workflow", COPY / "src", ignore=ignore)
    settings = COPY / "pyproject.toml"
    only_mutate = json.dumps([f"src/reprise/{folder}/*" for folder in folders])
    section = "[tool.mutmut]\n"
    text = settings.read_text().replace(section, f"{section}only_mutate = {only_mutate}\n")
    settings.write_text(text)


def list_mutants(path: Path) -> list[Mutant]:
    """List the mutants of one module, without those that only change a text for readers.

    Parameters
    ----------
    path : Path
        Relative to the copy, for example `src/reprise/stats/tuning.py`.
    """
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    mutated = mutate_file_contents(str(path), path.read_text())
    lines = mutated.code.splitlines()
    module = ".".join(path.with_suffix("").parts[1:])

    def read(function: str) -> list[str]:
        span = mutated.line_span_by_function_name[function]
        body = "\n".join(lines[span.start - 1 : span.end])
        return body.replace(function, "function").splitlines()

    mutants = []
    for name in mutated.mutant_names:
        mangled, _, _ = name.partition("__mutmut_")
        original, changed = read(f"{mangled}__mutmut_orig"), read(name)
        if _without_texts(original) == _without_texts(changed):
            continue
        function = f"{module}.{mangled.removeprefix('x_').replace('ǁ', '.').removeprefix('x.')}"
        before, after = _changed_lines(original, changed)
        mutants.append(Mutant(get_mutant_name(path, name), function, before, after))
    return mutants


def list_constants(path: Path) -> list[Mutant]:
    """List the changes of numbers and booleans at the top level of one module."""
    lines = path.read_text().splitlines()
    module = ".".join(path.with_suffix("").parts[1:])
    mutants = []
    for statement in ast.parse(path.read_text()).body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        for node in ast.walk(statement.value):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, int | float):
                continue
            new = (not node.value) if isinstance(node.value, bool) else node.value + 1
            line = lines[node.lineno - 1]
            changed = line[: node.col_offset] + repr(new) + line[node.end_col_offset :]
            name = f"{module}.{node.lineno}:{node.col_offset}"
            mutants.append(Mutant(name, module, line, changed))
    return mutants


def run_constants(mutants: list[Mutant]) -> dict[str, int]:
    """Change one constant after another, and return the exit code of pytest for each."""
    codes = {}
    environment = os.environ | {"PYTHONPATH": str(COPY / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    for mutant in mutants:
        path = COPY / "src" / Path(*mutant.function.split(".")).with_suffix(".py")
        text = path.read_text()
        lines = text.splitlines()
        lines[int(mutant.name.rpartition(".")[2].partition(":")[0]) - 1] = mutant.after
        path.write_text("\n".join(lines))
        command = [sys.executable, "-m", "pytest", "-x", "-q", f"tests/{mutant.folder}"]
        done = subprocess.run(command, cwd=COPY, env=environment, capture_output=True)
        codes[mutant.name] = done.returncode
        path.write_text(text)
    return codes


def _without_texts(lines: list[str]) -> str:
    """Return the syntax tree of a function without sentences and upper case in its texts.

    Sentences are texts with a space. SciPy and statsmodels ignore the case of their options, and
    every test notices another case of a column name.
    """
    first = next(k for k, line in enumerate(lines) if line.lstrip().startswith(("def ", "@")))
    indent = len(lines[first]) - len(lines[first].lstrip())
    tree = ast.parse("\n".join(line[indent:] for line in lines[first:]))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = "" if " " in node.value else node.value.lower()
    return ast.dump(tree)


def _changed_lines(original: list[str], changed: list[str]) -> tuple[str, str]:
    """Return what differs between the first and the last different line."""
    shortest = min(len(original), len(changed))
    start = 0
    while start < shortest and original[start] == changed[start]:
        start += 1
    end = 0
    while end < shortest - start and original[-1 - end] == changed[-1 - end]:
        end += 1
    return tuple(
        " ".join(line.strip() for line in lines[start : len(lines) - end])
        for lines in (original, changed)
    )


def draw_sample(mutants: list[Mutant], size: int | None) -> list[Mutant]:
    """Draw the mutants of one folder that are tested; all of them if there is no size."""
    if size is None or size >= len(mutants):
        return mutants
    return random.Random(SEED).sample(mutants, size)


def run_mutmut(mutants: list[Mutant], processes: int) -> dict[str, int]:
    """Test the mutants and return the exit code of each, by its name."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    mutmut = Path(sys.executable).with_name("mutmut")
    command = [mutmut, "run", "--max-children", str(processes), *(m.name for m in mutants)]
    with (COPY / "mutmut.log").open("w") as log:
        done = subprocess.run(command, cwd=COPY, env=environment, stdout=log, stderr=log)
    codes = {}
    for path in (COPY / "mutants").rglob("*.meta"):
        codes |= json.loads(path.read_text())["exit_code_by_key"]
    untested = [m.name for m in mutants if codes.get(m.name) is None]
    if done.returncode or untested:
        sys.exit(f"mutmut tested {len(mutants) - len(untested)} mutants; see {COPY}/mutmut.log")
    return codes


def print_scores(
    totals: Counter[str], mutants: list[Mutant], codes: dict[str, int]
) -> dict[str, float]:
    """Print the survivors and one row per folder, and return the score of each folder."""
    entries = yaml.safe_load(WITHOUT_EFFECT.read_text()) or []
    harmless = {(e["function"], e["before"], e["after"]) for e in entries}
    scores = {}
    rows = []
    for folder in dict.fromkeys(m.folder for m in mutants):
        own = [m for m in mutants if m.folder == folder]
        survivors = [m for m in own if codes[m.name] not in NOTICED]
        missed = [m for m in survivors if m.key not in harmless]
        for mutant in missed:
            print(f"{mutant.function}\n  - {mutant.before}\n  + {mutant.after}")
        without_effect = len(survivors) - len(missed)
        noticed = len(own) - len(survivors)
        scores[folder] = noticed / max(1, len(own) - without_effect)
        counts = (totals[folder], len(own), noticed, len(missed), without_effect)
        rows.append((folder, *counts, f"{scores[folder]:.0%}"))
    columns = ["folder", "mutants", "tested", "noticed", "missed", "no_effect", "score"]
    print(f"\n{pd.DataFrame(rows, columns=columns).to_string(index=False)}")
    return scores


def main() -> None:
    """Test a sample of the mutants of every folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mutants", default="60", help="mutants per folder, or `all`")
    parser.add_argument("--folders", nargs="+", default=FOLDERS, choices=FOLDERS)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    size = None if options.mutants == "all" else int(options.mutants)
    copy_project(options.folders)
    os.chdir(COPY)  # mutmut reads its settings from the current folder.
    totals: Counter[str] = Counter()
    sample = []
    for folder in options.folders:
        paths = sorted(Path("src/reprise", folder).glob("*.py"))
        mutants = [m for path in paths for m in list_mutants(path) + list_constants(path)]
        totals[folder] = len(mutants)
        sample += draw_sample(mutants, size)
    constants = [mutant for mutant in sample if mutant.is_constant]
    codes = run_mutmut([m for m in sample if not m.is_constant], options.processes)
    scores = print_scores(totals, sample, codes | run_constants(constants))
    if min(scores.values()) < LOWEST_SCORE:
        sys.exit(f"The score of a folder is below {LOWEST_SCORE:.0%}.")


if __name__ == "__main__":
    main()
