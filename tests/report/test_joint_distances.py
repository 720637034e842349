import pandas as pd

from reprise.replication.joint_table import COLUMNS
from reprise.report.joint_distances import JointDistance, list_joint_distances, read_joint_table

JOINT = pd.DataFrame(
    {
        "source": "a tutorial",
        "era": ["keras3", "keras3", "keras1"],
        "study": ["all", "lstm_epochs", "stored"],
        "configuration": ["21 tables and lists", "epochs=5", "21 tables and lists"],
        "runs": [10, 30, 300],
        "distance": [492.3, 9.0, 120.0],
        "expected": [114.0, 5.0, 115.0],
        "p": [0.0005, 0.5, 0.4],
        "verdict": ["beyond chance", "within chance", "within chance"],
    }
)


def test_only_the_distances_of_all_tables_together_are_listed():
    larger = "The distance is larger than chance explains."
    assert list_joint_distances(JOINT) == [
        JointDistance("keras3", "10", "21 tables and lists", "492", "114", "< 0.001", larger),
        JointDistance(
            "keras1",
            "300 (stored study)",
            "21 tables and lists",
            "120",
            "115",
            "0.4",
            "Chance can explain the distance.",
        ),
    ]


def test_an_empty_era_stays_empty(tmp_path):
    path = tmp_path / "joint.csv"
    JOINT.assign(era="").reindex(columns=list(COLUMNS)).to_csv(path, index=False)
    assert read_joint_table(path)["era"].tolist() == ["", "", ""]
    assert read_joint_table(None).empty
