package model

import (
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// A document is offsets of one group, as the direct consumer keeps them in a file, and each by itself in a cell of HBase:
//
//	{"schema":2,"group":"g","positions":[{"topic":"t","partition":0,"offset":20,"epoch":0,"topicId":"AAAAAAAAAAAAAAAAAAAAAQ","write":"9f-3"}]}
type document struct {
	Schema    int        `json:"schema"`
	Group     string     `json:"group"`
	Positions []position `json:"positions"`
}

type position struct {
	Topic     string `json:"topic"`
	Partition *int32 `json:"partition"`
	Offset    *int64 `json:"offset"`
	TopicID   string `json:"topicId"`
	Write     string `json:"write"` // names the write that made it, which others that change other positions repeat
}

// commits are the positions of a document. Text of another form is none.
func (d document) commits(client string) []Commit {
	var all []Commit
	for _, at := range d.Positions {
		if at.Topic == "" || at.Partition == nil || *at.Partition < 0 {
			continue
		}
		c := Commit{Group: d.Group, Topic: at.Topic, Partition: int(*at.Partition), Client: client, Mark: at.Write}
		if at.Offset == nil || *at.Offset < 0 {
			c.Malformed = true
		} else {
			c.Offset = *at.Offset
			c.setTopicID(at.TopicID)
		}
		all = append(all, c)
	}
	return all
}

// FileCommits reads the offsets that a process keeps in a file, which it replaces by renaming another one to its name. After a power loss the
// file may hold what it held before.
func FileCommits(e trace.Event) []Commit {
	if e.Name != "disk.rename" && e.Name != "disk.lost" {
		return nil
	}
	var d document
	if err := json.Unmarshal([]byte(e.Str("data")), &d); err != nil || d.Schema < 1 {
		return nil
	}
	all := d.commits(e.Proc)
	for i := range all {
		all[i].Lost = e.Name == "disk.lost"
	}
	return all
}

// HBaseCommits reads a cell of a head row, "group:topic", whose column "head:3" is about partition 3. Rows of batches, and puts that nobody
// will ever read, store nothing.
func HBaseCommits(e trace.Event) []Commit {
	if e.Name != "hbase.effect" {
		return nil
	}
	c := Commit{Client: e.Str("client")}
	column, ok := strings.CutPrefix(e.Str("field"), "head:")
	group, topic, named := strings.Cut(e.Str("key"), ":")
	if !ok || !named || !c.setPartition(column) {
		return nil
	}
	c.Group, c.Topic = unescaped(group), unescaped(topic)
	switch e.Str("command") {
	case "DELETE", "DELETE_VERSION":
		c.Removed = true
	case "PUT":
		var d document
		err := json.Unmarshal([]byte(e.Str("value")), &d)
		if all := d.commits(c.Client); err == nil && len(all) == 1 && all[0].cell() == c.cell() {
			return all
		}
		c.Malformed = true
	default:
		return nil
	}
	return []Commit{c}
}

// unescaped reads a part of a row's key, in which bytes that need it are written as '=' and two hexadecimal digits.
func unescaped(text string) string {
	parts := strings.Split(text, "=")
	for i, part := range parts[1:] {
		if len(part) < 2 {
			return text
		}
		b, err := hex.DecodeString(part[:2])
		if err != nil {
			return text
		}
		parts[i+1] = string(b) + part[2:]
	}
	return strings.Join(parts, "")
}
