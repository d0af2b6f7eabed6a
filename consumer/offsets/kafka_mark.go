package offsets

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/consumer"
)

// markPrefix begins the metadata of offsets that this store committed; the schema follows.
const markPrefix, markSchema = "onceover/", "1"

// formatMark is the metadata of an offset: "onceover/1 <topic id> <number of the batch> <mark of the write>", where an
// identity that is not known is "-". It has less than 100 bytes; brokers allow 4,096.
func formatMark(id consumer.TopicID, number int64, mark string) string {
	name := "-"
	if id != (consumer.TopicID{}) {
		name = id.String()
	}
	return fmt.Sprintf("%s%s %s %d %s", markPrefix, markSchema, name, number, mark)
}

// parseMark reads metadata: the topic id, and what tells this write from others. Others' metadata is taken as it is, with
// a topic id that is not known; this store's own must be of the schema.
func parseMark(metadata string) (id consumer.TopicID, mark string, err error) {
	rest, ours := strings.CutPrefix(metadata, markPrefix)
	if !ours {
		return id, metadata, nil
	}
	words := strings.Split(rest, " ")
	if words[0] != markSchema {
		return id, "", fmt.Errorf("metadata %q: schema %q is not %s, the one that is known here", metadata, words[0], markSchema)
	}
	if len(words) != 4 || words[1] == "" || words[3] == "" {
		return id, "", fmt.Errorf("metadata %q is garbled", metadata)
	}
	if words[1] != "-" {
		if id, err = parseTopicID(words[1]); err != nil {
			return id, "", fmt.Errorf("metadata %q: %w", metadata, err)
		}
	}
	return id, words[3], nil
}
