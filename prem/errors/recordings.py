"""What can be wrong with recordings of questions and answers: serials 260 to 269."""

from prem.errors.kinds import Kind

UNKNOWN_CLIP = Kind(
    "422.260",
    "nothing that is asked has a recording of this name; a clip is called <name>.<hash>.<format> "
    "as `prem record-list` prints it",
)
STALE_CLIP = Kind(
    "422.261",
    'the words of "{name}" have changed since this was recorded; record them anew as {wanted}',
)
LARGE_CLIP = Kind("422.262", "this clip has {found} bytes; a clip may have {limit} at most")
LONELY_CLIP = Kind(
    "422.263",
    "this clip is here as {found} only; each stands beside its twin: .mp3, and one of .opus, "
    ".ogg or .webm",
)
BROKEN_CLIP = Kind("422.264", "this file is no {kind} audio, or is in part only")
NO_SUCH_CLIP = Kind("404.265", "there is no recording here of this name")
