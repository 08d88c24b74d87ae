# Shows how freshly computed reference values differ from the committed ones.
#
#   Rscript compare.R COMMITTED FRESH     two folders; exit code 1 when they differ
#
# JSON: by number, with a tolerance of 1e-6. Other files: by text. The session is shown only.
folders <- commandArgs(trailingOnly = TRUE)
tolerance <- 1e-6
differs <- FALSE

for (name in list.files(folders[2])) {
  committed <- file.path(folders[1], name)
  fresh <- file.path(folders[2], name)
  if (!file.exists(committed)) {
    cat(name, ": not committed\n", sep = "")
    differs <- TRUE
  } else if (grepl("\\.json$", name)) {
    old <- unlist(jsonlite::fromJSON(committed, simplifyVector = FALSE))
    new <- unlist(jsonlite::fromJSON(fresh, simplifyVector = FALSE))
    same_names <- identical(names(old), names(new))
    if (!same_names) cat(name, ": other keys than before\n", sep = "")
    shared <- if (same_names) seq_along(old) else integer()
    numbers <- suppressWarnings(cbind(as.numeric(old[shared]), as.numeric(new[shared])))
    texts <- which(is.na(numbers[, 1]) & old[shared] != new[shared])
    gaps <- abs(numbers[, 1] - numbers[, 2])
    worst <- if (any(!is.na(gaps))) max(gaps, na.rm = TRUE) else 0
    where <- if (worst > 0) paste(" at", names(old)[which.max(gaps)]) else ""
    cat(name, ": ", sum(!is.na(gaps)), " numbers, largest difference ", worst, where, "\n", sep = "")
    if (length(texts)) cat("  other words:", names(old)[texts], "\n")
    differs <- differs || !same_names || worst > tolerance || length(texts) > 0
  } else if (!identical(readLines(committed), readLines(fresh))) {
    cat(name, ": the text differs; new lines:\n", sep = "")
    writeLines(paste(" ", head(setdiff(readLines(fresh), readLines(committed)), 20)))
    differs <- differs || !startsWith(name, "session")
  }
}
quit(status = as.integer(differs))
