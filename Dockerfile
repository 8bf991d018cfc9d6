# The worker, built from this checkout.
FROM ubuntu:26.04 AS build
RUN apt-get update && apt-get install -y --no-install-recommends dotnet-sdk-10.0 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN dotnet publish engine/StreamEngine.Host -c Release -o /app

FROM ubuntu:26.04
RUN apt-get update && apt-get install -y --no-install-recommends aspnetcore-runtime-10.0 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /var/lib/streamengine streamengine
COPY --from=build /app /app
# A worker runs for weeks: code that is instrumented first is faster once it is compiled (docs/adr/0012).
ENV DOTNET_TieredPGO=1
USER streamengine
WORKDIR /var/lib/streamengine
# What FASTER spills and the local mirror of the snapshots; a restart without it restores from Kafka.
VOLUME /var/lib/streamengine
ENTRYPOINT ["dotnet", "/app/streamengine.dll"]
CMD ["run"]
