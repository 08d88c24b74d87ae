"""What is asked: theory of change, instruments, items, scales and words, as people write them.

- reading, fields: one file, one table: every slip becomes a complaint with its place
- find_theory, compile_theory -> theory.Theory
- compile, compile_items, compile_words -> model.Instrument, immutable, with its hash (hashing)
- load: by id, whole or refused with all complaints
- gsm7, message: the item as a channel gives it, counted as a network counts
- lints/: what is hard, unkind, unsafe or useless though it compiles
- check: all of it, for `prem check`
"""
