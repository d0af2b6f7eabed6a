package direct

import (
	"context"
	"iter"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks"
)

// Replay processes the dead letters of the settings, which must have a kind, again and writes their results to the sink,
// which must not be one that keeps offsets. It returns how many there were, and those that failed again. Those are still
// among the letters, and so are the others: what was replayed is replayed by the next call too, which sinks that know a
// record by its position take as nothing new.
func (t *Tools) Replay(ctx context.Context) (all int, again []consumer.DeadLetter, err error) {
	letters, err := t.letters(ctx)
	if err != nil {
		return 0, nil, err
	}
	for letter, err := range letters {
		if err != nil {
			return all, again, err
		}
		all++
		failed, err := consumer.Replay(ctx, []consumer.DeadLetter{letter}, t.wiring.process, t.Sink)
		if err != nil {
			return all, again, err
		}
		again = append(again, failed...)
	}
	return all, again, nil
}

func (t *Tools) letters(ctx context.Context) (iter.Seq2[consumer.DeadLetter, error], error) {
	s := t.wiring.DeadLetters
	if s.Kind == "file" {
		return sinks.ReadFileDeadLetters(s.Path), nil
	}
	options, err := kafkaOptions(&t.wiring.Kafka)
	if err != nil {
		return nil, err
	}
	return sinks.ReadKafkaDeadLetters(ctx, s.Topic, options...), nil
}
