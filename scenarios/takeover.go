package scenarios

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// The stages of a takeover, in their order.
const (
	unowned = iota
	bumped  // its owner's znode is there, and then its epoch was bumped
	synced
	read // where to go on was read, in ZooKeeper
)

// A takeover is how one incarnation came to own one partition the last time.
type takeover struct {
	owner  bool // its znode was made since the last bump
	stage  int
	inSink bool // where to go on was read in the sink since the last bump
}

// A takeoverKey is an incarnation and a partition.
type takeoverKey struct{ client, partition string }

// inspectTakeover wants whoever writes a result to have taken its partition over in the right order: it makes the owner's
// znode, bumps the epoch, syncs, and then reads where to go on. Of the table of what goes wrong it is the row "take over
// reads offset before bumping epoch: forbidden order": between such a read and the bump the former owner can still commit,
// and what it commits is done again. A result whose offset is in the transaction with it has its place to go on in the sink.
func inspectTakeover(h *model.History, _ model.Verdict) (notes []string) {
	results := map[int32][]*model.Log{} // by event: the logs that it has results of
	for _, l := range h.Logs {
		for _, s := range l.Steps {
			if s.Kind == model.Delivered && s.Incarnation >= 0 {
				results[s.Event] = append(results[s.Event], l)
			}
		}
	}
	w := takeovers{by: map[takeoverKey]*takeover{}, watching: map[string]bool{}}
	told := map[takeoverKey]bool{}
	for i, e := range h.Events {
		notes = append(notes, w.follow(e)...)
		for _, l := range results[int32(i)] {
			key := takeoverKey{e.Str("client"), strconv.Itoa(l.Number)}
			if wrong := w.of(key).wrong(e.Int("txn") != 0); wrong != "" && !told[key] {
				told[key] = true
				notes = append(notes, fmt.Sprintf("%s wrote results of %s (step %d) although %s", key.client, l, e.Seq, wrong))
			}
		}
	}
	return notes
}

// wrong says what is missing before a result may be written, or nothing.
func (t *takeover) wrong(transaction bool) string {
	switch {
	case t.stage == unowned:
		return "it had never bumped the epoch"
	case transaction && !t.inSink:
		return "it had not read where to go on in the sink since it bumped the epoch"
	case transaction || t.stage == read:
		return ""
	case t.stage == bumped:
		return "it had neither synced nor read where to go on since it bumped the epoch, or not in this order"
	}
	return "it had not read where to go on since it bumped the epoch"
}

// takeovers are those of all incarnations so far.
type takeovers struct {
	by       map[takeoverKey]*takeover
	watching map[string]bool // clients whose next MGET belongs to a WATCH: it compares, and tells nobody where to go on
}

func (w *takeovers) of(key takeoverKey) *takeover {
	if w.by[key] == nil {
		w.by[key] = &takeover{}
	}
	return w.by[key]
}

// follow reads what an event says of takeovers.
func (w *takeovers) follow(e trace.Event) (notes []string) {
	client := e.Str("client")
	dir, partition := path.Split(e.Str("path"))
	part := strings.TrimSuffix(strings.TrimPrefix(dir, "/consumers/"+Group+"/"), "/"+Topic+"/")
	switch {
	case e.Name == "zookeeper.write" && part == "owners" && e.Str("kind") == "create":
		w.of(takeoverKey{client, partition}).owner = true
	case e.Name == "zookeeper.write" && part == "epochs" && isInstance(client):
		t := w.of(takeoverKey{client, partition})
		if !t.owner {
			notes = append(notes, fmt.Sprintf("%s bumped the epoch of %s/%s (step %d) and was not its owner", client, Topic, partition, e.Seq))
		}
		*t = takeover{stage: bumped}
	case e.Name == "zookeeper.sync" && e.Str("stage") == "applied":
		w.each(client, func(t *takeover) {
			if t.stage == bumped {
				t.stage = synced
			}
		})
	case e.Name == "zookeeper.getData" && e.Str("stage") == "received" && part == "offsets":
		if t := w.of(takeoverKey{client, partition}); t.stage == synced {
			t.stage = read
		}
	case e.Name == "redis.watch" && e.Str("stage") == "received":
		w.watching[client] = true
	case e.Name == "redis.mget" && e.Str("stage") == "received":
		if !w.watching[client] {
			w.each(client, func(t *takeover) { t.inSink = true })
		}
		w.watching[client] = false
	}
	return notes
}

// each visits the takeovers of a client.
func (w *takeovers) each(client string, visit func(*takeover)) {
	for key, t := range w.by { //tidy:unordered each by itself
		if key.client == client {
			visit(t)
		}
	}
}
