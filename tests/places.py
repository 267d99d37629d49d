"""Named points (longitude, latitude): a test reads better with a place than with numbers."""

VENDOME = (2.3294, 48.8675)
OPERA = (2.3316, 48.8720)
BASTILLE = (2.3694, 48.8532)
PANTHEON = (2.3462, 48.8462)
"""In the 5e arrondissement."""
REPUBLIQUE = (2.3619, 48.8708)
"""In the 10e arrondissement, north of the square."""
MONTREUIL = (2.4433, 48.8638)
NANTERRE = (2.2070, 48.8924)
CRETEIL = (2.4556, 48.7904)
SAINT_DENIS = (2.3574, 48.9362)
PIERREFITTE = (2.3600, 48.9650)
"""Part of Saint-Denis since 2025-01-01."""
VERSAILLES = (2.1301, 48.8049)
"""Outside the four departments, close by."""
MARSEILLE = (5.3698, 43.2965)
