"""What is asked: theory of change, instruments, items, scales and words, as people write them."""
