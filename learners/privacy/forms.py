from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from learners.privacy.kinds import Person


class EraseForm(forms.Form):
    """Asks for what only the person knows: the password or, where there is none, the address. `may_try`: not too often."""

    def __init__(self, data: Any = None, *, user: Person, may_try: bool) -> None:
        super().__init__(data)
        self._user, self._may_try = user, may_try
        if user.has_usable_password():
            self.fields["password"] = forms.CharField(
                label=_("Your password"),
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": _("Write your password: nothing has been erased.")},
            )
        else:
            self.fields["email"] = forms.CharField(
                label=_("Your e-mail address"),
                help_text=_("You have no password here. Write the address of your account instead."),
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                error_messages={"required": _("Write your e-mail address: nothing has been erased.")},
            )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        self._check_tries()
        if not self._user.check_password(password):
            raise ValidationError(_("This is not your password. Nothing has been erased."))
        return password

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self._check_tries()
        if email.lower() != self._user.email.lower():
            raise ValidationError(_("This is not the address of your account. Nothing has been erased."))
        return email

    def _check_tries(self) -> None:
        if not self._may_try:
            raise ValidationError(_("Too many tries. Wait a few minutes; nothing has been erased."))
