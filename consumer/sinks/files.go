package sinks

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/onceover/onceover/consumer"
)

// resultLine is a result as the file sinks write it.
type resultLine struct {
	Offset int64   `json:"offset"`
	Value  Payload `json:"value"`
}

// lines are results as lines of JSON.
func lines(results []consumer.Result) ([]byte, error) {
	var text []byte
	for _, r := range results {
		line, err := json.Marshal(resultLine{r.Offset, r.Value})
		if err != nil {
			return nil, fmt.Errorf("encode the result of %v at %d: %w", r.Partition, r.Offset, err)
		}
		text = append(append(text, line...), '\n')
	}
	return text, nil
}

// home names the directory of a topic's incarnation below the sink's own. Kafka's names of topics are names of files,
// but for the two that it forbids, too.
func home(topic string, id consumer.TopicID) (string, error) {
	if !filepath.IsLocal(topic) || filepath.Base(topic) != topic || topic == "." {
		return "", fmt.Errorf("topic %q cannot be the name of a directory", topic)
	}
	return filepath.Join(topic, id.String()), nil
}

// establish makes the directory path below root, which exists, and makes all names on the way durable. It does not
// trust those that are there: the process that made them may have died before it had synced them.
func establish(root, path string) error {
	full := filepath.Join(root, path)
	if info, err := os.Stat(root); err != nil {
		return fmt.Errorf("%w; make it first", err)
	} else if !info.IsDir() {
		return fmt.Errorf("%s is no directory", root)
	}
	if err := os.MkdirAll(full, 0o777); err != nil {
		return err
	}
	for dir := full; dir != filepath.Clean(root); {
		dir = filepath.Dir(dir)
		if err := syncDirectory(dir); err != nil {
			return err
		}
	}
	return nil
}

// syncDirectory makes the names in a directory durable.
func syncDirectory(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// number is a partition as a name.
func number(id int32) string { return strconv.FormatInt(int64(id), 10) }

// spansOf cuts results, which lie together by partition, where the partition changes.
func spansOf(results []consumer.Result) (spans [][]consumer.Result) {
	for len(results) > 0 {
		n := 1
		for n < len(results) && results[n].Partition == results[0].Partition {
			n++
		}
		spans = append(spans, results[:n])
		results = results[n:]
	}
	return spans
}
