package consumer

import (
	"context"
	"fmt"
	"math"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// The two ends of a log, as Kafka's ListOffsets names them. The end is the last stable offset for who reads what is
// committed; highWatermark is the end for everybody.
const (
	logEnd        = -1
	logStart      = -2
	highWatermark = math.MinInt64
)

// bounds returns the offsets of one end of the partitions' logs, or those of the first records with a timestamp in
// milliseconds or a later one, None where there is none.
func (t *topic) bounds(ctx context.Context, partitions []Partition, which int64) (map[Partition]int64, error) {
	found := make(map[Partition]int64, len(partitions))
	err := t.finish(ctx, partitions, func(ctx context.Context, pending []Partition) (rest []Partition, gained bool, errs []error) {
		for _, a := range t.ask(ctx, pending, func(ps []Partition) kmsg.Request { return t.boundsRequest(ps, which) }) {
			if a.err != nil {
				errs = append(errs, a.err)
				continue
			}
			errs = append(errs, readBounds(a.resp.(*kmsg.ListOffsetsResponse), found)...)
		}
		for _, p := range pending {
			if _, ok := found[p]; !ok {
				rest = append(rest, p)
			}
		}
		if len(rest) > 0 && len(errs) == 0 {
			errs = append(errs, fmt.Errorf("list offsets of %v: not in the answer", rest))
		}
		return rest, len(rest) < len(pending), errs
	})
	return found, err
}

// boundsRequest asks for one end of the partitions' logs, or for a timestamp.
func (t *topic) boundsRequest(partitions []Partition, which int64) kmsg.Request {
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	req.IsolationLevel = t.isolation.level()
	if which == highWatermark {
		req.IsolationLevel, which = ReadUncommitted.level(), logEnd
	}
	asked := kmsg.NewListOffsetsRequestTopic()
	asked.Topic = t.name
	for _, p := range partitions {
		rp := kmsg.NewListOffsetsRequestTopicPartition()
		rp.Partition = p.ID
		rp.CurrentLeaderEpoch = t.leaders[p.ID].epoch
		rp.Timestamp = which
		asked.Partitions = append(asked.Partitions, rp)
	}
	req.Topics = append(req.Topics, asked)
	return req
}

// readBounds adds the offsets of an answer to found and returns its errors.
func readBounds(resp *kmsg.ListOffsetsResponse, found map[Partition]int64) []error {
	var errs []error
	for _, rt := range resp.Topics {
		for _, rp := range rt.Partitions {
			p := Partition{Topic: rt.Topic, ID: rp.Partition}
			if err := kerr.ErrorForCode(rp.ErrorCode); err != nil {
				errs = append(errs, fmt.Errorf("list offsets of %v: %w", p, err))
				continue
			}
			found[p] = rp.Offset
		}
	}
	return errs
}
