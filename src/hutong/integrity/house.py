"""What must always hold of the house itself: its event log, its jobs, its audit trail."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

INVARIANTS = (
    Invariant(
        id="events.read",
        family="I8",
        holds=N_("Everything that happened is heard within two minutes."),
        about=About.EVENT,
        query="""
            select c.name as id, min(e.recorded_at) as says
            from event_consumer c join lateral (
                select recorded_at from event
                where (xid, position) > (c.xid, c.position)
                order by xid, position limit 1) as e on true
            where e.recorded_at < :at - interval '2 minutes'
            group by c.name""",
        at_once=False,
    ),
    Invariant(
        id="events.handled",
        family="I8",
        holds=N_("No event waits for a person because it could not be handled."),
        about=About.EVENT,
        query="""
            select position || '-' || consumer as id, name as says from event_parked
            where parked_at <= :at""",
        at_once=False,
    ),
    Invariant(
        id="jobs.done",
        family="I9",
        holds=N_("No job has given up."),
        about=About.JOB,
        query="""
            select id, task_name as says from procrastinate_jobs
            where status = 'failed' and :at is not null""",
        at_once=False,
    ),
    Invariant(
        id="access.trail",
        family="I12",
        holds=N_("Every line of the audit trail is sealed, and every seal fits the one before."),
        about=About.TRAIL,
        query="""
            select place as id, '<>' as says from (
                select seal.place, seal.prev_hash, seal.hash, entry.id is null as missing,
                       lag(seal.hash, 1, ''::bytea) over (order by seal.place) as last,
                       row_number() over (order by seal.place) as expected,
                       access_audit_digest(entry, seal.prev_hash) as digest
                from access_audit_seal as seal
                left join access_audit_entry as entry on entry.id = seal.entry_id) as chain
            where missing or prev_hash <> last or place <> expected
               or hash is distinct from digest
               or :at is null
            union all
            select null, cast(entry.id as text) from access_audit_entry as entry
            where not exists (select from access_audit_seal as seal
                              where seal.entry_id = entry.id)""",
        at_once=False,  # sealed at the commit
    ),
)
