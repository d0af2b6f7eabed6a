package offsets

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/consumer"
)

// markPrefix begins the metadata of offsets that this store committed; the schema follows.
const markPrefix, markSchema = "onceover/", "1"

// kafkaMark is the metadata of an offset.
type kafkaMark struct {
	topic  consumer.TopicID // zero if it is not known
	number int64            // of the consumer.Commit
	write  string           // what tells this write from others
	at     time.Time        // when it was written, to the second; zero if it is not known
}

// String is "onceover/1 <topic id> <number> <write>@<seconds since 1970>", where an identity that is not known is "-". It has
// about 100 bytes; brokers allow 4,096.
func (m kafkaMark) String() string {
	name := "-"
	if m.topic != (consumer.TopicID{}) {
		name = m.topic.String()
	}
	return fmt.Sprintf("%s%s %s %d %s@%d", markPrefix, markSchema, name, m.number, m.write, m.at.Unix())
}

// parseMark reads metadata. Others' is taken as it is for what tells the write; this store's own must be of the schema, and
// has no time if an earlier version wrote it.
func parseMark(metadata string) (m kafkaMark, err error) {
	rest, ours := strings.CutPrefix(metadata, markPrefix)
	if !ours {
		return kafkaMark{write: metadata}, nil
	}
	words := strings.Split(rest, " ")
	if words[0] != markSchema {
		return m, fmt.Errorf("metadata %q: schema %q is not %s, the one that is known here", metadata, words[0], markSchema)
	}
	if len(words) != 4 || words[1] == "" || words[3] == "" {
		return m, fmt.Errorf("metadata %q is garbled", metadata)
	}
	if words[1] != "-" {
		if m.topic, err = parseTopicID(words[1]); err != nil {
			return m, fmt.Errorf("metadata %q: %w", metadata, err)
		}
	}
	if m.number, err = strconv.ParseInt(words[2], 10, 64); err != nil {
		return m, fmt.Errorf("metadata %q is garbled: %w", metadata, err)
	}
	write, seconds, timed := strings.Cut(words[3], "@")
	if m.write = write; timed {
		at, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil {
			return m, fmt.Errorf("metadata %q is garbled: %w", metadata, err)
		}
		m.at = time.Unix(at, 0)
	}
	return m, nil
}
