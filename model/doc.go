// Package model says what "correct" means for a consumer: it turns a trace into a history, and judges the history against a promise.
//
// It is made of pure functions over what the services saw: the records that Kafka appended, the effects that a sink applied, the offsets
// that a store took, the incarnations that started and ended. What a consumer says of itself is never read. Time and memory are linear in
// the number of events; how large an offset is plays no part, because everything is counted in the dense index of visible records.
//
//	h, err := model.Build(events, model.Config{Batch: 25, End: model.Drained})
//	verdict := model.Judge(h, model.Promise{Guarantee: model.AtLeastOnce})
//	if !verdict.Holds {
//		fmt.Println(verdict.Anomalies[0].Explain)
//	}
//
// Terms. A delivery is one effect that revealed one record. An effect is visible unless the sink absorbed it: the same record written to the
// same key again changes nothing. Stored means that the group's offset store took an offset; it is always the next offset to read. A run is
// what one incarnation delivers of one partition without a step back. An incarnation is superseded once a later incarnation of the same
// process has delivered from, or stored for, that partition.
//
// What a guarantee permits is a table, Permissions: each row has a bound, and classes of misfortune one of which must have befallen before. What
// it would permit is an anomaly that is unexplained where none has.
//
// A log that was truncated keeps what was cut off; records that then come to the same offsets are others. Offsets are counted in the log as it
// was when somebody named them; only predictions count in the log as it ended.
//
// Limits. What only the consumer could know, such as the ranges that it planned or the answers that it got, is not judged: it shows by its
// effects, as losses and duplicates. OtherNames has the names that the literature has for such things, and for all else that no sub-kind is
// named after. Of an effect no more is read than the identities in it: one of a record without an identity is not seen, and what else a
// result says of its record is not compared with it.
package model
