//go:build realstack

package realkill

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
)

// zookeeperStore is looked at as lag monitors do: the plain znodes.
type zookeeperStore struct {
	*run
	servers string
	conn    *zk.Conn
}

func byZooKeeper(t *testing.T, r *run) store {
	servers := address(t, "zookeeper")
	conn, _, err := zk.Connect([]string{servers}, 10*time.Second, zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return &zookeeperStore{r, servers, conn}
}

func (s *zookeeperStore) args() []string {
	return []string{"--store.kind", "zookeeper", "--zookeeper.servers", s.servers}
}

func (s *zookeeperStore) offsets(context.Context) (map[int32]int64, error) {
	found := map[int32]int64{}
	for p := range int32(partitions) {
		text, _, err := s.conn.Get(fmt.Sprintf("/consumers/%s/offsets/%s/%d", s.group, s.topic, p))
		if errors.Is(err, zk.ErrNoNode) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if found[p], err = strconv.ParseInt(string(text), 10, 64); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// kafkaStore is looked at as Kafka's own tools do: the offsets of a group.
type kafkaStore struct{ *run }

func byKafka(_ *testing.T, r *run) store { return &kafkaStore{r} }

func (s *kafkaStore) args() []string { return []string{"--store.kind", "kafka"} }

func (s *kafkaStore) offsets(ctx context.Context) (map[int32]int64, error) {
	stored, err := s.admin.FetchOffsets(ctx, s.group)
	if err == nil {
		err = stored.Error()
	}
	found := map[int32]int64{}
	for _, o := range stored.Sorted() {
		if o.Topic == s.topic {
			found[o.Partition] = o.At
		}
	}
	return found, err
}

// fileStore is looked at as whoever opens the file does.
type fileStore struct {
	*run
	path string
}

func byFile(t *testing.T, r *run) store {
	return &fileStore{r, filepath.Join(t.TempDir(), "offsets.json")}
}

func (s *fileStore) args() []string { return []string{"--store.kind", "file", "--store.path", s.path} }

func (s *fileStore) offsets(context.Context) (map[int32]int64, error) {
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var document struct {
		Positions []struct {
			Topic     string `json:"topic"`
			Partition int32  `json:"partition"`
			Offset    int64  `json:"offset"`
		} `json:"positions"`
	}
	if err == nil {
		err = json.Unmarshal(text, &document)
	}
	found := map[int32]int64{}
	for _, p := range document.Positions {
		if p.Topic == s.topic {
			found[p.Partition] = p.Offset
		}
	}
	return found, err
}
