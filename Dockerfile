# syntax=docker/dockerfile:1
# One image for production: `smplat serve`, `smplat worker`, `smplat migrate`.
# No embedded servers, no sandbox, no compiler, no package manager at run time.

ARG PYTHON=3.13

FROM python:${PYTHON}-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/smplat \
    UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.8
WORKDIR /src
# the dependencies alone first: this layer survives every change of ours
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --frozen --no-dev --no-install-project \
      --extra postgres --extra stripe --extra couriers --extra legacy --extra customers --extra patterns \
      --extra objects --extra api --extra worker --extra cli
COPY README.md LICENSE ./
COPY src src
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --frozen --no-dev --no-editable \
      --extra postgres --extra stripe --extra couriers --extra legacy --extra customers --extra patterns \
      --extra objects --extra api --extra worker --extra cli

FROM python:${PYTHON}-slim-bookworm
LABEL org.opencontainers.image.title="smplat" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --system --gid 10001 smplat \
 && useradd --system --uid 10001 --gid smplat --home-dir /nonexistent --shell /usr/sbin/nologin smplat
COPY --from=build /opt/smplat /opt/smplat
ENV PATH=/opt/smplat/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /
EXPOSE 8060
STOPSIGNAL SIGTERM
ENTRYPOINT ["smplat"]
CMD ["serve"]
