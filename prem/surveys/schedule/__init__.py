"""The life-event clock: from what has happened to a woman to what is planned for her. Pure."""

from prem.surveys.schedule.model import Happened, Planned, Safe, Woman
from prem.surveys.schedule.plan import plan

__all__ = ["Happened", "Planned", "Safe", "Woman", "plan"]
