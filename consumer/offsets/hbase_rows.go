package offsets

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/onceover/onceover/consumer"
)

// head is what the head row of a topic holds. Its number is 0 if there is none.
type head struct {
	number  int64
	write   string // the mark of the write that made it
	entries map[consumer.Partition]entry
}

// text is the cell that is checked, empty where there is none, which HBase takes for equal to none.
func (t head) text() string {
	if t.number == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", t.number, t.write)
}

// hbaseCell and hbaseRows are cells as the interface has them; bytes are in base64.
type hbaseCell struct {
	Column []byte `json:"column"`
	Value  []byte `json:"$"`
}

type hbaseRow struct {
	Key   []byte      `json:"key"`
	Cells []hbaseCell `json:"Cell"`
}

type hbaseRows struct{ Row []hbaseRow }

// keyPart makes a name into a part of a row's key that needs no escape in any path: bytes but letters, digits, '.', '_'
// and '-' are written in hexadecimal behind '='.
func keyPart(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

func (h *HBase) headKey(topic string) string { return keyPart(h.o.Group) + ":" + keyPart(topic) }

// batchKey has as many digits for each number, so that rows are in the order of the batches.
func (h *HBase) batchKey(topic string, at head) string {
	return fmt.Sprintf("%s:%019d:%s", h.headKey(topic), at.number, at.write)
}

// cells are the cells of the head that updates change: each is a document of one position.
func (h *HBase) cells(updates []update) ([]hbaseCell, error) {
	var cells []hbaseCell
	for _, w := range updates {
		data, err := encodeDocument(h.o.Group, map[consumer.Partition]entry{w.Partition: w.entry})
		var line bytes.Buffer
		if err = cmp.Or(err, json.Compact(&line, data)); err != nil {
			return nil, fmt.Errorf("write the offset of %v: %w", w.Partition, err)
		}
		cells = append(cells, hbaseCell{fmt.Appendf(nil, "head:%d", w.ID), bytes.TrimSpace(line.Bytes())})
	}
	return cells, nil
}

// readHead reads the head row of a topic.
func (h *HBase) readHead(ctx context.Context, topic string) (head, error) {
	place := fmt.Sprintf("row %s of table %s in hbase", h.headKey(topic), h.o.Table)
	status, body, err := h.ask(ctx, http.MethodGet, h.headKey(topic)+"/head", nil)
	if err != nil || status == http.StatusNotFound {
		return head{}, err // the table and its family were seen by Load
	}
	var rows hbaseRows
	if err := json.Unmarshal(body, &rows); err != nil {
		return head{}, fmt.Errorf("read offsets of %s: %w", place, err)
	}
	if len(rows.Row) != 1 || string(rows.Row[0].Key) != h.headKey(topic) {
		return head{}, fmt.Errorf("read offsets of %s: the answer is about other rows", place)
	}
	at, err := h.parseHead(topic, rows.Row[0].Cells)
	if err != nil {
		return head{}, fmt.Errorf("read offsets of %s: %w", place, err)
	}
	return at, nil
}

// parseHead reads the cells of a head row.
func (h *HBase) parseHead(topic string, cells []hbaseCell) (head, error) {
	at := head{entries: map[consumer.Partition]entry{}}
	for _, c := range cells {
		name, _ := strings.CutPrefix(string(c.Column), "head:")
		if name == "number" {
			number, write, ok := strings.Cut(string(c.Value), " ")
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil || !ok || n < 1 || strconv.FormatInt(n, 10) != number {
				return head{}, fmt.Errorf("cell head:number is %q", c.Value)
			}
			at.number, at.write = n, write
			continue
		}
		entries, err := decodeDocument(c.Value, h.o.Group)
		if err != nil {
			return head{}, fmt.Errorf("cell %s: %w", c.Column, err)
		}
		for p, e := range entries {
			if p.Topic != topic || strconv.Itoa(int(p.ID)) != name || len(entries) != 1 {
				return head{}, fmt.Errorf("cell %s is about %v", c.Column, p)
			}
			at.entries[p] = e
		}
	}
	if at.number == 0 {
		return head{}, errors.New("cell head:number is missing")
	}
	return at, nil
}
