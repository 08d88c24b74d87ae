"""A survey made dangerous: each text that would hurt the wrong woman is one that it can send."""

from __future__ import annotations

from dataclasses import replace

from prem.surveys.model import Survey

OF_A_BABY = "How are you and the baby? Shall we go on? Reply YES, or STOP to end."


def hazardous(survey: Survey) -> Survey:
    """Return the survey with a reminder that mentions a baby, and with WhatsApp.

    No study may have such words (prem check refuses them): here they show that what keeps them
    from a woman whose baby died holds, too.
    """
    words = {
        language: replace(said, text={**said.text, "reminder": OF_A_BABY})
        for language, said in survey.words.items()
    }
    channels = tuple(dict.fromkeys((*survey.channels, "whatsapp")))
    forms = {**survey.form_of_channel, "whatsapp": survey.form_of_channel["sms"]}
    return replace(survey, words=words, channels=channels, form_of_channel=forms)
