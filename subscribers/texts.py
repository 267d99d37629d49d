"""What a phone is told besides alerts; every text fits one SMS of the GSM alphabet (tests measure it)."""

from django.conf import settings

CODE = "{code} est votre code geoalert, valable 10 minutes. Ne le donnez à personne, jamais."
CODE_KNOWN = (
    "{code} est votre code geoalert, valable 10 minutes. Ce numéro est déjà inscrit pour un commerce :"
    " continuez pour en inscrire un autre."
)
CODE_STOP = "{code} est votre code geoalert pour ne plus recevoir d'alertes, valable 10 minutes."
STOPPED = "C'est fait : vous ne recevrez plus d'alertes geoalert sur ce numéro. Pour revenir : {back}."
STARTED = "C'est noté. Vos alertes geoalert reprendront quand la police aura validé à nouveau votre commerce."
VALIDATED = (
    "Votre commerce est validé : vous recevrez désormais par SMS les alertes de votre quartier."
    " Pour ne plus recevoir : {out}."
)
READ_LATER = (
    "Votre réponse sera lue, mais pas tout de suite. Urgence : 17, ou SMS au 114."
    " Pour ne plus recevoir d'alertes, répondez seulement : STOP."
)
REFUSED = "Votre inscription à geoalert n'est pas validée : {reason}. Renseignements au commissariat."


def stopped() -> str:
    """What confirms a STOP, with the way back."""
    number = settings.REPLY_NUMBER
    return STOPPED.format(back=f"START au {number}" if number else f"{_site()}/inscription/")


def validated() -> str:
    """Tells a shop that it is validated, and the way out: a number that takes replies, else the page."""
    number = settings.REPLY_NUMBER
    return VALIDATED.format(out=f"STOP au {number}" if number else f"{_site()}/stop/")


def _site() -> str:
    """Our host as texts name it, short enough for one SMS (geoalert.E001)."""
    return settings.PUBLIC_LINK_BASE.partition("/")[0]
