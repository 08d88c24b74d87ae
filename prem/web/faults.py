"""How a fault is logged: its type and the line that raised it, and none of its words."""

from __future__ import annotations


def where(fault: BaseException) -> str:
    """Return the type of a fault and the line that raised it, such as "KeyError at prem.web:3".

    The message of an exception may hold a token, a number or an answer, so it is left out.
    """
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(fault).__name__
    return f"{type(fault).__name__} at {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
