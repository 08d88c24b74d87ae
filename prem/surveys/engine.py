"""The pure engine: `step(survey, session, reply, now) -> (session, events)`. Helper C writes it."""
