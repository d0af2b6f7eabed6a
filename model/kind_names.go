package model

// An OtherName is a name that the literature has for what may go wrong, and that no sub-kind has among its Keys.
type OtherName struct {
	Key     string
	Meaning string
	Subs    []Sub  // that it shows as
	How     string // what else shows it; with no Subs and no How it is left out
	Because string // why no sub-kind has the name
}

// OtherNames are all of them. Those that end in a star stand for all that begin so.
var OtherNames = []OtherName{
	{"gap", "a record was passed by the stored offset and never had an effect", nil, "every sub-kind of `loss`",
		"it is a kind, and each way to it is a sub-kind"},
	{"gap.excused.*", "the same, with a cause that is not the consumer's", nil, "every sub-kind of `loss.excused`",
		"each cause is a sub-kind"},
	{"duplicate.effect", "a record had more than one effect", nil, "every sub-kind of `duplicate`",
		"it is a kind, and each way to it is a sub-kind"},
	{"range-discontinuity", "a batch does not begin where the one before it ended", []Sub{LossSkip, DuplicateOverlap}, "",
		"its two sides have names of their own, range-gap and range-overlap"},
	{"range-inverted", "a batch ends before it begins", []Sub{RegressionStore}, "",
		"only the consumer knows what it planned; where it stores such an end, the stored offset goes backwards"},
	{"short-range", "a batch is done with fewer records than its range has", []Sub{LossReset, LossSkip, LossSwallowed}, "broken-short-fetch",
		"only the consumer knows what it planned; what it left out and stored past is lost"},
	{"trim-error", "a record outside of the planned range was handled", []Sub{DuplicateExcess, DuplicateRegress, DuplicateBehind}, "broken-untrimmed",
		"only the consumer knows what it planned; what was handled before is a duplicate then"},
	{"unresolved-commit", "the answer to a commit was lost, and the next one is tried without a look at what is stored",
		[]Sub{DuplicateExcess, DuplicateRegress, DuplicateBehind, RegressionStore}, "broken-lost-answer, broken-stale-retry",
		"only the consumer knows which answers it got; where it takes a wrong guess for the truth, offsets go backwards or records are handled again"},
	{"phantom-commit", "a commit that failed was applied all the same", nil, "the fault `fail` at the stage applied",
		"it is what a store does to a consumer: it is brought about, and what the consumer makes of it is judged"},
	{"inconsistent-offsets", "one offset of a log has several values", nil, "`Build` refuses such a trace",
		"a log is what its brokers appended, each offset once; where a truncation lets offsets come again, the records that were cut off stay others"},
	{"int-send-skip", "a producer's sends leave something out, within one operation", nil, "",
		"the producer is a part of the world and not under test; its records are those that the log has"},
	{"int-nonmonotonic-send", "a producer's sends go backwards, within one operation", []Sub{OrderInternal}, "",
		"the producer is a part of the world and not under test; of what a consumer sends to a topic of results the order is judged"},
	{"nonmonotonic-send", "a producer's sends go backwards, from one operation to the next", []Sub{OrderInternal, OrderExternal}, "",
		"as for int-nonmonotonic-send"},
	{"precommitted-read", "a transaction reads what it has itself not committed yet", []Sub{PhantomRecord}, "",
		"a consumer under test reads no topic that it writes; a record is there once its transaction is committed, and an effect of one that is not is a phantom, whoever wrote it"},
	{"G0", "writes of two transactions are in opposite orders in two places", []Sub{OrderInternal, OrderExternal, OrderKey}, "",
		"results of a partition have one right order, that of its log, so one edge of such a cycle goes against it and is found by itself; between partitions no order is promised"},
	{"G1c", "two transactions depend on one another, by writes and reads", []Sub{ZombieOutput, ZombieCommit, RegressionStore}, "",
		"all that consumers read of one another is the stored offset; for a cycle over it, one that was superseded must have written"},
	{"upgrade.*", "any anomaly that comes with another build", nil, "every sub-kind, where a schedule or an instance brings another build",
		"a name says what happened; which builds were there is in the schedule and in the trace, and whether it comes of them a knock-out shows"},
	{"upgrade.unreadable", "a build cannot read what another one stored", []Sub{StuckCrashLoop, RegressionCodec}, "newer-schema-rolled-back",
		"as for upgrade.*: it gives up, life after life, and what it may store over that is no offset"},
	{"upgrade.rollback-loss", "the old build comes back, and records are lost", []Sub{LossOffByOne, LossReset}, "broken-old-convention",
		"as for upgrade.*"},
	{"realtime-lag", "for how long what was read has not been the end of the log", []Sub{StuckLag}, "the `lag` of a ledger, in records, when all is over",
		"it is a measure of speed, and computing takes no time here; that the end is not reached within a bound is judged"},
	{"consume-counts", "how many records were handled how often", nil, "a ledger has those handled once and those handled more often; a history has the number for each record",
		"it is a table, and no anomaly"},
	{"nondeterminism", "the same case gives another trace", nil, "`onceover run --check-determinism`, `onceover diff`",
		"it is a fault of the simulator, and ends a run with status 3"},
	{"vacuous", "what was to go wrong has not", nil, "the counts of faults requested, armed and delivered; a row of which too many cases delivered none is inconclusive",
		"it is about a case, and not about a consumer"},
}
