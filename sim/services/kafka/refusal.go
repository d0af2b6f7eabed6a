package main

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// errorCodes are Kafka's error codes by name, under the old names too.
var errorCodes = func() map[string]int16 {
	codes := map[string]int16{"NOT_LEADER_OR_FOLLOWER": kerr.NotLeaderForPartition.Code}
	for code := int16(-1); code < 256; code++ {
		if e := kerr.TypedErrorForCode(code); e != nil && e.Code == code {
			codes[e.Message] = code
		}
	}
	return codes
}()

// errorCode is the code of that name; a name that Kafka does not know is UNKNOWN_SERVER_ERROR.
func errorCode(name string) int16 {
	if code, ok := errorCodes[name]; ok {
		return code
	}
	return kerr.UnknownServerError.Code
}

// namesEntities reports whether the request names all that its answer has an error for. What it does not name (Metadata
// of all topics) only kfake's own answer does.
func (q *request) namesEntities() bool {
	switch kmsg.Key(q.key) {
	case kmsg.ListOffsets:
		return true
	case kmsg.Metadata, kmsg.FindCoordinator, kmsg.OffsetFetch, kmsg.ApiVersions:
		return false
	}
	name := kmsg.NameForKey(q.key)
	return !strings.HasPrefix(name, "Describe") && !strings.HasPrefix(name, "List")
}

// wholly are the requests that fail as a whole, or per group, although their answers have errors per partition or member.
var wholly = map[kmsg.Key]bool{kmsg.LeaveGroup: true, kmsg.OffsetFetch: true}

// refusal is the frame that answers the request with an error for all that it names, and nothing else.
func (q *request) refusal(name string) ([]byte, error) {
	decoded, err := q.decode()
	if err != nil {
		return nil, err
	}
	answer := decoded.ResponseKind()
	code := errorCode(name)
	if wholly[kmsg.Key(q.key)] {
		wholeFailure(answer, code)
	} else {
		mirror(reflect.ValueOf(decoded).Elem(), reflect.ValueOf(answer).Elem(), code)
	}
	return q.encodeFailure(answer, name)
}

// spoil is the frame that answers the request with the error of its verdict in place of kfake's answer.
func (q *request) spoil(frame []byte) ([]byte, error) {
	if q.namesEntities() {
		return q.refusal(q.verdict)
	}
	answer, err := q.decodeAnswer(frame)
	if err != nil {
		return nil, err
	}
	if code := errorCode(q.verdict); wholly[kmsg.Key(q.key)] {
		wholeFailure(answer, code)
	} else {
		mark(reflect.ValueOf(answer).Elem(), code)
	}
	return q.encodeFailure(answer, q.verdict)
}

// encodeFailure encodes an answer and makes sure that its error arrives: not every version has every field, and an
// answer that names nothing has nothing to fail.
func (q *request) encodeFailure(answer kmsg.Response, name string) ([]byte, error) {
	frame := q.encodeAnswer(answer)
	arrived, err := q.decodeAnswer(frame)
	if err != nil {
		return nil, err
	}
	if !carries(reflect.ValueOf(arrived).Elem(), errorCode(name)) {
		return nil, fmt.Errorf("%s has no place for error %s", q.op(), name)
	}
	return frame, nil
}
