"""Files that people read: the analysis report and tables, the release and its page.

Step 5 of the stairs: writes files, computes no statistics.
"""
