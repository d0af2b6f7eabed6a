package offsets

import (
	"strings"
	"testing"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"
)

// TestParseACL reads entries as ZooKeeper's command line has them.
func TestParseACL(t *testing.T) {
	got, err := ParseACL([]string{"world:anyone:r", " auth::cdrwa", "digest:user:aGFzaA==:rw", "ip:10.0.0.0/8:ra", "ip:fe80::1:r"})
	want := []zk.ACL{{Perms: zk.PermRead, Scheme: "world", ID: "anyone"}, {Perms: zk.PermAll, Scheme: "auth"},
		{Perms: zk.PermRead | zk.PermWrite, Scheme: "digest", ID: "user:aGFzaA=="},
		{Perms: zk.PermRead | zk.PermAdmin, Scheme: "ip", ID: "10.0.0.0/8"}, {Perms: zk.PermRead, Scheme: "ip", ID: "fe80::1"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v\n%s", err, diff)
	}
	for entry, says := range map[string]string{
		"": "want scheme:id:rights", "world": "want scheme:id:rights", "world:anyone": "want scheme:id:rights",
		":anyone:r": "want scheme:id:rights", "world:anyone:x": "rights are letters of cdrwa", "world:anyone:": "permits nothing",
	} {
		if _, err := ParseACL([]string{entry}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want %q", entry, err, says)
		}
	}
}
