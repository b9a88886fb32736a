-- One chatbot's lineage of versions. epoch 0: not begun, no champion yet.
create table line (
    name            text        primary key,
    epoch           bigint      not null default 0,
    champion        text,
    champion_digest text,
    previous        text,
    previous_digest text,
    base            text,
    paused          boolean     not null default false,
    cooldown_until  timestamptz,
    leader          bigint      not null default 0,
    check (epoch = 0 or (champion is not null and champion_digest is not null))
);

-- Every version that this line has made or was given, champion or not.
create table version (
    line    text        not null references line,
    id      text        not null,
    digest  text        not null,
    parent  text,
    run_id  text,
    origin  text        not null,
    created timestamptz not null,
    primary key (line, id)
);

-- Which version was champion from which epoch on, and why.
create table promotion (
    line    text        not null references line,
    epoch   bigint      not null,
    version text        not null,
    kind    text        not null check (kind in ('base', 'run', 'rollback')),
    run_id  text,
    by_whom text        not null,
    at      timestamptz not null,
    primary key (line, epoch),
    foreign key (line, version) references version
);

create table run (
    id                text        primary key,
    line              text        not null references line,
    state             text        not null check (state in ('requested', 'training', 'evaluating', 'accepted', 'rejected', 'inconclusive',
                                                            'promoted', 'rolled-back', 'failed', 'cancelled')),
    reason            text        not null,
    requested_by      text        not null,
    requested_at      timestamptz not null,
    started_at        timestamptz,
    finished_at       timestamptz,
    attempt           integer     not null default 0,
    crashes           integer     not null default 0,
    leader            bigint      not null default 0,
    heartbeat         timestamptz,
    parent            text,
    dataset           text,
    dataset_digest    text,
    examples          integer,
    new_examples      integer,
    step              integer,
    steps             integer,
    loss              double precision,
    tokens_per_second double precision,
    seconds_left      double precision,
    message           text,
    candidate         text,
    verdict           jsonb,
    report            jsonb,
    problem           text
);

-- One run at a time on a line.
create unique index run_active on run (line) where state in ('requested', 'training', 'evaluating', 'accepted');
create index run_by_time on run (line, requested_at desc);

-- Announcements that were decided here and are still to be told.
create table outbox (
    id      bigint      generated always as identity primary key,
    line    text        not null references line,
    payload jsonb       not null,
    created timestamptz not null default now(),
    sent    timestamptz
);
create index outbox_unsent on outbox (line, id) where sent is null;
