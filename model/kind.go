package model

// A Kind is a class of anomaly.
type Kind string

// The kinds of anomaly.
const (
	Loss             Kind = "loss"              // a record was passed by the stored offset and never had an effect
	Duplicate        Kind = "duplicate"         // a record had an effect more often than it was appended
	CommitAhead      Kind = "commit-ahead"      // an offset was stored although a record below it had no effect yet
	OffsetRegression Kind = "offset-regression" // the stored offset went backwards or became unreadable
	Order            Kind = "order"             // a record had its first effect after a later record of its partition
	Stuck            Kind = "stuck"             // the run reached its bound before the log's end was stored
	Zombie           Kind = "zombie"            // a superseded incarnation wrote
	SilentLoss       Kind = "silent-loss"       // records vanished from the log and the consumer did not report it
	FalseAlarm       Kind = "false-alarm"       // the consumer reported a loss that was none
	TornCommit       Kind = "torn-commit"       // a part of a batch was stored
	AbortedRead      Kind = "aborted-read"      // a record of a transaction that was aborted had an effect
)

// A Sub is a kind of anomaly together with how it came about.
type Sub string

// The sub-kinds; SubKinds says what each means.
const (
	LossCommitAhead      Sub = "loss.commit-ahead"
	LossSwallowed        Sub = "loss.swallowed"
	LossExcess           Sub = "loss.excess"
	LossReset            Sub = "loss.reset"
	LossOffByOne         Sub = "loss.off-by-one"
	LossSkip             Sub = "loss.skip"
	LossRecreate         Sub = "loss.recreate"
	LossPowerLoss        Sub = "loss.power-loss"
	LossRetention        Sub = "loss.excused.retention"
	LossOperator         Sub = "loss.excused.operator"
	LossDeleted          Sub = "loss.excused.deleted"
	LossCompacted        Sub = "loss.excused.compacted"
	LossTruncated        Sub = "loss.excused.truncated"
	DuplicateReplay      Sub = "duplicate.replay"
	DuplicateOverlap     Sub = "duplicate.overlap"
	DuplicateSinkRetry   Sub = "duplicate.sink-retry"
	DuplicateZombie      Sub = "duplicate.zombie"
	DuplicateExcess      Sub = "duplicate.excess"
	DuplicateReset       Sub = "duplicate.reset"
	DuplicateRegress     Sub = "duplicate.regress"
	DuplicateOffByOne    Sub = "duplicate.off-by-one"
	DuplicateBehind      Sub = "duplicate.commit-behind"
	DuplicateOperator    Sub = "duplicate.operator"
	DuplicateProduced    Sub = "duplicate.produced"
	PhantomRecord        Sub = "phantom-record"
	CommitUnapplied      Sub = "commit-ahead.unapplied"
	CommitBeyondEnd      Sub = "commit-ahead.beyond-end"
	RegressionStore      Sub = "offset-regression.store"
	RegressionDelete     Sub = "offset-regression.delete"
	RegressionCodec      Sub = "offset-regression.codec"
	RegressionDisagree   Sub = "offset-regression.disagree"
	RegressionRestored   Sub = "offset-regression.restored"
	RegressionPowerLoss  Sub = "offset-regression.power-loss"
	OrderInternal        Sub = "order.internal"
	OrderExternal        Sub = "order.external"
	OrderKey             Sub = "order.key"
	StuckLag             Sub = "stuck.lag"
	StuckStore           Sub = "stuck.store"
	StuckCrashLoop       Sub = "stuck.crash-loop"
	ZombieOutput         Sub = "zombie.output"
	ZombieCommit         Sub = "zombie.commit"
	SilentLossUnreported Sub = "silent-loss.unreported"
	FalseAlarmKept       Sub = "false-alarm.kept"
	FalseAlarmHandled    Sub = "false-alarm.handled"
	FalseAlarmHole       Sub = "false-alarm.hole"
	CommitTorn           Sub = "torn-commit.partitions"
	AbortedReadApplied   Sub = "aborted-read.applied"
)

// A SubKind is a row of the table of sub-kinds.
type SubKind struct {
	Sub     Sub
	Kind    Kind
	Keys    string // the names that the literature and the references use, separated by spaces
	Meaning string
}

// SubKinds is the one table that maps every sub-kind to its kind and to the names used elsewhere.
var SubKinds = []SubKind{
	{LossCommitAhead, Loss, "gap.commit-ahead lost-write", "stored past records in flight, then the incarnation died"},
	{LossSwallowed, Loss, "swallowed-output", "stored past records although their effect failed, and nothing died"},
	{LossExcess, Loss, "gap.torn", "stored past more than one batch of records in flight"},
	{LossReset, Loss, "gap.reset silent-reset absent-coercion gap.short-range", "an incarnation began beyond records that nobody had handled, as where no start was stored before it was read from"},
	{LossOffByOne, Loss, "off-by-one", "exactly the record at the stored offset was jumped over at a restart"},
	{LossSkip, Loss, "gap.skip poll-skip int-poll-skip range-gap gap.short-range", "an incarnation jumped over records in the middle"},
	{LossRecreate, Loss, "gap.recreate recreate-blind", "an offset of a deleted topic was applied to its successor"},
	{LossPowerLoss, Loss, "lost-write unsynced-sink", "written to a file and stored past before they were durable, and then taken back by a power loss"},
	{LossRetention, Loss, "gap.excused.retention", "deleted from the log before the stored offset passed them"},
	{LossOperator, Loss, "gap.excused.operator", "an operator moved the stored offset past them"},
	{LossDeleted, Loss, "gap.excused.recreate", "the topic was deleted before they were read"},
	{LossCompacted, Loss, "gap.excused.compaction", "superseded by a later record of their key, and compacted before they were read"},
	{LossTruncated, Loss, "gap.excused.truncation", "cut off from the log's end before they were read"},
	{DuplicateReplay, Duplicate, "duplicate.effect.replay nonmonotonic-poll", "in flight when an incarnation ended, handled again by its successor"},
	{DuplicateOverlap, Duplicate, "duplicate.effect.overlap dual-ownership range-overlap", "in flight at one incarnation, handled by another while the first still ran"},
	{DuplicateSinkRetry, Duplicate, "duplicate.effect.sink-retry int-nonmonotonic-poll", "handled again by the same incarnation before it stored"},
	{DuplicateZombie, Duplicate, "duplicate.effect.zombie", "handled again by a superseded incarnation, at most its batch in flight"},
	{DuplicateExcess, Duplicate, "duplicate.effect.excess stale-buffer offset-regression.read swallowed-commit", "outside the replay window"},
	{DuplicateReset, Duplicate, "duplicate.reset", "no offset was stored, so handling began again from the start"},
	{DuplicateRegress, Duplicate, "duplicate.effect.regress lost-commit", "handled again because the stored offset had gone backwards"},
	{DuplicateOffByOne, Duplicate, "off-by-one", "exactly the last record handled was handled again: the last offset was stored, not the next"},
	{DuplicateBehind, Duplicate, "commit-behind", "handled and not covered by the offset stored afterwards, or by a clean exit"},
	{DuplicateOperator, Duplicate, "duplicate.operator", "an operator moved the stored offset back"},
	{DuplicateProduced, Duplicate, "duplicate", "one identity was appended at more than one offset; not the consumer's doing"},
	{PhantomRecord, Duplicate, "phantom-record", "an effect of a record that had not been appended"},
	{CommitUnapplied, CommitAhead, "commit-ahead", "stored although a visible record below had no effect"},
	{CommitBeyondEnd, CommitAhead, "commit-beyond-end", "stored beyond the end that the log had"},
	{RegressionStore, OffsetRegression, "offset-regression.store", "a smaller offset was stored without an operator"},
	{RegressionDelete, OffsetRegression, "lost-commit", "the stored offset was removed without an operator"},
	{RegressionCodec, OffsetRegression, "codec", "what was stored is not an offset in the one form that it may have"},
	{RegressionDisagree, OffsetRegression, "codec", "a plain offset and the record beside it do not say the same"},
	{RegressionRestored, OffsetRegression, "rollback", "a backup of the store was put back"},
	{RegressionPowerLoss, OffsetRegression, "rollback", "a power loss took back what was not durable yet"},
	{OrderInternal, Order, "order.internal", "by the incarnation that had handled the later record"},
	{OrderExternal, Order, "order.external", "by another incarnation than the one that had handled the later record"},
	{OrderKey, Order, "order.key", "a key ended up holding an older record of a partition than one it had held"},
	{StuckLag, Stuck, "stuck unseen unrecoverable-by-design", "records remain that nobody handled, or the group never began"},
	{StuckStore, Stuck, "stuck commit-behind", "every record was handled, and the stored offset stayed behind"},
	{StuckCrashLoop, Stuck, "crash-loop", "the last three incarnations ended without progress"},
	{ZombieOutput, Zombie, "zombie-output", "an effect by a superseded incarnation"},
	{ZombieCommit, Zombie, "zombie-commit", "an offset stored by a superseded incarnation"},
	{SilentLossUnreported, SilentLoss, "silent-loss", "excused by its cause, or handled and then cut off, but no report covers it"},
	{FalseAlarmKept, FalseAlarm, "false-data-loss", "reported as lost while it was in the log, or before it was appended"},
	{FalseAlarmHandled, FalseAlarm, "false-data-loss", "reported as lost although it had been handled, and the stored offset said so"},
	{FalseAlarmHole, FalseAlarm, "false-data-loss allow-non-consecutive-offsets", "reported as lost where nothing had left the log: offsets without a visible record"},
	{CommitTorn, TornCommit, "torn-commit", "an incarnation died when it had stored some partitions of a batch and not the others; looked for where a batch is promised whole"},
	{AbortedReadApplied, AbortedRead, "G1a", "an effect of a record of a transaction that was aborted"},
}

var kindOf = func() map[Sub]Kind {
	kinds := make(map[Sub]Kind, len(SubKinds))
	for _, row := range SubKinds {
		kinds[row.Sub] = row.Kind
	}
	return kinds
}()

// Kind is the kind that the sub-kind belongs to, or "" for an unknown one.
func (s Sub) Kind() Kind { return kindOf[s] }
