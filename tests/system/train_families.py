"""Train a network of each kind for some epochs, and print the checksum of its forecasts."""

import hashlib
import json
import sys
from pathlib import Path

from reprise.config.study_file import load_study
from reprise.data.dataset import load_dataset
from reprise.data.dataset_framing import frame_dataset
from reprise.data.generated_datasets import build_dataset
from reprise.training.single_run import compile_program

ROOT = Path(__file__).parents[2]
EPOCHS = 2
CONFIGURATIONS = {
    "births_forecasters": ("cnn", "lstm", "encoder_decoder"),
    "batchnorm": ("after_activation",),
    "lstm_neurons": ("era=keras1_tf1,units=5",),
}


def main() -> None:
    checksums = {}
    for study_name, names in CONFIGURATIONS.items():
        study = load_study(study_name, ROOT / "config" / "studies", ROOT)
        file = study.dataset.file
        dataset = load_dataset(study.dataset, ROOT / file) if file else build_dataset(study.dataset)
        for configuration in study.configurations:
            if configuration.name not in names:
                continue
            settings = configuration.run
            (framing,) = frame_dataset(dataset, study.dataset, [settings.framing])
            program = compile_program(settings, framing)
            program.start(1)
            digest = hashlib.sha256()
            for part in program.train(EPOCHS, False, False):
                digest.update(part.outputs.tobytes())
            checksums[f"{study_name}/{configuration.name}"] = digest.hexdigest()
    json.dump(checksums, sys.stdout)


main()
