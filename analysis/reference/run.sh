#!/bin/sh
# Reruns every R script of this folder into a temporary folder and shows the difference.
# Numbers of an optimiser differ in the last digits between machines: compare.py says by how much.
# Exit code 0 when nothing differs by more than 1e-6, 1 otherwise.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v Rscript >/dev/null || {
  echo "make reference needs Rscript with psych, psychTools, GPArotation and jsonlite" \
    "(Debian: r-cran-psych r-cran-psychtools r-cran-gparotation r-cran-jsonlite)." >&2
  exit 1
}
python=${PYTHON:-python3}
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
status=0
for script in "$here"/*.R; do
  echo "running $(basename "$script")"
  Rscript --vanilla "$script" "$fresh" >/dev/null
done
"$python" "$here/compare.py" "$here" "$fresh" || status=1
exit $status
