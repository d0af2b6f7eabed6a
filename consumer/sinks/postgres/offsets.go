package postgres

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/onceover/onceover/consumer"
)

// row is a partition's row in direct_offsets.
type row struct {
	consumer.Position
	writer string
}

// String tells how far the partition is.
func (r row) String() string { return fmt.Sprint(r.Offset) }

// read returns the group's offsets.
func (s *Transaction) read(ctx context.Context, conn *pgx.Conn) (map[consumer.Partition]row, error) {
	rows, err := conn.Query(ctx, `select topic, partition, next_offset, leader_epoch, topic_id, writer
		from direct_offsets where group_name = $1`, s.group)
	if err != nil {
		return nil, fmt.Errorf("read direct_offsets: %w", err)
	}
	found := map[consumer.Partition]row{}
	var p consumer.Partition
	var r row
	var id string
	_, err = pgx.ForEachRow(rows, []any{&p.Topic, &p.ID, &r.Offset, &r.Epoch, &id, &r.writer}, func() error {
		raw, err := base64.RawURLEncoding.DecodeString(id)
		if err != nil || len(raw) != len(r.TopicID) || r.Offset < 0 || r.Epoch < consumer.NoEpoch {
			return fmt.Errorf("the row of group %s, %v has next_offset %d, leader_epoch %d and topic_id %q: correct it", s.group, p, r.Offset, r.Epoch, id)
		}
		r.TopicID = consumer.TopicID(raw)
		found[p] = r
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read direct_offsets: %w", err)
	}
	return found, nil
}

// columns are ranges by column, as unnest takes them.
type columns struct {
	topics     []string
	partitions []int32
	from       []int64
	until      []int64
	epochs     []int32
}

// split separates the ranges of partitions that begin from those of partitions that go on.
func split(ranges []consumer.Range) (begin, moved columns) {
	for _, r := range ranges {
		c := &moved
		if r.From == consumer.None {
			c = &begin
		}
		c.topics, c.partitions = append(c.topics, r.Topic), append(c.partitions, r.ID)
		c.from, c.until, c.epochs = append(c.from, r.From), append(c.until, r.Until), append(c.epochs, r.Epoch)
	}
	return begin, moved
}

// move moves the offsets from where the ranges begin to where they end. It reports whether all of them were there.
func (s *Transaction) move(ctx context.Context, tx pgx.Tx, c consumer.Commit) (bool, error) {
	begin, moved := split(c.Ranges)
	if n := len(moved.topics); n > 0 {
		tag, err := tx.Exec(ctx, `update direct_offsets as o
			set next_offset = r.until, leader_epoch = r.epoch, topic_id = $2, writer = $3
			from unnest($4::text[], $5::int[], $6::bigint[], $7::bigint[], $8::int[]) as r (topic, partition, start, until, epoch)
			where o.group_name = $1 and o.topic = r.topic and o.partition = r.partition and o.next_offset = r.start`,
			s.group, c.TopicID.String(), s.writer, moved.topics, moved.partitions, moved.from, moved.until, moved.epochs)
		if err != nil || tag.RowsAffected() != int64(n) {
			return false, wrap(err, "update direct_offsets")
		}
	}
	if n := len(begin.topics); n > 0 {
		tag, err := tx.Exec(ctx, `insert into direct_offsets (group_name, topic_id, writer, topic, partition, next_offset, leader_epoch)
			select $1, $2, $3, * from unnest($4::text[], $5::int[], $6::bigint[], $7::int[])
			on conflict do nothing`,
			s.group, c.TopicID.String(), s.writer, begin.topics, begin.partitions, begin.until, begin.epochs)
		if err != nil || tag.RowsAffected() != int64(n) {
			return false, wrap(err, "insert into direct_offsets")
		}
	}
	return true, nil
}

func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
