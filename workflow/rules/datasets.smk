for download in PLAN.downloads:

    # A cluster's nodes often have no network, so the command itself downloads. `update` keeps a
    # file that is there: it is downloaded again only if its checksum is wrong.
    rule:
        """Download a dataset, and compare it with its checksum."""
        name:
            download.job
        output:
            update(download.path),
        log:
            f"{RESULTS}/logs/dataset/{download.job}.log",
        benchmark:
            f"{RESULTS}/benchmarks/dataset/{download.job}.tsv"
        priority: 4
        localrule: True
        conda:
            "../../environment.yml"
        threads: 1
        params:
            job=download.job,
            download=unrecorded([download]),
        message:
            f"Downloading the dataset of {download.study}"
        script:
            "../scripts/download_dataset.py"


# Importing scikit-learn takes longer than making all datasets, so one job makes them all.
for job in PLAN.jobs("dataset", cores=1):

    rule:
        """Write the datasets that are generated or downloaded into the folders of their studies."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/dataset/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/dataset/{job.name}.tsv"
        priority: 3
        group:
            group_name("prepare", JOB_SIZE)
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **study_resources(len(job.files)),
        params:
            job=job.name,
            studies=unrecorded(job.files),
            records=unrecorded(PLAN.records.of_studies(job.files, "dataset")),
        message:
            f"Writing the dataset of {job.study_names}"
        script:
            "../scripts/make_datasets.py"
