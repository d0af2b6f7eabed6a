package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
	"github.com/onceover/onceover/consumer/settings"
)

// A tool is what a command works with: the settings, the offsets, and the topic as it is.
type tool struct {
	*direct.Tools
	topic      string
	isolation  consumer.Isolation
	group      string
	sink       string // its kind
	partitions []consumer.Partition
	positions  map[consumer.Partition]consumer.Position
	start, end map[consumer.Partition]int64
	id         consumer.TopicID
	out        io.Writer
}

// withTool makes a command's function of one that works with a tool.
func withTool(errOut io.Writer, do func(ctx context.Context, t *tool, args []string) error) func(*cobra.Command, []string) error {
	return withTopic(errOut, func(ctx context.Context, t *tool, args []string) (err error) {
		if t.positions, err = t.Store.Load(ctx, t.partitions); err != nil {
			return failure{err}
		}
		return do(ctx, t, args)
	})
}

// loadOutside loads the settings of a command that works on what other processes use.
func loadOutside(c *cobra.Command) (*settings.Settings, error) {
	s, err := settings.Load(c.Flags())
	if err == nil && (s.Kafka.Embedded() || s.ZooKeeper.Embedded()) {
		err = fmt.Errorf("%s: what is embedded lives in the process of direct run, and ends with it", c.Name())
	}
	return s, err
}

// withTopic is withTool without the offsets, for what is to work where they cannot be loaded.
func withTopic(errOut io.Writer, do func(ctx context.Context, t *tool, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		s, err := loadOutside(c)
		if err != nil {
			return err
		}
		tools, err := direct.Open(s, version, errOut, keepsOffsets(s.Sink.Kind))
		if err != nil {
			return failure{err}
		}
		defer tools.Close()
		if sink, ok := tools.Sink.(consumer.TransactionalSink); ok {
			tools.Store = sinkOffsets{sink}
		}
		t := &tool{
			topic: s.Topic, isolation: consumer.Isolation(s.Kafka.Isolation), group: s.Group, sink: s.Sink.Kind, Tools: tools, out: c.OutOrStdout(),
		}
		if err := t.look(c.Context()); err != nil {
			return failure{err}
		}
		return do(c.Context(), t, args)
	}
}

// look reads the topic's partitions and the ends of their logs.
func (t *tool) look(ctx context.Context) error {
	admin := kadm.NewClient(t.Client)
	topics, err := admin.ListTopics(ctx, t.topic)
	if err != nil {
		return fmt.Errorf("read metadata of topic %s: %w", t.topic, err)
	}
	detail := topics[t.topic]
	if detail.Err != nil {
		return fmt.Errorf("read metadata of topic %s: %w", t.topic, detail.Err)
	}
	t.id = consumer.TopicID(detail.ID)
	for id := range detail.Partitions {
		t.partitions = append(t.partitions, consumer.Partition{Topic: t.topic, ID: id})
	}
	slices.SortFunc(t.partitions, func(a, b consumer.Partition) int { return cmp.Compare(a.ID, b.ID) })
	starts, err := admin.ListStartOffsets(ctx, t.topic)
	if t.start, err = offsetsOf(t.topic, starts, err); err != nil {
		return err
	}
	list := admin.ListCommittedOffsets
	if t.isolation == consumer.ReadUncommitted {
		list = admin.ListEndOffsets
	}
	ends, err := list(ctx, t.topic)
	t.end, err = offsetsOf(t.topic, ends, err)
	return err
}

func offsetsOf(topic string, listed kadm.ListedOffsets, err error) (map[consumer.Partition]int64, error) {
	if err == nil {
		err = listed.Error()
	}
	if err != nil {
		return nil, fmt.Errorf("list offsets of topic %s: %w", topic, err)
	}
	found := map[consumer.Partition]int64{}
	listed.Each(func(o kadm.ListedOffset) { found[consumer.Partition{Topic: topic, ID: o.Partition}] = o.Offset })
	return found, nil
}

// table prints rows under a head, numbers to the right.
func (t *tool) table(head string, row func(consumer.Partition) string) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, head+"\t")
	for _, p := range t.partitions {
		fmt.Fprintln(w, row(p)+"\t")
	}
	return w.Flush()
}
