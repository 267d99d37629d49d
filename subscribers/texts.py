"""What a phone is told besides alerts; every text fits one SMS of the GSM alphabet (tests measure it)."""

CODE = "{code} est votre code geoalert, valable 10 minutes. Ne le donnez à personne, jamais."
CODE_KNOWN = (
    "{code} est votre code geoalert, valable 10 minutes. Ce numéro est déjà inscrit pour un commerce :"
    " continuez pour en inscrire un autre."
)
CODE_STOP = "{code} est votre code geoalert pour ne plus recevoir d'alertes, valable 10 minutes."
STOPPED = "C'est fait : vous ne recevrez plus d'alertes geoalert sur ce numéro. Pour revenir, envoyez START."
STARTED = "C'est noté. Vos alertes geoalert reprendront quand la police aura validé à nouveau votre commerce."
VALIDATED = (
    "Votre commerce est validé : vous recevrez désormais par SMS les alertes de votre quartier."
    " Pour ne plus recevoir : STOP."
)
REFUSED = "Votre inscription à geoalert n'est pas validée : {reason}. Renseignements au commissariat."
