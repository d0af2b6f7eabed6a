package main

import (
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

// aborted is the number of every transaction that was aborted.
const aborted = -1

// hold keeps what is to be recorded of a transaction until it ends: what is aborted was never there for those who read
// what is committed. The transactions that are committed are numbered, so that a fact tells in which one it came about.
func (s *service) hold(t transaction, record func(number int64)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[t] = append(s.held[t], record)
}

// observeEndTxn records what a transaction did, now that it ends.
func (s *service) observeEndTxn(q *request, answer *kmsg.EndTxnResponse) error {
	decoded, err := q.decode()
	if err != nil || answer.ErrorCode != 0 {
		return err
	}
	asked := decoded.(*kmsg.EndTxnRequest)
	t := transaction{asked.ProducerID, asked.ProducerEpoch}
	s.mu.Lock()
	held := s.held[t]
	delete(s.held, t)
	number := int64(aborted)
	if asked.Commit {
		if len(held) > 0 {
			s.transactions++
		}
		number = s.transactions
	}
	s.mu.Unlock()
	for _, record := range held {
		record(number)
	}
	return nil
}

// inTransaction adds the number of the transaction to what a fact says, where it is of one.
func inTransaction(number int64, args []trace.Arg) []trace.Arg {
	if number > 0 {
		args = append(args, trace.Int("txn", number))
	}
	return args
}
