package reports

import (
	"strings"

	"github.com/onceover/onceover/model"
)

// services are the names of stores, by how the names of their events begin.
var services = map[string]string{"zookeeper": "ZooKeeper", "kafka": "Kafka", "redis": "Redis", "hbase": "HBase", "disk": "the file"}

// storesOf says in which store an offset was stored, by the position of the event; nothing where there is only one.
func storesOf(h *model.History) map[int32]string {
	stores, all := map[int32]string{}, map[string]bool{}
	for _, l := range h.Logs {
		for _, s := range l.Steps {
			service, _, _ := strings.Cut(h.Events[s.Event].Name, ".")
			if name := services[service]; s.Kind == model.Stored && name != "" {
				stores[s.Event], all[name] = "in "+name+":", true
			}
		}
	}
	if len(all) < 2 {
		return nil
	}
	return stores
}

// asOthers is what was stored in ZooKeeper in the name of other groups than those that the case is judged by, by the position
// of the event. A judge does not look at it, and still it is why a group that was renamed begins anew.
func asOthers(h *model.History) map[int32][]deed {
	judged := map[string]bool{}
	for _, e := range h.Events {
		for _, c := range h.Config.Commits(e) {
			judged[c.Group] = true
		}
	}
	deeds := map[int32][]deed{}
	if len(judged) == 0 {
		return deeds
	}
	for i, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			if judged[c.Group] || c.Record || c.Removed || c.Malformed || c.Client == "" {
				continue
			}
			log := model.Partition{Topic: c.Topic, Number: c.Partition}.String()
			deeds[int32(i)] = append(deeds[int32(i)], deed{
				who: c.Client, verb: stores, where: "as group " + c.Group + ":", over: []extent{{log, c.Offset, c.Offset}},
			})
		}
	}
	return deeds
}
