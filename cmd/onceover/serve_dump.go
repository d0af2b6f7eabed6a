package main

import (
	"encoding/json"
	"fmt"
	"os"
	"unicode/utf8"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A dumpedZnode is a znode as the dump has it: its data is text if it can be, and otherwise base64; null is neither.
type dumpedZnode struct {
	Path      string    `json:"path"`
	Data      *string   `json:"data,omitempty"`
	Base64    []byte    `json:"base64,omitempty"`
	ACL       []string  `json:"acl"` // permissions:scheme:id
	Stat      wire.Stat `json:"stat"`
	Container bool      `json:"container,omitempty"`
	TTL       int64     `json:"ttl,omitempty"` // milliseconds
}

// writeDump replaces the file's content by the znodes, sorted by path.
func writeDump(file string, tree []zookeeper.Znode) error {
	all := make([]dumpedZnode, 0, len(tree))
	for _, z := range tree {
		d := dumpedZnode{Path: z.Path, Stat: z.Stat, Container: z.Container, TTL: z.TTL}
		switch text := string(z.Data); {
		case z.Data == nil:
		case utf8.ValidString(text):
			d.Data = &text
		default:
			d.Base64 = z.Data
		}
		for _, a := range z.ACL {
			d.ACL = append(d.ACL, fmt.Sprintf("%d:%s:%s", a.Perms, a.Scheme, a.ID.ID))
		}
		all = append(all, d)
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
