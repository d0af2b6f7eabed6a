// Package consumer is a direct Kafka consumer: it reads exact offset ranges from the partitions' leaders, without a
// consumer group of Kafka's, and keeps the offsets itself.
//
// A batch is planned (one range of offsets per partition, from where the last batch ended to the log's end, capped),
// read (exactly these records), processed and written to a Sink, and only then stored in a Store. The next batch is read
// ahead meanwhile, and several may be processed at once; offsets are stored in the order of the batches all the same,
// and never behind one that failed. So the stored offsets always name a prefix of the log whose results were written.
//
// What that promises depends on the sink. A sink that appends sees each record at least once, and after a crash at most
// Config.MaxUncommittedBatches batches again. A sink whose key is the record's position sees each record's effect once.
// A sink that keeps the offsets next to the results, in one transaction, sees each record exactly once, also with two
// consumers running.
//
// Nothing is ever skipped in silence: offsets that the log no longer has, or does not have yet, and topics that were
// created again are losses, which Config.OnLoss decides on and Hooks.Loss is told of, with their range and cause.
package consumer
