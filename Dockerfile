# Two stages: the locked dependencies are installed in the first, and only they and the code reach the second.
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements-runtime.lock /tmp/requirements-runtime.lock
RUN sed -i '/^fiftyone-db/,/# via/d' /tmp/requirements-runtime.lock
RUN python -m venv /opt/debrief \
 && /opt/debrief/bin/pip install --no-deps --require-hashes --only-binary :all: -r /tmp/requirements-runtime.lock \
 && /opt/debrief/bin/pip check

FROM python:3.12-slim
# The image carries no database: give it a MongoDB replica set in MONGODB_URI. The embedded one that a plain checkout
# starts has one writer for its data; it is for trying out, not for a container.
ENV PATH=/opt/debrief/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DEBRIEF_DATA=/data \
    DEBRIEF_KEYS=/keys \
    DEBRIEF_KEYS_MOUNTED=1
RUN useradd --system --user-group --uid 10001 --home-dir /app --shell /usr/sbin/nologin debrief \
 && install -d -o debrief -g debrief -m 0700 /data /keys
COPY --from=build /opt/debrief /opt/debrief
WORKDIR /app
COPY bot bot
COPY handlers handlers
COPY core core
COPY storage storage
COPY samples samples
COPY LICENSE manifest.yml ./
USER 10001
# Two, so that a backup of one never holds the other. The bot refuses a nameless volume for its keys: nobody would find it again.
VOLUME ["/data", "/keys"]
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=4)"]
CMD ["python", "-m", "bot", "serve"]
