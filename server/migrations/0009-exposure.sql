--! breaking
-- Exposure: what bounds it in each unit, what each person chose beyond that, what was counted, who lifted the caps.
-- A unit without a row here has recorded no legal basis for metering its staff: nothing of it is counted.
create table exposure_rule (
  unit_id text primary key references unit,
  legal_basis text not null,
  time_zone text not null,
  daily_seconds integer not null,
  stretch_seconds integer not null,
  break_seconds integer not null,
  curfew_from_minute integer,
  curfew_to_minute integer,
  set_by text not null references person,
  set_at timestamptz not null,
  check ((curfew_from_minute is null) = (curfew_to_minute is null))
);

create table exposure_choice (
  person_id text primary key references person,
  daily_seconds integer,
  stretch_seconds integer,
  break_seconds integer,
  curfew_from_minute integer,
  curfew_to_minute integer,
  check ((curfew_from_minute is null) = (curfew_to_minute is null))
);

create table exposure_meter (
  person_id text primary key references person,
  filled_until timestamptz not null,
  since_break_ms bigint not null default 0,
  last_counted_at timestamptz
);

-- Counted time of a person by day of the unit: all that is kept of it, and for 90 days only.
create table exposure_day (
  person_id text not null references person,
  day date not null,
  counted_ms bigint not null,
  primary key (person_id, day)
);
create index exposure_day_day on exposure_day (day);

create table exposure_lift (
  id text primary key,
  person_id text not null references person,
  unit_id text not null references unit,
  kind text not null check (kind in ('danger', 'override')),
  by_person text not null references person,
  because text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reviewed_by text references person,
  reviewed_at timestamptz,
  finding text,
  check (case kind when 'danger' then by_person = person_id else by_person <> person_id end),
  check (reviewed_by is null or reviewed_by <> person_id)
);
create index exposure_lift_person on exposure_lift (person_id, ends_at);
create index exposure_lift_unit on exposure_lift (unit_id, starts_at);

-- Load figures belong to the person and to the day, not to what was looked at.
alter table reveal drop column counted_seconds;
alter table reveal add column reason text not null default 'assignment'
  check (reason in ('assignment', 'evidential-view'));
