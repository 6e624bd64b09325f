"""The stored catalogue as files: one for each programme with its certifications, one for each other kind."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from certifications.files.check import KINDS
from certifications.files.form import CatalogueFile
from certifications.files.reader import SUFFIXES

DUMPER = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
IN_PROGRAM_FILES = ("programs", "certifications")
WIDTH = 110


def split(catalogue: CatalogueFile) -> dict[str, CatalogueFile]:
    """File name → what stands in it. Kinds of which there is nothing have no file."""
    files = {
        f"{kind}.yaml": CatalogueFile.model_construct(None, **{kind: records})
        for kind, records in catalogue
        if records and kind not in IN_PROGRAM_FILES
    }
    for program in catalogue.programs:
        own = [certification for certification in catalogue.certifications if certification.program == program.slug]
        name = f"_{program.slug}.yaml" if program.slug in KINDS else f"{program.slug}.yaml"
        files[name] = CatalogueFile.model_construct(None, programs=[program], certifications=own)
    return files


def in_yaml(form: CatalogueFile) -> str:
    said = form.model_dump(mode="json", exclude_defaults=True)
    text: str = yaml.dump(said, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=WIDTH)
    return text


def strangers(folder: Path, files: Mapping[str, CatalogueFile]) -> list[str]:
    """Catalogue files in the folder that are not of this export: they would be loaded together with it."""
    if not folder.is_dir():
        return []
    inside = (path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return sorted(name for name in (str(path.relative_to(folder)) for path in inside) if name not in files)


def write(folder: Path, files: Mapping[str, CatalogueFile]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, form in files.items():
        (folder / name).write_text(in_yaml(form), encoding="utf-8")
