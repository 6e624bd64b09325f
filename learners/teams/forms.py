from django import forms
from django.utils.translation import gettext_lazy as _

from learners.teams.models import Membership


class VisibilityForm(forms.Form):
    """What the managers of one team may see of one member."""

    visibility = forms.ChoiceField(label=_("My managers see"), choices=Membership.Visibility, widget=forms.RadioSelect)
