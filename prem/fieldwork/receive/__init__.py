"""Receive texts, many in one go. STOP comes before everything.

    incoming.py  a text with all that is known of who sent it: six statements for all of them
    hearing.py   what it says, at the step where her session stands
    stopping.py  STOP, durable before anything else; and whom an earlier one silences
    turning.py   the turns, decided and written together in the answers store
    erasing.py   DELETE
    outcome.py   what follows in the contacts store: marks, events, the next texts, as one
    together.py  many at once, or each alone where that fails
    rounds.py    puts them in order: `receive_many(field, came, now)`
    inbox.py     the thread that takes what waits: `Inbox.text(came)`

The answers store is written first, under a mark of the provider's id, and the contacts store
after it: a crash in between is mended by the provider's own retry, which finds the turn written,
works its outcome out again and queues what was cut off. Nothing is counted or sent twice.
"""

from prem.fieldwork.receive.inbox import Inbox
from prem.fieldwork.receive.outcome import MOST_AN_HOUR, Received
from prem.fieldwork.receive.rounds import receive_many, receive_text

__all__ = ["MOST_AN_HOUR", "Inbox", "Received", "receive_many", "receive_text"]
