package zookeeper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A track is the content of a znode of limits or of stats, "count=5,bytes=7=;countHardLimit=9" (StatsTrack).
type track map[string]int64

// parseTrack reads a track; false says that the real server would stumble over it.
func parseTrack(data []byte) (track, bool) {
	t := track{}
	if len(data) == 0 {
		return t, data != nil
	}
	split := func(c rune) bool { return c == ',' || c == ';' }
	pairs := strings.FieldsFunc(string(data), split)
	if len(pairs) > 0 && split(rune(data[0])) {
		return nil, false // an empty pair; those at the end do not count
	}
	for _, pair := range pairs {
		parts := strings.Split(strings.TrimRight(pair, "="), "=") // nor do empty parts there
		if len(parts) < 2 {
			return nil, false
		}
		n := int64(-1)
		if parts[1] != "" {
			var err error
			if n, err = strconv.ParseInt(parts[1], 10, 64); err != nil {
				return nil, false
			}
		}
		t[parts[0]] = n
	}
	return t, true
}

// get is the value of a key, or -1.
func (t track) get(key string) int64 {
	if n, ok := t[key]; ok {
		return n
	}
	return -1
}

// exceeded reports whether a hard limit is set and less than the value.
func (t track) exceeded(key string, value int64) bool { return t.get(key) > -1 && value > t.get(key) }

// format puts count and bytes first, and behind one more = the rest, which old parsers then pass over.
func (t track) format() []byte {
	b := fmt.Appendf(nil, "count=%d,bytes=%d", t.get("count"), t.get("bytes"))
	var others []string
	for key := range t { //tidy:unordered the keys are sorted below
		if key != "count" && key != "bytes" {
			others = append(others, key)
		}
	}
	slices.Sort(others)
	for i, key := range others {
		if i == 0 {
			b = append(b, '=')
		}
		b = fmt.Appendf(b, ";%s=%d", key, t[key])
	}
	return b
}
