"""The code of docs/results_in_python.md runs, and prints what the page says."""

import ast
import re
import sys
from types import ModuleType, SimpleNamespace

import matplotlib.pyplot as plt
import pandas as pd
from conftest import ROOT

PAGE = (ROOT / "docs" / "results_in_python.md").read_text()
FENCE = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)
LOSSES = {"0.01": [0.41, 0.44, 0.40, 0.43, 0.42], "0.1": [0.52, 0.55, 0.53, 0.56, 0.54]}
ACCURACIES = {0.1: [0.81, None, 0.83, 0.80, 0.84], 0.01: [0.91, 0.92, 0.93, 0.90, 0.94]}


def run(code, names):
    """Run a block of code; return the value of its last line, as a notebook shows it."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "results_in_python.md", "exec"), names)
    return eval(compile(ast.Expression(last.value), "last line", "eval"), names) if last else None


def modules_of_other_tools():
    """Modules with the functions that the page calls, and with their kinds of results."""
    finished = [
        {"params.lr": lr, "metrics.val_loss": loss, "status": "FINISHED"}
        for lr, losses in LOSSES.items()
        for loss in losses
    ]
    running = {"params.lr": "0.1", "metrics.val_loss": float("nan"), "status": "RUNNING"}
    mlflow, wandb = ModuleType("mlflow"), ModuleType("wandb")
    mlflow.search_runs = lambda experiment_names: pd.DataFrame([*finished, running])
    runs = [
        SimpleNamespace(
            config={"lr": lr, "seed": seed}, summary={"accuracy": value} if value else {}
        )
        for lr, values in ACCURACIES.items()
        for seed, value in enumerate(values)
    ]
    wandb.Api = lambda: SimpleNamespace(runs=lambda project: runs)
    return {"mlflow": mlflow, "wandb": wandb}


def test_every_block_of_the_page_runs_and_prints_what_follows_it(in_results, tmp_path, monkeypatch):
    for name, module in modules_of_other_tools().items():
        monkeypatch.setitem(sys.modules, name, module)
    savefig = plt.Figure.savefig
    monkeypatch.setattr(
        plt.Figure, "savefig", lambda figure, name: savefig(figure, tmp_path / name)
    )
    names, value, compared = {}, None, 0
    for language, block in FENCE.findall(PAGE):
        if language == "python":
            value = run(block, names)
        else:
            assert repr(value).rstrip() == block.rstrip()
            compared += 1
    plt.close("all")
    assert compared == PAGE.count("```text") == 7
    assert (tmp_path / "distribution.pdf").stat().st_size > 10_000
