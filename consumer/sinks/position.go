package sinks

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/internal/decimal"
)

// formatPosition is a position as one line: offset, leader epoch and topic id, "20 3 01ab…".
func formatPosition(p consumer.Position) string {
	return fmt.Sprintf("%d %d %x", p.Offset, p.Epoch, p.TopicID[:])
}

// parsePosition reads what formatPosition gives, and nothing else.
func parsePosition(text string) (p consumer.Position, err error) {
	parts := strings.Split(text, " ")
	if len(parts) != 3 {
		return p, fmt.Errorf("%q is no offset, epoch and topic id", text)
	}
	offset, err1 := decimal.Offset(parts[0])
	epoch, err2 := strconv.ParseInt(parts[1], 10, 32)
	id, err3 := hex.DecodeString(parts[2])
	if err1 != nil || err2 != nil || err3 != nil || int32(epoch) < consumer.NoEpoch || len(id) != len(p.TopicID) {
		return p, fmt.Errorf("%q is no offset, epoch and topic id", text)
	}
	p.Offset, p.Epoch = offset, int32(epoch)
	copy(p.TopicID[:], id)
	if formatPosition(p) != text {
		return consumer.Position{}, fmt.Errorf("%q is no offset, epoch and topic id", text)
	}
	return p, nil
}
