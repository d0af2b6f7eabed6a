// Package consumer is a direct Kafka consumer: it reads exact offset ranges from the partitions' leaders, without a
// consumer group, and keeps the offsets itself.
//
// One loop does all the work. A batch is planned (one range of offsets per partition, from the offset where the last
// batch ended to the log's end, capped), fetched (exactly these records), processed, written to a Sink, and only then
// stored in a Store. A batch that fails ends the loop: no later batch is attempted, so the stored offsets always name
// a prefix of the log whose results were written.
//
// What that promises depends on the sink. A sink that appends sees each record at least once, and after a crash at
// most one batch again. A sink whose key is the record's position sees each record's effect once. A sink that keeps the
// offsets next to the results, in one transaction, sees each record exactly once, also with two consumers running.
//
// Nothing is ever skipped in silence: an offset that the log no longer has, or does not have yet, is an error that
// names the range.
package consumer
