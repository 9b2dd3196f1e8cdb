# syntax=docker/dockerfile:1
# Tags move. For an installation that must be the same tomorrow, pin both images by digest
# (docker buildx imagetools inspect IMAGE says it): FROM …:10.0-noble@sha256:…
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
# The lock files say which packages, so that the same source gives the same program.
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/CaseDesk -c Release -o /app -p:RestoreLockedMode=true -p:UseAppHost=false
# The extraction's worker lives for seconds, so it is compiled ahead for this processor, with what it uses (docs/performance.md).
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/CaseDesk.Extraction -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" --self-contained false \
      -p:PublishReadyToRun=true -p:UseAppHost=false -o /worker \
    && cp /worker/CaseDesk.*.dll /worker/System.IO.Hashing.dll /worker/ZstdSharp.dll /worker/DuckDB.NET.*.dll /worker/Apache.Arrow*.dll /app/
# Native libraries of other systems than this image's.
RUN cd /app/runtimes && ls | grep -vxE 'linux-(x64|arm64)' | xargs rm -r
# Empty; a new volume takes its owner from them.
RUN mkdir /data /mark

# Chiseled: no shell, no package manager. "extra" has ICU and time zones, which the desk needs.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /data /data
COPY --from=build --chown=1654:1654 /mark /mark
ENV ASPNETCORE_URLS=http://+:8080 \
    CaseDesk__DataDirectory=/data \
    DOTNET_EnableDiagnostics=0
# By number, so that an orchestrator can see that it is not root. It is the image's user "app".
USER 1654:1654
EXPOSE 8080
ENTRYPOINT ["dotnet", "CaseDesk.dll"]
CMD ["serve"]
