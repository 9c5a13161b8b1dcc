"""Who asks, and whom they work with."""

from bot.api import answers
from bot.api.operation import Answer, Call, get
from bot.api.requests import Nothing
from core.people.members import name_of, names
from core.people.relationships import State
from core.people.zones import time_zone

MOST = 100


async def get_me(call: Call[Nothing, Nothing]) -> Answer:
    services, person, token = call.services, call.person, call.token
    page = await services.relationships.of(person, states=frozenset(State) - {State.DECLINED}, limit=MOST)
    known = await names(services, person.tenant, [bond.other(person.id) for bond in page.rows])
    mine = await name_of(services, person.tenant, person.id)
    known = {**known, person.id: mine}
    bonds = [
        answers.Bond(
            id=bond.id,
            state=bond.state.value,
            coach_user_id=bond.coach,
            coach_name=known[bond.coach],
            client_user_id=bond.client,
            client_name=known[bond.client],
        )
        for bond in page.rows
    ]
    return Answer(
        answers.Me(
            user_id=person.id,
            name=mine,
            platform=person.tenant.platform.value,
            tenant_id=person.tenant.id,
            time_zone=await time_zone(services, person),
            token=answers.TokenTold(name=token.name, scopes=sorted(token.scopes), expires_at=token.expires_at),
            relationships=bonds,
        )
    )


OPERATIONS = (get("/me", get_me, "Whose token it is, and whom they work with", answers.Me),)
