# The bot and its commands. Rasa is another image; the database too (compose.yaml).

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/baro
WORKDIR /src
COPY requirements.lock ./
RUN /opt/baro/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY dialogues dialogues
COPY nlu nlu
COPY storage storage
RUN /opt/baro/bin/pip install --no-deps .

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Baro" org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/baro/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BARO_DATA_DIR=/data
RUN groupadd --system --gid 10001 baro \
    && useradd --system --uid 10001 --gid baro --home-dir /data --no-create-home --shell /usr/sbin/nologin baro \
    && install --directory --owner=baro --group=baro --mode=0700 /data
COPY --from=build /opt/baro /opt/baro
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
# That the process lives is seen to by the restart policy; this says whether its database can be worked with.
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["baro", "db", "check"]
ENTRYPOINT ["baro"]
CMD ["serve"]
