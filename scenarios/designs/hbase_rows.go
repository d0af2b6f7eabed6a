package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// offsetRows is a table of HBase with rows of offsets, through its REST interface. Nothing is sent twice.
type offsetRows struct {
	url    string // of the table
	client *http.Client
}

// The table is the one that the article has its readers create.
const (
	offsetTable  = "stream_kafka_offsets"
	offsetFamily = "offsets"
	offsetTTL    = "2592000" // 30 days
)

func newOffsetRows(server string) *offsetRows {
	return &offsetRows{strings.TrimSuffix(server, "/") + "/" + offsetTable, &http.Client{Timeout: requestTimeout}}
}

// hbaseRows are rows as the interface has them; bytes are in base64.
type hbaseRows struct {
	Row []hbaseRow
}

type hbaseRow struct {
	Key  []byte      `json:"key"`
	Cell []hbaseCell `json:"Cell"`
}

type hbaseCell struct {
	Column []byte `json:"column"`
	Value  []byte `json:"$"`
}

// createTable creates the table, where it does not exist.
func (t *offsetRows) createTable() error {
	if status, _, err := t.ask(http.MethodGet, "/schema", nil); err != nil || status == http.StatusOK {
		return err
	}
	family := map[string]string{"name": offsetFamily, "TTL": offsetTTL}
	status, _, err := t.ask(http.MethodPut, "/schema", map[string]any{"name": offsetTable, "ColumnSchema": []any{family}})
	if err == nil && status == http.StatusNotFound {
		err = fmt.Errorf("create table %s: %s", offsetTable, http.StatusText(status))
	}
	return err
}

// newest reads the last row from one key backwards, as far as another, which is not read. It returns no offsets where
// there is none.
func (t *offsetRows) newest(from, downTo string) (offsets, error) {
	query := url.Values{"startrow": {from}, "endrow": {downTo}, "reversed": {"true"}, "limit": {"1"}}
	status, body, err := t.ask(http.MethodGet, "/*?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	var found hbaseRows
	if status != http.StatusOK {
		return nil, fmt.Errorf("scan %s: %s", t.url, http.StatusText(status))
	}
	if err := json.Unmarshal(body, &found); err != nil {
		return nil, fmt.Errorf("scan %s: %w", t.url, err)
	}
	next := offsets{}
	for _, row := range found.Row {
		for _, c := range row.Cell {
			_, column, _ := strings.Cut(string(c.Column), ":")
			p, err := strconv.ParseInt(column, 10, 32)
			if err != nil {
				return nil, fmt.Errorf("row %s: column %q: %w", row.Key, c.Column, err)
			}
			if next[int32(p)], err = strconv.ParseInt(string(c.Value), 10, 64); err != nil {
				return nil, fmt.Errorf("row %s: column %q: %w", row.Key, c.Column, err)
			}
		}
	}
	return next, nil
}

// put writes a row with the offsets of all partitions, all or none.
func (t *offsetRows) put(key string, next offsets) error {
	row := hbaseRow{Key: []byte(key)}
	for _, p := range slices.Sorted(maps.Keys(next)) {
		row.Cell = append(row.Cell, hbaseCell{fmt.Appendf(nil, "%s:%d", offsetFamily, p), fmt.Append(nil, next[p])})
	}
	status, _, err := t.ask(http.MethodPut, "/"+url.PathEscape(key), hbaseRows{[]hbaseRow{row}})
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("put row %s: %s", key, http.StatusText(status))
	}
	return err
}

// ask sends a request for something of the table. Only 404 is the caller's to judge; any other failure is an error.
func (t *offsetRows) ask(method, path string, content any) (status int, body []byte, err error) {
	var text []byte
	if content != nil {
		if text, err = json.Marshal(content); err != nil {
			return 0, nil, fmt.Errorf("ask hbase: %w", err)
		}
	}
	r, err := http.NewRequest(method, t.url+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, fmt.Errorf("ask hbase: %w", err)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	got, err := t.client.Do(r)
	if err != nil {
		return 0, nil, fmt.Errorf("ask hbase: %w", err)
	}
	defer got.Body.Close()
	body, err = io.ReadAll(got.Body)
	if err == nil && got.StatusCode >= 300 && got.StatusCode != http.StatusNotFound {
		err = fmt.Errorf("%s: %s", got.Status, body)
	}
	if err != nil {
		return 0, nil, fmt.Errorf("ask hbase: %s %s: %w", method, path, err)
	}
	return got.StatusCode, body, nil
}
