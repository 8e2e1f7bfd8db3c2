-- Pictures, sets, series, subjects. A picture, set or series belongs to one edition; registry series to none.
create table picture (
  id text primary key,
  edition_id text not null references edition,
  representative_id text references media,
  redirect_to text references picture
);
create index picture_edition on picture (edition_id);

create table picture_member (
  edition_id text not null references edition,
  media_id text not null references media,
  picture_id text not null references picture,
  distance_bits integer,
  transform text,
  primary key (edition_id, media_id)
);
create index picture_member_picture on picture_member (picture_id);

create table series (
  id text primary key,
  edition_id text references edition,
  origin text not null check (origin in ('edition', 'registry')),
  unit_id text not null references unit,
  name text not null,
  victim_identified boolean not null default false,
  redirect_to text references series,
  created_at timestamptz not null
);
create unique index series_registry_name on series (unit_id, name) where origin = 'registry';

create table picture_set (
  id text primary key,
  edition_id text not null references edition,
  series_id text references series,
  reasons text[] not null,
  put_aside_by text references person,
  put_aside_because text,
  created_at timestamptz not null
);
create index picture_set_edition on picture_set (edition_id);
create index picture_set_series on picture_set (series_id);

create table set_picture (
  edition_id text not null references edition,
  picture_id text not null references picture,
  set_id text not null references picture_set on delete cascade,
  primary key (edition_id, picture_id)
);
create index set_picture_set on set_picture (set_id);

create table series_revision (
  id text primary key,
  series_id text not null references series,
  edition_id text not null references edition,
  number integer not null,
  operation text not null check (operation in ('create', 'add', 'merge', 'split', 'undo')),
  steps jsonb not null,
  because text,
  person_id text not null references person,
  made_at timestamptz not null,
  undone_by text references series_revision,
  unique (series_id, number)
);

create table subject (
  id text primary key,
  kind text not null check (kind in ('victim', 'offender')),
  created_by text not null references person,
  created_at timestamptz not null
);

create table series_subject (
  series_id text not null references series,
  subject_id text not null references subject,
  primary key (series_id, subject_id)
);
alter table reference_entry add foreign key (series_id) references series;
