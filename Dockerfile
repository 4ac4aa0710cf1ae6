# syntax=docker/dockerfile:1

# Compiles on the builder's architecture for the one that is asked for: the SDK does not run under emulation.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS toolchain
ARG BUILDARCH
ARG TARGETARCH
# What links a program for the other architecture.
RUN if [ "$TARGETARCH" != "$BUILDARCH" ]; then \
        case "$TARGETARCH" in \
            amd64) packages="gcc-x86-64-linux-gnu libc6-dev-amd64-cross" ;; \
            arm64) packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross" ;; \
            *) echo "LoopWorker is published for amd64 and arm64, not for $TARGETARCH." && exit 1 ;; \
        esac \
        && apt-get update \
        && apt-get install --yes --no-install-recommends $packages \
        && rm -rf /var/lib/apt/lists/*; \
    fi
# No process outlives its step.
ENV MSBUILDDISABLENODEREUSE=1
WORKDIR /source

# What the packages depend on, without the code, so that they are restored again only when this changes.
FROM toolchain AS projects
COPY src src
RUN find src -type f ! -name '*.csproj' ! -name '*.lock.json' -delete && find src -exec touch --date=@0 {} +

FROM toolchain AS packages
# Said again in each stage that uses it: not every builder hands it down.
ARG TARGETARCH
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY --from=projects /source/src src
RUN dotnet restore src/LoopWorker ${TARGETARCH:+--arch $TARGETARCH} --locked-mode -p:_IsPublishing=true

FROM packages AS publish
ARG TARGETARCH
COPY . .
ARG VERSION=0.1.0
ARG REVISION
# The analyzers belong to the build that tests.
RUN dotnet publish src/LoopWorker ${TARGETARCH:+--arch $TARGETARCH} --configuration Release --no-restore --output /app \
        --disable-build-servers -p:RunAnalyzers=false -p:Version=$VERSION ${REVISION:+-p:SourceRevisionId=$REVISION}

# Without a shell, without a package manager, and its user has no rights.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
WORKDIR /app
COPY --from=publish /app .
ARG VERSION=0.1.0
ARG REVISION
ARG SOURCE
LABEL org.opencontainers.image.title="LoopWorker" \
      org.opencontainers.image.description="Applies card transactions and geofence crossings from SQS to DynamoDB, each exactly once." \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
ENV LoopWorker__Health__Port=8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/app/loopworker", "health", "live"]
USER $APP_UID
ENTRYPOINT ["/app/loopworker"]
CMD ["run"]
