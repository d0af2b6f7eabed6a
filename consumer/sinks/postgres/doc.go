// Package postgres holds the sinks that write to PostgreSQL, version 12 or later.
//
// Keyed writes a result under its record's position, and writes it again without effect. Transaction moves the offsets
// in the same transaction, and only if they are those before the batch. Both use the tables of schema.sql, which Create
// makes, in the first schema of the connection's search_path. Results have no group: of two groups that write to one schema Keyed
// keeps the result that came first, and without a word drops the other's, and Keyed with Overwrite and Transaction keep the one
// that came last. Groups whose results differ need schemas of their own. Offsets have the group's name.
//
// They ask for a server whose answer to COMMIT means that the transaction is on disk. A connection with
// synchronous_commit=off is refused; fsync=off cannot be allowed either, and is the operator's to avoid. With several
// hosts in the URL, say target_session_attrs=read-write.
package postgres
