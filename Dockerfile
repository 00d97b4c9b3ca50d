FROM python:3.13.7-slim-bookworm AS build
WORKDIR /portal
COPY requirements.txt requirements-boot.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-boot.txt
RUN uv venv /venv && VIRTUAL_ENV=/venv uv pip sync --require-hashes requirements.txt

FROM python:3.13.7-slim-bookworm
RUN apt-get update -qq \
 && apt-get install --yes -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /portal portal \
 && mkdir -p /portal/var && chown portal /portal/var
WORKDIR /portal
COPY --from=build /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PORTAL_BOOTSTRAP=no PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 FONTCONFIG_FILE=/portal/static/fonts/fontconfig-container.conf
USER portal
VOLUME /portal/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/salud/listo', headers={'Host': 'localhost'}), timeout=4)"]
CMD ["python", "manage.py", "run", "web"]
