#!/bin/sh
# Reruns every R script of this folder into a temporary folder and shows the difference.
# Exit code 0 when no number differs by more than 1e-6 and no other text, 1 otherwise.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v Rscript >/dev/null || {
  echo "make reference needs Rscript with psych, psychTools, psychotools, lme4, lmerTest, numDeriv, effectsize, pROC, lavaan, semTools, GPArotation, jsonlite" \
    "(Debian: r-cran-psych r-cran-psychtools r-cran-psychotools r-cran-lme4 r-cran-lmertest r-cran-numderiv r-cran-effectsize r-cran-proc r-cran-lavaan r-cran-semtools r-cran-gparotation r-cran-jsonlite)." >&2
  exit 1
}
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
for script in "$here"/*.R; do
  [ "$(basename "$script")" = compare.R ] && continue
  echo "running $(basename "$script")"
  Rscript --vanilla "$script" "$fresh" >/dev/null
done
Rscript --vanilla "$here/compare.R" "$here" "$fresh"
