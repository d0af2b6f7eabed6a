package main

import (
	"encoding/binary"
	"io"
	"net"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/guest"
)

// TestHalfAResponse gets half of a response, and nothing of the next one.
func TestHalfAResponse(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	w.rule("applied kafka.metadata", guest.Verdict{Action: guest.Half})
	conn, err := net.Dial("tcp", s.cluster.ListenAddrs()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for i, r := range []kmsg.Request{kmsg.NewPtrMetadataRequest(), kmsg.NewPtrApiVersionsRequest()} {
		if _, err := conn.Write(kmsg.NewRequestFormatter().AppendRequest(nil, r, int32(i))); err != nil {
			t.Fatal(err)
		}
	}
	conn.(*net.TCPConn).CloseWrite()
	got, err := io.ReadAll(conn)
	if err != nil || len(got) < 4 {
		t.Fatalf("read %q, %v", got, err)
	}
	if size := int(binary.BigEndian.Uint32(got)) + 4; len(got) != size/2 {
		t.Errorf("read %d bytes of a response of %d", len(got), size)
	}
	if points := len(w.pointsOf("kafka.api_versions")); points != 2 {
		t.Errorf("the next request has %d points, want those before its answer", points)
	}
}
