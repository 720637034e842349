rule draw_dataset:
    """Show a dataset's first rows and its course."""
    input:
        observations=lambda wildcards: ROOT / DATASETS[wildcards.dataset]["file"],
        modules=MODULES["draw"],
    output:
        first_rows=f"{RESULTS}/datasets/{{dataset}}/first_rows.txt",
        svg=report(
            f"{RESULTS}/datasets/{{dataset}}/series.svg",
            caption="../report/series.rst",
            category="Datasets",
            labels={"dataset": "{dataset}", "figure": "series"},
        ),
        png=f"{RESULTS}/datasets/{{dataset}}/series.png",
    log:
        f"{RESULTS}/logs/draw_dataset/{{dataset}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/draw_dataset/{{dataset}}.tsv"
    threads: 1
    params:
        job="draw_dataset",
        dataset=lambda wildcards: DATASETS[wildcards.dataset],
    message:
        "Drawing the dataset {wildcards.dataset}"
    script:
        "../scripts/draw_dataset.py"
