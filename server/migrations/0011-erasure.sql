--! breaking
-- Erasure: an erased exhibit keeps its row with nothing but its identifier, its unit and edition, and who took it in.
alter table exhibit add column erased_at timestamptz;

-- One row an erased exhibit: counts, who asked and who approved, and the certificate once nothing is left to destroy.
create table erasure (
  exhibit_id text primary key references exhibit,
  unit_id text not null references unit,
  cause text not null check (cause in ('request', 'expiry', 'restored')),
  asked_by text references person,
  approved_by text,
  erased_at timestamptz not null,
  files integer not null,
  contents integer not null,
  contents_kept integer not null,
  key_fingerprint text not null,
  event_sha256 bytea not null,
  finished_at timestamptz,
  certificate text,
  check ((finished_at is null) = (certificate is null)),
  check (cause <> 'request' or (asked_by is not null and approved_by is not null and asked_by <> approved_by))
);
create index erasure_unfinished on erasure (erased_at) where finished_at is null;

-- What an erasure has still to take out of the vault and the match index, after its rows are gone.
create table erasure_left (
  storage_id bytea primary key,
  exhibit_id text not null references exhibit,
  content_id text not null
);
create index erasure_left_exhibit on erasure_left (exhibit_id);

-- While one stands, nothing of the exhibit is erased. Placed by two persons, lifted by two persons.
create table legal_hold (
  id text primary key,
  exhibit_id text not null references exhibit,
  asked_by text not null references person,
  approved_by text not null,
  placed_at timestamptz not null,
  lift_asked_by text references person,
  lift_approved_by text,
  lifted_at timestamptz,
  check (asked_by <> approved_by),
  check ((lifted_at is null) = (lift_asked_by is null) and (lifted_at is null) = (lift_approved_by is null)),
  check (lift_asked_by is null or lift_asked_by <> lift_approved_by)
);
create unique index legal_hold_standing on legal_hold (exhibit_id) where lifted_at is null;

-- How long a unit keeps what it delivered. Without a row the edition's end says when an exhibit is looked at again.
create table retention_rule (
  unit_id text primary key references unit,
  legal_basis text not null,
  keep_days integer not null check (keep_days between 1 and 36500),
  -- Null: nothing is erased by itself.
  objection_days integer check (objection_days between 14 and 365),
  set_by text not null references person,
  approved_by text not null,
  set_at timestamptz not null,
  check (set_by <> approved_by)
);

-- What was decided about an exhibit at its review: kept until a day, or to be erased.
create table exhibit_review (
  exhibit_id text primary key references exhibit,
  decision text not null check (decision in ('keep', 'erase')),
  keep_until date,
  decided_by text not null references person,
  decided_at timestamptz not null,
  check ((decision = 'keep') = (keep_until is not null))
);

-- Since when the unit was told of the review that is due on this day.
create table review_notice (
  exhibit_id text primary key references exhibit,
  review_on date not null,
  told_at timestamptz not null
);
