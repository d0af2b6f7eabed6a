package guest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/onceover/onceover/sim/trace"
)

// recordStage marks a request that reports a fact and gets an empty answer.
const recordStage Stage = "record"

// maxControl bounds a control message, so that a broken stream cannot ask for all memory.
const maxControl = 1 << 20

var errShortVerdict = errors.New("guest: verdict ends early")

// A Request is one call of a service to the world, as it crosses the boundary of the process.
type Request struct {
	Stage  Stage
	Op     string // the operation, or the name of a fact
	Client string
	Args   []trace.Arg
}

// IsRecord reports whether the request is a fact, to be answered by nothing.
func (r Request) IsRecord() bool { return r.Stage == recordStage }

// AppendRequest adds the binary form of a request.
func AppendRequest(b []byte, r Request) []byte {
	b = trace.AppendString(b, string(r.Stage))
	b = trace.AppendString(b, r.Op)
	b = trace.AppendString(b, r.Client)
	return trace.AppendArgs(b, r.Args)
}

// ParseRequest is the inverse of AppendRequest. Bytes after the request are an error.
func ParseRequest(b []byte) (Request, error) {
	var r Request
	var fields [3]string
	var err error
	for i := range fields {
		if fields[i], b, err = trace.CutString(b); err != nil {
			return Request{}, fmt.Errorf("parse request of a service: %w", err)
		}
	}
	r.Stage, r.Op, r.Client = Stage(fields[0]), fields[1], fields[2]
	if r.Args, b, err = trace.CutArgs(b); err != nil {
		return Request{}, fmt.Errorf("parse request of a service: %w", err)
	}
	if len(b) > 0 {
		return Request{}, fmt.Errorf("parse request of a service: %d bytes too many", len(b))
	}
	return r, nil
}

// AppendVerdict adds the binary form of a verdict.
func AppendVerdict(b []byte, v Verdict) []byte {
	b = append(b, byte(v.Action))
	b = binary.AppendUvarint(b, uint64(max(v.Delay, 0)))
	return trace.AppendString(b, v.Error)
}

// ParseVerdict is the inverse of AppendVerdict. No bytes at all are "go on".
func ParseVerdict(b []byte) (Verdict, error) {
	if len(b) == 0 {
		return Verdict{}, nil
	}
	if b[0] > byte(Half) {
		return Verdict{}, fmt.Errorf("guest: unknown action %d", b[0])
	}
	delay, n := binary.Uvarint(b[1:])
	if n <= 0 || int64(delay) < 0 {
		return Verdict{}, errShortVerdict
	}
	text, rest, err := trace.CutString(b[1+n:])
	if err != nil || len(rest) > 0 {
		return Verdict{}, errShortVerdict
	}
	return Verdict{Action: Action(b[0]), Error: text, Delay: time.Duration(delay)}, nil
}

// AppendControl adds a control message in the framing in which a process reads them.
func AppendControl(b, msg []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(msg)))
	return append(b, msg...)
}

// ReadControl reads one control message.
func ReadControl(r io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n > maxControl {
		return nil, fmt.Errorf("control message of %d bytes", n)
	}
	msg := make([]byte, n)
	if _, err := io.ReadFull(r, msg); err != nil {
		return nil, fmt.Errorf("read control message: %w", err)
	}
	return msg, nil
}
