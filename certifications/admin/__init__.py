"""The curriculum owner's desk, one module for each family of the catalogue."""

from certifications.admin import certifications, programs, providers, references, skills, versions, ways

__all__ = ["certifications", "programs", "providers", "references", "skills", "versions", "ways"]
