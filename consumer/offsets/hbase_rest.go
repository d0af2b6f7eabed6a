package offsets

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// hbaseAnswerMax bounds what is read of an answer, in bytes.
const hbaseAnswerMax = 64 << 20

// errMoved says that a check-and-put found another number than was read.
var errMoved = errors.New("the head row was changed meanwhile")

// put writes cells of one row. The last is what is checked if the query says so.
func (h *HBase) put(ctx context.Context, key, query string, cells []hbaseCell) error {
	body, err := json.Marshal(hbaseRows{[]hbaseRow{{[]byte(key), cells}}})
	if err != nil {
		return fmt.Errorf("write offsets to row %s: %w", key, err)
	}
	status, _, err := h.ask(ctx, http.MethodPut, key+query, body)
	switch {
	case err != nil:
		return err
	case status == http.StatusNotModified:
		return passing{fmt.Errorf("write offsets to row %s: %w", key, errMoved)}
	case status != http.StatusOK:
		return fmt.Errorf("write offsets to row %s of table %s in hbase: %s", key, h.o.Table, http.StatusText(status))
	}
	return nil
}

// ask sends one request, once. The answers 200, 201, 304 and 404 are the caller's to judge; those of a server in trouble, and
// none at all, are passing errors.
func (h *HBase) ask(ctx context.Context, method, path string, body []byte) (status int, answer []byte, err error) {
	address := h.o.URL + "/" + url.PathEscape(h.o.Table) + "/" + path
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("ask hbase: %w", err)
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	got, err := h.o.Client.Do(r)
	if err != nil {
		return 0, nil, passing{fmt.Errorf("ask hbase: %w", err)}
	}
	defer got.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(got.Body, hbaseAnswerMax))
	if err != nil {
		return 0, nil, passing{fmt.Errorf("ask hbase: %s %s: read the answer: %w", method, address, err)}
	}
	switch got.StatusCode {
	case http.StatusOK, http.StatusCreated, http.StatusNotModified, http.StatusNotFound:
		return got.StatusCode, answer, nil
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(answer)), "\n")
	err = fmt.Errorf("ask hbase: %s %s: %s: %.200s", method, address, got.Status, first)
	if got.StatusCode >= 500 && got.StatusCode != http.StatusNotImplemented ||
		got.StatusCode == http.StatusRequestTimeout || got.StatusCode == http.StatusTooManyRequests {
		err = passing{err}
	}
	return 0, nil, err
}

// checkTable makes sure that the table has the families, and that the head's cells stay. HBase answers for a row of a
// table that does not exist as for a row that does not.
func (h *HBase) checkTable(ctx context.Context) error {
	status, body, err := h.ask(ctx, http.MethodGet, "schema", nil)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("keep offsets in table %s of hbase: it does not exist; create it", h.o.Table)
	}
	var schema struct{ ColumnSchema []map[string]any }
	if err := json.Unmarshal(body, &schema); err != nil {
		return fmt.Errorf("keep offsets in table %s of hbase: read its schema: %w", h.o.Table, err)
	}
	found := map[string]bool{}
	for _, family := range schema.ColumnSchema {
		name, _ := family["name"].(string)
		found[name] = true
		switch ttl := fmt.Sprint(family["TTL"]); {
		case name != "head" || family["TTL"] == nil || ttl == "2147483647" || ttl == "FOREVER":
		default:
			return fmt.Errorf("keep offsets in table %s of hbase: cells of family head expire after %s s; let them live for ever", h.o.Table, ttl)
		}
	}
	if !found["head"] || !found["batch"] {
		return fmt.Errorf("keep offsets in table %s of hbase: it lacks family head or batch; add it", h.o.Table)
	}
	return nil
}

// CreateTable makes the table, with rows of batches that expire after a time, which HBase counts in whole seconds, one at
// least; never if it is 0. One that exists is left as it is, and Load says what is wrong with it.
func (h *HBase) CreateTable(ctx context.Context, keep time.Duration) error {
	status, _, err := h.ask(ctx, http.MethodGet, "schema", nil)
	if err != nil || status == http.StatusOK {
		return err
	}
	batch := map[string]string{"name": "batch"}
	if keep > 0 {
		batch["TTL"] = fmt.Sprint(max(1, int64(keep/time.Second)))
	}
	body, err := json.Marshal(map[string]any{"name": h.o.Table, "ColumnSchema": []any{map[string]string{"name": "head"}, batch}})
	if err != nil {
		return fmt.Errorf("create table %s in hbase: %w", h.o.Table, err)
	}
	status, _, err = h.ask(ctx, http.MethodPut, "schema", body)
	if err == nil && status == http.StatusNotFound {
		err = fmt.Errorf("create table %s in hbase: %s", h.o.Table, http.StatusText(status))
	}
	return err
}
