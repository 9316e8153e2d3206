# Yanlu in two images: `app` runs web, worker, beat and the migrations, `proxy` is nginx with the
# static files in it. Neither runs as root, neither writes outside /tmp and its volumes.

FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim-bookworm AS app
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends espeak-ng fonts-noto-cjk fonts-arphic-gbsn00lp libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent yanlu \
    && install -d -o yanlu /data /data/media /data/private /data/mail
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cms.settings.production \
    YANLU_DATA=/data
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY consultation ./consultation
COPY feedback ./feedback
COPY search ./search
COPY cms ./cms
COPY templates ./templates
# What citizens download to check a report
COPY docs/verify_report.py docs/verify.md docs/points.schema.json ./docs/
# Keys for this one command, kept nowhere
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    FIELD_KEYS="k:$(python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')" \
    python manage.py collectstatic --no-input --verbosity=0
USER 10001
EXPOSE 8000
CMD ["gunicorn", "-c", "python:cms.server", "cms.wsgi"]

FROM nginx:1.28-alpine AS proxy
COPY --from=app /data/static /data/static
COPY docs/deploy/nginx.conf.template /etc/nginx/yanlu.conf.template
ENV NGINX_LISTEN=8080 \
    NGINX_UPSTREAM="server web:8000;" \
    NGINX_STATIC=/data/static \
    NGINX_MEDIA=/data/media \
    NGINX_STATE=/tmp \
    PUBLIC_SCHEME=http
USER 101
EXPOSE 8080
ENTRYPOINT []
CMD ["sh", "-c", "envsubst '$NGINX_LISTEN $NGINX_UPSTREAM $NGINX_STATIC $NGINX_MEDIA $NGINX_STATE $PUBLIC_SCHEME' < /etc/nginx/yanlu.conf.template > /tmp/nginx.conf && exec nginx -c /tmp/nginx.conf -g 'daemon off;'"]
