"""What can be wrong with vouchers: codes 422.730 to 422.739."""

from prem.errors.kinds import Kind

NO_VOUCHERS = Kind(
    "422.730", '"{survey}" gives no vouchers; write vouchers = true in its survey.toml'
)
BAD_VOUCHER = Kind(
    "422.731",
    "line {row}: a voucher is one code of 1 to {limit} printable letters; nothing was kept",
)
TOO_MANY_VOUCHERS = Kind("422.732", "{limit} vouchers is the most at once; nothing was kept")
VOUCHER_SIGNS = Kind(
    "422.733",
    "line {row}: a voucher goes out by text, so it is of plain letters, digits and signs as on a "
    "phone's keys; nothing was kept",
)
