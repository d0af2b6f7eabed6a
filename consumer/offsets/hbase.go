package offsets

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/onceover/onceover/consumer"
)

// HBase is a consumer.Store that keeps the offsets in a table of HBase, through its REST interface.
//
// Each group and topic has a head row, "group:topic", with a cell for each partition and one for the head's number. A
// Store counts the number up and changes the cells by one check-and-put, all or none, which succeeds only on the number
// that was read. Instances of one group may each store their own partitions: one that finds another number reads again,
// and is refused only if its own partitions were changed.
//
// Before the head moves, a row is written for the batch, "group:topic:number:write", with the offsets that the head will
// have and the number of the head before. They tell what was stored when, and nothing reads them: a row to whose write no
// later row or head refers never counted. The number is the head's, and no clock is involved: clocks are set back.
//
// Rows of batches may expire, and the head may not, or the group would start anew. Time to live is an attribute of a
// column family: batches are in family "batch", with any, and the head is in family "head", with none, which each Load
// makes sure of. CreateTable makes such a table. It is not safe for concurrent use.
type HBase struct {
	*conditional
	o     HBaseOptions
	heads map[string]head // by topic, as last read
}

// HBaseOptions say where the offsets are. URL, Table and Group are required.
type HBaseOptions struct {
	// URL is the REST server's, "http://host:8080".
	URL string
	// Table has the families head and batch.
	Table string
	// Group is any name.
	Group string
	// Client sends the requests. It may not repeat a PUT by itself. Default: one that takes 10 s for a request.
	Client *http.Client

	Patience
}

// NewHBase returns a store, or an error about the option that is missing or makes no sense. Nothing is asked before its first
// Load.
func NewHBase(o HBaseOptions) (*HBase, error) {
	if err := errors.Join(CheckHBaseURL(o.URL), CheckHBaseTable(o.Table)); err != nil {
		return nil, fmt.Errorf("keep offsets in hbase: %w", err)
	}
	if o.Group == "" {
		return nil, errors.New("keep offsets in hbase: the group must have a name")
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	if o.Client == nil {
		o.Client = &http.Client{
			Timeout:       10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	h := &HBase{o: o, heads: map[string]head{}}
	h.conditional = newConditional(h, o.Patience)
	return h, nil
}

// CheckHBaseURL says what is wrong with HBaseOptions.URL.
func CheckHBaseURL(text string) error {
	at, err := url.Parse(text)
	if err != nil {
		return errors.New("want http://host:port or https://host:port") // not what it is, which may have a password
	}
	if at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || at.RawQuery != "" {
		return fmt.Errorf("want http://host:port or https://host:port, have %q", at.Redacted())
	}
	return nil
}

// CheckHBaseTable says what is wrong with HBaseOptions.Table: REST has another meaning for some characters.
func CheckHBaseTable(name string) error {
	if name == "" || strings.ContainsAny(name, "/*,?") {
		return fmt.Errorf("want the name of a table, have %q", name)
	}
	return nil
}

// Load implements consumer.Store. A table that does not exist, or whose head may expire, is an error.
func (h *HBase) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	if err := h.persist(ctx, h.checkTable); err != nil {
		return nil, err
	}
	return h.load(ctx, partitions)
}

// Store implements consumer.Store, of partitions of one topic at a time.
func (h *HBase) Store(ctx context.Context, c consumer.Commit) error {
	for _, r := range c.Ranges {
		if r.Topic != c.Ranges[0].Topic {
			return fmt.Errorf("store %v and %v in hbase: they are in different rows", c.Ranges[0], r)
		}
	}
	return h.store(ctx, c)
}

// read implements medium.
func (h *HBase) read(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]entry, error) {
	held := map[consumer.Partition]entry{}
	fresh := map[string]head{}
	for _, p := range partitions {
		at, ok := fresh[p.Topic]
		if !ok {
			var err error
			if at, err = h.readHead(ctx, p.Topic); err != nil {
				return nil, err
			}
			fresh[p.Topic], h.heads[p.Topic] = at, at
		}
		if e, ok := at.entries[p]; ok {
			held[p] = e
		}
	}
	return held, nil
}

// write implements medium. All updates are of one topic.
func (h *HBase) write(ctx context.Context, number int64, updates []update) error {
	topic := updates[0].Topic
	before := h.heads[topic]
	next := head{number: before.number + 1, write: updates[0].mark}
	cells, err := h.cells(updates)
	if err != nil {
		return err
	}
	record := []hbaseCell{
		{Column: []byte("batch:after"), Value: []byte(before.text())},
		{Column: []byte("batch:number"), Value: fmt.Appendf(nil, "%d", number)},
	}
	for _, c := range cells {
		record = append(record, hbaseCell{Column: append([]byte("batch:"), c.Column[len("head:"):]...), Value: c.Value})
	}
	if err := h.put(ctx, h.batchKey(topic, next), "", record); err != nil {
		return err
	}
	count := []byte("head:number")
	cells = append(cells, hbaseCell{count, []byte(next.text())}, hbaseCell{count, []byte(before.text())})
	if err := h.put(ctx, h.headKey(topic), "?check=put", cells); err != nil {
		return err
	}
	if before.number > 0 {
		return nil
	}
	return h.confirm(ctx, topic, next)
}

// confirm makes sure that a head which was none before is there: what deleted an earlier one hides this one, too, if a
// clock was set back between them, and HBase says nothing of that.
func (h *HBase) confirm(ctx context.Context, topic string, next head) error {
	at, err := h.readHead(ctx, topic)
	if err == nil && at.number == 0 {
		return errors.New("hbase took offsets and does not show them: a deletion of row " + h.headKey(topic) +
			" in table " + h.o.Table + " with a later timestamp hides them; run a major compaction")
	}
	return err
}
