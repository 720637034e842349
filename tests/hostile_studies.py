"""Studies whose texts try to be code, markup, a link or a file in every format of the report."""

import csv
import json

CANARY = "pwned_by_a_study"  # a file that a payload creates if it runs a command
SECRET = "a secret file that no report may include"

STUDIES = ("hostile_classes", "hostile_series")
NAME_OF_CSV = "labels <img src=x onerror=alert(1)>.csv"
POPEN = f"cycler.__init__.__globals__.os.popen('touch {CANARY}').read()"


def payloads(folder, port):
    """Texts by name; each would do something if it were code, and each has only one line.

    Parameters
    ----------
    folder : Path
        The folder of the project; it has the file `secret.txt`.
    port : int
        Where a server of the test counts requests.
    """
    script = f"window.PWNED = 1; top.PWNED = 1; fetch('http://127.0.0.1:{port}/script')"
    image = f"<img src=x onerror=\"window.PWNED = 1; new Image().src='http://127.0.0.1:{port}/i'\">"
    return {
        # Jinja: Snakemake renders captions and the first page as templates.
        "a template that leaves a raw block": f"{{% endraw %}}{{{{ {POPEN} }}}}{{% raw %}}",
        "a template": f"{{{{ {POPEN} }}}}",
        "a template's statement": f"{{% include '{folder}/secret.txt' %}}",
        "a template's comment": "before {# comment #} after",
        "braces of a template": "{{{% %}}} {{ '{{' }} {%- raw -%} #}",
        # Format strings and wildcards of Snakemake.
        "a wildcard": "{study} {x,.*} {0} {} {config[studies]} {snakemake.config!r:>9}",
        # reStructuredText: directives, roles, targets, substitutions, literal blocks.
        "a directive": f".. include:: {folder}/secret.txt",
        "a raw directive": f".. raw:: html <script>{script}</script>",
        "an image directive": f".. image:: http://127.0.0.1:{port}/directive.png",
        "a role": f":raw-html:`<script>{script}</script>` :math:`x`",
        "a link": "`click <javascript:top.PWNED=1>`_ and `data <data:text/html,x>`__",
        "bare links": "javascript:top.PWNED=1 data:text/html,x file:///etc/passwd vbscript:x",
        "a target": ".. _Workflow: javascript:top.PWNED=1 Workflow_ Statistics_",
        "a substitution": f"|s| .. |s| image:: http://127.0.0.1:{port}/substitution.png",
        "a footnote": "[1]_ [#a]_ [CIT2002]_ .. [1] a note",
        "a literal block": "*emphasis* **strong** ``literal`` \\*backslash\\* ends::",
        # HTML, in text, in attributes and in the JSON of the report.
        "a closing script": f"</script><script>{script}</script>",
        "a closing title": f"</title></style></textarea></pre><script>{script}</script>",
        "a comment in a script": f"<!--<script>{script}</script>-->",
        "an image": image,
        "an attribute": f'" onmouseover="{script}" x=\'',
        "an svg": f'<svg onload="{script}"><script>{script}</script></svg>',
        "a frame": f'<iframe srcdoc="<script>{script}</script>"></iframe>',
        "a form": f"<form action=http://127.0.0.1:{port}/form><button autofocus>go</button></form>",
        "a style": f"<style>@import 'http://127.0.0.1:{port}/style';</style>",
        "a page that moves": f"<meta http-equiv=refresh content=0;url=http://127.0.0.1:{port}/m>",
        "entities": "&lt;b&gt; &amp;amp; &#60;script&#62; \\u003cscript\\u003e",
        "a string of a script": "'); top.PWNED = 1; ('",
        "an encoded string": "%27);top.PWNED=1;(%27",
        # Matplotlib's formulas, TeX, shells, spreadsheets.
        "a formula": r"$\frac{1}{2}$ and $\undefined{$ for \$5",
        "tex": f"\\input{{{folder}/secret.txt}} \\write18{{touch {CANARY}}}",
        "a shell": f"$(touch {CANARY}) `touch {CANARY}` ; touch {CANARY} | touch {CANARY}",
        "a spreadsheet": f"=cmd|'/c touch {CANARY}'!A1",
        "python": f"__import__('os').system('touch {CANARY}')",
        "yaml": f"!!python/object/apply:os.system ['touch {CANARY}']",
    }


def control_payloads():
    """Texts with characters that a terminal obeys, and what the report shows in their place."""
    return {
        "\x1b]0;title\x07\x1b[31mred\x1b[0m": r"\x1b]0;title\x07\x1b[31mred\x1b[0m",
        "right\u202eto\u2066left": r"right\u202eto\u2066left",
        "c1 \x9b31m bell \x07 back\x08": r"c1 \x9b31m bell \x07 back\x08",
    }


def shown_texts(folder, port):
    """What the report must show: every payload and every control character, as text."""
    texts = {name: " ".join(text.split()) for name, text in payloads(folder, port).items()}
    return texts | {shown: shown for shown in control_payloads().values()}


def write_studies(project, port):
    """Write two studies with their CSV files, their claims and a model family."""
    folder = project.folder
    (folder / "secret.txt").write_text(SECRET)
    texts = payloads(folder, port)
    shown = list(texts.values())
    everything = "  ".join(f"({name}) {text}" for name, text in texts.items())
    # Alone on a line, with and without an indented line below it.
    lines = "\n\n".join(f"{text}\n\n{text}\n\n   <b>x</b>" for text in texts.values())
    controls = list(control_payloads())
    features = [texts["an svg"], texts["a formula"], texts["a spreadsheet"]]
    columns = [*features, texts["a directive"]]
    _write_samples(folder / NAME_OF_CSV, columns, [*shown, *controls])
    classes = {
        "title": f"{texts['a closing script']} {texts['an image']} {texts['a template']}",
        "description": f"{everything}\n\n{lines}",
        "source": f"{everything} https://example.org/page",
        "dataset": {
            "file": NAME_OF_CSV,
            "features": features,
            "label": texts["a directive"],
        },
        "framing": {"test_rows": len(shown) + len(controls)},
        "model": {"family": "own_models:own", "note": ""},
        "training": {"epochs": 2, "batch_size": 1000},
        "evaluation": {"every_epoch": True},
        "repeats": 3,
        "configurations": {
            "javascript.alert_1_": {"model.note": texts["an image"]},
            "target_-=cmd,+a": {"model.note": texts["a template"]},
        },
        "claims": _claims(texts, "test_accuracy"),
    }
    project.write_study("hostile_classes", json.dumps(classes))
    _write_series(folder / "series.csv", texts["a closing title"], texts["a role"])
    series = {
        "title": f"{texts['a wildcard']} {texts['a string of a script']} {texts['a directive']}",
        "description": texts["a link"],
        "source": texts["bare links"],
        "dataset": {
            "file": "series.csv",
            "time": texts["a closing title"],
            "time_format": "<b>%Y</b>-%m-%d",
            "value": texts["a role"],
            "units": everything,
        },
        "framing": {"difference": 1, "lags": 3, "test_rows": 5},
        "model": {"family": "mlp", "units": 2},
        "training": {"epochs": 2, "batch_size": 100},
        "evaluation": {"every_epoch": True},
        "repeats": 3,
        "vary": {"model.units": [2, 3]},
    }
    project.write_study("hostile_series", json.dumps(series))
    (folder / "own_models.py").write_text(OWN_MODELS)


OWN_MODELS = '''\
"""A model family of the user, which reads a text."""

from keras import Input, Sequential, layers


def own(model, input_shape, outputs, output_activation, batch_size):
    return Sequential(
        [Input(input_shape), layers.Flatten(), layers.Dense(outputs, output_activation)]
    )
'''


def _claims(texts, metric):
    checks = [{"kind": "within", "of": metric, "at_least": 0}]
    return [
        {"claim": f"{number} {name}", "section": text, "says": text, "checks": checks}
        for number, (name, text) in enumerate(texts.items(), start=1)
    ]


def _write_samples(path, columns, labels):
    rows = [[k % 7, k % 5, k % 3, label] for k in range(3) for label in labels]
    _write_csv(path, [columns, *rows])


def _write_series(path, time, value):
    rows = [[f"<b>{1990 + k}</b>-01-01", 10 + k % 7] for k in range(30)]
    _write_csv(path, [[time, value], *rows])


def _write_csv(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
