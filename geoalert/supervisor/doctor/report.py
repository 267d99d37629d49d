"""The doctor's report, for people or as JSON."""

import json
import sys
from dataclasses import asdict

from geoalert.supervisor.doctor import installation, instance, machine
from geoalert.supervisor.doctor.findings import Finding, State
from geoalert.supervisor.layout import Layout

SIGNS = {State.GOOD: "✓", State.NOTE: "·", State.BAD: "✗"}


def examine(layout: Layout, *, port: int) -> list[Finding]:
    """Everything that may be looked at; another user's folder of state is not opened."""
    found = [*machine.findings(layout), installation.packages(), installation.browser_code()]
    if not installation.may_enter(layout):
        return [*found, installation.strange(layout)]
    return [*found, *installation.findings(layout), *instance.findings(layout, port=port)]


def doctor(layout: Layout, *, port: int, as_json: bool) -> int:
    """Print the report; 0 when geoalert can run, 1 when something needed is missing."""
    found = examine(layout, port=port)
    bad = [finding for finding in found if finding.state is State.BAD]
    if as_json:
        print(json.dumps({"ok": not bad, "findings": [asdict(one) for one in found]}, ensure_ascii=False))
        return bool(bad)
    width = max(len(finding.name) for finding in found)
    for finding in found:
        mend = f" → {finding.mend}" if finding.mend else ""
        print(f"{SIGNS[finding.state]} {finding.name:<{width}}  {finding.sentence}{mend}")
    print(_verdict(len(bad)), file=sys.stderr)
    return bool(bad)


def _verdict(count: int) -> str:
    if not count:
        return "Rien ne manque : geoalert peut tourner."
    return f"{count} point{'s' if count > 1 else ''} à reprendre."
