# One image for web, worker, beat, dispatcher and the migrate job; docker-compose.yml says which it becomes.
# Everything in it comes from pinned versions: tags here, hashes in requirements.lock and package-lock.json.

FROM node:20.19.5-bookworm-slim AS browser
WORKDIR /srv/geoalert
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11.13-slim-bookworm AS packages
COPY requirements.lock /srv/
RUN python -m venv /srv/venv \
 && /srv/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /srv/requirements.lock

FROM python:3.11.13-slim-bookworm
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONPATH=/srv/geoalert \
    PYTHONUNBUFFERED=1 \
    GEOALERT_VAR=/var/lib/geoalert
WORKDIR /srv/geoalert
# Volumes take over these rights: whoever owns the secrets on the host may be the user of the containers.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin geoalert \
 && install -d -m 755 /var/lib/geoalert \
 && install -d -m 1777 /var/lib/geoalert/run /var/lib/geoalert/kannel /var/lib/geoalert/tiles
COPY --from=packages /srv/venv /srv/venv
COPY --from=browser /srv/geoalert/node_modules node_modules
COPY . .
# Settings want keys; those of this line open nothing and stay in no layer.
RUN SECRET_KEY=build RECEIPT_SECRET=build KANNEL_PASSWORD=build METRICS_TOKEN=build ADDRESS_KEY=build ADDRESS_HASH_KEY=build \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q -x node_modules .
USER geoalert
EXPOSE 8000
CMD ["python", "-m", "geoalert.supervisor.services", "web", "--bind", "0.0.0.0:8000"]
