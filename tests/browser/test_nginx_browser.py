"""Behind nginx as it ships: the whole site, each visitor at one replica, and one that falls."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from gradio_client import Client
from kit_subject import Place, lattice
from playwright.sync_api import Page, expect

from playground.ui.limits import LARGEST
from tests.deploy.front import HEALTH, UNDER, Front

pytestmark = pytest.mark.thorough

PLANE = f"{UNDER}/hands-on?tab=plane"
TOLD = ".pg-told:visible"
Visits = Callable[..., Any]


def replica(answer: Any) -> str:
    return answer.headers["x-replica"]


@pytest.mark.parametrize("path", ["/", f"{UNDER}/", f"{UNDER}/hands-on", f"{PLANE}&seed=3"])
def test_a_page_and_all_that_it_names(front: Front, path: str) -> None:
    with front.client() as http:
        page = http.get(path)
        assert page.headers["content-encoding"] == "gzip"
        assert not {"x-frame-options", "content-security-policy"} & set(page.headers)
        assert f'"root":"{front.url}{UNDER}"' in page.text
        again = http.get(path, headers={"if-none-match": page.headers["etag"]})
        assert again.status_code in (200, 304)  # the cookie may lead to the other replica
        again = http.get(path, headers={"if-none-match": again.headers["etag"]})
        assert again.status_code == 304
        named = set(re.findall(r"/(?:assets|kit)/[\w.-]+\.(?:js|css)", page.text))
        assert {address.split("/")[1] for address in named} == {"assets", "kit"}
        for address in named:
            got = http.get(UNDER + address)
            assert got.status_code == 200
            assert "immutable" in got.headers["cache-control"]
            assert got.content == httpx.get(front.direct[replica(got)] + address).content


def test_the_paths_end_without_a_slash_leads_on(front: Front) -> None:
    with front.client(follow_redirects=True) as http:
        assert http.get(UNDER).url.path == f"{UNDER}/"


def test_a_visitor_stays_with_one_replica_and_many_share_both(front: Front) -> None:
    homes = []
    for _ in range(16):
        with front.client() as http:
            http.get(f"{UNDER}/")
            met = {replica(http.get(path)) for path in (HEALTH, PLANE, HEALTH)}
            assert len(met) == 1
            homes += met
    assert set(homes) == {"one", "other"}  # by chance alone once in 32,768 times


def test_one_without_cookies_is_known_by_the_address(front: Front) -> None:
    def met(address: str) -> set[str]:
        found = set()
        for _ in range(2):
            with front.client(address) as http:
                found.add(replica(http.get(HEALTH)))
        return found

    homes = [met(f"127.0.1.{last}") for last in range(1, 17)]
    assert all(len(one) == 1 for one in homes)
    assert set.union(*homes) == {"one", "other"}


def test_a_replica_sees_the_visitors_address_whatever_he_says_of_himself(front: Front) -> None:
    lies = {"x-forwarded-for": "10.1.2.3", "forwarded": "for=10.1.2.3", "x-real-ip": "10.1.2.3"}
    with front.client("127.0.0.7") as http:
        assert http.get(HEALTH).headers["x-seen"] == "http 127.0.0.7"
        assert http.get(HEALTH, headers=lies).headers["x-seen"] == "http 127.0.0.7"


def test_tls_taken_off_before_nginx_is_heard_of(front: Front) -> None:
    outside = {"x-forwarded-proto": "https", "host": "lectures.example"}
    with front.client() as http:
        page = http.get(f"{UNDER}/", headers=outside)
    assert page.headers["x-seen"].startswith("https ")
    assert f'"root":"https://lectures.example{UNDER}"' in page.text
    assert {"Secure", "SameSite=None", "Partitioned"} <= set(page.headers["set-cookie"].split("; "))


def test_a_body_is_refused_from_where_the_playground_itself_does(front: Front) -> None:
    with front.client() as http:
        taken, refused = (
            http.post(f"{UNDER}/gradio_api/call/plane", content=b"x" * size)
            for size in (LARGEST, LARGEST + 1)
        )
    assert taken.status_code not in (413, 502, 503)
    assert refused.status_code == 413
    assert f"at most {LARGEST} bytes" in refused.json()["detail"]


def test_endpoints(front: Front) -> None:
    client = Client(f"{front.url}{UNDER}/", verbose=False, download_files=False)
    answered = client.predict(seed=3, api_name="/plane")
    assert answered["numbers"] == lattice(Place(seed=3)).report()
    picture = client.predict(seed=5, api_name="/waves")["images"]["frames"]["url"]
    assert picture.startswith(front.url + UNDER)
    assert httpx.get(picture).content.startswith(b"\x89PNG")


def test_steps_are_heard_as_they_are_made(front: Front) -> None:
    """Of work of four seconds, whose stream a proxy that buffers would keep until its end."""
    client = Client(f"{front.url}{UNDER}/", verbose=False)
    job = client.submit(seed=4, work=80, api_name="/plane")
    heard = set()
    while not job.done():
        heard.add(job.status().code.name)
    assert job.result()["numbers"] == lattice(Place(seed=4)).report()
    assert "PROGRESS" in heard


def ask(page: Page, work: int) -> None:
    page.get_by_label("Work").locator("visible=true").fill(str(work))


def under_way(page: Page) -> None:
    """The page shows a step of work that is not done: its stream comes as it is written."""
    expect(page.locator(".pg-work:visible img")).to_be_visible()


def test_a_page_is_opened_by_its_link_asks_and_stops(front: Front, visit: Visits) -> None:
    with visit(front.url + PLANE) as v:
        met = []
        v.page.on("response", lambda answer: met.append(answer.headers.get("x-replica")))
        page = v.open("&seed=7")
        seed = page.get_by_role("spinbutton", name="Seed").locator("visible=true")
        expect(seed).to_have_value("7")
        del met[:]
        ask(page, 2)
        page.wait_for_url("**work=2*")
        ask(page, 80)
        under_way(page)
        page.get_by_role("button", name="Stop").locator("visible=true").click()
        expect(page.locator(TOLD)).to_contain_text("Stopped, as you asked.")
        assert len(met) > 3
        assert len(set(met)) == 1


LOST = {
    "en-US": "The connection to the server was lost, and with it what was being computed.",
    "fr-FR": "La connexion au serveur est perdue, et avec elle le calcul en cours.",
}
REGAINED = {
    "en-US": "The connection to the server was lost, and the page was loaded anew.",
    "fr-FR": "La connexion au serveur a été perdue, et la page a été rechargée.",
}


def test_a_replica_falls_and_its_visitors_go_on_at_the_other(front: Front, visit: Visits) -> None:
    [cookie] = front.cookie("one").items()
    jar = [{"name": cookie[0], "value": cookie[1], "url": front.url}]
    opened = {name: visit(front.url + PLANE, locale=name) for name in LOST}
    quiet = visit(front.url + PLANE)
    for v in (*opened.values(), quiet):
        v.context.add_cookies(jar)
        v.open("&seed=7&work=1")
    for work, v in enumerate(
        opened.values(), 79
    ):  # not the same: the second would share the first's
        ask(v.page, work)
    for v in opened.values():
        under_way(v.page)

    front.replicas["one"].kill()
    for language, v in opened.items():
        expect(v.page.locator(TOLD)).to_contain_text(LOST[language])
        expect(v.page.get_by_test_id("toast-body").locator("visible=true")).to_have_count(0)
    for language, v in opened.items():
        expect(v.page.locator(TOLD)).to_contain_text(REGAINED[language])
        assert "seed=7&work=1" in v.page.url
        ask(v.page, 2)
        v.page.wait_for_url("**work=2*")
        expect(v.page.locator(TOLD)).to_have_count(0)
    # Who waited for nothing has nothing to be told.
    ask(quiet.page, 3)
    quiet.page.wait_for_url("**seed=7&work=3*")
    expect(quiet.page.locator(TOLD)).to_have_count(0)
    for v in (*opened.values(), quiet):
        v.page.close()


def test_when_none_is_left_page_and_reader_are_told(front: Front, visit: Visits) -> None:
    v = visit(front.url + PLANE)
    page = v.open()
    front.replicas["one"].kill()
    front.replicas["other"].kill()
    front.replicas["other"].wait()
    ask(page, 2)
    expect(page.locator(TOLD)).to_contain_text("The server did not answer.")
    v.page.close()
    with front.client() as http:
        away = http.get(f"{UNDER}/")
        assert away.status_code == 503
        assert "The playground does not answer" in away.text
        assert "does not answer" in http.get(UNDER + HEALTH).json()["detail"]
