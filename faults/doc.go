// Package faults is what can go wrong, as data: a fault, when it strikes, and a schedule of them; how schedules are
// drawn; and the injector that makes them happen in a world.
//
// A fault strikes at a place: a moment after the schedule began, the n-th output of a process, or the n-th time that a
// service reaches a stage of an operation. It strikes once. It begins and ends, as an opposed pair: crash and restart,
// pause and resume, partition and heal.
//
//	s := faults.Schedule{Faults: []faults.Fault{{
//		Kind: faults.Crash,
//		At:   faults.Place{Op: "redis.exec", Stage: "applied", Client: "consumer", Occurrence: 2},
//	}}}
//
// kills the consumer whose EXEC is the second that redis applied, before the answer.
//
// A schedule promises nothing: the consumer may never come to its second EXEC. So each fault is counted as requested, as
// armed when its place was reached, and as delivered when there was something to strike. A run whose faults were not
// delivered has shown nothing.
//
// Faults of ZooKeeper's own (its ensemble, its sessions, its data) are orders to it, and ZooKeeper answers whether there
// was anything to strike: the session of one who has none cannot expire, and that is not delivered. Some
// of what lasts is delivered only if something ran into it: a request to a member that lags, a dial to one that refuses, a fetch of a
// log that is cut short.
//
// Schedules are drawn of crashes, stops, pauses and power losses, of what befalls a network, and of errors, closed connections
// and delays of services. Of other kinds only those are drawn that a Space names: a program need not withstand all of them.
//
// The package does not know what correct means: who makes the run does not judge it.
package faults
