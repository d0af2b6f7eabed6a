-- The tables of the PostgreSQL sinks, in the first schema of search_path. All that is here is there already, or is made.

-- A result stands under the position of its record. The topic's id is in the form that Kafka's tools print: the records
-- of a topic that was created again are others.
create table if not exists direct_results (
    topic_id      text    not null,
    partition     integer not null,
    record_offset bigint  not null,
    topic         text    not null,
    value         bytea,            -- null: the result has no value
    primary key (topic_id, partition, record_offset)
);

-- The leader epoch of the record, by which a result is told from that of a record which the log lost. -1: not known.
alter table direct_results add column if not exists leader_epoch integer not null default -1;

-- How far a group has come in each partition. Only the sink Transaction uses it.
create table if not exists direct_offsets (
    group_name   text    not null,
    topic        text    not null,
    partition    integer not null,
    next_offset  bigint  not null check (next_offset >= 0), -- the next one to read
    leader_epoch integer not null,                          -- of the record before it; -1: not known
    topic_id     text    not null,
    writer       text    not null,                          -- the run of the sink that wrote this
    primary key (group_name, topic, partition)
);
