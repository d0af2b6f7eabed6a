package offsets

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// read implements medium.
func (k *Kafka) read(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]entry, error) {
	if len(partitions) == 0 {
		return nil, nil // a request that names no partition asks for all of them
	}
	resp, err := k.fetchRequest(partitions).RequestWith(ctx, k.client)
	if err != nil {
		return nil, k.failed("read the offsets", err)
	}
	if len(resp.Groups) != 1 {
		return nil, fmt.Errorf("read the offsets of group %q in kafka: the answer is about %d groups", k.group, len(resp.Groups))
	}
	group := resp.Groups[0]
	err = kerr.ErrorForCode(group.ErrorCode)
	if errors.Is(err, kerr.GroupIDNotFound) {
		return nil, nil // which a group without offsets need not exist for
	}
	if err != nil {
		return nil, k.failed("read the offsets", err)
	}
	answers := map[consumer.Partition]answer{}
	for _, t := range group.Topics {
		for _, p := range t.Partitions {
			at := consumer.Position{Offset: p.Offset, Epoch: p.LeaderEpoch}
			metadata := ""
			if p.Metadata != nil {
				metadata = *p.Metadata
			}
			answers[consumer.Partition{Topic: t.Topic, ID: p.Partition}] = answer{entry{Position: at, metadata: &metadata}, p.ErrorCode}
		}
	}
	if err := k.check("read the offset", partitions, answers); err != nil {
		return nil, err
	}
	held := map[consumer.Partition]entry{}
	for _, p := range partitions {
		e := answers[p].entry
		switch {
		case e.Offset == consumer.None:
			continue
		case e.Offset < 0:
			return nil, fmt.Errorf("read the offset of %v of group %q in kafka: %d is none", p, k.group, e.Offset)
		}
		m, err := parseMark(*e.metadata)
		if err != nil {
			return nil, fmt.Errorf("read the offset of %v of group %q in kafka: %w", p, k.group, err)
		}
		e.TopicID, e.Anchor, e.mark, e.since = m.topic, m.number == consumer.Beginning, m.write, m.at
		held[p] = e
	}
	return held, nil
}

// fetchRequest asks for the offsets of partitions.
func (k *Kafka) fetchRequest(partitions []consumer.Partition) *kmsg.OffsetFetchRequest {
	group := kmsg.NewOffsetFetchRequestGroup()
	group.Group = k.group
	index := map[string]int{}
	for _, p := range partitions {
		i, ok := index[p.Topic]
		if !ok {
			i = len(group.Topics)
			index[p.Topic] = i
			t := kmsg.NewOffsetFetchRequestGroupTopic()
			t.Topic = p.Topic
			group.Topics = append(group.Topics, t)
		}
		group.Topics[i].Partitions = append(group.Topics[i].Partitions, p.ID)
	}
	req := kmsg.NewPtrOffsetFetchRequest()
	req.RequireStable = true
	req.Groups = append(req.Groups, group)
	return req
}
