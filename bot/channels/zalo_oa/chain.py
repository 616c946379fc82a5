"""The chain of tokens as the database keeps it: one row an app, and the lock under which it may be renewed.

Every refresh token works once. So a row has a generation; who wants the next one takes the lock of exactly this
generation, and nobody else can have it until the new pair stands in the row or the lock has run out.
"""

import hashlib
import json
from dataclasses import dataclass, field

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from bot.channels.zalo.store import TABLES

chain = sql.Table(
    "zalo_oa_tokens",
    TABLES,
    sql.Column("app", sql.Text, primary_key=True),
    sql.Column("generation", sql.Integer, nullable=False),
    sql.Column("access", sql.Text, nullable=False),
    sql.Column("refresh", sql.Text, nullable=False),
    sql.Column("issued_at", sql.Float, nullable=False),
    sql.Column("expires_at", sql.Float, nullable=False),
    sql.Column("seeds", sql.Text, nullable=False, comment="digests of the first tokens that were ever set"),
    sql.Column("dead", sql.Text, comment="the digest of what Zalo refused"),
    sql.Column("holder", sql.Text),
    sql.Column("locked_until", sql.Float),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One pair of the chain; times in seconds since 1970. Generation 0 has no access token yet."""

    generation: int
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    issued_at: float
    expires_at: float
    dead: str | None = None


def digest(*secrets: str) -> str:
    """Return a name for secrets that does not tell them."""
    return hashlib.sha256("\n".join(secrets).encode()).hexdigest()


def seed(connection: Connection, app: str, refresh: str) -> None:
    """Start the chain with a token that was never a start before; leave it as it is otherwise."""
    found = connection.execute(sql.select(chain).where(chain.c.app == app)).first()
    seeds = json.loads(found.seeds) if found else []
    if digest(refresh) in seeds:
        return
    fresh = {
        "access": "",
        "refresh": refresh,
        "issued_at": 0.0,
        "expires_at": 0.0,
        "seeds": json.dumps([*seeds, digest(refresh)]),
        "dead": None,
        "holder": None,
        "locked_until": None,
    }
    if found:
        after = {"generation": found.generation + 1, **fresh}
        connection.execute(chain.update().where(chain.c.app == app).values(after))
    else:
        connection.execute(chain.insert().values(app=app, generation=0, **fresh))


def read(connection: Connection, app: str) -> Link:
    """Return the newest pair."""
    row = connection.execute(sql.select(chain).where(chain.c.app == app)).one()
    return Link(row.generation, row.access, row.refresh, row.issued_at, row.expires_at, row.dead)


def lock(connection: Connection, app: str, holder: str, generation: int, times: tuple[float, float]) -> bool:
    """Take the lock of a generation, `times` from now until then; tell whether it could be had."""
    now, until = times
    free = sql.or_(chain.c.locked_until.is_(None), chain.c.locked_until < now)
    mine = sql.and_(chain.c.app == app, chain.c.generation == generation, free)
    change = chain.update().where(mine).values(holder=holder, locked_until=until)
    return connection.execute(change).rowcount == 1


def keep(connection: Connection, app: str, holder: str, link: Link) -> bool:
    """Store the next pair and give the lock back; False where the chain was started anew meanwhile."""
    mine = sql.and_(chain.c.app == app, chain.c.generation == link.generation - 1, chain.c.holder == holder)
    values = {
        "generation": link.generation,
        "access": link.access,
        "refresh": link.refresh,
        "issued_at": link.issued_at,
        "expires_at": link.expires_at,
        "dead": None,
        "holder": None,
        "locked_until": None,
    }
    return connection.execute(chain.update().where(mine).values(values)).rowcount == 1


def unlock(connection: Connection, app: str, holder: str, dead: str | None) -> None:
    """Give the lock back without a new pair; `dead` names what Zalo refused for good."""
    mine = sql.and_(chain.c.app == app, chain.c.holder == holder)
    values = {"holder": None, "locked_until": None} | ({"dead": dead} if dead else {})
    connection.execute(chain.update().where(mine).values(values))
