FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEBUG=0 DATA_DIR=/data STATIC_ROOT=/app/staticfiles
RUN useradd --create-home --uid 10001 cairn && mkdir /data && chown cairn /data
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY portal portal
COPY certifications certifications
COPY learners learners
COPY templates templates
COPY static static
# collectstatic reads the settings, which want a key; this one never serves a request.
RUN SECRET_KEY=only-for-collectstatic python manage.py collectstatic --noinput --verbosity 0 && rm -rf /data/* && chown -R cairn /data
USER cairn
VOLUME /data
EXPOSE 8000
# No access log: the addresses of calendar feeds, shared credentials and links in mail are secrets. A proxy can log without them.
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
