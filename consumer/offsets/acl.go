package offsets

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-zookeeper/zk"
)

// rights are the letters that ZooKeeper's own command line has for what an ACL permits.
var rights = map[rune]int32{'c': zk.PermCreate, 'd': zk.PermDelete, 'r': zk.PermRead, 'w': zk.PermWrite, 'a': zk.PermAdmin}

// ParseACL reads an ACL whose entries have the form of ZooKeeper's command line, scheme:id:rights, such as
// world:anyone:r, auth::cdrwa, ip:10.0.0.0/8:r or digest:user:hash:cdrwa. The rights are letters: create, delete, read, write
// and admin. An entry of another form, or without rights, is an error; of the schemes only the servers know. No entries are
// no ACL.
func ParseACL(entries []string) ([]zk.ACL, error) {
	var acl []zk.ACL
	for _, entry := range entries {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(entry), ":")
		i := strings.LastIndex(rest, ":")
		if scheme == "" || i < 0 {
			return nil, fmt.Errorf("want scheme:id:rights, have %q", entry)
		}
		one := zk.ACL{Scheme: scheme, ID: rest[:i]}
		for _, letter := range rest[i+1:] {
			one.Perms |= rights[letter]
			if rights[letter] == 0 {
				return nil, fmt.Errorf("rights are letters of cdrwa, have %q", rest[i+1:])
			}
		}
		if one.Perms == 0 {
			return nil, errors.New("an entry without rights permits nothing")
		}
		acl = append(acl, one)
	}
	return acl, nil
}
