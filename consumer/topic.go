package consumer

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// leader is the broker that serves a partition, and the epoch of its election. Requests carry the epoch, so that a
// broker that lost the partition without knowing it cannot answer.
type leader struct {
	broker, epoch int32
}

// noLeader is what brokers answer for a partition that has no leader at the moment.
const noLeader = -1

// topic sends requests to the leaders of one topic's partitions.
type topic struct {
	client     *kgo.Client
	name       string
	isolation  Isolation
	id         TopicID
	leaders    map[int32]leader
	view       int // how often the leaders were found to be others
	surplus    map[Partition]surplus
	early      map[Partition]*early
	validated  map[Partition]int32 // the leader epoch in which the log was last seen to go on where we are
	retry      retry
	decompress kgo.Decompressor
}

// topicOf returns the topic that a consumer is to read, which is yet to be opened.
func topicOf(c *Config) *topic {
	again := func(cause error) {
		c.Log.Warn("brokers are asked again", "topic", c.Topic, "cause", cause, "for", c.RetryTimeout)
	}
	return &topic{
		client:     c.Client,
		name:       c.Topic,
		isolation:  c.Isolation,
		retry:      retry{first: c.RetryBackoff, longest: longestBackoff, limit: c.RetryTimeout, tell: again},
		decompress: kgo.DefaultDecompressor(),
		surplus:    map[Partition]surplus{},
		early:      map[Partition]*early{},
		validated:  map[Partition]int32{},
	}
}

// forget lets a topic be opened that was created again.
func (t *topic) forget() { t.id = TopicID{} }

// open reads the topic's metadata, and waits for a topic that does not exist yet. What was read of it before counts no
// more: its partitions may have been others' meanwhile.
func (t *topic) open(ctx context.Context) error {
	clear(t.surplus)
	clear(t.early)
	clear(t.validated)
	r := t.retry
	for {
		err := r.attempt(ctx, t.refresh)
		if err == nil || !retriable(err) {
			return err
		}
		if err := r.wait(ctx, err); err != nil {
			return err
		}
	}
}

// refresh reads where the leaders are.
func (t *topic) refresh(ctx context.Context) error {
	req := kmsg.NewPtrMetadataRequest()
	asked := kmsg.NewMetadataRequestTopic()
	asked.Topic = &t.name
	req.Topics = append(req.Topics, asked)
	resp, err := req.RequestWith(ctx, t.client)
	if err != nil {
		return fmt.Errorf("read metadata of topic %s: %w", t.name, err)
	}
	if len(resp.Topics) != 1 {
		return fmt.Errorf("read metadata of topic %s: answer has %d topics", t.name, len(resp.Topics))
	}
	answer := resp.Topics[0]
	if err := kerr.ErrorForCode(answer.ErrorCode); err != nil {
		return fmt.Errorf("read metadata of topic %s: %w", t.name, err)
	}
	if t.id != (TopicID{}) && t.id != answer.TopicID {
		return fmt.Errorf("topic %s has id %v and had %v: %w", t.name, TopicID(answer.TopicID), t.id, ErrRecreated)
	}
	if len(answer.Partitions) == 0 {
		return fmt.Errorf("read metadata of topic %s: it has no partitions: %w", t.name, kerr.LeaderNotAvailable)
	}
	t.id = answer.TopicID
	leaders := make(map[int32]leader, len(answer.Partitions))
	for _, p := range answer.Partitions {
		leaders[p.Partition] = leader{broker: p.Leader, epoch: p.LeaderEpoch}
	}
	if !maps.Equal(leaders, t.leaders) {
		t.view++
		t.leaders = leaders
	}
	return nil
}

// partitions returns the topic's partitions in the order of their ids.
func (t *topic) partitions() []Partition {
	var all []Partition
	for _, id := range slices.Sorted(maps.Keys(t.leaders)) {
		all = append(all, Partition{Topic: t.name, ID: id})
	}
	return all
}

// answer is what the leader of some partitions said.
type answer struct {
	asked []Partition
	resp  kmsg.Response
	err   error
}

// share are the partitions of a request that one broker leads.
type share struct {
	broker     int32
	partitions []Partition
}

// shares divides partitions among their leaders, in the order of the brokers.
func (t *topic) shares(partitions []Partition) []share {
	byBroker := map[int32][]Partition{}
	for _, p := range partitions {
		broker := int32(noLeader)
		if l, ok := t.leaders[p.ID]; ok {
			broker = l.broker
		}
		byBroker[broker] = append(byBroker[broker], p)
	}
	all := make([]share, 0, len(byBroker))
	for _, broker := range slices.Sorted(maps.Keys(byBroker)) {
		all = append(all, share{broker, byBroker[broker]})
	}
	return all
}

// ask sends each leader one request for its share of the partitions, all at once.
func (t *topic) ask(ctx context.Context, partitions []Partition, request func([]Partition) kmsg.Request) []answer {
	shares := t.shares(partitions)
	answers := make([]answer, len(shares))
	var wg sync.WaitGroup
	for i, s := range shares {
		wg.Go(func() { answers[i] = t.askLeader(ctx, s, request) })
	}
	wg.Wait()
	return answers
}

// askLeader sends one leader a request for its share.
func (t *topic) askLeader(ctx context.Context, s share, request func([]Partition) kmsg.Request) answer {
	a := answer{asked: s.partitions, err: error(kerr.LeaderNotAvailable)}
	if s.broker != noLeader {
		a.resp, a.err = t.client.Broker(int(s.broker)).Request(ctx, request(s.partitions))
	}
	if a.err != nil {
		a.err = fmt.Errorf("ask broker %d, which leads %v: %w", s.broker, s.partitions, a.err)
	}
	return a
}
