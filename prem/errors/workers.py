"""Long work on cores and clusters, and parts that fail: 422.970 to 422.979."""

from prem.errors.kinds import Kind

NO_DASK = Kind("422.970", "--dask needs Dask, which is not installed here: pip install prem[dask]")
NO_SCHEDULER = Kind(
    "422.971",
    "no Dask scheduler answers at {address}; --dask takes the address that the scheduler showed "
    "when it started, such as tcp://10.0.0.5:8786",
)
OTHER_PREM = Kind(
    "422.972",
    "the workers of this cluster have {found} of prem and here is {own}; install the same on all",
)
WORKERS_DIED = Kind(
    "422.973",
    "the processes that shared the work ended before it was done, most often for want of memory; "
    "try --jobs 1",
)
CLUSTER_DIED = Kind(
    "422.974",
    "the Dask cluster lost its workers (or its scheduler) before the work was done; see whether "
    "they have enough memory, or leave out --dask",
)
PART_FAILED = Kind(
    "422.975",
    "This part failed in a way that nobody foresaw ({what}) and is null; what stands beside it "
    "does not depend on it. Please tell the makers of prem.",
    "warning",
)
SUBSET = Kind(
    "422.979",
    "These take a random {n:,} of the {rows:,} rows (seed {seed}): more make them no better, and "
    "all would take many times as long.",
    "warning",
)
