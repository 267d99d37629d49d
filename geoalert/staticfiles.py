"""Browser libraries, served from the packages that carry them; nothing of theirs is committed."""

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _python_package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(f"The package {name} of the requirements is not installed.")
    return Path(spec.origin).parent


NODE_MODULES = settings.BASE_DIR / "node_modules"
LEAFLET = NODE_MODULES / "leaflet" / "dist"
GEOMAN = NODE_MODULES / "@geoman-io" / "leaflet-geoman-free" / "dist"
PROTOMAPS = NODE_MODULES / "protomaps-leaflet" / "dist"
HTMX = _python_package("django_htmx") / "static" / "django_htmx"

# Apps whose own static folder is not served whole (some of their files name others that they lack).
NAMED_ONLY = frozenset({"django_htmx"})

# Static path -> file. `leaflet/` shadows the older Leaflet that django-leaflet carries.
SERVED = {
    "leaflet/leaflet.js": LEAFLET / "leaflet.js",
    "leaflet/leaflet.js.map": LEAFLET / "leaflet.js.map",
    "leaflet/leaflet.css": LEAFLET / "leaflet.css",
    "leaflet/images/layers.png": LEAFLET / "images" / "layers.png",
    "leaflet/images/layers-2x.png": LEAFLET / "images" / "layers-2x.png",
    "leaflet/images/marker-icon.png": LEAFLET / "images" / "marker-icon.png",
    "leaflet/images/marker-icon-2x.png": LEAFLET / "images" / "marker-icon-2x.png",
    "leaflet/images/marker-shadow.png": LEAFLET / "images" / "marker-shadow.png",
    "vendor/protomaps/protomaps-leaflet.js": PROTOMAPS / "protomaps-leaflet.js",
    "vendor/protomaps/protomaps-leaflet.js.map": PROTOMAPS / "protomaps-leaflet.js.map",
    "vendor/protomaps/LICENSE.txt": PROTOMAPS.parent / "LICENSE",
    "vendor/htmx/htmx-4.min.js": HTMX / "htmx-4.min.js",
    "vendor/geoman/leaflet-geoman.min.js": GEOMAN / "leaflet-geoman.min.js",
    "vendor/geoman/leaflet-geoman.min.js.map": GEOMAN / "leaflet-geoman.min.js.map",
    "vendor/geoman/leaflet-geoman.css": GEOMAN / "leaflet-geoman.css",
    "vendor/geoman/leaflet-geoman.css.map": GEOMAN / "leaflet-geoman.css.map",
}


class AppFinder(AppDirectoriesFinder):
    """The static folders of apps, but for those of which we serve named files only."""

    def __init__(self, app_names: list[str] | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(app_names, *args, **kwargs)
        for app in NAMED_ONLY:
            self.storages.pop(app, None)
        self.apps = [app for app in self.apps if app not in NAMED_ONLY]


class PackageFinder(BaseFinder):
    """Finds exactly the files of `SERVED`."""

    def check(self, **kwargs: object) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:  # type: ignore[override]
        found = SERVED.get(path)
        if found is None or not found.is_file():
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        for path, file in SERVED.items():
            yield path, _OneFile(file)


class _OneFile(FileSystemStorage):
    """A storage that answers every name with one file, so that a finder can rename it."""

    prefix = None

    def __init__(self, file: Path) -> None:
        super().__init__(location=file.parent)
        self._file = file

    def path(self, name: str) -> str:
        return str(self._file)


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for CSS, images and ES modules alike."""

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        """As in Django, but `url(%23id)` inside an SVG data URI is left alone: it names no file."""
        convert = super().url_converter(name, hashed_files, template)

        def convert_unless_fragment(match: re.Match[str]) -> str:
            if match["url"].startswith("%23"):
                return match["matched"]
            return convert(match)

        return convert_unless_fragment
