"""The field for files of evidence: what comes out of it is examined already."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learners.credentials.evidence import Upload, limits
from learners.credentials.file_kinds import Refusal, RefusedError, examine, name_to_show

WORDS = {
    Refusal.EMPTY: gettext_lazy("“%(name)s” is empty."),
    Refusal.TOO_BIG: gettext_lazy("“%(name)s” is larger than %(most_bytes)s."),
    Refusal.UNKNOWN: gettext_lazy("“%(name)s” is neither a PDF nor a PNG or JPEG picture, whatever it is called."),
    Refusal.BROKEN: gettext_lazy("“%(name)s” is damaged: it can't be read to its end."),
    Refusal.TOO_MANY_PIXELS: gettext_lazy("“%(name)s” has more than %(most_pixels)s megapixels. Make it smaller."),
    Refusal.ENCRYPTED: gettext_lazy("“%(name)s” is protected by a password. Save it without one."),
    Refusal.TOO_MANY_PAGES: gettext_lazy("“%(name)s” has more than %(most_pages)d pages. Keep those that show it."),
    Refusal.MORE_BEHIND_THE_END: gettext_lazy(
        "“%(name)s” goes on behind the end of its PDF. Print it to a new PDF and take that."
    ),
}


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """One file or several; cleaned, a list of `Upload`. Each error names its file."""

    widget = FilesInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"})

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not given:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(given) > settings.EVIDENCE_MAX_FILES:
            raise ValidationError(_too_many())
        uploads, errors = [], []
        for one in given:
            try:
                uploads.append(upload_of(one))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return uploads


class EvidenceForm(forms.Form):
    evidence = EvidenceField(
        label=gettext_lazy("Files"), error_messages={"required": gettext_lazy("Choose at least one file.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].help_text = what_is_taken()


def upload_of(file: "UploadedFile[Any]") -> Upload:
    """Raises `ValidationError`. No more than the limit is read."""
    most = limits()
    name = file.name or _("file")
    try:
        if (file.size or 0) > most.most_bytes:
            raise RefusedError(Refusal.TOO_BIG)
        examined = examine(file.read(most.most_bytes + 1), most)
    except RefusedError as refused:
        raise ValidationError(
            WORDS[refused.why],
            code=refused.why,
            params={
                "name": name,
                "most_bytes": filesizeformat(most.most_bytes),
                "most_pixels": most.most_pixels // 1_000_000,
                "most_pages": most.most_pages,
            },
        ) from refused
    return Upload(name_to_show(name, examined.kind), examined)


def what_is_taken() -> str:
    return _(
        "PDF, PNG or JPEG, up to %(files)d files of %(size)s each. Of pictures only the picture is kept, not where or when it was taken."
    ) % {"files": settings.EVIDENCE_MAX_FILES, "size": filesizeformat(settings.EVIDENCE_MAX_BYTES)}


def _too_many() -> str:
    most = settings.EVIDENCE_MAX_FILES
    return ngettext("No more than %(most)d file.", "No more than %(most)d files.", most) % {"most": most}
