"""The verbs: receive, apply, send, tick. One call, one transaction a store.

The engine decides, this room does: it loads the session, hands the reply in, and carries out the
events, one small function an event (apply.py).
"""
