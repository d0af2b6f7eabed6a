package settings

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/consumer"
)

// StartPolicy returns what Start says.
func (s *Settings) StartPolicy() (consumer.StartPolicy, error) {
	switch s.Start {
	case "earliest":
		return consumer.Earliest, nil
	case "latest":
		return consumer.Latest, nil
	case "stored":
		return consumer.StoredOnly, nil
	}
	if t, err := time.Parse(time.RFC3339, s.Start); err == nil {
		return consumer.StartAt(t), nil
	}
	offsets, err := parseOffsets(s.Start)
	if err != nil {
		return consumer.StartPolicy{}, fmt.Errorf("want earliest, latest, stored, a time such as 2026-01-02T15:04:05Z, or offsets such as 0=17,1=4; have %q", s.Start)
	}
	return consumer.StartExactly(offsets), nil
}

// parseOffsets reads offsets by partition, 0=17,1=4.
func parseOffsets(text string) (map[int32]int64, error) {
	offsets := map[int32]int64{}
	for _, pair := range strings.Split(text, ",") {
		partition, offset, _ := strings.Cut(strings.TrimSpace(pair), "=")
		p, err := strconv.ParseInt(partition, 10, 32)
		if err != nil || p < 0 {
			return nil, fmt.Errorf("partition %q", partition)
		}
		at, err := strconv.ParseInt(offset, 10, 64)
		if err != nil || at < 0 {
			return nil, fmt.Errorf("offset %q", offset)
		}
		if _, twice := offsets[int32(p)]; twice {
			return nil, fmt.Errorf("partition %d is there twice", p)
		}
		offsets[int32(p)] = at
	}
	return offsets, nil
}
