# The values of R that prem's measurement invariance of ordered answers is held to.
#
#   Rscript invariance_ordered.R FOLDER     writes FOLDER/invariance_ordered.json
#
# Steps of Wu and Estabrook (2016) as semTools::measEq.syntax writes them, delta parameterisation,
# fitted by lavaan's WLSMV; scaled difference tests of Satorra (2000), A by its default ("delta").
# Data: psychTools::bfi by gender and by education, and cut into two and three answers; psychTools::sai
# by study. Complete rows; answers that nobody gave in some group are merged alike in all, and in
# `education_joined` those that fewer than 10 gave.
suppressPackageStartupMessages({
  library(psychTools)
  library(lavaan)
  library(semTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

persons <- bfi
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) persons[[item]] <- 7 - persons[[item]]
big5 <- split(names(bfi)[1:25], factor(substr(names(bfi)[1:25], 1, 1), unique(substr(names(bfi)[1:25], 1, 1))))
names(big5) <- c("agree", "conscientious", "extraversion", "neuroticism", "openness")
tense <- c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
           "high.strung", "worried", "rattled")
calm <- c("calm", "secure", "at.ease", "rested", "comfortable", "confident", "relaxed",
          "content", "joyful", "pleasant")
state <- sai[sai$study %in% c("XRAY", "VALE"), c(tense, calm, "study")]
state[, calm] <- 5 - state[, calm]

# The rarest answer of any group joins its neighbour that fewer gave (the lower of two alike).
merged <- function(x, group, least) {
  x <- match(x, sort(unique(x)))
  repeat {
    counts <- table(factor(x, seq_len(max(x))), group)
    rare <- apply(counts, 1, min)
    if (min(rare) >= least || length(rare) == 1) return(x)
    k <- which.min(rare)
    total <- rowSums(counts)
    beside <- intersect(c(k - 1, k + 1), seq_along(total))
    to <- beside[which.min(total[beside])]
    x[x == max(k, to)] <- min(k, to)
    x <- match(x, sort(unique(x)))
  }
}

keys <- c("chisq", "df", "pvalue", "baseline.chisq", "baseline.df", "cfi", "tli", "rmsea",
          "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "chisq.scaled", "pvalue.scaled",
          "baseline.chisq.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled",
          "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled", "cfi.robust", "tli.robust",
          "rmsea.robust")
ladder <- list(configural = "", thresholds = "thresholds", loadings = c("thresholds", "loadings"),
               intercepts = c("thresholds", "loadings", "intercepts"))

# What each group's parameters say of the answers: standardised thresholds and loadings.
implied <- function(fit, items) {
  groups <- lavInspect(fit, "est")
  if (!is.null(groups$lambda)) groups <- list(groups)
  lapply(groups, function(e) {
    variance <- diag(e$lambda %*% e$psi %*% t(e$lambda))
    place <- match(sub("\\|.*", "", rownames(e$tau)), rownames(e$lambda))
    middle <- as.vector(e$nu + e$lambda %*% e$alpha)
    scale <- as.vector(e$delta)
    list(thresholds = as.vector((e$tau[, 1] - middle[place]) * scale[place]),
         loadings = as.list(scale * sqrt(variance)) |> setNames(rownames(e$lambda)))
  })
}

# The focal group's expected answer less that which the first group's parameters would give at the
# same place of the factor; the place from the fit with equal intercepts. dMACS is the root mean
# square difference in the two groups' standard deviations, weighted by n - 1 (Nye and Drasgow 2011).
expected <- function(found, link, items, factors, codes, scores, group) {
  first <- found[[1]]
  out <- list()
  for (g in names(found)[-1]) {
    own <- found[[g]]
    out[[g]] <- lapply(setNames(items, items), function(item) {
      cut <- rep(items, lengths(codes[items]) - 1) == item
      r0 <- first$loadings[[item]]; r1 <- own$loadings[[item]]
      mean <- link[[g]]$mean[[factors[[item]]]]; variance <- link[[g]]$variance[[factors[[item]]]]
      gaps <- diff(codes[[item]])
      curve <- function(th, r, z) sapply(z, function(one) sum(gaps * pnorm((r * one - th) / sqrt(1 - r^2))))
      apart <- function(z) curve(own$thresholds[cut], r1, z) - curve(first$thresholds[cut], r0, mean + sqrt(variance) * z)
      whole <- function(f) integrate(function(z) f(apart(z)) * dnorm(z), -10, 10, rel.tol = 1e-9, subdivisions = 500)$value
      two <- c(names(found)[1], g)
      spread <- sapply(two, function(one) sd(scores[[item]][group == one]))
      weight <- sapply(two, function(one) sum(group == one) - 1)
      list(signed = whole(identity), unsigned = whole(abs),
           dmacs = sqrt(whole(function(d) d^2)) / weighted.mean(spread, weight))
    })
  }
  out
}

values_of <- function(x, scales, group, least = 1, steps = names(ladder)) {
  items <- unlist(scales, use.names = FALSE)
  x <- na.omit(x[, c(items, group)])
  x[[group]] <- as.character(x[[group]])
  codes <- list()
  for (item in items) {
    now <- merged(x[[item]], x[[group]], least)
    codes[[item]] <- as.vector(tapply(x[[item]], now, mean)) # a merged answer counts as its mean
    x[[item]] <- now
  }
  x <- x[order(x[[group]]), ]
  model <- paste(names(scales), "=~", sapply(scales, paste, collapse = " + "), collapse = "\n")
  factors <- as.list(setNames(rep(names(scales), lengths(scales)), items))
  # An item of two answers says nothing of its loading before its intercept is equal too.
  two <- items[lengths(codes[items]) == 2]
  partial <- sprintf("%s =~ %s", unlist(factors[two]), two)
  fits <- lapply(ladder[steps], function(equal) {
    free <- if (length(two) && setequal(equal, ladder$loadings)) partial else ""
    syntax <- measEq.syntax(model, x, ordered = items, parameterization = "delta", ID.fac = "std.lv",
                            ID.cat = "Wu.Estabrook.2016", group = group, group.equal = equal,
                            group.partial = free)
    cfa(as.character(syntax), x, ordered = items, group = group, estimator = "WLSMV",
        parameterization = "delta")
  })
  tests <- suppressWarnings(as.data.frame(do.call(lavTestLRT, c(unname(fits), list(method = "satorra.2000")))))
  last <- lavInspect(fits$intercepts, "est")
  link <- lapply(last, function(e) list(
    mean = setNames(as.list(as.vector(e$alpha)), names(scales)),
    variance = setNames(as.list(unclass(e$psi)[cbind(seq_along(scales), seq_along(scales))]), names(scales))))
  scores <- lapply(setNames(items, items), function(item) codes[[item]][x[[item]]])
  out <- lapply(seq_along(fits), function(s) {
    found <- implied(fits[[s]], items)
    list(fit = as.list(unclass(fitMeasures(fits[[s]], keys))),
         difference = if (s > 1) list(chi2 = tests[s, "Chisq diff"], df = tests[s, "Df diff"], p = tests[s, "Pr(>Chisq)"]),
         groups = found, expected = expected(found, link, items, factors, codes, scores, x[[group]]))
  })
  list(n = as.list(table(x[[group]])), codes = codes, link = link, steps = setNames(out, steps))
}

cut_at <- function(x, at) { for (i in 1:25) x[[i]] <- findInterval(x[[i]], at); x }
two <- big5[c("extraversion", "neuroticism")]
values <- list(
  neuroticism = values_of(persons, big5["neuroticism"], "gender"),
  bfi = values_of(persons, big5, "gender"),
  education = values_of(persons, two, "education"),
  education_joined = values_of(persons, two, "education", least = 10),
  sai = values_of(state, list(tension = tense, calmness = calm), "study"),
  three = values_of(cut_at(persons, c(3, 5)), two, "gender"),
  binary = values_of(cut_at(persons, 4), two, "gender", steps = c("configural", "intercepts"))
)
write_json(values, file.path(folder, "invariance_ordered.json"), digits = 15, auto_unbox = TRUE, pretty = 1, null = "null")
