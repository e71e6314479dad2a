# Muster in a container: slim, not root, its state in one volume.
#
#   docker build -t muster .
#   docker run --network host -v muster:/home/muster/data muster           the demonstration, on loopback
#   docker run -v muster:/home/muster/data -v ./config.yaml:/home/muster/config.yaml:ro --env-file .env muster
#
# The demonstration lets anyone speak as anyone, so it listens on loopback alone: with bridged
# networking nobody would reach it. A live house (`mode: live`) needs no port but for webhooks.

FROM python:3.12-slim AS packages
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv /opt/muster \
 && /opt/muster/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/run.txt

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 muster \
 && install --directory --owner=muster --group=muster /home/muster/data
COPY --from=packages /opt/muster /opt/muster
WORKDIR /home/muster
COPY bot bot
COPY adapters adapters
COPY commands commands
COPY storage storage
COPY words words
COPY config.yaml steps.lock ./
ENV PATH=/opt/muster/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER muster
VOLUME /home/muster/data
# Ready: the database answers, and every connection is listened to.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-m", "bot", "health"]
# SIGTERM is understood: what is being sent is finished first.
CMD ["python", "-m", "bot", "run"]
