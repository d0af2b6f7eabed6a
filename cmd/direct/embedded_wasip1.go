package main

import (
	"context"
	"errors"

	"github.com/onceover/onceover/consumer/settings"
)

// embed starts nothing: here, the servers are other processes of a world.
func embed(_ context.Context, s *settings.Settings) (stop func(), err error) {
	if s.Kafka.Embedded() || s.ZooKeeper.Embedded() {
		err = errors.New("nothing is embedded in this build")
	}
	return func() {}, err
}
