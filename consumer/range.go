package consumer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// outOfRange tells of the partitions whose log does not have the next offset. A topic that was deleted and created again
// is told as that: its offsets begin anew.
//
// What a broker tells of a log's ends is no proof. One that has just come to lead a partition may tell an end that is too
// low until its followers have caught up (KIP-207), as one may that does not know yet that it leads no more. So an offset
// counts as missing only where the leader also refuses to read there; otherwise the log is taken to go on, and is asked
// for its end another time.
func (t *topic) outOfRange(ctx context.Context, partitions []Partition, next map[Partition]int64) error {
	once := t.retry
	if err := once.attempt(ctx, t.refresh); err != nil {
		return err
	}
	start, err := t.bounds(ctx, partitions, logStart)
	if err != nil {
		return err
	}
	end, err := t.bounds(ctx, partitions, highWatermark)
	if err != nil {
		return err
	}
	outside := slices.DeleteFunc(slices.Clone(partitions), func(p Partition) bool { return start[p] <= next[p] && next[p] <= end[p] })
	refused, err := t.refused(ctx, outside, next)
	if err != nil {
		return err
	}
	var losses lossesError
	for _, p := range refused {
		if at := next[p]; at < start[p] {
			losses = append(losses, Loss{Missing: Range{p, at, start[p], NoEpoch}, Cause: Retention, Resume: start[p]})
		} else {
			losses = append(losses, Loss{Missing: Range{p, end[p], at, NoEpoch}, Cause: Truncation, Resume: end[p]})
		}
	}
	if len(losses) == 0 {
		return nil
	}
	return losses
}

// refused returns those of the partitions whose leader has no log at the next offset. One that has answers at once, with
// a batch or with none.
func (t *topic) refused(ctx context.Context, partitions []Partition, next map[Partition]int64) ([]Partition, error) {
	readings := make(map[Partition]*reading, len(partitions))
	for _, p := range partitions {
		readings[p] = &reading{Range: Range{Partition: p}, next: next[p]}
	}
	request := func(ps []Partition) kmsg.Request {
		req := t.fetchRequest(ps, readings).(*kmsg.FetchRequest)
		req.MinBytes, req.MaxBytes = 0, 1
		return req
	}
	refused := map[Partition]bool{} // or not, once the leader has said so
	err := t.finish(ctx, partitions, func(ctx context.Context, pending []Partition) (rest []Partition, gained bool, errs []error) {
		for _, a := range t.ask(ctx, pending, request) {
			if a.err != nil {
				errs = append(errs, a.err)
				continue
			}
			errs = append(errs, t.readRefusals(a.resp.(*kmsg.FetchResponse), refused)...)
		}
		for _, p := range pending {
			if _, ok := refused[p]; !ok {
				rest = append(rest, p)
			}
		}
		if len(rest) > 0 && len(errs) == 0 {
			errs = append(errs, fmt.Errorf("fetch %v: %w", rest, errNothing))
		}
		return rest, len(rest) < len(pending), errs
	})
	return slices.DeleteFunc(slices.Clone(partitions), func(p Partition) bool { return !refused[p] }), err
}

// readRefusals notes what an answer says, and returns its errors but for refusals.
func (t *topic) readRefusals(resp *kmsg.FetchResponse, refused map[Partition]bool) (errs []error) {
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return []error{err}
	}
	for _, rt := range resp.Topics {
		for _, rp := range rt.Partitions {
			p := Partition{Topic: t.name, ID: rp.Partition}
			err := kerr.ErrorForCode(rp.ErrorCode)
			if out := errors.Is(err, kerr.OffsetOutOfRange); err == nil || out {
				refused[p] = out
				continue
			}
			errs = append(errs, fmt.Errorf("fetch %v: %w", p, err))
		}
	}
	return errs
}
