#!/usr/bin/env bash
# Copies the parts of pdf.js that CaseDesk serves from the npm package and writes their SHA-256 sums.
# Files are taken byte for byte, so that a fresh run proves that nothing was edited here.
#   tools/vendor-pdfjs.sh           copy and write SHA256SUMS (needs npm)
#   tools/vendor-pdfjs.sh --check   check the committed files against SHA256SUMS (needs nothing)
set -euo pipefail
cd "$(dirname "$0")/.."

version=6.5.438
to=src/CaseDesk/wwwroot/lib/pdfjs

check() {
  (cd "$to" && sha256sum --check --quiet SHA256SUMS)
  # A file without a sum would be served unseen.
  diff <(cd "$to" && sed 's/^[0-9a-f]* [ *]//' SHA256SUMS | LC_ALL=C sort) \
       <(cd "$to" && find . -type f ! -name SHA256SUMS | sed 's#^\./##' | LC_ALL=C sort)
}

if [[ "${1:-}" == --check ]]; then
  check
  echo "pdf.js $version: all sums hold."
  exit
fi

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
(cd "$temporary" && npm pack --silent "pdfjs-dist@$version" >/dev/null && tar -xzf ./*.tgz)

rm -rf "$to"
mkdir -p "$to"
# The library and its worker. No character maps, fonts, decoders or colour profiles: our documents embed what they use and have no such pictures.
cp "$temporary/package/LICENSE" "$temporary/package/build/pdf.min.mjs" "$temporary/package/build/pdf.worker.min.mjs" "$to/"

(cd "$to" && find . -type f ! -name SHA256SUMS | sed 's#^\./##' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
check
echo "pdf.js $version: $(find "$to" -type f | wc -l) files, $(du -sk "$to" | cut -f1) KB."
