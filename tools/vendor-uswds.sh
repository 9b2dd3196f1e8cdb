#!/usr/bin/env bash
# Copies the parts of USWDS that CaseDesk serves from the npm package and writes their SHA-256 sums.
# Files are taken byte for byte, so that a fresh run proves that nothing was edited here.
#   tools/vendor-uswds.sh           copy and write SHA256SUMS (needs npm)
#   tools/vendor-uswds.sh --check   check the committed files against SHA256SUMS (needs nothing)
set -euo pipefail
cd "$(dirname "$0")/.."

version=3.14.0
to=src/CaseDesk/wwwroot/lib/uswds

check() {
  (cd "$to" && sha256sum --check --quiet SHA256SUMS)
  # A file without a sum would be served unseen.
  diff <(cd "$to" && sed 's/^[0-9a-f]* [ *]//' SHA256SUMS | LC_ALL=C sort) \
       <(cd "$to" && find . -type f ! -name SHA256SUMS | sed 's#^\./##' | LC_ALL=C sort)
}

if [[ "${1:-}" == --check ]]; then
  check
  echo "USWDS $version: all sums hold."
  exit
fi

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
(cd "$temporary" && npm pack --silent "@uswds/uswds@$version" >/dev/null && tar -xzf ./*.tgz)
dist=$temporary/package/dist

rm -rf "$to"
mkdir -p "$to/css"
cp "$temporary/package/LICENSE.md" "$to/LICENSE.md"
cp "$dist/css/uswds.min.css" "$to/css/"

# Every small drawing that the style sheet names. hero.jpg is 1 MB and belongs to a component that we do not use.
grep -o 'url(\.\./img/[^)]*\.svg)' "$dist/css/uswds.min.css" | sed 's#url(\.\./##; s#)$##' | sort -u | while read -r image; do
  mkdir -p "$to/$(dirname "$image")"
  cp "$dist/$image" "$to/$image"
done

# The three voices in the weights that desk.css uses. Browsers ask for a face only when a page uses it.
for font in \
  source-sans-pro/sourcesanspro-regular-webfont source-sans-pro/sourcesanspro-italic-webfont source-sans-pro/sourcesanspro-bold-webfont \
  merriweather/Latin-Merriweather-Regular merriweather/Latin-Merriweather-Italic merriweather/Latin-Merriweather-Bold \
  roboto-mono/roboto-mono-v5-latin-regular roboto-mono/roboto-mono-v5-latin-700
do
  mkdir -p "$to/fonts/$(dirname "$font")"
  cp "$dist/fonts/$font.woff2" "$to/fonts/$font.woff2"
done

(cd "$to" && find . -type f ! -name SHA256SUMS | sed 's#^\./##' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
check
echo "USWDS $version: $(find "$to" -type f | wc -l) files, $(du -sk "$to" | cut -f1) KB."
