# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# What links the native program.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends clang \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The projects first: packages are restored again only when these change.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt appsettings.json ./
COPY docs/settings.schema.json ./docs/
COPY src ./src
RUN dotnet publish src/LoopWorker --configuration Release --output /app -p:RestoreLockedMode=true

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0
WORKDIR /app
COPY --from=build /app .
# The user that the base image brings, without rights.
USER $APP_UID
ENTRYPOINT ["./loopworker"]
CMD ["run"]
