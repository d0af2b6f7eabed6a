package main

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A rowspec is the part of a path behind the table: row/columns/time, where row is a key, two keys "start,end", or a
// prefix "key*"; columns are "family" or "family:qualifier" by commas; and time is one timestamp or "from,until".
type rowspec struct {
	row      string
	end      string
	many     bool // there is an end
	columns  []column
	from     int64
	until    int64
	hasTime  bool // one timestamp was given
	versions int
}

var errRowspec = errors.New("invalid path")

// parseRowspec follows RowSpec. The path is still escaped: a plus is a space, and what is no UTF-8 becomes U+FFFD, so
// that keys of other bytes can only be named in a body.
func parseRowspec(path string) (rowspec, error) {
	s := rowspec{until: latest, versions: 1}
	parts := strings.SplitN(path, "/", 4)
	if err := s.parseRows(parts[0]); err != nil {
		return rowspec{}, err
	}
	if len(parts) > 1 {
		if err := s.parseColumns(parts[1]); err != nil {
			return rowspec{}, err
		}
	}
	if len(parts) > 2 && parts[2] != "" {
		return s, s.parseTime(parts[2])
	}
	return s, nil
}

func (s *rowspec) parseRows(text string) (err error) {
	first, second, many := strings.Cut(text, ",")
	if s.row, err = unescape(first); err != nil || s.row == "" {
		return errRowspec
	}
	if s.end, err = unescape(second); err != nil {
		return errRowspec
	}
	s.many = many
	if prefix, ok := strings.CutSuffix(s.row, "*"); ok {
		if many {
			return errRowspec
		}
		s.row, s.end, s.many = prefix, prefix+"\xff", true
	}
	return nil
}

func (s *rowspec) parseColumns(text string) error {
	names := strings.Split(text, ",")
	for i, name := range names {
		name, err := unescape(name)
		if err != nil || name == "" && i < len(names)-1 {
			return errRowspec
		}
		if c := parseColumn(name); name != "" && !slices.Contains(s.columns, c) {
			s.columns = append(s.columns, c)
		}
	}
	slices.SortFunc(s.columns, func(a, b column) int { return strings.Compare(a.String(), b.String()) })
	return nil
}

// parseTime takes "t" for versions before t, and "from,until". A second time of 0 counts as none, as it does there.
func (s *rowspec) parseTime(text string) error {
	text, err := unescape(text)
	if err != nil {
		return errRowspec
	}
	one, two, both := strings.Cut(text, ",")
	first, err := strconv.ParseInt(one, 10, 64)
	if err != nil {
		return errRowspec
	}
	second := int64(0)
	if both {
		if second, err = strconv.ParseInt(two, 10, 64); err != nil {
			return errRowspec
		}
	}
	if second != 0 {
		s.from, s.until = first, second
	} else {
		s.until = first
	}
	s.hasTime = s.from == 0 && s.until != latest
	return nil
}

func (s *rowspec) selection() selection {
	return selection{columns: s.columns, from: s.from, until: s.until, versions: s.versions}
}

// parseColumn takes "family" or "family:qualifier"; an empty qualifier is one, too (CellUtil.parseColumn).
func parseColumn(name string) column {
	family, qualifier, ok := strings.Cut(name, ":")
	return column{family: family, qualifier: qualifier, whole: !ok}
}

// unescape is Java's URLDecoder.
func unescape(text string) (string, error) {
	text, err := url.QueryUnescape(text)
	return string([]rune(text)), err
}
