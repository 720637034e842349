"""Read claims, and resolve them against the studies that run, before any job starts."""

import os
from typing import Any

from reprise.claim_settings import Claim, ClaimPart
from reprise.config.check_validation import ClaimScope, resolve_check
from reprise.config.schema import apply_schema
from reprise.config.study import Study
from reprise.config.yaml_files import Document, read_yaml
from reprise.errors import ConfigError, did_you_mean, key_path

ClaimDocument = dict[str, Any]  # as the schema of claims describes it


def load_claims(path: str | os.PathLike[str]) -> Document:
    """Read and check a file of claims, with the keys `tutorials` and `claims`.

    Raises
    ------
    ConfigError
        If the file cannot be read, or does not match workflow/schemas/claims.schema.yaml.
    """
    return apply_schema(read_yaml(path), "claims", str(path))


def resolve_claims(document: Document, where: str, studies: list[Study]) -> list[Claim]:
    """Resolve the claims about the studies that run.

    - A claim of the file about a study that does not run is left out.
    - A claim of the file that names what its study no longer has is undecided. A user who changes
      the values of a study that ships must not be stopped by a claim about the old values.
    - A study's own claim must be correct.

    Parameters
    ----------
    document : dict
        As `load_claims` reads it.
    where : str
        The file of claims.
    studies : list of Study
        The studies that run, each with the claims of its own file.

    Raises
    ------
    ConfigError
        If a claim of the file lacks its study, or a study's own claim is wrong.
    """
    running = {study.name: study for study in studies}
    resolved = []
    for number, claim in enumerate(document["claims"], start=1):
        numbered_claim = {"claim": number} | claim
        place = f"{where}: claim {numbered_claim['claim']}"
        if "study" not in claim:
            raise ConfigError("the claim lacks the key 'study'.", place, "study")
        if _study_names(claim) <= running.keys():
            try:
                resolved.append(_resolve_claim(numbered_claim, place, running))
            except ConfigError as error:
                resolved.append(_build_claim(numbered_claim, undecided=str(error)))
    for study in studies:
        for position, claim in enumerate(study.claims):
            own_claim = {"claim": f"{study.name} {position + 1}", "study": study.name} | claim
            own_claim["tutorial"] = ""  # only the file of claims speaks for a tutorial
            place = f"{study.name}.yaml: {key_path('claims', position)}"
            resolved.append(_resolve_claim(own_claim, place, running))
    return resolved


def _study_names(claim: ClaimDocument) -> set[str]:
    """The studies that a claim needs."""
    names = {claim["study"]}
    for check in claim["checks"]:
        names |= {check.get("study", claim["study"]), *check.get("samples", ())}
    return names


def _build_claim(
    claim: ClaimDocument, parts: tuple[ClaimPart, ...] = (), undecided: str | None = None
) -> Claim:
    return Claim(
        claim=claim["claim"],
        says=" ".join(claim["says"].split()),
        studies=tuple(sorted(_study_names(claim))),
        parts=parts,
        tutorial=claim.get("tutorial"),
        section=claim.get("section"),
        each=claim.get("each"),
        undecided=undecided,
    )


def _resolve_claim(claim: ClaimDocument, where: str, running: dict[str, Study]) -> Claim:
    for name in sorted(_study_names(claim) - running.keys()):
        raise ConfigError(
            f"the claim needs the study '{name}', which does not run; add it to the studies, or"
            " remove the claim.",
            where,
            "study",
            name,
        )
    study = running[claim["study"]]
    each = claim.get("each")
    parts = tuple(
        ClaimPart(
            label="" if each is None else str(value),
            checks=tuple(
                resolve_check(
                    check,
                    ClaimScope(running, study.name, each, value),
                    f"{where}, {key_path('checks', position)}",
                )
                for position, check in enumerate(claim["checks"])
            ),
        )
        for value in _values_of_each(each, study, where)
    )
    return _build_claim(claim, parts)


def _values_of_each(each: str | None, study: Study, where: str) -> list[Any]:
    """The values for which a claim is checked; only None if it has no `each`."""
    if each is None:
        return [None]
    columns = list(study.configurations[0].varied)
    if each not in columns:
        raise ConfigError(
            f"each is '{each}', which does not vary in {study.name}.{did_you_mean(each, columns)}"
            f" What varies: {', '.join(columns) or 'nothing'}.",
            where,
            "each",
            each,
        )
    values: list[Any] = []
    for configuration in study.configurations:  # a value may be a list, which has no hash
        if configuration.varied[each] not in values:
            values.append(configuration.varied[each])
    return values
