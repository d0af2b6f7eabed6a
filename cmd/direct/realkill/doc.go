// Package realkill has no code but tests, of the build tag realstack: they kill the direct consumer with SIGKILL at random
// moments while it works on a real Kafka, ZooKeeper, Redis and PostgreSQL, and judge what is there in the end by the
// model that judges the simulator's runs. docs/real-stack.md says how to run them.
//
// The model reads a trace. Nobody writes one of real servers, so that the tests look at them whenever a process has died:
// first at the offsets that are stored, then at the results, which say in their own text which process wrote them. What
// a trace holds beyond that is not known, and history says how it is laid out: so that what was not seen is never held
// against the consumer.
package realkill
