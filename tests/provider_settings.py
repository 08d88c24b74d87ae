"""Settings of a worker that sends by each provider, none of them a real account."""

from __future__ import annotations

TOKEN = "t" * 32
ADDRESS = {"PREM_PUBLIC_URL": "https://prem.test"}
TWILIO = {
    "PREM_SMS": "twilio",
    "PREM_TWILIO_ACCOUNT": "AC" + "0" * 32,
    "PREM_TWILIO_TOKEN": TOKEN,
    "PREM_TWILIO_SENDER": "+447400654321",
    "PREM_TWILIO_KEEPS_DAYS": "30",
}
SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
NOTIFY = {
    "PREM_SMS": "notify",
    "PREM_NOTIFY_KEY": f"k-{SERVICE}-3d844edf-8d35-48ac-975b-e847b4f122b0",
    "PREM_NOTIFY_TEMPLATE": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    "PREM_NOTIFY_BEARER": "b" * 40,
    "PREM_NOTIFY_KEEPS_DAYS": "7",
}
