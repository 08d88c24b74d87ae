"""What researchers, site leads and advisers may see of the answers: frozen releases, at /desk.

Pages serve what is frozen: no answer is read and no statistic computed here. Staff type booklets
in, and tell what happened to women; what they typed is shown to nobody again.
"""

from prem.web.desk import enrolling, paper, said, women
from prem.web.desk.routes import router

router.include_router(paper.router)
router.include_router(women.router)
router.include_router(enrolling.router)
router.include_router(said.router)

__all__ = ["router"]
