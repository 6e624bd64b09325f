from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learners.teams.invitations.addresses import MOST_AT_ONCE, Judged, Line, Outcome, Taken, judged, split
from learners.teams.invitations.inviting import is_good
from learners.teams.models import Membership


class InviteForm(forms.Form):
    """Addresses to invite, judged once they are clean."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One a line, or with commas between them."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("They are asked to be"), choices=Membership.Role, initial=Membership.Role.MEMBER
    )

    def clean_addresses(self) -> list[str]:
        addresses = split(self.cleaned_data["addresses"])
        if len(addresses) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("These are %(count)s addresses; %(most)s at most go in here. Use a roster for more.")
                % {"count": len(addresses), "most": MOST_AT_ONCE}
            )
        bad = [one for one in addresses if not is_good(Line(0, one, Membership.Role.MEMBER))]
        if bad or not addresses:
            raise forms.ValidationError(
                ngettext(
                    "This is no e-mail address: %(bad)s.", "These are no e-mail addresses: %(bad)s.", len(bad) or 1
                )
                % {"bad": ", ".join(bad or [self.cleaned_data["addresses"]])}
            )
        return addresses

    def judged(self, taken: Taken) -> list[Judged]:
        role = self.cleaned_data["role"]
        lines = [Line(number, one, role) for number, one in enumerate(self.cleaned_data["addresses"], start=1)]
        return list(judged(lines, taken, is_good))


def said(found: list[Judged], invited: int) -> str:
    """What became of a list, in a sentence or more."""
    parts = [ngettext("%(count)s invitation goes out.", "%(count)s invitations go out.", invited) % {"count": invited}]
    for outcome, words in (
        (Outcome.MEMBER, _("In the team already: %(who)s.")),
        (Outcome.INVITED, _("Invited already: %(who)s.")),
    ):
        who = [one.line.address for one in found if one.outcome == outcome]
        if who:
            parts.append(words % {"who": ", ".join(who)})
    return " ".join(parts)


class AnswerForm(forms.Form):
    """What the managers shall see, with a yes."""

    visibility = forms.ChoiceField(choices=Membership.Visibility, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, role: str) -> None:
        super().__init__(data)
        self.fields["visibility"].required = role == Membership.Role.MEMBER
