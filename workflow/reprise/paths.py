"""Where the files of the project are, whatever the working directory."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / "workflow"
SCRIPTS = WORKFLOW / "scripts"
SCHEMAS = WORKFLOW / "schemas"
REPORT = WORKFLOW / "report"
TEMPLATES = REPORT / "templates"
LIBRARY = WORKFLOW / "reprise"
DATA = ROOT / "data"
REPLICATIONS = DATA / "replications"  # stored summaries of long replications
