"""Reading through the API: the specification's names, pages, tags, and what each may see."""

from core.insight.model import SessionInsight
from tests.api.conftest import Client
from tests.relationships.house import ELSEWHERE, person

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


async def test_my_insights_are_paired_and_unpaired_with_a_total_and_a_next_page(api: Client) -> None:
    house = api.house
    for n in range(1, 4):
        await house.session(ADA, n)
    await house.paired_session(IVA, ADA, 4)
    got = await api.get(ADA, "/session-insights/my-insights?limit=3")
    page = got.json
    assert (got.status, page["total_count"]) == (200, 4)
    assert [row["session_title"] for row in page["paired_insights"]] == ["Letting go 4"]
    assert [row["session_title"] for row in page["unpaired_insights"]] == ["Letting go 3", "Letting go 2"]
    row = page["unpaired_insights"][0]
    counts = {name: row[name] for name in row if name.endswith("_count")}
    assert (counts["celebration_count"], counts["discovery_count"], counts["action_item_count"]) == (1, 2, 1)
    assert got.headers["Link"] == f'<{page["next"]}>; rel="next"'
    rest = (await api.get(ADA, page["next"])).json
    assert [row["session_title"] for row in rest["unpaired_insights"]] == ["Letting go 1"]
    assert rest["next"] is None
    skipped = (await api.get(ADA, "/session-insights/my-insights?limit=1&offset=2")).json
    assert [row["session_title"] for row in skipped["unpaired_insights"]] == ["Letting go 2"]
    for asked, counted in (("include_paired=false", 3), ("include_unpaired=false", 1)):
        assert (await api.get(ADA, f"/session-insights/my-insights?{asked}")).json["total_count"] == counted
    none = (await api.get(ADA, "/session-insights/my-insights?include_paired=false&include_unpaired=false")).json
    assert (none["total_count"], none["paired_insights"], none["unpaired_insights"]) == (0, [], [])


async def test_a_relationship_lists_its_own_sessions_with_both_names(api: Client) -> None:
    house = api.house
    session = await house.paired_session(IVA, ADA, 1)
    await house.session(ADA, 2)
    bond = await house.bond(IVA, ADA)
    for who in (IVA, ADA):
        page = (await api.get(who, f"/session-insights/relationship/{bond.id}")).json
        assert [row["id"] for row in page["insights"]] == [session]
        assert (page["total_count"], page["coach_name"], page["client_name"]) == (1, "Iva", "Ada")
    assert (await api.get(BO, f"/session-insights/relationship/{bond.id}")).status == 404
    me = (await api.get(IVA, "/me")).json
    assert (me["user_id"], me["name"], me["relationships"][0]["id"]) == ("iva", "Iva", bond.id)


async def test_one_session_has_the_specification_s_fields_and_a_tag(api: Client) -> None:
    session = await api.house.session(ADA)
    got = await api.get(ADA, f"/session-insights/{session}")
    assert set(SessionInsight.model_fields) - {"source_document_id"} <= set(got.json)
    assert got.json["celebration"]["evidence"][0]["quote"].startswith("I told the team no")
    assert got.json["action_items"][0]["action"] == "Call Noor on Friday."
    assert [entry.operation for entry in await api.house.done_to(session)] == ["view"]
    again = await api.get(ADA, f"/session-insights/{session}", headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status, again.data) == (304, b"")
    stale = {"If-Match": '"another"'}
    edit = {"session_title": "New"}
    assert (await api.ask(ADA, "PATCH", f"/session-insights/{session}", json=edit, headers=stale)).status == 412
    fresh = {"If-Match": got.headers["ETag"]}
    assert (await api.ask(ADA, "PATCH", f"/session-insights/{session}", json=edit, headers=fresh)).status == 204
    assert (await api.ask(ADA, "PATCH", f"/session-insights/{session}", json=edit, headers=fresh)).status == 412
    assert (await api.get(ADA, f"/session-insights/{session}")).json["session_title"] == "New"


async def test_what_is_not_mine_is_not_there(api: Client) -> None:
    session = await api.house.session(ADA)
    nothing = await api.get(BO, "/session-insights/" + "0" * 24)
    for who in (BO, person("ada", ELSEWHERE)):
        for method, path in (
            ("GET", ""),
            ("GET", "/export"),
            ("GET", "/comments"),
            ("DELETE", ""),
            ("POST", "/retry"),
            ("POST", "/hold"),
        ):
            got = await api.ask(who, method, f"/session-insights/{session}{path}")
            assert (got.status, got.json) == (404, nothing.json)
    assert nothing.headers["Content-Type"].startswith("application/problem+json")


async def test_shared_sessions_search_timeline_and_files(api: Client) -> None:
    house = api.house
    for n in (1, 2):
        await house.session(ADA, n)
    session = (await api.get(ADA, "/session-insights/my-insights")).json["unpaired_insights"][0]["id"]
    share = {"coach_user_id": "iva", "permissions": {"view": True, "export": True}}
    assert (await api.post(ADA, f"/session-insights/{session}/share", json=share)).status == 200
    page = (await api.get(IVA, "/session-insights/shared-with-me")).json
    assert ([row["id"] for row in page["insights"]], page["total_count"]) == ([session], 1)
    seen = (await api.get(IVA, f"/session-insights/{session}")).json
    assert (seen["shared_with_coaches"], seen["sharing_permissions"], seen["craft_shown"]) == ([], {}, False)
    assert seen["metrics"] == []
    assert (await api.post(IVA, f"/session-insights/{session}/comments", json={"text": "Hello"})).status == 403
    for form, begins in (("pdf", b"%PDF"), ("md", b"#"), ("json", b"{"), ("docx", b"PK")):
        file = await api.get(IVA, f"/session-insights/{session}/export?format={form}")
        assert file.status == 200
        assert file.data.startswith(begins)
    found = (await api.get(ADA, "/session-insights/search?q=LETTING%202")).json
    assert [row["session_title"] for row in found["insights"]] == ["Letting go 2"]
    timeline = (await api.get(ADA, "/timeline")).json
    assert [one["insight"]["session_title"] for one in timeline["sessions"]] == ["Letting go 2", "Letting go 1"]
    assert {one["theme"] for one in timeline["themes"]} >= {"Letting go"}
    assert (await api.ask(ADA, "DELETE", f"/session-insights/{session}/share/iva")).status == 204
    assert (await api.get(IVA, f"/session-insights/{session}")).status == 404
    assert (await api.get(IVA, "/session-insights/shared-with-me")).json["insights"] == []


async def test_whatever_is_read_is_on_record_with_the_token_that_asked(api: Client) -> None:
    session = await api.house.paired_session(IVA, ADA)
    bond = await api.house.bond(IVA, ADA)
    await api.token(IVA)
    (token,) = await api.house.services.tokens.of(IVA)
    for path in (
        "/session-insights/my-insights",
        "/session-insights/shared-with-me",
        "/session-insights/search?q=going",
        f"/session-insights/relationship/{bond.id}",
        f"/session-insights/{session}",
        f"/session-insights/{session}/export?format=md",
        f"/session-insights/{session}/comments",
        "/timeline",
        "/actions?client_user_id=ada",
    ):
        before = [entry.facts.get("token") for entry in await api.house.done_by(IVA)]
        assert (await api.get(IVA, path)).status == 200
        after = [entry.facts.get("token") for entry in await api.house.done_by(IVA)]
        assert after.count(token.id) > before.count(token.id), path
        assert len(after) - len(before) == after.count(token.id) - before.count(token.id), path
