package consumer

// Isolation says how far a log is read, and whether records of transactions that were aborted are. Its values are those of
// isolation.level in Kafka's consumer. Neither asks anything of the sink: transactions of the sink are others.
type Isolation string

// The levels.
const (
	// ReadCommitted reads up to the last stable offset, which is before the first record of a transaction that is open, and
	// passes over the records of transactions that were aborted.
	ReadCommitted Isolation = "read_committed"
	// ReadUncommitted reads up to the high watermark, which is as far as the log is replicated. Records of transactions that
	// are open or were aborted are records like all others: a result may be of a record that its producer takes back later.
	ReadUncommitted Isolation = "read_uncommitted"
)

// level is the isolation level as requests have it. Only answers to ReadCommitted name the aborted transactions, whose
// records the client then drops.
func (i Isolation) level() int8 {
	if i == ReadUncommitted {
		return 0
	}
	return 1
}
