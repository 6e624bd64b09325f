from typing import Any

from django.utils.translation import gettext as _now

from certifications.admin.forms import CatalogueForm
from certifications.models import Certification


class CertificationForm(CatalogueForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Certification.Kind.GUIDED:
            for name in ("track", "level"):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, _now("A guided certification needs a track and a level."))
        track, program = cleaned.get("track"), cleaned.get("program")
        if track and program and track.program_id != program.pk:
            self.add_error("track", _now("This track belongs to another programme: %s.") % track.program)
        if self.instance.pk and cleaned.get("replaced_by") == self.instance:
            self.add_error("replaced_by", _now("A certification cannot replace itself."))
        return cleaned
