"""Play every golden conversation again and write what came out: only ever by hand.

    python tests/surveys/update_conversations.py [NAME ...]

Read the difference (git diff tests/surveys/conversations) before you commit it. A new
conversation is a file with the setting and `turns` of replies only, or one that
`prem play --save` wrote; this script fills in the rest.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from example_survey import example_survey, heavy_survey

from prem.surveys.conversation import replay
from prem.surveys.load import load_survey

FOLDER = Path(__file__).parent / "conversations"


def survey_of(record):
    """Return the survey of a record: an example in code, or one that prem ships."""
    examples = {one.id: one for one in (example_survey(), heavy_survey())}
    return examples.get(record["survey"]) or load_survey(record["survey"])


def update(path):
    record = json.loads(path.read_text(encoding="utf-8"))
    again = json.dumps(replay(survey_of(record), record), ensure_ascii=False, indent=1) + "\n"
    if again != path.read_text(encoding="utf-8"):
        path.write_text(again, encoding="utf-8")
        sys.stdout.write(f"updated {path.name}\n")


if __name__ == "__main__":
    for found in sorted(FOLDER.glob("*.json")):
        if not sys.argv[1:] or found.stem in sys.argv[1:]:
            update(found)
