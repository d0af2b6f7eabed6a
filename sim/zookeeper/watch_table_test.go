package zookeeper

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// TestWatchTableForgets sets, fires and removes watches at random: a connection is always known by the paths that it
// watches and by no others, and once it is forgotten nothing of it is left.
func TestWatchTableForgets(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	table := newWatchTable()
	for range 20000 {
		path, client := "/"+strconv.Itoa(draw.IntN(6)), ClientID(draw.IntN(5))
		if draw.IntN(3) == 0 {
			path += path
		}
		switch draw.IntN(8) {
		case 0:
			table.remove(path, client)
		case 1, 2:
			table.trigger(event{wire.Deleted, path}, nil, nil)
		case 3:
			table.forget(client)
			if table.clients[client] != nil {
				t.Fatalf("%d is still known after it was forgotten", client)
			}
		default:
			table.add(path, client, watchMode(draw.IntN(3)))
		}
		agree(t, &table)
	}
	for client := range ClientID(5) {
		table.forget(client)
	}
	if len(table.paths) > 0 || len(table.clients) > 0 || table.recursive != 0 {
		t.Errorf("left over: %+v", table)
	}
}

// agree holds that both ways round tell the same.
func agree(t *testing.T, table *watchTable) {
	watches := 0
	for path, list := range table.paths {
		watches += len(list)
		for _, w := range list {
			if _, ok := table.clients[w.client][path]; !ok {
				t.Fatalf("%d watches %s and is not known for it", w.client, path)
			}
		}
		if len(list) == 0 {
			t.Fatalf("%s is kept, and nobody watches it", path)
		}
	}
	for _, paths := range table.clients {
		watches -= len(paths)
	}
	if watches != 0 {
		t.Fatalf("%d watches more by path than by connection", watches)
	}
}
