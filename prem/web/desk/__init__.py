"""What researchers, site leads and advisers may see of the answers: frozen releases, at /desk.

Pages serve what is frozen and nothing else: no answer is read and no statistic computed here.
"""

from prem.web.desk.routes import router

__all__ = ["router"]
