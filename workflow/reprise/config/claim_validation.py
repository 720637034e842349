"""Claims read and held against the studies that they speak of, before any job starts."""

import math

from reprise.config.schema import read_yaml, validate
from reprise.config.study_checks import history_columns, metric_columns
from reprise.errors import ConfigError, did_you_mean
from reprise.evaluation.metrics import FIT_METRICS

NEEDS = {
    "lowest": ["configurations"],
    "highest": ["configurations"],
    "ordering": ["configurations", "direction"],
    "share": [],
    "within": [],
    "difference": [],
    "baseline": ["baseline"],
    "one_distribution": ["samples", "printed", "printed_runs"],
}
OPTIONS = {
    "mean_of_last": ["last"],
    "first_reaching": ["value"],
    "change_at_end": ["last"],
    "settling_epoch": ["within"],
}
RANGED = ("share", "within", "difference", "baseline")


def load_claims(path):
    """Read and check a file of claims."""
    return validate(read_yaml(path), "claims", str(path))


def resolve_claims(document, where, studies):
    """The claims about the studies that run, with every name and default written out.

    A claim of `document` about a study that does not run is left out. One that names what its
    study no longer has, because somebody changed the study, stays and cannot be decided: it
    should not stop who tries other values in a study that ships.

    Parameters
    ----------
    document : dict
        As `load_claims` reads it.
    where : str
        Named in errors.
    studies : list of study.Study
        Those that run, each with the `claims` of its own file.

    Returns
    -------
    list of dict
        Each claim with `studies`, and `parts`: for each value of its key `each` (or once) the
        checks, configurations by their full names; `undecided` where a name is not there.

    Raises
    ------
    ConfigError
        Where a study's own claim names what is not there, with what is known.
    """
    known = {study.name: study for study in studies}
    resolved = []
    for number, claim in enumerate(document["claims"], start=1):
        if _studies_of(claim) <= known.keys():
            named = f"{where}: claim {claim.get('claim', number)}"
            try:
                resolved.append(_resolved(claim, named, known))
            except ConfigError as error:
                kept = {"parts": [], "undecided": str(error)}
                resolved.append(claim | {"studies": sorted(_studies_of(claim))} | kept)
    for study in studies:
        for number, claim in enumerate(study.claims, start=1):
            said = {"claim": f"{study.name} {number}", "study": study.name} | claim
            said["tutorial"] = ""  # only data/claims.yaml speaks for a tutorial
            resolved.append(_resolved(said, f"{study.name}: claims: {number}", known))
    return resolved


def _studies_of(claim):
    named = {claim.get("study")} | {check.get("study") for check in claim["checks"]}
    named |= {name for check in claim["checks"] for name in check.get("samples", ())}
    return named - {None}


def _resolved(claim, where, known):
    for name in _studies_of(claim):
        if name not in known:
            raise ConfigError(f"{where}: the study '{name}' does not run with this one.")
    study = known[claim["study"]]
    labels = [""]
    if "each" in claim:
        column = claim["each"]
        columns = study.configurations[0].varied
        if column not in columns:
            raise ConfigError(
                f"{where}: each: '{column}' does not vary in {study.name}."
                f"{did_you_mean(column, columns)} What varies: {', '.join(columns) or 'nothing'}."
            )
        labels = list(dict.fromkeys(c.varied[column] for c in study.configurations))
    parts = [
        {
            "label": str(label),
            "checks": [
                _resolved_check(check, claim, label, f"{where}: check {number}", known)
                for number, check in enumerate(claim["checks"], start=1)
            ],
        }
        for label in labels
    ]
    kept = {k: claim[k] for k in ("claim", "tutorial", "section", "each") if k in claim}
    kept["says"] = " ".join(claim["says"].split())
    return kept | {"studies": sorted(_studies_of(claim)), "parts": parts}


def _resolved_check(check, claim, label, where, known):
    kind = check["kind"]
    missing = [key for key in NEEDS[kind] if key not in check]
    if missing:
        raise ConfigError(f"{where}: a check of kind '{kind}' needs '{missing[0]}'.")
    if kind in RANGED and "at_least" not in check and "at_most" not in check:
        raise ConfigError(f"{where}: a check of kind '{kind}' needs 'at_least' or 'at_most'.")
    if check.get("at_least", -math.inf) > check.get("at_most", math.inf):
        raise ConfigError(f"{where}: 'at_least' is above 'at_most': nothing lies between.")
    if kind == "share" and not all(0 <= check.get(k, 0) <= 1 for k in ("at_least", "at_most")):
        raise ConfigError(f"{where}: a share lies between 0 and 1, as in 0.9 for 90 %.")
    if check.get("between", [0, 0]) != sorted(check.get("between", [0, 0])):
        raise ConfigError(f"{where}: 'between' names the smaller number first.")
    if kind == "share" and sum(k in check for k in ("below", "above", "between")) != 1:
        raise ConfigError(f"{where}: a share needs one of 'below', 'above' and 'between'.")
    study = known[check.get("study", claim["study"])]
    done = check | {"study": study.name, "of": check.get("of", study.metric)}
    _check_measure(done["of"], study, where)
    _check_baselines(check, study, where)
    if kind == "one_distribution":
        done["samples"] = {
            name: _full_names([within], known[name], claim.get("each"), label, where)[0]
            for name, within in check["samples"].items()
        }
        return done
    every = _names(study, claim.get("each"), label)
    if study.has_origins and claim.get("each") != "origin" and "configurations" not in check:
        raise ConfigError(
            f"{where}: {study.name} has rolling origins, whose errors are no alternatives; say"
            " 'each: origin' in the claim, or name configurations of one origin."
        )
    for key in ("configurations", "among"):
        chosen = check.get(key, list(every))
        done[key] = _full_names(chosen, study, claim.get("each"), label, where)
    if kind == "ordering" and len(done["configurations"]) < 2:
        raise ConfigError(f"{where}: an ordering needs two configurations or more.")
    if kind == "difference" and "baseline" not in check and len(done["configurations"]) != 2:
        raise ConfigError(f"{where}: a difference needs two configurations, or a 'baseline'.")
    if kind in ("lowest", "highest"):
        if not set(done["configurations"]) < set(done["among"]):
            raise ConfigError(f"{where}: '{kind}' needs others 'among' which to be the {kind}.")
        done["shown"] = check.get("among", list(every))
    else:
        del done["among"]
        done["shown"] = check.get("configurations", list(every))
    return done


def _names(study, each, label):
    """Name in the claim to full name, of the configurations with one value of a key."""
    if each is None:
        return {c.name: c.name for c in study.configurations}
    return {
        study.name_without(c, each): c.name
        for c in study.configurations
        if c.varied.get(each) == label
    }


def _full_names(names, study, each, label, where):
    known = _names(study, each, label)
    for name in names:
        if name not in known:
            raise ConfigError(
                f"{where}: {study.name} has no configuration '{name}'."
                f"{did_you_mean(name, known)} Known: {', '.join(known)}."
            )
    return [known[name] for name in names]


def _check_measure(measure, study, where):
    """A measure is of what the study's runs have."""
    if isinstance(measure, str):
        measure = {"metric": measure}
    if sum(key in measure for key in ("metric", "curve", "layer")) != 1:
        raise ConfigError(f"{where}: 'of' needs one of 'metric', 'curve' and 'layer'.")
    if "curve" in measure and not study.records_epochs:
        raise ConfigError(
            f"{where}: {study.name} records no curves; set evaluation.every_epoch: true in it."
        )
    if "curve" in measure:
        _check_feature(measure, study, where)
    if "layer" in measure and not study.watches_layers:
        raise ConfigError(
            f"{where}: {study.name} watches no layers; set evaluation.layer_statistics: true in it."
        )
    for key, columns in (("metric", metric_columns), ("curve", history_columns)):
        if key in measure:
            known = set.intersection(*(set(columns(c)) for c in study.configurations))
            if study.task == "classify":
                known |= set(FIT_METRICS)
            _refuse_unknown(measure[key], known, key, study, where)
    if "less" in measure:
        _check_measure(measure["less"], study, where)


def _check_feature(measure, study, where):
    """A feature has its options, and the curves are long enough for them."""
    feature = measure["feature"]
    for option in OPTIONS.get(feature, ()):
        if option not in measure:
            raise ConfigError(f"{where}: the feature '{feature}' needs '{option}'.")
    asked = max(measure.get("at", 1), measure.get("last", 1))
    asked *= 2 if feature == "change_at_end" else 1
    fewest = min(c.settings["training"]["epochs"] for c in study.configurations)
    if asked > fewest:
        raise ConfigError(
            f"{where}: the feature '{feature}' looks at {asked} epochs, but {study.name} trains a"
            f" configuration for {fewest}."
        )


def _check_baselines(check, study, where):
    """A baseline is one that the study makes."""
    limits = (check.get("below"), check.get("above"))
    named = [limit["baseline"] for limit in limits if isinstance(limit, dict)]
    for name in [*named, *([check["baseline"]] if "baseline" in check else [])]:
        _refuse_unknown(name, study.baselines, "baseline", study, where)
        if not isinstance(check.get("of", ""), str):
            raise ConfigError(f"{where}: a baseline has metrics; 'of' must be the name of one.")


def _refuse_unknown(name, known, key, study, where):
    if name not in known:
        raise ConfigError(
            f"{where}: {study.name} has no {key} '{name}'.{did_you_mean(name, known)} It has"
            f" {', '.join(sorted(known))}."
        )
