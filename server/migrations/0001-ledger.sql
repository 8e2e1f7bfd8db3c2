-- Event rows: written in the transaction of the change that they record, never changed afterwards.
create table event (
  lane text not null,
  n bigint not null,
  prev bytea not null,
  hash bytea not null,
  mac bytea not null,
  body bytea not null,
  at timestamptz not null,
  leaf_index bigint unique,
  primary key (lane, n)
);
create index event_waiting on event (at) where leaf_index is null;

create function event_is_final() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
    and old.leaf_index is null and new.leaf_index is not null
    and (new.lane, new.n, new.prev, new.hash, new.mac, new.body, new.at)
      is not distinct from (old.lane, old.n, old.prev, old.hash, old.mac, old.body, old.at) then
    return new;
  end if;
  raise exception 'an event is never changed or removed' using errcode = '23001';
end $$;
create trigger event_final before update or delete on event for each row execute function event_is_final();
create trigger event_kept before truncate on event for each statement execute function event_is_final();

-- Free text behind an event's salted commitment. Erasable: the proof stands without it.
create table justification (
  id text primary key,
  commitment bytea not null,
  salt bytea not null,
  text text not null
);

-- The right edge of the tree: what the integrator needs to go on.
create table tree (
  only_one boolean primary key default true check (only_one),
  size bigint not null,
  edge bytea not null
);
insert into tree (size, edge) values (0, '');

-- Every mutating call, once. Repeating it gives the same answer.
create table operation (
  id text primary key,
  person_id text,
  route text not null,
  request_sha256 bytea not null,
  response jsonb,
  at timestamptz not null
);

-- The node works under this role: it adds events, numbers them once and nothing else. Without the right to make roles
-- the trigger above stands alone.
do $$
begin
  begin
    create role homeward_app nologin;
  exception
    when duplicate_object or unique_violation then null;
  end;
  execute format('grant homeward_app to %I', current_user);
  grant usage on schema public to homeward_app;
  grant select, insert, update, delete on all tables in schema public to homeward_app;
  revoke update, delete on event, tree from homeward_app;
  grant update (leaf_index) on event to homeward_app;
  grant update (size, edge) on tree to homeward_app;
  revoke all on migration from homeward_app;
  alter default privileges in schema public grant select, insert, update, delete on tables to homeward_app;
  alter default privileges in schema public grant usage, select on sequences to homeward_app;
exception
  when insufficient_privilege then raise notice 'no right to make the role homeward_app';
end $$;
