--! breaking
-- Four eyes: what was asked for, bound to the digest of its content, and who decided. `content` is the canonical text
-- that was shown; the signature is that of an approver outside the node.
-- All accounts of one human being bear the same mark, so that nobody is their own second person.
alter table person add column human_id text;
update person set human_id = id;
alter table person alter column human_id set not null;

-- A unit of one: roles coincide in one person, and the second approver belongs to another body.
alter table unit add column solo boolean not null default false;
create table outside_approver (
  id text primary key,
  unit_id text not null references unit,
  name text not null,
  body text not null,
  public_key text not null,
  registered_at timestamptz not null,
  ended_at timestamptz
);
create unique index outside_approver_current on outside_approver (unit_id) where ended_at is null;

create table approval (
  id text primary key,
  act text not null,
  unit_id text not null references unit,
  subject jsonb not null,
  content text not null,
  content_sha256 bytea not null,
  because text,
  asked_by text not null references person,
  asked_at timestamptz not null,
  state text not null check (state in ('open', 'approved', 'refused', 'withdrawn', 'done')),
  decided_by text references person,
  decided_outside text references outside_approver,
  decided_at timestamptz,
  decided_because text,
  signature text,
  check (state in ('open', 'withdrawn') or decided_at is not null),
  check (decided_by is null or decided_by <> asked_by),
  check (state not in ('approved', 'done') or decided_by is not null or decided_outside is not null)
);
create index approval_unit on approval (unit_id, asked_at);
create index approval_open on approval (asked_at) where state = 'open';

-- Need-to-know that was broken: for one person and one object, for an hour, reviewed by somebody else.
create table break_glass (
  id text primary key,
  person_id text not null references person,
  unit_id text not null references unit,
  object_kind text not null check (object_kind in ('exhibit', 'series')),
  object_id text not null,
  because text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reviewed_by text references person,
  reviewed_at timestamptz,
  finding text,
  check (reviewed_by is null or reviewed_by <> person_id),
  check ((reviewed_by is null) = (reviewed_at is null))
);
create index break_glass_person on break_glass (person_id, ends_at);
create index break_glass_unit on break_glass (unit_id, starts_at);
