package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// maxRequest is Kafka's own socket.request.max.bytes.
const maxRequest = 100 << 20

// A request is one request of a client. Only the kinds that somebody asks about are decoded.
type request struct {
	frame   []byte // size and all
	key     int16
	version int16
	decoded kmsg.Request
	header  int // length of size and header, once decoded

	verdict string // error that the world wants answered after kfake answered
	silent  bool   // the client wants no answer

	ends map[partition]*kfake.PartitionInfo // of the logs whose epochs it asks for, before kfake saw it
}

// readRequest reads one frame.
func readRequest(r *bufio.Reader) (*request, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n < 10 || n > maxRequest {
		return nil, fmt.Errorf("request of %d bytes", n)
	}
	frame := make([]byte, 4+n)
	copy(frame, size[:])
	if _, err := io.ReadFull(r, frame[4:]); err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	q := &request{
		frame:   frame,
		key:     int16(binary.BigEndian.Uint16(frame[4:])),
		version: int16(binary.BigEndian.Uint16(frame[6:])),
	}
	if kmsg.RequestForKey(q.key) == nil {
		return nil, fmt.Errorf("request of unknown kind %d", q.key)
	}
	return q, nil
}

// decode is the request in full.
func (q *request) decode() (kmsg.Request, error) {
	if q.decoded != nil {
		return q.decoded, nil
	}
	decoded := kmsg.RequestForKey(q.key)
	decoded.SetVersion(q.version)
	r := kbin.Reader{Src: q.frame[12:]}
	r.NullableString() // client id
	if decoded.IsFlexible() {
		kmsg.SkipTags(&r)
	}
	if !r.Ok() {
		return nil, errors.New("decode request header: bytes end early")
	}
	q.header = len(q.frame) - len(r.Src)
	if err := decoded.ReadFrom(r.Src); err != nil {
		return nil, fmt.Errorf("decode %s request: %w", kmsg.NameForKey(q.key), err)
	}
	q.decoded = decoded
	return decoded, nil
}

// replace makes the frame what the decoded request has become.
func (q *request) replace() {
	q.frame = q.decoded.AppendTo(q.frame[:q.header:q.header])
	binary.BigEndian.PutUint32(q.frame, uint32(len(q.frame)-4))
}

// correlation is the number by which the client knows the answer.
func (q *request) correlation() []byte { return q.frame[8:12] }

// encodeAnswer is the frame of an answer to the request.
func (q *request) encodeAnswer(answer kmsg.Response) []byte {
	b := append(make([]byte, 4, 256), q.correlation()...)
	if answer.IsFlexible() && answer.Key() != int16(kmsg.ApiVersions) {
		b = append(b, 0)
	}
	b = answer.AppendTo(b)
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	return b
}

// decodeAnswer is the inverse of encodeAnswer.
func (q *request) decodeAnswer(frame []byte) (kmsg.Response, error) {
	answer := kmsg.ResponseForKey(q.key)
	answer.SetVersion(q.version)
	start := 8
	if answer.IsFlexible() && q.key != int16(kmsg.ApiVersions) {
		start = 9
	}
	if len(frame) < start {
		return nil, fmt.Errorf("decode %s answer of %d bytes", kmsg.NameForKey(q.key), len(frame))
	}
	if err := answer.ReadFrom(frame[start:]); err != nil {
		return nil, fmt.Errorf("decode %s answer: %w", kmsg.NameForKey(q.key), err)
	}
	return answer, nil
}

// op is the name of the request's operation at points, such as kafka.list_offsets.
func (q *request) op() string {
	var b strings.Builder
	b.WriteString("kafka.")
	name := kmsg.NameForKey(q.key)
	for i := range len(name) {
		c := name[i]
		upper := c >= 'A' && c <= 'Z'
		if !upper {
			b.WriteByte(c)
			continue
		}
		startsWord := i > 0 && (isLower(name[i-1]) || i+1 < len(name) && isLower(name[i+1]))
		if startsWord {
			b.WriteByte('_')
		}
		b.WriteByte(c + 'a' - 'A')
	}
	return b.String()
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

// waits reports whether the answer may be held back until something else happens in the cluster, and nothing hangs on it
// but its client.
func (q *request) waits() bool {
	switch kmsg.Key(q.key) {
	case kmsg.Fetch, kmsg.SyncGroup, kmsg.ShareFetch:
		return true
	}
	return false
}
