package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// fields decodes an object. Names are compared exactly, and those without a target are returned.
func fields(b []byte, targets map[string]any) (rest map[string]json.RawMessage, err error) {
	if err := json.Unmarshal(b, &rest); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(targets)) { // so that the same error comes first
		if raw, ok := rest[name]; ok {
			if err := json.Unmarshal(raw, targets[name]); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			delete(rest, name)
		}
	}
	return rest, nil
}

// only is fields where any other name is an error, as it is to Jackson.
func only(b []byte, targets map[string]any) error {
	rest, err := fields(b, targets)
	if err == nil && len(rest) > 0 {
		return fmt.Errorf("unrecognized field %q", slices.Sorted(maps.Keys(rest))[0])
	}
	return err
}

// A number is an integer that may be quoted.
type number int64

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(b []byte) error {
	var text json.Number
	if err := json.Unmarshal(b, &text); err != nil || text == "" { // null leaves it as it is
		return err
	}
	v, err := text.Int64()
	*n = number(v)
	return err
}

// A cellModel is a cell as CellModel has it, in base64. Column and value are nil where they are missing.
type cellModel struct {
	Column    []byte `json:"column"`
	Timestamp number `json:"timestamp"`
	Value     []byte `json:"$"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *cellModel) UnmarshalJSON(b []byte) error {
	c.Timestamp = latest
	return only(b, map[string]any{"column": &c.Column, "timestamp": &c.Timestamp, "$": &c.Value})
}

// A rowModel is a row as RowModel has it.
type rowModel struct {
	Key   []byte      `json:"key"`
	Cells []cellModel `json:"Cell"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *rowModel) UnmarshalJSON(b []byte) error {
	return only(b, map[string]any{"key": &r.Key, "Cell": &r.Cells})
}

// A cellSet is rows as CellSetModel has them.
type cellSet struct {
	Rows []rowModel `json:"Row"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *cellSet) UnmarshalJSON(b []byte) error { return only(b, map[string]any{"Row": &s.Rows}) }

func parseCellSet(b []byte) (cellSet, error) {
	var s cellSet
	err := json.Unmarshal(b, &s)
	return s, err
}

// model is lines of cells as a cell set.
func model(lines []line) cellSet {
	s := cellSet{Rows: []rowModel{}}
	for _, l := range lines {
		r := rowModel{Key: []byte(l.key)}
		for _, c := range l.cells {
			value := c.value
			if value == nil {
				value = []byte{}
			}
			r.Cells = append(r.Cells, cellModel{[]byte(c.column.String()), number(c.time), value})
		}
		s.Rows = append(s.Rows, r)
	}
	return s
}

// A scannerModel is what a scanner with state can be asked for in HBase 2.5: it has neither a limit nor a direction. The
// scan without state has both.
type scannerModel struct {
	rows   span
	wanted selection
	batch  int
	filter string
}

func parseScanner(b []byte) (scannerModel, error) {
	var start, end []byte
	var columns [][]byte
	var labels []string
	var filter *string
	var cacheBlocks bool
	var caching number
	batch, versions := number(math.MaxInt32), number(math.MaxInt32)
	from, until := number(0), number(latest)
	err := only(b, map[string]any{
		"startRow": &start, "endRow": &end, "column": &columns, "batch": &batch, "startTime": &from, "endTime": &until,
		"maxVersions": &versions, "filter": &filter, "caching": &caching, "cacheBlocks": &cacheBlocks, "labels": &labels,
	})
	m := scannerModel{
		rows:   span{start: string(start), end: string(end)},
		wanted: selection{from: int64(from), until: int64(until), versions: int(versions)}, batch: int(batch),
	}
	for _, c := range columns {
		m.wanted.columns = append(m.wanted.columns, parseColumn(string(c)))
	}
	if filter != nil {
		m.filter = strings.TrimSpace(*filter)
	}
	return m, err
}
