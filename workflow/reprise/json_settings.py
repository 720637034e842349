"""Write dataclasses to JSON files and read them again, with their types checked."""

from dataclasses import fields
from typing import Any, Self


class Settings:
    """Settings that are written to a JSON file and read from it."""

    def to_json(self) -> dict[str, Any]:
        """The settings as nested dicts for JSON; a field whose value is None is left out."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]
        return {name: _to_json(value) for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Build the settings from what `to_json` gave.

        Raises
        ------
        pydantic.ValidationError
            If a key is missing or has a value of another type.
        """
        from pydantic import TypeAdapter  # takes 0.2 s, and planning never reads settings

        return TypeAdapter(cls).validate_python(document)


def _to_json(value: Any) -> Any:
    if isinstance(value, Settings):
        return value.to_json()
    if isinstance(value, dict):
        return {key: _to_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(inner) for inner in value]
    return value
