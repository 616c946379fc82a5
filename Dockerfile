# Ask Thái Nguyên: the web chat, with the starter edition built in. Run: docker run -p 8080:8080 IMAGE
FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 bot
WORKDIR /app
ENV VENV=/opt/venv PYTHONUTF8=1 WEB__HOST=0.0.0.0
COPY Makefile ./
COPY requirements requirements
RUN make install PYTHON=python && /opt/venv/bin/python -m compileall -q /opt/venv/lib
COPY . .
RUN mkdir -p var && chown bot var
USER bot
RUN /opt/venv/bin/python -m ingest build --publish
VOLUME /app/var
EXPOSE 8080
HEALTHCHECK --start-period=20s CMD ["/opt/venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/readyz', timeout=5)"]
CMD ["/opt/venv/bin/python", "-m", "bot", "serve"]
