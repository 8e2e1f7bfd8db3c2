-- Reference sets, links between media, hits against reference sets.
create table reference_set (
  id text primary key,
  code text not null unique,
  name text not null,
  kind text not null check (kind in ('known-good', 'hash-list', 'negative', 'registry')),
  unit_id text not null references unit,
  distance_bits integer not null check (distance_bits between 0 and 31),
  enabled boolean not null default true,
  source_sha256 bytea not null,
  database_path text,
  entries integer not null,
  imported_at timestamptz not null
);

create table reference_entry (
  id bigint generated always as identity primary key,
  set_id text not null references reference_set on delete cascade,
  md5 bytea,
  sha1 bytea,
  sha256 bytea,
  pdq_nn512 bytea,
  pdq_full bytea,
  series_id text,
  victim_identified boolean not null default false,
  distributed boolean not null default false
);
create index reference_entry_md5 on reference_entry (md5) where md5 is not null;
create index reference_entry_sha1 on reference_entry (sha1) where sha1 is not null;
create index reference_entry_sha256 on reference_entry (sha256) where sha256 is not null;
create index reference_entry_series on reference_entry (series_id);

create table hit (
  media_id text not null references media,
  entry_id bigint not null references reference_entry on delete cascade,
  verdict text not null check (verdict in ('exact', 'near')),
  distance_bits integer not null,
  variant text,
  transform text,
  found_at timestamptz not null,
  primary key (media_id, entry_id)
);

create table link (
  id text primary key,
  media_a text not null references media,
  media_b text not null references media,
  distance_bits integer not null,
  variant text not null,
  transform text not null,
  found_at timestamptz not null,
  check (media_a < media_b),
  unique (media_a, media_b)
);
create index link_b on link (media_b);

create table link_cut (
  link_id text not null references link,
  edition_id text not null references edition,
  person_id text not null references person,
  because text not null,
  cut_at timestamptz not null,
  primary key (link_id, edition_id)
);
