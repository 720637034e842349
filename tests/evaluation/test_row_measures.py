import subprocess
import sys


def test_the_plan_can_ask_for_scores_without_numpy():
    code = (
        "import sys; from reprise.evaluation.row_measures import has_row_scores;"
        "assert has_row_scores('test_rmse'); print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
