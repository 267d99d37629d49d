"""Addresses as a geocoder would give them."""

from dataclasses import replace

from django.contrib.gis.geos import Point

from zones.geocoding import Address

PAIX = Address(
    label="16 Rue de la Paix 75002 Paris",
    location=Point(2.331036, 48.869211, srid=4326),
    street="16 Rue de la Paix",
    way="Rue de la Paix",
    city="Paris",
    postcode="75002",
    insee_code="75102",
    score=0.97,
    exact=True,
)
LYON = replace(
    PAIX,
    label="16 Rue de la Paix 69001 Lyon",
    location=Point(4.832, 45.7578, srid=4326),
    city="Lyon",
    postcode="69001",
    insee_code="69381",
)
