package consumer

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// goesOn makes sure that the logs go on at the positions, whether or not there is something to read: one that was truncated
// and grew again to just there has nothing to fetch that would tell. It asks nobody while the leaders stay the same.
func (t *topic) goesOn(ctx context.Context, partitions []Partition, next map[Partition]Position) error {
	readings := make(map[Partition]*reading, len(partitions))
	for _, p := range partitions {
		readings[p] = &reading{Range: Range{Partition: p}, next: next[p].Offset, epoch: next[p].Epoch}
	}
	return t.finish(ctx, partitions, func(ctx context.Context, pending []Partition) ([]Partition, bool, []error) {
		if err := t.validate(ctx, pending, readings); err != nil {
			return pending, false, []error{err}
		}
		return nil, true, nil
	})
}

// validate asks the leaders of a new epoch whether their logs go on where the readings are (KIP-320): a log that was
// truncated below and has grown again would answer a fetch as if nothing had happened. A position whose last record the
// leader itself took needs no such question.
func (t *topic) validate(ctx context.Context, pending []Partition, readings map[Partition]*reading) error {
	var doubtful []Partition
	for _, p := range pending {
		now := t.leaders[p.ID].epoch
		if rd := readings[p]; rd.epoch != NoEpoch && rd.epoch != now && t.validated[p] != now {
			doubtful = append(doubtful, p)
		}
	}
	if len(doubtful) == 0 {
		return nil
	}
	var losses lossesError
	request := func(ps []Partition) kmsg.Request { return t.epochRequest(ps, readings) }
	for _, a := range t.ask(ctx, doubtful, request) {
		if a.err != nil {
			return a.err
		}
		for _, rt := range a.resp.(*kmsg.OffsetForLeaderEpochResponse).Topics {
			for _, rp := range rt.Partitions {
				p := Partition{Topic: rt.Topic, ID: rp.Partition}
				if err := kerr.ErrorForCode(rp.ErrorCode); err != nil {
					return fmt.Errorf("find where epoch %d of %v ends: %w", readings[p].epoch, p, err)
				}
				if l, lost := diverged(readings[p], rp.EndOffset); lost {
					losses = append(losses, l)
					continue
				}
				t.validated[p] = t.leaders[p.ID].epoch
			}
		}
	}
	if len(losses) > 0 {
		return losses
	}
	return nil
}

// diverged reports whether the leader's log left ours before the next offset: its records of our last epoch, or of the
// one before that it knows, end earlier. It answers -1 to an epoch that is beyond all of its own; nothing but the log's
// end, which the next fetch tells, bounds such a log.
func diverged(rd *reading, end int64) (Loss, bool) {
	if end < 0 || end >= rd.next {
		return Loss{}, false
	}
	return Loss{Missing: Range{rd.Partition, end, rd.next, NoEpoch}, Cause: Truncation, Resume: end}, true
}

// epochRequest asks where the leader's records of the readings' epochs end.
func (t *topic) epochRequest(partitions []Partition, readings map[Partition]*reading) kmsg.Request {
	req := kmsg.NewPtrOffsetForLeaderEpochRequest()
	req.ReplicaID = -1
	asked := kmsg.NewOffsetForLeaderEpochRequestTopic()
	asked.Topic = t.name
	for _, p := range partitions {
		rp := kmsg.NewOffsetForLeaderEpochRequestTopicPartition()
		rp.Partition = p.ID
		rp.CurrentLeaderEpoch = t.leaders[p.ID].epoch
		rp.LeaderEpoch = readings[p].epoch
		asked.Partitions = append(asked.Partitions, rp)
	}
	req.Topics = append(req.Topics, asked)
	return req
}
