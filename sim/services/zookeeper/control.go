package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/onceover/onceover/sim/zookeeper"
)

// An order is a control message of the world.
type order struct {
	Do      string `json:"do"` // "expire": end the session; "disconnect": cut its connection
	Session int64  `json:"session"`
}

// obey carries out the world's orders until there are no more.
func obey(s *zookeeper.Server, messages <-chan []byte) {
	for m := range messages {
		var o order
		err := json.Unmarshal(m, &o)
		switch {
		case err != nil:
		case o.Do == "expire":
			s.ExpireSession(o.Session)
		case o.Do == "disconnect":
			s.Disconnect(o.Session)
		default:
			err = fmt.Errorf("unknown order %q", o.Do)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "zookeeper: control message:", err)
		}
	}
}
