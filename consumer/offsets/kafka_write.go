package offsets

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// write implements medium. The request is sent once: the client, were it asked to, would send it again by itself after
// a lost answer, over whatever was committed in between.
func (k *Kafka) write(ctx context.Context, number int64, updates []update) error {
	req, err := k.commitRequest(ctx, number, updates)
	if err != nil {
		return err
	}
	if k.coordinator == noBroker {
		if err := k.find(ctx); err != nil {
			return err
		}
	}
	err = k.commit(ctx, req, updates)
	if err != nil {
		k.coordinator = noBroker // it may have moved
	}
	return err
}

// commit sends a request to the coordinator, and reads the answer.
func (k *Kafka) commit(ctx context.Context, req *kmsg.OffsetCommitRequest, updates []update) error {
	got, err := k.client.Broker(int(k.coordinator)).Request(ctx, req)
	if err != nil {
		return k.failed("commit the offsets", err)
	}
	names := map[[16]byte]string{}
	for _, t := range req.Topics {
		names[t.TopicID] = t.Topic
	}
	answers := map[consumer.Partition]answer{}
	for _, t := range got.(*kmsg.OffsetCommitResponse).Topics {
		if t.Topic == "" { // from version 10 on
			t.Topic = names[t.TopicID]
		}
		for _, p := range t.Partitions {
			answers[consumer.Partition{Topic: t.Topic, ID: p.Partition}] = answer{code: p.ErrorCode}
		}
	}
	partitions := make([]consumer.Partition, len(updates))
	for i, w := range updates {
		partitions[i] = w.Partition
	}
	return k.check("commit the offset", partitions, answers)
}

// commitRequest commits updates as a consumer that is no member. Brokers from version 4.1 on want the topic's id, and
// refuse one that is not the topic's any more.
func (k *Kafka) commitRequest(ctx context.Context, number int64, updates []update) (*kmsg.OffsetCommitRequest, error) {
	req := kmsg.NewPtrOffsetCommitRequest()
	req.Group, req.Generation, req.MemberID = k.group, -1, ""
	index := map[string]int{}
	for _, w := range updates {
		i, ok := index[w.Topic]
		if !ok {
			t := kmsg.NewOffsetCommitRequestTopic()
			t.Topic, t.TopicID = w.Topic, w.TopicID
			if w.TopicID == (consumer.TopicID{}) {
				id, err := k.topicID(ctx, w.Topic)
				if err != nil {
					return nil, err
				}
				t.TopicID = id
			}
			i = len(req.Topics)
			index[w.Topic] = i
			req.Topics = append(req.Topics, t)
		}
		p := kmsg.NewOffsetCommitRequestTopicPartition()
		p.Partition, p.Offset, p.LeaderEpoch = w.ID, w.Offset, w.Epoch
		if p.Metadata = w.metadata; p.Metadata == nil {
			p.Metadata = kmsg.StringPtr(kafkaMark{w.TopicID, number, w.mark, w.since}.String())
		}
		req.Topics[i].Partitions = append(req.Topics[i].Partitions, p)
	}
	return req, nil
}

// topicID asks what a topic's identity is now, for offsets that came without one.
func (k *Kafka) topicID(ctx context.Context, topic string) (consumer.TopicID, error) {
	req := kmsg.NewPtrMetadataRequest()
	asked := kmsg.NewMetadataRequestTopic()
	asked.Topic = &topic
	req.Topics = append(req.Topics, asked)
	resp, err := req.RequestWith(ctx, k.client)
	if err == nil && len(resp.Topics) == 1 {
		err = kerr.ErrorForCode(resp.Topics[0].ErrorCode)
	} else if err == nil {
		err = errors.New("the answer is not about it")
	}
	if err != nil {
		return consumer.TopicID{}, k.failed(fmt.Sprintf("look up topic %s for the offsets", topic), err)
	}
	return resp.Topics[0].TopicID, nil
}
