-- Who was whom at a provider stays when the provider is taken away: otherwise whoever has no other way to sign in would
-- count as new, and one administrator alone could make a link for that person.
alter table provider_binding alter column provider_code drop not null;
alter table provider_binding drop constraint provider_binding_provider_code_fkey;
alter table provider_binding add constraint provider_binding_provider_code_fkey
  foreign key (provider_code) references provider on delete set null;
