package main

import (
	"strings"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/trace"
)

// transactional is the bit of a record batch's attributes that says so.
const transactional = 1 << 4

// A transaction is one that a producer has begun: its epoch rises before another begins, or when it is fenced.
type transaction struct {
	producer int64
	epoch    int16
}

// An ending is how a transaction ended. Those that are committed are numbered, so that a fact tells in which one it came
// about.
type ending struct {
	number int64  // 0 where nothing was committed
	by     string // what had the brokers abort it; empty where its producer did
}

// What brokers abort a transaction for.
const (
	byTimeout = "time-out" // it was open for longer than its producer had asked for
	byFencing = "fencing"  // its transactional id got its next epoch
)

// A held transaction is one of which all is still to be recorded: what is aborted was never there for those who read what is
// committed.
type held struct {
	client  string
	records []func(ending)
}

// hold keeps what is to be recorded of a transaction until it ends.
func (s *service) hold(t transaction, client string, record func(ending)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.held[t]
	s.held[t] = held{client, append(h.records, record)}
}

// commit records what a transaction did, now that it is committed.
func (s *service) commit(t transaction) {
	h := s.release(t)
	if len(h.records) == 0 {
		return
	}
	s.mu.Lock()
	s.transactions++
	number := s.transactions
	s.mu.Unlock()
	for _, record := range h.records {
		record(ending{number: number})
	}
}

// abort records what a transaction did, now that it is aborted, and before that, if the brokers did it, whose it was.
func (s *service) abort(t transaction, by string) {
	h := s.release(t)
	if len(h.records) > 0 && by != "" {
		s.hooks.Record("kafka.transaction_aborted", h.client, trace.Str("by", by))
	}
	for _, record := range h.records {
		record(ending{by: by})
	}
}

// release lets go of a transaction that has ended.
func (s *service) release(t transaction) held {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.held[t]
	delete(s.held, t)
	return h
}

// observeEndTxn records how a producer ended its transaction.
func (s *service) observeEndTxn(q *request, answer *kmsg.EndTxnResponse) error {
	decoded, err := q.decode()
	if err != nil || answer.ErrorCode != 0 {
		return err
	}
	asked := decoded.(*kmsg.EndTxnRequest)
	if t := (transaction{asked.ProducerID, asked.ProducerEpoch}); asked.Commit {
		s.commit(t)
	} else {
		s.abort(t, "")
	}
	return nil
}

// observeInit records the abort of the transaction that was open in the epoch before: kfake does it before it answers. After
// its last epoch a producer gets another id, and of what was open then nothing is recorded.
func (s *service) observeInit(answer *kmsg.InitProducerIDResponse) {
	if answer.ErrorCode == 0 {
		s.abort(transaction{answer.ProducerID, answer.ProducerEpoch - 1}, byFencing)
	}
}

// timedOut is how kfake's log begins to say that it is about to abort a transaction for its time-out, of which nothing else
// tells: id, producer and epoch follow.
const timedOut = "txn timeout abort:"

// Logf implements kfake.Logger.
func (s *service) Logf(_ kfake.LogLevel, text string, args ...any) {
	if strings.HasPrefix(text, timedOut) {
		s.abort(transaction{args[1].(int64), args[2].(int16)}, byTimeout)
	}
}

// inTransaction adds to what a fact says how the transaction ended that it is of, where it is of one.
func inTransaction(e ending, args []trace.Arg) []trace.Arg {
	if e.number > 0 {
		args = append(args, trace.Int("txn", e.number))
	}
	if e.by != "" {
		args = append(args, trace.Str("by", e.by))
	}
	return args
}
