-- The next events after a place in the log, in their order: of transactions that are older than
-- every open one, and of the caller's own. Who calls it: events.py beside this file.
--
-- A function because of its settings. A place lies at the end of what the planner's figures know:
-- it expects one row to follow, and would fetch and sort all that wait to hand out the first few.
-- A worker that was away would then never catch up.
create or replace function event_slice(after_xid xid8, after_position bigint, most bigint)
returns setof event
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_sort = off
as $$
begin
    return query
        select happened.* from event happened
        where (happened.xid, happened.position) > (after_xid, after_position)
          and (happened.xid < pg_snapshot_xmin(pg_current_snapshot())
               or happened.xid = pg_current_xact_id_if_assigned())
        order by happened.xid, happened.position
        limit most;
end
$$;
