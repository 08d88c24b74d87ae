"""A provider behind its circuit breaker: what every provider over the network has in common."""

from __future__ import annotations

from datetime import datetime

from prem.channels.calling import Call, post
from prem.channels.circuit import Circuit
from prem.channels.model import NotSent, NotTaken, Outgoing, Unclear


class Provider:
    """Calls a provider over HTTP; a provider's own class says how a call looks and what is in it.

    `circuit` is shared where one provider has several channels.
    """

    costs = True

    def __init__(self, circuit: Circuit | None = None) -> None:
        self.circuit = circuit or Circuit()

    def call(self, one: Outgoing) -> Call:
        """Return the call that sends this text; raises NotSent where it cannot be sent so."""
        raise NotImplementedError

    def named(self, answer: object) -> bool:
        """Whether an answer names the text that the provider took."""
        raise NotImplementedError

    def send(self, one: Outgoing) -> None:
        """Send a text; raises NotSent, NotTaken or Unclear."""
        call = self.call(one)
        if not self.circuit.may_call(one.at):
            raise NotTaken
        try:
            answer = post(call)
            if not self.named(answer):
                raise Unclear
        except NotSent:
            self.circuit.succeeded()  # it answers: this text alone is at fault
            raise
        except (NotTaken, Unclear):
            self.circuit.failed(one.at)
            raise
        self.circuit.succeeded()

    def resting(self, at: datetime) -> bool:
        """Whether it failed so often that it is not called now."""
        return self.circuit.is_open(at)
