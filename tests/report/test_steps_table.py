from reprise.report.steps_table import FLOW, STAGES, arrange_steps, read_steps

HEADER = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


def write(path, seconds, memory, cpu):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEADER}{seconds}\t0:00:01\t{memory}\t1\t1\t1\t0\t0\t50\t{cpu}\n")


def test_the_jobs_of_a_stage_are_added_up_in_the_order_of_the_workflow(tmp_path):
    write(tmp_path / "check_claims.tsv", 2.5, 90.0, 2.0)
    write(tmp_path / "train" / "one.tsv", 10.0, 500.0, 9.0)
    write(tmp_path / "train" / "two.tsv", 20.0, "-", "-")  # too short for a measurement
    train, claims = read_steps(tmp_path)
    assert (train.name, train.jobs, train.seconds) == ("train", 2, 30.0)
    assert (train.cpu_seconds, train.memory) == (9.0, 500.0)
    assert (claims.name, claims.jobs, claims.seconds) == ("check_claims", 1, 2.5)
    assert arrange_steps([train, claims]) == [[train], [claims]]


def test_results_without_benchmarks_have_no_steps(tmp_path):
    assert read_steps(tmp_path / "nothing") == []


def test_every_stage_but_the_report_has_a_place_in_the_graph():
    assert {name for column in FLOW for name in column} == STAGES.keys()
