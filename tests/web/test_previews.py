"""Who looks at a link before she does: messengers, mail scanners and search engines."""

from __future__ import annotations

import pytest

# Programs that fetch links on their own, by the name that each gives.
AGENTS = (
    "WhatsApp/2.24.20.89 A",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "facebookcatalog/1.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
    "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",  # iMessage
    "TelegramBot (like TwitterBot)",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SkypeUriPreview Preview/0.5 Teams",
    "Viber/13.0",
    "Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots",
    "Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Applebot/0.1; +http://www.apple.com/go/applebot)",
    "Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)",
    "Pinterestbot/1.0",
    "Mattermost-Bot/1.1",
    "Iframely/1.3.1 (+https://iframely.com/docs/about)",
    "Barracuda Sentinel (EE)",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0) Microsoft Outlook SafeLinks",
)


def test_no_agent_is_listed_twice():
    assert len(set(AGENTS)) == len(AGENTS) >= 20


@pytest.mark.parametrize("path", ["a link", "a poster"])
def test_looking_ahead_spends_nothing_and_learns_nothing(app, client, new_token, woman, read, path):
    token = new_token()
    address = f"/q/{token}" if path == "a link" else "/join/ABCDEFGH"
    stores = app.house.stores
    seen: list[str] = []
    for store in (stores.contacts, stores.answers, stores.workshop):
        store.reader.watch = store.writer.watch = seen.append
    for agent in AGENTS:
        for method in ("GET", "HEAD"):
            page = client.request(method, address, headers={"user-agent": agent})
            assert page.status_code == 200
            assert "set-cookie" not in page.headers
            assert page.headers["cache-control"] == "no-store"
            assert token not in page.text
            assert "og:" not in page.text
            assert "description" not in page.text
    assert seen == [], "no store was asked"
    assert read.step(woman.opens(token)) == "opening"
