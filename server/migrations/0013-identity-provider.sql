-- Sign-in by a unit's identity provider. What a provider may do was approved by two persons; its secret is wrapped.
create table provider (
  code text primary key,
  unit_id text not null references unit,
  name text not null,
  issuer text not null,
  client_id text not null,
  secret bytea,
  acr text[] not null,
  amr text[] not null,
  role_claim text,
  roles jsonb not null,
  set_at timestamptz not null,
  check ((role_claim is null) = (roles = '[]'))
);

-- Who is whom at a provider: one issuer and subject are one person here, and a person is one of each provider's.
create table provider_binding (
  issuer text not null,
  subject text not null,
  provider_code text not null references provider on delete cascade,
  person_id text not null references person,
  bound_at timestamptz not null,
  primary key (issuer, subject),
  unique (provider_code, person_id)
);

-- A way to a provider that was begun and not ended. What the provider is sent follows from the browser's own token, of
-- which this is the digest. With a session the person binds, without one somebody signs in.
create table provider_attempt (
  token_hash bytea primary key,
  provider_code text not null references provider on delete cascade,
  session_id text references session,
  expires_at timestamptz not null
);

-- Orders to end sessions that were carried out, for as long as they could be sent again.
create table provider_logout (
  provider_code text not null references provider on delete cascade,
  id_hash bytea not null,
  expires_at timestamptz not null,
  primary key (provider_code, id_hash)
);

alter table session drop constraint session_via_check;
alter table session add constraint session_via_check
  check (via in ('link', 'password', 'passkey', 'local', 'provider'));
alter table session add column provider_code text references provider on delete set null;
alter table session add column provider_session text;
create index session_provider on session (provider_code, provider_session) where provider_code is not null;

-- A role that claims gave bears its provider; one that two persons granted does not.
alter table person_role add column provider_code text references provider;
