//go:build !wasip1

package settings

import "github.com/onceover/onceover/consumer/sinks/postgres"

// checkPostgres says what is wrong with the URL of a database. To make a sink connects to nothing.
func checkPostgres(url string) error {
	_, err := postgres.NewKeyed(url)
	return err
}
