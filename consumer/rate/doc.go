// Package rate says how many offsets of each partition a direct consumer's next batch may span. It keeps the time that a
// batch takes below the batch interval (backpressure), as Spark Streaming does for its direct streams.
//
// A Controller has two parts. The estimator is Spark's PIDRateEstimator: out of the batches that were completed it makes
// the rate that the consumer can bear, in records per second for all partitions together. The split makes that rate a
// budget of offsets for one batch interval, and shares it by lag, as Spark's integration with Kafka 0.10 does:
//
//	limit = lag / total lag * rate * interval
//
// with the mistakes of the original mended:
//
//   - A share that rounds to nothing never lifts the limit. In Spark's integration with Kafka 0.8, 300 partitions at a
//     rate of 100 a second had no limit at all (SPARK-18371). Here the limits sum to the budget exactly, if no
//     minimum is set that comes to more, and the turn decides who goes without.
//   - A rate that is not known yet is not an unlimited one, as it is with Spark's first batch (SPARK-18580). Config's
//     MaxPerBatch holds always: with an estimate, without one, and against every minimum.
//   - What a partition leaves over, by its cap or its short lag, the others have.
//
// Nothing here reads a clock. The results are the same on every platform: the estimate is made of single operations on
// float64, each rounded for itself as IEEE 754 says, and every product is converted to float64 before it is added to
// anything, by which Go forbids the compiler to fuse the two into one instruction that rounds once. Numbers are bounded
// before they become integers, because what too great a float64 becomes differs between processors. The split has
// integers only.
package rate
