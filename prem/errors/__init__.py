"""The catalogue of everything that can be wrong: a code, a status, a sentence.

Step 1 of the stairs: every room may import this one, and it imports none.

    Kind        one entry of the catalogue: "422.101", its sentence with holes
    Place       where: file, item, field, row, column (any of them may be absent)
    Complaint   a kind at a place, with the holes filled: what a person reads
    Refusal     the exception that carries one or more complaints to the edge

The number before the point of a code is the HTTP status; the command line exits with 1.
A retired code is never used again. The entries live by subject in the modules beside this one.
"""

from prem.errors.kinds import Complaint, Kind, Place, Refusal, all_kinds

__all__ = ["Complaint", "Kind", "Place", "Refusal", "all_kinds"]
