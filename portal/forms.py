from django import forms


class SearchForm(forms.Form):
    """The one question of the library; nothing typed is a question too, and shows everything."""

    q = forms.CharField(
        label="Chercher une fiche",
        max_length=100,
        required=False,
        error_messages={"max_length": "100 caractères au plus : gardez les mots importants."},
        widget=forms.TextInput(attrs={"class": "input", "type": "search", "autocomplete": "off"}),
    )
