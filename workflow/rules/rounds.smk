# A study that trains until its pairs are decided: after each round, one job decides which
# configurations are trained further. The jobs of the next round do nothing for the others.
for job in PLAN.decision_jobs:

    rule:
        """Decide after a round which configurations of a study are trained further."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/decide/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/decide/{job.name}.tsv"
        priority: 1
        localrule: True
        conda:
            "../../environment.yml"
        threads: 1
        params:
            job=job.name,
            number=job.round.number,
            studies=unrecorded([job.files]),
            records=unrecorded([PLAN.records.of_round(job.files, job.round.record)]),
        message:
            f"Deciding which pairs of {job.files.study.name} need more than"
            f" {job.round.repeats} repeats"
        script:
            "../scripts/decide_round.py"


for job in PLAN.round_jobs(CORES):

    rule:
        """Train the runs of one job of a round, if their configurations are not decided yet."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/train/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/train/{job.name}.tsv"
        priority: 1
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **training_resources(
                job, PLAN.configurations, PLAN.config["training_resources"]
            ),
        params:
            job=job.name,
            study=job.round.study.name,
            earlier=unrecorded([job.round.earlier]),
            runs=unrecorded(list(job.runs)),
            checkpoint_seconds=PLAN.config["checkpoint_seconds"],
            max_build_seconds=PLAN.config["max_build_seconds"],
        message:
            f"Round {job.round.number}, unless decided: training {job.description}"
        script:
            "../scripts/train_round.py"
