from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from learners.teams.roster.reading import MOST_BYTES, RosterError, read


class RosterForm(forms.Form):
    """A file that can be read as a roster; `lines` once it is valid."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("A column “email”, and “role” (member or manager) if you like; other columns are not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            self.lines = read(file.read(MOST_BYTES + 1))
        except RosterError as error:
            raise forms.ValidationError(str(error)) from error
        return file
