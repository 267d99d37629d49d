"""What people do at the worst moment: click twenty times, send over one another, say STOP, stop, leave."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from accounts.models import User
from accounts.roles import OFFICER
from alerts.models import Alert
from messaging.models import Mode, Sending
from tests.alerts.making import circle, draft
from tests.factories import PASSWORD, person, subscriber
from tests.faults.bench import GROUP
from tests.faults.run import Run
from tests.faults.visitor import Page, Visitor
from tests.places import OPERA, VENDOME

CLICKS = 20
# Shops stand so far apart, in degrees: all of them well inside the circles.
SPREAD = 0.002
WIDE = 900

REVOKED = {
    "role": "DELETE FROM accounts_user_groups WHERE user_id = %s",
    "account": "UPDATE accounts_user SET is_active = false WHERE id = %s",
    "territory": "UPDATE accounts_user SET territory_id = NULL WHERE id = %s",
}
ALTERED = {
    "text": "UPDATE alerts_alert SET text = text || ' Fuyez.' WHERE id = %s",
    "zone": "UPDATE alerts_alert SET perimeter = ST_Multi(ST_Expand(perimeter, 0.01)) WHERE id = %s",
    "trades": "UPDATE alerts_alert SET profession_codes = profession_codes[1:1] WHERE id = %s",
    "number": "UPDATE alerts_alert SET previewed_count = previewed_count + 1 WHERE id = %s",
    "place": "UPDATE alerts_alert SET place = place || ' bis' WHERE id = %s",
    "hour": "UPDATE alerts_alert SET occurred_at = occurred_at - interval '1 hour' WHERE id = %s",
}


def twenty_clicks(run: Run) -> int:
    """The same form, twenty times at once: one list, one answer."""
    numbers = shops(run, run.size(100, fast=40))
    alert, browser = verified(run, "clicks")
    pages = _at_once([browser.same_session() for _ in range(CLICKS)], [alert] * CLICKS)
    run.demand({page.status for page in pages} == {200}, f"answers: {sorted({p.status for p in pages})}")
    run.demand({page.url for page in pages} == {f"{browser.home}/poste/alertes/{alert.code}/"}, "other pages")
    run.demand(Sending.objects.filter(mode=Mode.LIVE).count() == 1, "more than one list was frozen")
    follow(run, alert, numbers)
    run.bench.dispatcher()
    run.finish()
    return 0


def two_officers(run: Run) -> int:
    """Overlapping zones, sent in the same second: each alert brings each phone its text once."""
    numbers = shops(run, run.size(120, fast=60))
    first, one = verified(run, "one", shapes=[circle(VENDOME, WIDE)])
    second, two = verified(run, "two", shapes=[circle(OPERA, WIDE)])
    _at_once([one, two], [first, second])
    for alert in (first, second):
        follow(run, alert, numbers)
    run.bench.dispatcher()
    run.finish()
    return 0


def stop_before_the_claim(run: Run) -> int:
    """Phones write STOP once the list is frozen: they are skipped, the others are served."""
    numbers = shops(run, run.size(80, fast=40))
    alert, browser = verified(run, "stop")
    press(browser, alert)
    leaving = run.random.sample(numbers, 10)
    for number in leaving:
        run.bench.writes_back(number, "STOP")
    follow(run, alert, numbers)
    run.suppress(leaving)
    run.bench.dispatcher()
    run.finish()
    run.demand(run.left("SKIPPED_SUPPRESSED") == len(leaving), "not everybody who said STOP was skipped")
    return 0


def revoked(run: Run) -> int:
    """Role, account or territory taken away after the check: the click is refused."""
    shops(run, 20)
    for name, statement in REVOKED.items():
        alert, browser = verified(run, name)
        _change(run, statement, alert.author_id)
        _demand_refused(run, alert, press(browser, alert), f"{name} taken away")
    run.finish()
    return 0


def altered(run: Run) -> int:
    """Text, zone, trades, number, place or hour changed behind the check: the fingerprint says so."""
    shops(run, 20)
    for name, statement in ALTERED.items():
        alert, browser = verified(run, name)
        _change(run, statement, alert.pk)
        _demand_refused(run, alert, press(browser, alert), f"{name} altered")
    run.finish()
    return 0


def shops(run: Run, count: int) -> list[str]:
    """Businesses around the Place Vendôme, each with a number of its own."""
    numbers = run.numbers_of_fiction(count)
    for number in numbers:
        east, north = (run.random.uniform(-SPREAD, SPREAD) for _ in range(2))
        subscriber(at=(VENDOME[0] + east, VENDOME[1] + north), phone=number)
    return numbers


def verified(run: Run, name: str, **asked: object) -> tuple[Alert, Visitor]:
    """An officer who is signed in, before an alert that was checked and waits for *Envoyer*."""
    officer: User = person(f"{name}-{run.serial}", OFFICER, sectors=("*",))
    alert = draft(officer, VENDOME, **{"shapes": [circle(VENDOME, WIDE)], **asked})
    browser = Visitor(f"http://127.0.0.1:{run.bench.web_port}")
    browser.sign_in(officer.username, PASSWORD)
    return alert, browser


def follow(run: Run, alert: Alert, numbers: Sequence[str]) -> None:
    """Judge what this alert froze."""
    alert.refresh_from_db()
    run.demand(alert.sending is not None, "the alert was not frozen")
    if alert.sending is not None:
        run.watch(alert.sending, numbers)


def press(browser: Visitor, alert: Alert) -> Page:
    path = f"/poste/alertes/{alert.code}/envoyer/"
    return browser.post(path, typed_count=str(alert.previewed_count), seen_hash=alert.request_hash)


def _at_once(browsers: Sequence[Visitor], alerts: Sequence[Alert]) -> list[Page]:
    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(press, browsers, alerts))


def _change(run: Run, statement: str, key: int) -> None:
    """Past all of our code, as somebody with the database's password would."""
    with run.bench.connect() as outside, outside.cursor() as cursor:
        cursor.execute(statement, [key])


def _demand_refused(run: Run, alert: Alert, page: Page, what: str) -> None:
    alert.refresh_from_db()
    run.demand(alert.sending_id is None and alert.state == Alert.State.DRAFT, f"it left with its {what}")
    run.demand(page.status < 500, f"{what}: answered {page.status}")


def stopped_at(*shares: float) -> Callable[[Run], int]:
    """*Arrêter* when so much has left: nothing more leaves after its commit than what was in flight."""

    def inject(run: Run) -> int:
        for share in shares:
            _stop_one(run, share)
        run.finish()
        run.demand(Sending.objects.filter(state=Sending.State.STOPPED).count() == len(shares), "not stopped")
        return 0

    return inject


def _stop_one(run: Run, share: float) -> None:
    sending = run.freeze(run.size(300, fast=120))
    if share:
        run.bench.dispatcher()
        run.until_share(share, of=sending)
    in_flight = run.stop(sending)
    run.demand(in_flight <= GROUP * len(run.bench.processes), f"{in_flight} were in flight at the stop")
    if not share:
        run.bench.dispatcher()
