"""The binned density is the kernel density: SciPy, point by point, says the same within 1 %."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from scipy.ndimage import map_coordinates
from scipy.stats import gaussian_kde

from incidents.density import BANDWIDTH, BIN, LIMITS, Density, density, spread
from incidents.models import Incident
from tests.incidents.making import incident, scatter
from tests.places import OPERA, SAINT_DENIS, VENDOME

pytestmark = pytest.mark.django_db

DAYS = 90


class FixedKernel(gaussian_kde):
    """SciPy stretches a bandwidth to the spread of the data: this one is round, and BANDWIDTH metres."""

    def _compute_covariance(self) -> None:
        self.covariance = np.eye(2) * BANDWIDTH**2
        self.cho_cov = np.eye(2) * BANDWIDTH


def by_scipy(points: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """Incidents per km² per 30 days at samples (metres)."""
    return FixedKernel(points.T)(samples.T) * len(points) * 1_000_000 * 30 / DAYS


def at(surface: Density, samples: np.ndarray) -> np.ndarray:
    columns, rows = ((samples - [surface.west, surface.south]) / BIN).T
    return map_coordinates(surface.values, [rows, columns], order=3)


@pytest.mark.parametrize("number", [2, 12, 400])
def test_it_equals_scipys_kernel_within_one_per_cent(number: int) -> None:
    scatter(number, metres=700)
    scatter(number, around=OPERA, metres=150, seed=5)
    points = np.array(Incident.objects.values_list("easting", "northing"), dtype=float)
    rng = np.random.default_rng(3)
    samples = points[rng.integers(0, len(points), 500)] + rng.normal(0, 300, (500, 2))

    surface = density(Incident.objects.all(), days=DAYS)
    expected = by_scipy(points, samples)

    assert surface is not None
    error = np.abs(at(surface, samples) - expected)
    assert error.max() <= 0.01 * expected.max()
    notable = expected > 0.05 * expected.max()
    assert (error[notable] <= 0.01 * expected[notable]).all()


def test_its_volume_is_the_number_of_incidents() -> None:
    scatter(50)
    surface = density(Incident.objects.all(), days=DAYS)

    assert surface is not None
    assert surface.values.sum() * BIN**2 / 1_000_000 * DAYS / 30 == pytest.approx(50, rel=1e-6)


def test_bands_nest_and_hold_what_is_that_dense() -> None:
    points = np.array([[651_000.0, 6_862_000.0]])
    bands = spread(points, weights=np.array([400.0]), days=30).bands()["features"]

    assert [band["properties"]["from"] for band in bands] == list(LIMITS)
    assert bands[-1]["properties"]["to"] is None
    shapes = [shapely.geometry.shape(band["geometry"]) for band in bands]
    assert all(shape.is_valid for shape in shapes)
    assert all(one.intersection(two).area < 1e-12 for one, two in pairwise(shapes))


def test_limits_do_not_follow_the_data() -> None:
    few, many = (
        spread(np.array([[651_000.0, 6_862_000.0]]), weights=np.array([weight]), days=30).bands()
        for weight in (1.0, 1000.0)
    )

    assert {band["properties"]["from"] for band in few["features"]} < set(LIMITS)
    assert {band["properties"]["from"] for band in many["features"]} == set(LIMITS)


def test_no_incident_is_no_density() -> None:
    incident(at=None)

    assert density(Incident.objects.all(), days=DAYS) is None


def test_without_the_permission_one_incident_leaves_no_trace() -> None:
    incident(at=SAINT_DENIS)
    assert density(Incident.objects.all(), days=7, exact=False) is None

    for _ in range(4):
        incident(at=VENDOME)
    surface = density(Incident.objects.all(), days=7, exact=False)

    assert surface is not None
    assert surface.values.sum() * BIN**2 / 1_000_000 * 7 / 30 == pytest.approx(5, rel=1e-6)
